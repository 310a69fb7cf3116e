/* SPDX-License-Identifier: ISC */
/* Strangers' files; see dropbox.h. */
#include "os/dropbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/text.h"
#include "os/clock.h"
#include "os/docroot.h"

#define PREFIX    ".upload-"
#define FILE_MODE 0600
/* Nobody writes to a file for so long without adding to it. */
#define LEFT_AFTER_S 3600
/* "." and ".." are in every directory. */
#define N_DOTS 2

static int
open_in(int dir_fd, const char *name, int flags)
{
	struct open_how how = {
	    .flags = (unsigned)(flags | O_CLOEXEC | O_NOFOLLOW),
	    .mode = (flags & O_CREAT) != 0 ? FILE_MODE : 0,
	    .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS,
	};
	long fd = syscall(SYS_openat2, dir_fd, name, &how, sizeof(how));

	return fd < 0 ? -errno : (int)fd;
}

struct look {
	int dir_fd;
	uint64_t now_s;
	struct bw_dropbox_usage usage;
};

static void
look_at(void *arg, const struct bw_docroot_entry *entry)
{
	struct look *look = arg;

	if (bw_text_starts_nocase(entry->name, PREFIX) &&
	    look->now_s > entry->mtime_s + LEFT_AFTER_S &&
	    unlinkat(look->dir_fd, entry->name, 0) == 0) {
		return;
	}
	look->usage.n_files++;
	look->usage.bytes += entry->size;
}

int
bw_dropbox_look(int dir_fd, size_t n_max, struct bw_dropbox_usage *out)
{
	struct look look = {.dir_fd = dir_fd, .now_s = bw_clock_wall_s()};
	int error = bw_docroot_list(dir_fd, "", n_max + N_DOTS, look_at, &look);

	if (error == 0) {
		*out = look.usage;
	}
	return error;
}

bool
bw_dropbox_has(int dir_fd, const char *name)
{
	int fd = open_in(dir_fd, name, O_PATH);

	if (fd >= 0) {
		(void)close(fd); /* O_PATH: nothing to lose */
	}
	return fd != -ENOENT;
}

int
bw_dropbox_begin(int dir_fd, struct bw_dropbox_file *out)
{
	struct bw_dropbox_file file;
	uint64_t number;

	if (getrandom(&number, sizeof(number), 0) != (ssize_t)sizeof(number)) {
		return -errno;
	}
	(void)snprintf(file.name, sizeof(file.name), PREFIX "%016llx",
	    (unsigned long long)number);
	file.fd = open_in(dir_fd, file.name, O_WRONLY | O_CREAT | O_EXCL);
	if (file.fd < 0) {
		return file.fd;
	}
	*out = file;
	return 0;
}

int
bw_dropbox_write(
    const struct bw_dropbox_file *file, const uint8_t *buf, size_t len)
{
	while (len > 0) {
		ssize_t n = write(file->fd, buf, len);

		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n <= 0) {
			return n < 0 ? -errno : -ENOSPC;
		}
		buf += n;
		len -= (size_t)n;
	}
	return 0;
}

int
bw_dropbox_keep(int dir_fd, struct bw_dropbox_file *file, const char *name)
{
	/* Some file systems write only now. */
	int error = close(file->fd) == 0 ? 0 : -errno;

	if (error == 0 && linkat(dir_fd, file->name, dir_fd, name, 0) != 0) {
		error = -errno;
	}
	(void)unlinkat(dir_fd, file->name, 0); /* else somebody does later */
	file->fd = -1;
	return error;
}

void
bw_dropbox_discard(int dir_fd, struct bw_dropbox_file *file)
{
	if (file->fd >= 0) {
		(void)close(file->fd);                 /* it is gone anyway */
		(void)unlinkat(dir_fd, file->name, 0); /* as above */
		file->fd = -1;
	}
}
