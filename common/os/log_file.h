/* SPDX-License-Identifier: ISC */
/*
 * A file that lines are appended to, and that is begun anew in its place when
 * it was moved away: behind the walls too, by its directory held open, as the
 * user who opened it.
 */
#ifndef BW_OS_LOG_FILE_H
#define BW_OS_LOG_FILE_H

#include <fcntl.h>
#include <limits.h>

#include "os/ids.h"

/* It is reopened with these and no others: rows of a profile name them. */
#define BW_LOG_FILE_FLAGS                                                      \
	(O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
#define BW_LOG_FILE_MODE 0640

struct bw_log_file {
	char name[NAME_MAX + 1]; /* in its directory */
	int directory_fd;
	int fd;
};
#define BW_LOG_FILE_NONE ((struct bw_log_file){.directory_fd = -1, .fd = -1})

/*
 * Open it, or make it; what it holds is kept.
 *
 *   owner    who will reopen it.  It is opened as them: root follows no link
 *            that they may have put there.  Where they may not, root makes the
 *            file, or takes the one that is there, and gives it to them: a
 *            regular file of a single name only.  NULL: us
 *   returns  0 or a negative errno; *out is BW_LOG_FILE_NONE then
 */
int bw_log_file_open(
    struct bw_log_file *out, const char *path, const struct bw_ids *owner);

/*
 * Go on in the file that has the name now, or in a new one.
 *
 *   returns  0 or a negative errno: it goes on in the old one
 */
int bw_log_file_reopen(struct bw_log_file *file);

#endif
