/* SPDX-License-Identifier: ISC */
/*
 * A view of text inside somebody's buffer: not terminated, never written to,
 * valid for as long as the buffer is.  Pure.
 */
#ifndef HTTPD_TEXT_H
#define HTTPD_TEXT_H

#include <string.h>

#include "base/base.h"

struct http_text {
	const char *at; /* may be NULL when len is 0 */
	size_t len;
};

/* What an (ASCII) character may be part of, or is; bits. */
enum http_kind {
	HTTP_KIND_TOKEN = 1,     /* RFC 9110 5.6.2 */
	HTTP_KIND_AUTHORITY = 2, /* RFC 3986 3.2, but for user names */
	HTTP_KIND_TARGET = 4,    /* of a request: printable, no space */
	HTTP_KIND_CONTROL = 8,   /* no tab; RFC 9110 5.5 */
};

extern const uint8_t http_kinds[256];

static inline bool
http_kind_has(uint8_t c, enum http_kind kind)
{
	return (http_kinds[c] & kind) != 0;
}

static inline struct http_text
http_text_of(const char *text)
{
	return (struct http_text){.at = text, .len = strlen(text)};
}

/* Are all of its characters of this kind? */
bool http_text_all(struct http_text text, enum http_kind kind);

/* Is it exactly this word, whatever the case of its (ASCII) letters? */
bool http_text_same(struct http_text a, struct http_text b);

static inline bool
http_text_is(struct http_text text, const char *word)
{
	return text.len == strlen(word) &&
	       http_text_same(text, http_text_of(word));
}

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
