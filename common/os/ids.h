/* SPDX-License-Identifier: ISC */
/* Users, and giving up privilege for good. */
#ifndef BW_OS_IDS_H
#define BW_OS_IDS_H

#include <sys/types.h>

#include "base/base.h"

struct bw_ids {
	uid_t uid;
	gid_t gid;
};

/*
 * Look up the user of one role.
 *
 *   prefix    a name ("_bootward": users _bootward and _bootward-tftpd ...) or
 *             a number N (parent N, children N + role; uid = gid; no passwd
 *             entry needed; N > 0)
 *   role      0 for the parent, else enum bw_role; suffix its name
 *   returns   0, -ENOENT no such user, -EINVAL prefix is nonsense or names root
 */
int bw_ids_find(
    const char *prefix, unsigned role, const char *suffix, struct bw_ids *out);

/*
 * Become ids, or stay who we are when ids is NULL, and lose every capability:
 * bounding and ambient sets, groups, uid and gid (all three), then permitted,
 * effective, inheritable.  Everything is read back, and getting root again is
 * tried and must fail.
 *
 *   returns   0 or a negative errno; on error the process must end
 */
int bw_ids_drop(const struct bw_ids *ids);

#endif
