/* SPDX-License-Identifier: ISC */
/*
 * Remote files on their way from fetchd to the workers that asked for them.
 * The parent looks at numbers only: no byte of a file passes through it.
 */
#ifndef BOOTWARD_REMOTES_H
#define BOOTWARD_REMOTES_H

#include "suite.h"

/* A worker of tftpd or httpd asks. */
void remotes_open(struct peer *worker, const struct bw_msg *msg);

/*
 * fetchd answers, or tells more of what was opened.
 *
 *   fd   -1, or lent
 */
void remotes_answered(struct peer *fetchd, const struct bw_msg *msg, int fd);

/*
 * fetchd's worker has ended: so have all files that were on their way.  What
 * is asked for until another serves is kept for that.
 */
void remotes_fetchd_ended(struct suite *suite);
void remotes_fetchd_started(struct suite *suite);

#endif
