/* SPDX-License-Identifier: ISC */
/*
 * Served files; see docroot.h.  Uses openat2, fstat, getdents64 and close, and
 * of fstat the system call of that name: glibc's goes by way of newfstatat,
 * which a filter could not tell from asking for a path.
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

#include "base/text.h"

/* The kernel's struct stat is the C library's only on such machines. */
_Static_assert(sizeof(long) == 8, "a 64-bit machine");

/* A rename while the name is walked makes the kernel ask for another try. */
#define DOCROOT_TRIES_MAX 8

#define NS_PER_S UINT64_C(1000000000)

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
	    .device = status->st_dev,
	    .inode = status->st_ino,
	    .mtime_s = (uint64_t)status->st_mtim.tv_sec,
	    .mtime_ns = (uint32_t)status->st_mtim.tv_nsec,
	    .changed_ns = (uint64_t)status->st_ctim.tv_sec * NS_PER_S +
			  (uint64_t)status->st_ctim.tv_nsec,
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

typedef void each_name(void *arg, const char *name);

/* The names in one answer of getdents64; how many. */
static size_t
batch_read(
    const uint8_t *buf, size_t len, size_t n_max, each_name *each, void *arg)
{
	size_t n = 0;

	while (len > DIRENT_NAME_AT && n < n_max) {
		uint16_t size;

		memcpy(&size, buf + DIRENT_RECLEN_AT, sizeof(size));
		each(arg, (const char *)buf + DIRENT_NAME_AT);
		buf += size;
		len -= size;
		n++;
	}
	return n;
}

/*
 * The names in a directory, "." and ".." among them.
 *
 *   returns   how many, n_max also when there are more; or a negative errno
 */
static long
names_read(int root_fd, const char *directory, size_t n_max, each_name *each,
    void *arg)
{
	uint8_t buf[DIRENT_BATCH] __attribute__((aligned(8)));
	size_t n = 0;
	long len = 0, error;
	int fd = open_beneath(root_fd, directory[0] == '\0' ? "." : directory,
	    O_RDONLY | O_DIRECTORY | DOCROOT_FLAGS);

	if (fd < 0) {
		return translate(fd);
	}
	while (n < n_max &&
	       (len = syscall(SYS_getdents64, fd, buf, sizeof(buf))) > 0) {
		n += batch_read(buf, (size_t)len, n_max - n, each, arg);
	}
	error = len < 0 ? -errno : 0;
	(void)close(fd); /* read only */
	return error != 0 ? error : (long)n;
}

struct walk {
	int root_fd;
	const char *directory;
	bw_docroot_each *each;
	void *arg;
};

static void
walk_name(void *arg, const char *name)
{
	const struct walk *walk = arg;
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

int
bw_docroot_list(int root_fd, const char *name, size_t n_max,
    bw_docroot_each *each, void *arg)
{
	struct walk walk = {root_fd, name, each, arg};
	long n = names_read(root_fd, name, n_max, walk_name, &walk);

	return n < 0 ? (int)n : 0;
}

struct fold {
	const char *wanted;
	char best[NAME_MAX + 1]; /* "": none yet */
};

static void
fold_name(void *arg, const char *name)
{
	struct fold *fold = arg;

	if (bw_text_equal_nocase(name, fold->wanted) &&
	    (fold->best[0] == '\0' || strcmp(name, fold->best) < 0)) {
		bw_text_cut(fold->best, sizeof(fold->best), name);
	}
}

static bool
is_missing(int root_fd, const char *path)
{
	int fd = open_beneath(root_fd, path, O_PATH | O_CLOEXEC);

	if (fd >= 0) {
		(void)close(fd); /* O_PATH: nothing to lose */
	}
	return fd == -ENOENT;
}

/*
 * Put what is there in the place of the last component of a path, if that is
 * not: of the same length, since only the case of ASCII letters differs.
 */
static int
fold_last(int root_fd, char *path, char *last)
{
	struct fold fold = {.wanted = last};
	char directory[PATH_MAX];
	long n;

	if (!is_missing(root_fd, path)) {
		return 0;
	}
	memcpy(directory, path, (size_t)(last - path));
	directory[last - path] = '\0';
	n = names_read(root_fd, directory, BW_DOCROOT_FOLD_ENTRIES_MAX + 1,
	    fold_name, &fold);
	if (n < 0 || n > BW_DOCROOT_FOLD_ENTRIES_MAX || fold.best[0] == '\0') {
		return -ENOENT;
	}
	memcpy(last, fold.best, strlen(fold.best));
	return 0;
}

/* Each component in its turn; what leads outside is left to be refused. */
static int
fold_path(int root_fd, char *path)
{
	char *at = path + strspn(path, "/");

	for (int i = 0; *at != '\0'; i++) {
		char *end = at + strcspn(at, "/");
		char behind = *end;
		int error;

		if (i == BW_DOCROOT_FOLD_COMPONENTS_MAX) {
			return -ENOENT;
		}
		*end = '\0';
		error = fold_last(root_fd, path, at);
		*end = behind;
		if (error != 0) {
			return error;
		}
		at = end + strspn(end, "/");
	}
	return 0;
}

int
bw_docroot_open_folded(
    int root_fd, const char *name, struct bw_docroot_file *out)
{
	char path[PATH_MAX];
	int error = bw_docroot_open_file(root_fd, name, out);

	if (error != -ENOENT || bw_text_copy(path, sizeof(path), name) != 0) {
		return error;
	}
	error = fold_path(root_fd, path);
	return error == 0 ? bw_docroot_open_file(root_fd, path, out) : error;
}
