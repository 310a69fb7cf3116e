/* SPDX-License-Identifier: ISC */
/* What most children begin with; see child.h. */
#include "child/child.h"

#include <malloc.h>
#include <string.h>
#include <unistd.h>

#include "child/life.h"
#include "os/spawn.h"

int
bw_child_main(int argc, char **argv, const struct bw_child *child)
{
	if (argc >= 2 && strcmp(argv[1], "master") == 0) {
		return bw_master_main(child, argc - 2, argv + 2);
	}
	return bw_worker_main(argc, argv, child, bw_life_configure);
}

/* A mistake in text that the parent has already checked: a broken frame. */
static void
complain(void *arg, const char *message)
{
	(void)arg;
	bw_log(BW_LOG_LEVEL_ERR, "%s", message);
}

void
bw_life_configure(int fd, enum bw_role role, struct bw_conf *out)
{
	const char *text;
	size_t len;

	bw_conf_init(out);
	if (bw_spawn_memfd_map(fd, &text, &len) != 0 ||
	    bw_conf_read(out, "configuration", text, len, complain, NULL) !=
		0) {
		bw_log(BW_LOG_LEVEL_ERR, "error=\"cannot read what the parent "
					 "sent as configuration\"");
		_exit(EXIT_FAILURE);
	}
	bw_spawn_memfd_unmap(text, len);
	(void)close(fd);      /* all of it is in out */
	(void)malloc_trim(0); /* what it took to read it */
	bw_log_set_level(bw_conf_log_level(&out->logger, role));
}
