/* SPDX-License-Identifier: ISC */
/*
 * The program of nbdd's workers.  One worker is one client's session
 * (session.h).  A hundred clients have a hundred of them, so the program is
 * small and linked statically: what it needs of libraries are some functions
 * of C's, and a loader would write to pages that now are shared.  Decides
 * nothing; opens nothing.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "child/life.h"
#include "profile.h"
#include "session.h"

static struct session session;

/*
 * Memory for a copy, if any export may want one: later none can be had.
 * Returns a descriptor, -1 or another negative errno.
 */
static int
copy_memory(const struct bw_conf *conf)
{
	int fd;

	if (!bw_conf_has_cow(conf, BW_CONF_COW_MEMORY)) {
		return -1;
	}
	fd = memfd_create("copy", MFD_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int
nbdd_open(struct bw_worker *worker)
{
	int memory_fd = copy_memory(worker->conf);

	if (memory_fd < -1) {
		bw_log(BW_LOG_LEVEL_ERR, "copy=memory error=\"%s\"",
		    strerror(-memory_fd));
		return memory_fd;
	}
	session_init(&session, worker, memory_fd);
	return 0;
}

static const struct bw_child nbdd = {
    .role = BW_ROLE_NBDD,
    .profile = &nbdd_profile,
    .open = nbdd_open,
    .start = session_start,
    .message = session_message,
    .stop = session_stop,
    .expire = session_expire,
    .due = session_due,
    .tick = session_tick,
};

int
main(int argc, char **argv)
{
	return bw_worker_main(argc, argv, &nbdd, bw_life_brief);
}
