/* SPDX-License-Identifier: ISC */
/*
 * Landlock, landlock(7): every right that the running kernel knows is taken
 * away, then a few are given back.  Version 1 (Linux 5.13) is enough to count
 * as the layer being there.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "os/walls.h"

/* What Debian 12's header does not know yet; the version that brought it. */
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14) /* 3 */
#endif
#ifndef LANDLOCK_ACCESS_FS_IOCTL_DEV
#define LANDLOCK_ACCESS_FS_IOCTL_DEV (1ULL << 15) /* 5 */
#endif
#ifndef LANDLOCK_ACCESS_NET_BIND_TCP
#define LANDLOCK_ACCESS_NET_BIND_TCP    (1ULL << 0) /* 4 */
#define LANDLOCK_ACCESS_NET_CONNECT_TCP (1ULL << 1) /* 4 */
#define LANDLOCK_RULE_NET_PORT          2
#endif
#ifndef LANDLOCK_SCOPE_SIGNAL
#define LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET (1ULL << 0) /* 6 */
#define LANDLOCK_SCOPE_SIGNAL               (1ULL << 1) /* 6 */
#endif

/* The kernel's structs, whole; it is told how much of them it may know. */
struct ruleset {
	uint64_t fs;
	uint64_t net;    /* 4 */
	uint64_t scoped; /* 6 */
};

struct port_rule {
	uint64_t allowed;
	uint64_t port;
};

/* Rights that make sense for what is not a directory. */
#define FS_FILE_RIGHTS                                                         \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |          \
	    LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_TRUNCATE |       \
	    LANDLOCK_ACCESS_FS_IOCTL_DEV)

static uint64_t
fs_rights(long version)
{
	uint64_t rights = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;

	if (version >= 2) {
		rights |= LANDLOCK_ACCESS_FS_REFER;
	}
	if (version >= 3) {
		rights |= LANDLOCK_ACCESS_FS_TRUNCATE;
	}
	if (version >= 5) {
		rights |= LANDLOCK_ACCESS_FS_IOCTL_DEV;
	}
	return rights;
}

static uint64_t
fs_rights_of(unsigned access)
{
	uint64_t rights = 0;

	if ((access & BW_CONFINE_READ) != 0) {
		rights |= LANDLOCK_ACCESS_FS_READ_FILE;
	}
	if ((access & BW_CONFINE_LIST) != 0) {
		rights |= LANDLOCK_ACCESS_FS_READ_DIR;
	}
	if ((access & BW_CONFINE_WRITE) != 0) {
		rights |= LANDLOCK_ACCESS_FS_WRITE_FILE |
			  LANDLOCK_ACCESS_FS_TRUNCATE |
			  LANDLOCK_ACCESS_FS_MAKE_REG |
			  LANDLOCK_ACCESS_FS_REMOVE_FILE;
	}
	if ((access & BW_CONFINE_APPEND) != 0) {
		rights |=
		    LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG;
	}
	if ((access & BW_CONFINE_EXECUTE) != 0) {
		rights |= LANDLOCK_ACCESS_FS_EXECUTE;
	}
	return rights;
}

static struct ruleset
ruleset_for(const struct bw_confine *confine, long version)
{
	struct ruleset ruleset = {.fs = fs_rights(version)};

	if (version >= 4) {
		ruleset.net = LANDLOCK_ACCESS_NET_BIND_TCP;
		if (!confine->connect_any_port) {
			ruleset.net |= LANDLOCK_ACCESS_NET_CONNECT_TCP;
		}
	}
	if (version >= 6) {
		ruleset.scoped =
		    LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET | LANDLOCK_SCOPE_SIGNAL;
	}
	return ruleset;
}

static size_t
ruleset_size(long version)
{
	if (version >= 6) {
		return sizeof(struct ruleset);
	}
	return version >= 4 ? offsetof(struct ruleset, scoped)
			    : offsetof(struct ruleset, net);
}

static int
add_rule_beneath(int ruleset_fd, uint64_t handled, int fd, unsigned access)
{
	struct landlock_path_beneath_attr rule = {
	    .allowed_access = fs_rights_of(access) & handled,
	    .parent_fd = fd,
	};
	struct stat status;

	if (fstat(fd, &status) != 0) {
		return -errno;
	}
	if (!S_ISDIR(status.st_mode)) {
		rule.allowed_access &= FS_FILE_RIGHTS;
	}
	return syscall(SYS_landlock_add_rule, ruleset_fd,
		   LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0
		   ? 0
		   : -errno;
}

static int
add_path(int ruleset_fd, uint64_t handled, const struct bw_confine_path *path)
{
	int fd, error;

	if (path->fd >= 0) {
		return add_rule_beneath(
		    ruleset_fd, handled, path->fd, path->access);
	}
	fd = openat(AT_FDCWD, path->path, O_PATH | O_CLOEXEC);
	if (fd < 0) {
		return -errno;
	}
	error = add_rule_beneath(ruleset_fd, handled, fd, path->access);
	(void)close(fd); /* O_PATH: nothing to lose */
	return error;
}

static int
add_port(int ruleset_fd, uint16_t port)
{
	struct port_rule rule = {
	    .allowed = LANDLOCK_ACCESS_NET_CONNECT_TCP, .port = port};

	return syscall(SYS_landlock_add_rule, ruleset_fd,
		   LANDLOCK_RULE_NET_PORT, &rule, 0) == 0
		   ? 0
		   : -errno;
}

static int
add_rules(
    int fd, const struct ruleset *ruleset, const struct bw_confine *confine)
{
	int error = 0;

	for (size_t i = 0; i < confine->n_paths && error == 0; i++) {
		error = add_path(fd, ruleset->fs, &confine->paths[i]);
	}
	if ((ruleset->net & LANDLOCK_ACCESS_NET_CONNECT_TCP) == 0) {
		return error;
	}
	for (size_t i = 0; i < confine->n_connect_ports && error == 0; i++) {
		error = add_port(fd, confine->connect_ports[i]);
	}
	return error;
}

/* Is this the root directory? */
static bool
is_root(const struct bw_confine_path *path)
{
	struct stat root, status;

	if (stat("/", &root) != 0 ||
	    (path->fd >= 0 ? fstat(path->fd, &status)
			   : stat(path->path, &status)) != 0) {
		return false;
	}
	return status.st_dev == root.st_dev && status.st_ino == root.st_ino;
}

/* Unless it may be listed, the root must now refuse to be. */
static int
check(const struct bw_confine *confine)
{
	int fd;

	for (size_t i = 0; i < confine->n_paths; i++) {
		if ((confine->paths[i].access & BW_CONFINE_LIST) != 0 &&
		    is_root(&confine->paths[i])) {
			return 0;
		}
	}
	fd = openat(AT_FDCWD, "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		(void)close(fd); /* read only */
		return -EPERM;
	}
	return errno == EACCES ? 0 : -errno;
}

int
bw_wall_landlock(const struct bw_confine *confine)
{
	struct ruleset ruleset;
	int fd, error;
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);

	if (version < 1) {
		return -ENOTSUP;
	}
	ruleset = ruleset_for(confine, version);
	fd = (int)syscall(
	    SYS_landlock_create_ruleset, &ruleset, ruleset_size(version), 0);
	if (fd < 0) {
		return -errno;
	}
	error = add_rules(fd, &ruleset, confine);
	if (error == 0 && syscall(SYS_landlock_restrict_self, fd, 0) != 0) {
		error = -errno;
	}
	(void)close(fd); /* in force, or of no use */
	return error == 0 ? check(confine) : error;
}
