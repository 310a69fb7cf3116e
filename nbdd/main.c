/* SPDX-License-Identifier: ISC */
/*
 * nbdd: network block devices.  One worker is one client's session (session.h).
 * Decides nothing; opens nothing.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

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
    .open_rows = nbdd_open_rows,
    .n_open_rows = NBDD_N_OPEN_ROWS,
    .per_connection = true,
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
	return bw_child_main(argc, argv, &nbdd);
}
