/* SPDX-License-Identifier: ISC */
/*
 * Rooms without a view: an empty network namespace and a root directory that
 * holds this very program and its shared libraries, read-only, and nothing
 * else.  Needs CAP_SYS_ADMIN and CAP_SYS_CHROOT, so: the first thing a master
 * does.
 */
#ifndef BW_OS_JAIL_H
#define BW_OS_JAIL_H

#include "base/base.h"

/* Where the program is found inside (workers are exec'd from there). */
#define BW_JAIL_PROGRAM "/program"
/* Where the state directory is bound, for stored. */
#define BW_JAIL_STATE "/state"

struct bw_jail_bind {
	const char *from; /* a directory outside */
	const char *to;   /* "/state" */
	bool writable;
};

/*
 * Not started as root: become capable inside a user namespace of our own, in
 * which our uid stays what it is.  The parent does it, after opening doors.
 *
 *   returns   0 or a negative errno (-EPERM: the system forbids it)
 */
int bw_jail_enter_user_namespace(void);

/*
 * The program is what will be run inside: the one that runs now, or one that
 * needs none but its libraries.
 *
 * Leave the host's network, IPC, UTS, cgroup and mount namespaces and enter
 * the small root.  keep_network is for fetchd.
 */
int bw_jail_enter(const char *program, bool keep_network,
    const struct bw_jail_bind *binds, size_t n_binds);

#endif
