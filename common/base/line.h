/* SPDX-License-Identifier: ISC */
/* Text put together piece by piece in a buffer of the caller's.  Pure. */
#ifndef BW_BASE_LINE_H
#define BW_BASE_LINE_H

#include "base/base.h"

struct bw_line {
	char *text; /* always ends in NUL */
	size_t size;
	size_t len;
	bool full; /* something did not fit; nothing is added any more */
};

/* Begin in size bytes, at least 1. */
void bw_line_init(struct bw_line *line, char *text, size_t size);

/* Add a piece, cut to what fits. */
void bw_line_add(struct bw_line *line, const char *format, ...) BW_PRINTF(2, 3);

/* Add a piece as a whole, or nothing. */
void bw_line_add_whole(struct bw_line *line, const char *format, ...)
    BW_PRINTF(2, 3);

/* Add a text as a whole, or nothing. */
void bw_line_add_text(struct bw_line *line, const char *text);

#endif
