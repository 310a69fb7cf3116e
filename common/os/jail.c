/* SPDX-License-Identifier: ISC */
/*
 * Namespaces and a small root; see jail.h.  The root is a tmpfs into which
 * single files are bound, each read-only.  The host's root stays reachable
 * below JAIL_OLD while that is done, and is then let go.
 */
#include "os/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "os/jail_files.h"

/* Any directory will do, and this one we need anyway; what the tmpfs hides is
 * reached through JAIL_OLD. */
#define JAIL_BASE  "/proc"
#define JAIL_OLD   "/.old"
#define JAIL_AGAIN "/again"
/* Empty files and directories only. */
#define JAIL_TMPFS_OPTIONS "mode=0755,size=64k,nr_inodes=1024"
#define JAIL_PATH_MAX      (BW_JAIL_FILE_PATH_MAX + sizeof(JAIL_OLD))

static const struct {
	int flag;
	bool network;
	const char *path;
} namespaces[] = {
    {CLONE_NEWNS, false, "/proc/self/ns/mnt"},
    {CLONE_NEWIPC, false, "/proc/self/ns/ipc"},
    {CLONE_NEWUTS, false, "/proc/self/ns/uts"},
    {CLONE_NEWCGROUP, false, "/proc/self/ns/cgroup"},
    {CLONE_NEWNET, true, "/proc/self/ns/net"},
};

static int
inode_of(const char *path, ino_t *out)
{
	struct stat status;

	if (stat(path, &status) != 0) {
		return -errno;
	}
	*out = status.st_ino;
	return 0;
}

/* Leave one of the host's namespaces, and look whether that is so. */
static int
leave(int flag, const char *path)
{
	ino_t before = 0, after = 0;
	int error = inode_of(path, &before);

	if (error == 0 && unshare(flag) != 0) {
		error = -errno;
	}
	if (error == 0) {
		error = inode_of(path, &after);
	}
	return error == 0 && before == after ? -EPERM : error;
}

static int
leave_namespaces(bool keep_network)
{
	int error = 0;

	for (size_t i = 0; i < ARRAY_LEN(namespaces) && error == 0; i++) {
		if (!namespaces[i].network || !keep_network) {
			error = leave(namespaces[i].flag, namespaces[i].path);
		}
	}
	return error;
}

/* From now on "/" is an empty tmpfs and the host's root is below JAIL_OLD. */
static int
change_root(void)
{
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("bootward", JAIL_BASE, "tmpfs",
		MS_NOSUID | MS_NODEV | MS_NOEXEC, JAIL_TMPFS_OPTIONS) != 0 ||
	    chdir(JAIL_BASE) != 0 || mkdir(JAIL_OLD + 1, 0700) != 0 ||
	    syscall(SYS_pivot_root, ".", JAIL_OLD + 1) != 0 ||
	    chdir("/") != 0) {
		return -errno;
	}
	return 0;
}

/* Change the flags of the mount at path, and look whether they are so. */
static int
remount(const char *path, unsigned long flags)
{
	const unsigned long restricting =
	    MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC;
	struct statvfs status;

	if (statvfs(path, &status) != 0) {
		return -errno;
	}
	/* In a user namespace what is set already is locked.  The numbers of
	 * ST_ and MS_ are the same. */
	flags |= status.f_flag & restricting;
	if (mount(NULL, path, NULL, MS_REMOUNT | MS_BIND | flags, NULL) != 0 ||
	    statvfs(path, &status) != 0) {
		return -errno;
	}
	return (status.f_flag & restricting) == flags ? 0 : -EPERM;
}

static int
make_parents(const char *path)
{
	char part[BW_JAIL_FILE_PATH_MAX];

	for (const char *at = strchr(path + 1, '/'); at != NULL;
	     at = strchr(at + 1, '/')) {
		if ((size_t)(at - path) >= sizeof(part)) {
			return -ENAMETOOLONG;
		}
		memcpy(part, path, (size_t)(at - path));
		part[at - path] = '\0';
		if (mkdir(part, 0755) != 0 && errno != EEXIST) {
			return -errno;
		}
	}
	return 0;
}

static int
make_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444);

	if (fd < 0) {
		return -errno;
	}
	(void)close(fd); /* empty */
	return 0;
}

/* Libraries are mapped as code, so files, unlike directories, may be run. */
static unsigned long
flags_for(const struct bw_jail_file *file)
{
	unsigned long flags = MS_NOSUID | MS_NODEV;

	if (file->directory) {
		flags |= MS_NOEXEC;
	}
	return file->writable ? flags : flags | MS_RDONLY;
}

/* Make a file or directory of the host appear in its place. */
static int
show(const struct bw_jail_file *file)
{
	char old[JAIL_PATH_MAX];
	int error = make_parents(file->to);

	if (error == 0 && file->directory && mkdir(file->to, 0755) != 0) {
		error = -errno;
	}
	if (error == 0 && !file->directory) {
		error = make_file(file->to);
	}
	(void)snprintf(old, sizeof(old), "%s%s", JAIL_OLD, file->from);
	if (error == 0 && mount(old, file->to, NULL, MS_BIND, NULL) != 0) {
		error = -errno;
	}
	return error == 0 ? remount(file->to, flags_for(file)) : error;
}

/* rmdir() succeeding shows that nothing is mounted there any more. */
static int
let_old_root_go(void)
{
	if (umount2(JAIL_OLD, MNT_DETACH) != 0 || rmdir(JAIL_OLD) != 0 ||
	    mkdir(JAIL_AGAIN, 0555) != 0) {
		return -errno;
	}
	return remount("/", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC);
}

/*
 * The same root once more, as a mount within itself: who lives there counts as
 * chrooted, and may make no user namespace, in which it would be capable.
 */
static int
step_inside(void)
{
	if (mount("/", JAIL_AGAIN, NULL, MS_BIND | MS_REC, NULL) != 0 ||
	    chroot(JAIL_AGAIN) != 0 || chdir("/") != 0) {
		return -errno;
	}
	return 0;
}

static int
enter(const struct bw_jail_files *files, bool keep_network)
{
	int error = leave_namespaces(keep_network);

	if (error == 0) {
		error = change_root();
	}
	for (size_t i = 0; i < files->n && error == 0; i++) {
		error = show(&files->items[i]);
	}
	if (error == 0) {
		error = let_old_root_go();
	}
	return error == 0 ? step_inside() : error;
}

int
bw_jail_enter(const char *program, bool keep_network,
    const struct bw_jail_bind *binds, size_t n_binds)
{
	struct bw_jail_files files;
	mode_t mask;
	int error = bw_jail_files_find(program, binds, n_binds, &files);

	if (error != 0) {
		return error;
	}
	mask = umask(022);
	error = enter(&files, keep_network);
	(void)umask(mask); /* cannot fail */
	bw_jail_files_fini(&files);
	return error;
}
