/* SPDX-License-Identifier: ISC */
/* What the parent may do once it has started everybody: rows with reasons. */
#ifndef BOOTWARD_PROFILE_H
#define BOOTWARD_PROFILE_H

#include <fcntl.h>

#include "ipc/msg.h"
#include "os/confine.h"

#define PROFILE_ROWS_MAX  48
#define PROFILE_LOGS_MAX  2
#define PROFILE_PATHS_MAX (3 + PROFILE_LOGS_MAX + BW_N_FETCH_FILES)

/* The walls, and what they point to. */
struct profile {
	struct bw_confine walls;
	struct bw_syscall_row rows[PROFILE_ROWS_MAX];
	struct bw_confine_path paths[PROFILE_PATHS_MAX];
};

/* What was opened, to be used later. */
struct profile_needs {
	int config_directory; /* -1: there are no files */
	bool lists_directory;
	int certificate_directory; /* -1: there is none */
	int fetch_directories[BW_N_FETCH_FILES];
	size_t n_fetch_directories;
	const struct bw_confine_path *overlays; /* NULL: none */
	int logs[PROFILE_LOGS_MAX];             /* directories */
	size_t n_logs;
	bool joins_group; /* of menu_multicast */
};

/* The only flags that files of the configuration can be opened with. */
#define PROFILE_FILE_FLAGS      (O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
#define PROFILE_DIRECTORY_FLAGS (O_RDONLY | O_CLOEXEC | O_DIRECTORY)

void profile_fill(struct profile *out, const struct profile_needs *needs);

#endif
