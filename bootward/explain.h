/* SPDX-License-Identifier: ISC */
/* From where bootpd looked to the line of the file that said it.  Pure. */
#ifndef BOOTWARD_EXPLAIN_H
#define BOOTWARD_EXPLAIN_H

#include "conf/conf.h"
#include "ipc/ctl.h"

/*
 * Replace lines of SECTION, a tab and KEY by the first of them that was set:
 * "FILE:LINE [SECTION] KEY"; "" when none was.
 */
void explain_source(const struct bw_conf *conf, char source[BW_CTL_SOURCE_MAX]);

#endif
