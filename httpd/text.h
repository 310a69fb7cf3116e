/* SPDX-License-Identifier: ISC */
/*
 * A view of text inside somebody's buffer: not terminated, never written to,
 * valid for as long as the buffer is.  Pure.
 */
#ifndef HTTPD_TEXT_H
#define HTTPD_TEXT_H

#include "base/base.h"

struct http_text {
	const char *at; /* may be NULL when len is 0 */
	size_t len;
};

struct http_text http_text_of(const char *text);

/* Is it exactly this word, whatever the case of its (ASCII) letters? */
bool http_text_is(struct http_text text, const char *word);
bool http_text_same(struct http_text a, struct http_text b);
/* Does it begin with this word?  If so that much is taken from it. */
bool http_text_skip(struct http_text *text, const char *word);

/* Without the optional white space around it; RFC 9110 5.6.3. */
struct http_text http_text_trim(struct http_text text);

/*
 * Take what stands before the first stop, and the stop itself, from text;
 * all of it when there is no stop.
 */
struct http_text http_text_take(struct http_text *text, char stop);

/* Is there such a character in it? */
bool http_text_has(struct http_text text, char c);

#endif
