/* SPDX-License-Identifier: ISC */
/*
 * Served files: openat2(RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS) below one
 * directory.  Links that stay inside are followed, others refused.  Only
 * regular files are opened (O_NONBLOCK, so that a FIFO cannot hold us).
 */
#ifndef BW_OS_DOCROOT_H
#define BW_OS_DOCROOT_H

#include <sys/stat.h>

#include "base/base.h"

/* The parent's door: O_DIRECTORY | O_PATH-less read-only dirfd; or -errno. */
int bw_docroot_open(const char *path);

struct bw_docroot_file {
	int fd; /* the caller's to close */
	uint64_t size;
	uint64_t device;
	uint64_t inode;
	uint64_t mtime_s;
	uint32_t mtime_ns;
	uint64_t changed_ns; /* written to, renamed, or given a time */
};

/*
 * Open a file by a relative name ("boot/x"; leading slashes are the caller's
 * to strip; "" and names with ".." that stay inside are resolved as the kernel
 * does).  Calls openat2, fstat and close, which a profile must allow.
 *
 *   returns   0
 *             -ENOENT  no such file, or it is not a regular one
 *             -EACCES  not readable, or outside the root by whatever spelling
 *             -EISDIR  a directory
 *             or another negative errno
 */
int bw_docroot_open_file(
    int root_fd, const char *name, struct bw_docroot_file *out);

/* What is looked at for one name in another case. */
#define BW_DOCROOT_FOLD_COMPONENTS_MAX 16
#define BW_DOCROOT_FOLD_ENTRIES_MAX    4096 /* of each directory */

/*
 * Open a file as bw_docroot_open_file() does and, where there is none of that
 * name, one whose name differs in the case of ASCII letters: component by
 * component the one that is as asked, else the first of the others in the order
 * of their bytes; there is no way back from a directory that lacks the rest.
 * A directory that holds more than is looked at has no such names, and one that
 * may not be read neither.  Calls getdents64, too.
 */
int bw_docroot_open_folded(
    int root_fd, const char *name, struct bw_docroot_file *out);

/*
 * What a file that was opened before is like now.  Calls fstat.
 *
 *   out       fd is as it was given
 *   returns   0
 *             -ESTALE  it has no name any more: removed, or replaced by
 *                      another that was renamed over it
 */
int bw_docroot_again(int fd, struct bw_docroot_file *out);

/* One name of a directory: a regular file or a directory. */
struct bw_docroot_entry {
	const char *name;
	bool is_directory;
	uint64_t size;
	uint64_t mtime_s;
};

typedef void bw_docroot_each(void *arg, const struct bw_docroot_entry *entry);

/*
 * Tell of what a directory holds and may be opened below the root: links as
 * what they lead to, none that lead outside, no devices and sockets.  Calls
 * openat2, getdents64, fstat and close.
 *
 *   name      as of a file; "" is the root itself
 *   n_max     names that are looked at
 *   returns   0, also when there were more than n_max
 *             as bw_docroot_open_file() does
 */
int bw_docroot_list(int root_fd, const char *name, size_t n_max,
    bw_docroot_each *each, void *arg);

#endif
