/* SPDX-License-Identifier: ISC */
/*
 * The files that fetchd is handed: whom https trusts, and the tokens that
 * access questions and hooks' events bear.  One that was replaced is handed
 * over anew at a reload, found by its directory, which is held open: behind the
 * walls no other can be.
 */
#ifndef BOOTWARD_FETCH_FILES_H
#define BOOTWARD_FETCH_FILES_H

#include "conf/checking.h"
#include "doors.h"
#include "suite.h"

/*
 * Open those that are needed, as doors of fetchd.  A token is looked at, for
 * what is wrong with it is best told now.
 *
 *   returns  0, or a negative errno having logged why
 */
int fetch_files_open(const struct bw_conf *conf, struct doors *doors);

/* Their directories; how many. */
size_t fetch_files_directories(int out[BW_N_FETCH_FILES]);

/*
 * Before a reload: open those that have been replaced.
 *
 *   returns  0, or -EBADMSG having complained; then none is
 */
int fetch_files_prepare(
    const struct bw_conf *conf, bw_conf_complain *complain, void *arg);
/* It takes place: fetchd gets them; or it does not. */
void fetch_files_take(struct suite *suite);
void fetch_files_forget(void);

/* A worker has started, which has what there was at the start. */
void fetch_files_tell(struct peer *fetchd);

#endif
