/* SPDX-License-Identifier: ISC */
/* What a worker of nbdd knows of the configuration; see life.h. */
#include "conf/brief.h"

#include <unistd.h>

#include "child/life.h"
#include "os/spawn.h"

static struct bw_conf_export exports[BW_CONF_EXPORTS_MAX];

void
bw_life_brief(int fd, enum bw_role role, struct bw_conf *out)
{
	enum bw_log_level level;
	const char *bytes;
	size_t len;

	BW_ASSERT(role == BW_ROLE_NBDD);
	/* It stays mapped: texts are in it. */
	if (bw_spawn_memfd_map(fd, &bytes, &len) != 0 ||
	    bw_conf_brief_parse(
		(const uint8_t *)bytes, len, exports, out, &level) != 0) {
		bw_log(BW_LOG_LEVEL_ERR, "error=\"cannot read what the parent "
					 "sent as configuration\"");
		_exit(EXIT_FAILURE);
	}
	(void)close(fd); /* mapped */
	bw_log_set_level(level);
}
