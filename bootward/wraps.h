/* SPDX-License-Identifier: ISC */
/*
 * Connections on their way from httpd or nbdd to tlsd.  Each is kept here until
 * tlsd has answered, and so is asked for again should it die before that; so
 * many at a time go to it as its channel surely has room for.
 */
#ifndef BOOTWARD_WRAPS_H
#define BOOTWARD_WRAPS_H

#include "suite.h"

/* CONNECTION_WRAP of a worker; fd is taken. */
void wraps_ask(struct peer *worker, const struct bw_msg *msg, int fd);

/* What tlsd answers; fd (or -1) is taken. */
void wraps_answered(struct peer *tlsd, const struct bw_msg *msg, int fd);

/* tlsd's worker is there, or one is not any more. */
void wraps_tlsd_started(struct suite *suite);
void wraps_tlsd_ended(struct suite *suite);

#endif
