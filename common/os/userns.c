/* SPDX-License-Identifier: ISC */
/*
 * A user namespace of our own, user_namespaces(7), for those not started as
 * root; see jail.h.  Our uid is the only one in it, and stays what it is.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "os/jail.h"

/* What masters need to make their jails and to lose everything after. */
static const cap_value_t kept[] = {
    CAP_SYS_ADMIN,
    CAP_SYS_CHROOT,
    CAP_SETPCAP,
};

static int
file_write(const char *path, const char *text)
{
	size_t len = strlen(text);
	int error = 0;
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0) {
		return -errno;
	}
	if (write(fd, text, len) != (ssize_t)len) {
		error = errno == 0 ? -EIO : -errno;
	}
	(void)close(fd); /* the kernel has answered the write */
	return error;
}

static int
map_write(const char *path, unsigned id)
{
	char text[64];

	(void)snprintf(text, sizeof(text), "%u %u 1\n", id, id);
	return file_write(path, text);
}

static int
map_ids(uid_t uid, gid_t gid)
{
	int error = file_write("/proc/self/setgroups", "deny");

	if (error == 0) {
		error = map_write("/proc/self/uid_map", uid);
	}
	if (error == 0) {
		error = map_write("/proc/self/gid_map", gid);
	}
	if (error == 0 && (getuid() != uid || getgid() != gid)) {
		error = -EPERM;
	}
	return error;
}

/* exec takes capabilities from all but root, except for ambient ones. */
static int
keep_over_exec(void)
{
	cap_t caps = cap_get_proc();
	int error = 0;

	if (caps == NULL) {
		return -errno;
	}
	if (cap_set_flag(
		caps, CAP_INHERITABLE, ARRAY_LEN(kept), kept, CAP_SET) != 0 ||
	    cap_set_proc(caps) != 0) {
		error = -errno;
	}
	(void)cap_free(caps); /* ours, so it cannot fail */
	for (size_t i = 0; i < ARRAY_LEN(kept) && error == 0; i++) {
		if (cap_set_ambient(kept[i], CAP_SET) != 0) {
			error = -errno;
		}
	}
	return error;
}

int
bw_jail_enter_user_namespace(void)
{
	uid_t uid = getuid();
	gid_t gid = getgid();
	int dumpable = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
	int error = 0;

	if (unshare(CLONE_NEWUSER) != 0) {
		return -errno;
	}
	/* Our files in /proc are ours only as long as we can be dumped. */
	if (prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) != 0) {
		return -errno;
	}
	error = map_ids(uid, gid);
	if (error == 0) {
		error = keep_over_exec();
	}
	if (dumpable != 1 && prctl(PR_SET_DUMPABLE, dumpable, 0, 0, 0) != 0) {
		return -errno;
	}
	return error;
}
