/* SPDX-License-Identifier: ISC */
/*
 * Text that came from somebody else: made printable, copied within bounds,
 * turned into numbers without strto*.
 */
#ifndef BW_BASE_TEXT_H
#define BW_BASE_TEXT_H

#include "base/base.h"

/*
 * Write len bytes as printable ASCII without spaces: bytes outside 0x21..0x7e,
 * and the backslash, become \xNN, so that a peer can neither forge a log line
 * nor send escapes to a terminal.  Cut, at a whole character, to what fits.
 *
 *   out, size  always ends in NUL (size at least 1)
 *   returns    out
 */
char *bw_text_printable(char *out, size_t size, const void *bytes, size_t len);

/*
 * Copy text that must fit.
 *
 *   returns   0
 *             -EMSGSIZE  it does not; out is untouched
 */
int bw_text_copy(char *out, size_t size, const char *text);

/* Copy text, cut to what fits. */
void bw_text_cut(char *out, size_t size, const char *text);

/*
 * Parse a decimal number: digits only, no sign, no space.
 *
 *   returns   0
 *             -EBADMSG  not such a number
 *             -ERANGE   over max
 */
int bw_text_u64(const char *text, size_t len, uint64_t max, uint64_t *out);

/* Control characters become question marks: one line stays one line. */
void bw_text_flatten(char *text);

/* ASCII only, whatever the locale. */
bool bw_text_equal_nocase(const char *a, const char *b);
bool bw_text_starts_nocase(const char *text, const char *prefix);

static inline char
bw_text_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* One hexadecimal digit's value, or -1. */
int bw_text_hex(char c);

/* Edits that turn a into b (Levenshtein); for "did you mean". */
size_t bw_text_distance(const char *a, const char *b);

#endif
