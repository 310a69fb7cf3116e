/* SPDX-License-Identifier: ISC */
/*
 * A directory that strangers' files are put into.  Each is written under a
 * hidden name of its own, and takes the name that it was sent by when it is
 * whole, unless something has that already.  Nothing that is there is ever
 * changed, and nothing is found in it before it is whole.
 */
#ifndef BW_OS_DROPBOX_H
#define BW_OS_DROPBOX_H

#include "base/base.h"

#define BW_DROPBOX_NAME_MAX 32

/* One that is being written. */
struct bw_dropbox_file {
	int fd; /* -1: none */
	char name[BW_DROPBOX_NAME_MAX];
};

/* What it holds, files being written among them. */
struct bw_dropbox_usage {
	uint64_t n_files; /* directories, too */
	uint64_t bytes;
};

/*
 * Calls getdents64, openat2, fstat and close; and unlinkat for what somebody
 * who was ended left behind.
 *
 *   n_max     so many files are looked at, at least, and two more at most
 *   returns   0 or a negative errno
 */
int bw_dropbox_look(int dir_fd, size_t n_max, struct bw_dropbox_usage *out);

/* Is there anything of this name?  Calls openat2 and close. */
bool bw_dropbox_has(int dir_fd, const char *name);

/*
 * Begin a file.  Calls openat2.
 *
 *   out       ended by bw_dropbox_keep() or bw_dropbox_discard()
 *   returns   0 or a negative errno
 */
int bw_dropbox_begin(int dir_fd, struct bw_dropbox_file *out);

/* Add to it, all or -errno.  Calls write. */
int bw_dropbox_write(
    const struct bw_dropbox_file *file, const uint8_t *buf, size_t len);

/*
 * It is whole.  Calls close, linkat and unlinkat.
 *
 *   name      without slashes
 *   returns   0
 *             -EEXIST  something has that name; the file is gone
 *             or another negative errno: it is gone, too
 */
int bw_dropbox_keep(int dir_fd, struct bw_dropbox_file *file, const char *name);

/* It is not wanted; also if there is none. */
void bw_dropbox_discard(int dir_fd, struct bw_dropbox_file *file);

#endif
