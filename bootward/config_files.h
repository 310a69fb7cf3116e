/* SPDX-License-Identifier: ISC */
/*
 * The files of the configuration.  Their directory is opened once, while
 * everything can be, and held: by it they are read again at a reload.
 */
#ifndef BOOTWARD_CONFIG_FILES_H
#define BOOTWARD_CONFIG_FILES_H

#include "conf/checking.h"
#include "options.h"

/*
 * Find out which files these options mean, and open their directory.
 *
 *   returns  0 or a negative errno, having said why to stderr
 */
int config_files_open(const struct options *options);

/*
 * Their directory, or -1 when there are no files.
 *
 *   out_lists  must it be listed, too?
 */
int config_files_directory(bool *out_lists);

/* Read all of them on top of what conf holds. */
void config_files_read(struct bw_conf_checking *c, struct bw_conf *conf);

#endif
