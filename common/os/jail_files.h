/* SPDX-License-Identifier: ISC */
/* What a jail holds: this program and what it is told to; for jail.c. */
#ifndef BW_OS_JAIL_FILES_H
#define BW_OS_JAIL_FILES_H

#include "os/jail.h"

#define BW_JAIL_FILES_MAX     96
#define BW_JAIL_FILE_PATH_MAX 1024

struct bw_jail_file {
	char from[BW_JAIL_FILE_PATH_MAX]; /* without symbolic links */
	char to[BW_JAIL_FILE_PATH_MAX];   /* as the loader will ask for it */
	bool directory;
	bool writable;
};

struct bw_jail_files {
	struct bw_jail_file *items;
	size_t n;
};

/*
 * The program, the loader, its cache and the shared libraries of the one that
 * runs now, and the directories of binds.
 *
 *   out       ends with bw_jail_files_fini()
 *   returns   0
 *             -E2BIG  more than BW_JAIL_FILES_MAX
 *             -ENAMETOOLONG, -ENOENT ... of one of them
 */
int bw_jail_files_find(const char *program, const struct bw_jail_bind *binds,
    size_t n_binds, struct bw_jail_files *out);
void bw_jail_files_fini(struct bw_jail_files *files);

#endif
