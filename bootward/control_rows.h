/* SPDX-License-Identifier: ISC */
/* What the control socket answers, row by row.  Changes nothing. */
#ifndef BOOTWARD_CONTROL_ROWS_H
#define BOOTWARD_CONTROL_ROWS_H

#include "suite.h"

/* Where an answer has got to; zeros besides ask: at its beginning. */
struct control_cursor {
	struct bw_ctl_ask ask;
	uint32_t n;       /* rows, or events of this session, given */
	uint32_t at;      /* EXPORTS: the place of a client to go on from */
	uint32_t session; /* the last one given; 0 none */
};

/*
 * The next row.
 *
 *   out      written only on success
 *   returns  0, or -ENOENT after the last
 */
int control_rows_next(const struct suite *suite, struct control_cursor *cursor,
    struct bw_msg *out);

#endif
