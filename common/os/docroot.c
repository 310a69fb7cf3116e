/* SPDX-License-Identifier: ISC */
/*
 * Served files; see docroot.h.  Uses openat2, fstat and close, and of fstat
 * the system call of that name: glibc's goes by way of newfstatat, which a
 * filter could not tell from asking for a path.
 */
#include "os/docroot.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel's struct stat is the C library's only on such machines. */
_Static_assert(sizeof(long) == 8, "a 64-bit machine");

/* A rename while the name is walked makes the kernel ask for another try. */
#define DOCROOT_TRIES_MAX 8

#define DOCROOT_FLAGS (O_CLOEXEC | O_NOCTTY | O_NONBLOCK)

int
bw_docroot_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static int
open_beneath(int root_fd, const char *name, int flags)
{
	struct open_how how = {
	    .flags = (unsigned)flags,
	    .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
	};
	long fd = -1;

	for (int i = 0; i < DOCROOT_TRIES_MAX; i++) {
		fd = syscall(SYS_openat2, root_fd, name, &how, sizeof(how));
		if (fd >= 0 || (errno != EAGAIN && errno != EINTR)) {
			break;
		}
	}
	return fd < 0 ? -errno : (int)fd;
}

/* May be asked also where Landlock forbids to open directories. */
static bool
is_directory(int root_fd, const char *name)
{
	int fd = open_beneath(root_fd, name, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0) {
		return false;
	}
	(void)close(fd); /* O_PATH: nothing to lose */
	return true;
}

/* What openat2 says, in the words of the contract. */
static int
translate(int error)
{
	switch (error) {
	case -EXDEV: /* would leave the root */
	case -ELOOP: /* a magic link, or links without end */
		return -EACCES;
	case -ENOTDIR:
	case -ENAMETOOLONG:
	case -ENXIO: /* a socket, a device without a driver */
	case -ENODEV:
		return -ENOENT;
	default:
		return error;
	}
}

static int
check_regular(const struct stat *status)
{
	if (S_ISDIR(status->st_mode)) {
		return -EISDIR;
	}
	return S_ISREG(status->st_mode) ? 0 : -ENOENT;
}

static struct bw_docroot_file
facts_of(int fd, const struct stat *status)
{
	return (struct bw_docroot_file){
	    .fd = fd,
	    .size = (uint64_t)status->st_size,
	    .inode = status->st_ino,
	    .mtime_s = (uint64_t)status->st_mtim.tv_sec,
	    .mtime_ns = (uint32_t)status->st_mtim.tv_nsec,
	};
}

int
bw_docroot_open_file(int root_fd, const char *name, struct bw_docroot_file *out)
{
	struct stat status;
	int error;
	int fd = open_beneath(root_fd, name, O_RDONLY | DOCROOT_FLAGS);

	if (fd == -EACCES && is_directory(root_fd, name)) {
		return -EISDIR;
	}
	if (fd < 0) {
		return translate(fd);
	}
	error = syscall(SYS_fstat, fd, &status) == 0 ? 0 : -errno;
	if (error == 0) {
		error = check_regular(&status);
	}
	if (error != 0) {
		(void)close(fd); /* read only */
		return error;
	}
	*out = facts_of(fd, &status);
	return 0;
}

int
bw_docroot_again(int fd, struct bw_docroot_file *out)
{
	struct stat status;

	if (syscall(SYS_fstat, fd, &status) != 0) {
		return -errno;
	}
	if (status.st_nlink == 0) {
		return -ESTALE;
	}
	*out = facts_of(fd, &status);
	return 0;
}

/* What the kernel's getdents64 writes, getdents(2). */
#define DIRENT_RECLEN_AT 16
#define DIRENT_NAME_AT   19
#define DIRENT_BATCH     4096

struct walk {
	int root_fd;
	const char *directory;
	size_t left;
	bw_docroot_each *each;
	void *arg;
};

static void
walk_name(struct walk *walk, const char *name)
{
	char path[PATH_MAX];
	struct stat status;
	int fd, n;

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
		return;
	}
	n = snprintf(path, sizeof(path), "%s%s%s", walk->directory,
	    walk->directory[0] == '\0' ? "" : "/", name);
	if (n < 0 || (size_t)n >= sizeof(path)) {
		return;
	}
	fd = open_beneath(walk->root_fd, path, O_PATH | O_CLOEXEC);
	if (fd < 0) {
		return; /* it leads outside, or is gone */
	}
	if (syscall(SYS_fstat, fd, &status) == 0 &&
	    (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode))) {
		walk->each(
		    walk->arg, &(struct bw_docroot_entry){
				   .name = name,
				   .is_directory = S_ISDIR(status.st_mode),
				   .size = (uint64_t)status.st_size,
				   .mtime_s = (uint64_t)status.st_mtim.tv_sec,
			       });
	}
	(void)close(fd); /* O_PATH: nothing to lose */
}

/* The records of one getdents64; false: enough. */
static bool
walk_batch(struct walk *walk, const uint8_t *buf, size_t len)
{
	while (len > DIRENT_NAME_AT && walk->left > 0) {
		uint16_t size;

		memcpy(&size, buf + DIRENT_RECLEN_AT, sizeof(size));
		walk_name(walk, (const char *)buf + DIRENT_NAME_AT);
		walk->left--;
		buf += size;
		len -= size;
	}
	return walk->left > 0;
}

int
bw_docroot_list(int root_fd, const char *name, size_t n_max,
    bw_docroot_each *each, void *arg)
{
	struct walk walk = {root_fd, name, n_max, each, arg};
	uint8_t buf[DIRENT_BATCH] __attribute__((aligned(8)));
	long n = 0;
	int fd = open_beneath(root_fd, name[0] == '\0' ? "." : name,
	    O_RDONLY | O_DIRECTORY | DOCROOT_FLAGS);

	if (fd < 0) {
		return translate(fd);
	}
	do {
		n = syscall(SYS_getdents64, fd, buf, sizeof(buf));
	} while (n > 0 && walk_batch(&walk, buf, (size_t)n));
	(void)close(fd); /* read only */
	return n < 0 ? -errno : 0;
}
