/* SPDX-License-Identifier: ISC */
/*
 * fetchd's doors: the directory of its cache, and its files.
 */
#ifndef BOOTWARD_FETCH_DOORS_H
#define BOOTWARD_FETCH_DOORS_H

#include "doors.h"

/*
 * Make the cache's directory if need be, fetchd's own, and open it, when there
 * are remote roots; open the others as fetch_files_open() does.
 *
 *   returns  0, or a negative errno having logged why
 */
int fetch_doors_open(const struct bw_conf *conf, struct doors *doors);

#endif
