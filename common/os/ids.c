/* SPDX-License-Identifier: ISC */
/* Users, and giving up privilege for good; see ids.h. */
#include "os/ids.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/capability.h>
#include <unistd.h>

#include "base/text.h"

#define IDS_NAME_MAX      64
#define IDS_NUMBER_MAX    0x7fffffffu
#define IDS_PASSWD_BUFFER 16384

static int
find_by_number(uint64_t first, unsigned role, struct bw_ids *out)
{
	if (first == 0) {
		return -EINVAL;
	}
	out->uid = (uid_t)(first + role);
	out->gid = (gid_t)(first + role);
	return 0;
}

static int
find_by_name(const char *name, struct bw_ids *out)
{
	static char buffer[IDS_PASSWD_BUFFER];
	struct passwd entry;
	struct passwd *found = NULL;
	int error = getpwnam_r(name, &entry, buffer, sizeof(buffer), &found);

	if (found == NULL) {
		/* Some databases say "not there" by one of these. */
		bool absent = error == 0 || error == ENOENT || error == ESRCH ||
			      error == EBADF || error == EPERM;

		return absent ? -ENOENT : -error;
	}
	if (entry.pw_uid == 0 || entry.pw_gid == 0) {
		return -EINVAL;
	}
	*out = (struct bw_ids){.uid = entry.pw_uid, .gid = entry.pw_gid};
	return 0;
}

int
bw_ids_find(
    const char *prefix, unsigned role, const char *suffix, struct bw_ids *out)
{
	char name[IDS_NAME_MAX];
	uint64_t first;
	int len, error;

	error = bw_text_u64(prefix, strlen(prefix), IDS_NUMBER_MAX, &first);
	if (error == 0) {
		return find_by_number(first, role, out);
	}
	if (error == -ERANGE || prefix[0] == '\0') {
		return -EINVAL;
	}
	len = snprintf(name, sizeof(name), "%s%s%s", prefix,
	    role == 0 ? "" : "-", role == 0 ? "" : suffix);
	if (len < 0 || (size_t)len >= sizeof(name)) {
		return -EINVAL;
	}
	return find_by_name(name, out);
}

/*
 * As somebody who may not touch the bounding set we leave it: it bounds
 * nothing when no_new_privs and empty sets leave nothing to be bounded.
 */
static int
drop_bounding_set(bool unprivileged)
{
	for (cap_value_t i = 0; cap_get_bound(i) >= 0; i++) {
		if (cap_get_bound(i) == CAP_CLEAR) {
			continue;
		}
		if (cap_drop_bound(i) != 0) {
			return unprivileged && errno == EPERM ? 0 : -errno;
		}
		if (cap_get_bound(i) != CAP_CLEAR) {
			return -EPERM;
		}
	}
	return 0;
}

static int
drop_ambient_set(void)
{
	if (cap_reset_ambient() != 0) {
		return -errno;
	}
	for (cap_value_t i = 0; cap_get_bound(i) >= 0; i++) {
		if (cap_get_ambient(i) != CAP_CLEAR) {
			return -EPERM;
		}
	}
	return 0;
}

static int
set_ids(const struct bw_ids *ids)
{
	if (setgroups(0, NULL) != 0 ||
	    setresgid(ids->gid, ids->gid, ids->gid) != 0 ||
	    setresuid(ids->uid, ids->uid, ids->uid) != 0) {
		return -errno;
	}
	return getgroups(0, NULL) == 0 ? 0 : -EPERM;
}

/* Permitted, effective, inheritable. */
static int
drop_capabilities(void)
{
	int error = 0;
	cap_t none = cap_init();
	cap_t now = NULL;

	if (none == NULL || cap_set_proc(none) != 0) {
		error = -errno;
	} else {
		now = cap_get_proc();
		if (now == NULL || cap_compare(now, none) != 0) {
			error = -EPERM;
		}
	}
	(void)cap_free(now); /* NULL or ours */
	(void)cap_free(none);
	return error;
}

/* All three of each are these, and there is no way back to root. */
static int
check_ids(uid_t uid, gid_t gid)
{
	uid_t r, e, s;
	gid_t rg, eg, sg;

	if (getresuid(&r, &e, &s) != 0 || getresgid(&rg, &eg, &sg) != 0) {
		return -errno;
	}
	if (r != uid || e != uid || s != uid || rg != gid || eg != gid ||
	    sg != gid) {
		return -EPERM;
	}
	if (setuid(0) == 0 || seteuid(0) == 0 || setgid(0) == 0) {
		return -EPERM;
	}
	return 0;
}

int
bw_ids_drop(const struct bw_ids *ids)
{
	struct bw_ids goal = {.uid = getuid(), .gid = getgid()};
	int error;

	if (ids != NULL) {
		goal = *ids;
	}
	if (goal.uid == 0 || goal.gid == 0) {
		return -EINVAL;
	}
	error = drop_ambient_set();
	if (error == 0) {
		error = drop_bounding_set(ids == NULL);
	}
	if (error == 0 && ids != NULL) {
		error = set_ids(ids);
	}
	if (error == 0) {
		error = drop_capabilities();
	}
	return error == 0 ? check_ids(goal.uid, goal.gid) : error;
}
