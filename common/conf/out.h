/* SPDX-License-Identifier: ISC */
/*
 * Text that grows, and the ini lines written into it.  A line never exceeds
 * what inih can read back: long values go on in indented lines.
 */
#ifndef BW_CONF_OUT_H
#define BW_CONF_OUT_H

#include "base/base.h"

/*
 * inih reads lines of at most 199 bytes, and shortens longer ones without a
 * word (INI_MAX_LINE).  One is for the newline, one for a blank before it.
 */
#define BW_CONF_LINE_MAX 197
/* Bytes of a whole value, over all its lines. */
#define BW_CONF_VALUE_MAX 4096
/* Bytes between two places where a value may be broken. */
#define BW_CONF_PIECE_MAX 192
/* Bytes of a key: it and its '=' always fit into one line. */
#define BW_CONF_KEY_MAX 192

/* Failure (no memory) sticks; ask bad at the end. */
struct bw_conf_out {
	char *bytes; /* ends in NUL; the caller frees it; NULL while empty */
	size_t len;
	size_t size;
	bool bad;
};

void bw_conf_out_text(struct bw_conf_out *out, const char *text);
void bw_conf_out_format(struct bw_conf_out *out, const char *format, ...)
    BW_PRINTF(2, 3);

/* "key = value", in as many lines as it needs; the value passed _check(). */
void
bw_conf_out_row(struct bw_conf_out *out, const char *key, const char *value);

/*
 * Can this value be written so that it reads back the same?
 *
 *   returns   NULL, or why not
 */
const char *bw_conf_out_check(const char *value);

#endif
