/* SPDX-License-Identifier: ISC */
/* Directories that are held open, to come back to what lies in them. */
#ifndef BW_OS_DIRECTORY_H
#define BW_OS_DIRECTORY_H

#include "base/base.h"
#include "os/ids.h"

/*
 * Open the directory that a path's last component lies in, as a place only
 * (O_PATH).
 *
 *   out_name  that component, within path
 *   returns   the descriptor, or a negative errno
 */
int bw_directory_of(const char *path, const char **out_name);

/*
 * Open a directory that strangers' bytes are to be kept in; it is made if it is
 * not there, for its owner alone.  What is above it need not be ours.
 *
 *   ids       whose it is from now on; NULL: not root, so ours
 *   returns   the descriptor, or a negative errno
 */
int bw_directory_own(const char *path, const struct bw_ids *ids);

#endif
