/* SPDX-License-Identifier: ISC */
/*
 * nbdd: network block devices.  The master, which accepts connections and
 * starts a worker for each (worker.c).  Decides nothing.
 */
#include "child/child.h"
#include "profile.h"

static const struct bw_child nbdd = {
    .role = BW_ROLE_NBDD,
    .profile = &nbdd_profile,
    .open_rows = nbdd_open_rows,
    .n_open_rows = NBDD_N_OPEN_ROWS,
    .per_connection = true,
    .worker = "nbdd-worker",
};

int
main(int argc, char **argv)
{
	return bw_child_main(argc, argv, &nbdd);
}
