/* SPDX-License-Identifier: ISC */
/*
 * Served files; see docroot.h.  Uses openat2, fstat and close, and of fstat
 * the system call of that name: glibc's goes by way of newfstatat, which a
 * filter could not tell from asking for a path.
 */
#include "os/docroot.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
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
