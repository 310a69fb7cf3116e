/* SPDX-License-Identifier: ISC */
/* Views of text; see text.h.  Pure. */
#include "text.h"

#include <string.h>

#include "base/text.h"

struct http_text
http_text_of(const char *text)
{
	return (struct http_text){.at = text, .len = strlen(text)};
}

bool
http_text_same(struct http_text a, struct http_text b)
{
	if (a.len != b.len) {
		return false;
	}
	for (size_t i = 0; i < a.len; i++) {
		if (bw_text_lower(a.at[i]) != bw_text_lower(b.at[i])) {
			return false;
		}
	}
	return true;
}

bool
http_text_is(struct http_text text, const char *word)
{
	return http_text_same(text, http_text_of(word));
}

bool
http_text_skip(struct http_text *text, const char *word)
{
	struct http_text start = *text;

	start.len = strlen(word);
	if (text->len < start.len || !http_text_is(start, word)) {
		return false;
	}
	text->at += start.len;
	text->len -= start.len;
	return true;
}

static bool
is_white(char c)
{
	return c == ' ' || c == '\t';
}

struct http_text
http_text_trim(struct http_text text)
{
	while (text.len > 0 && is_white(text.at[0])) {
		text.at++;
		text.len--;
	}
	while (text.len > 0 && is_white(text.at[text.len - 1])) {
		text.len--;
	}
	return text;
}

struct http_text
http_text_take(struct http_text *text, char stop)
{
	struct http_text taken = *text;

	for (size_t i = 0; i < text->len; i++) {
		if (text->at[i] == stop) {
			taken.len = i;
			text->at += i + 1;
			text->len -= i + 1;
			return taken;
		}
	}
	text->at += text->len;
	text->len = 0;
	return taken;
}

bool
http_text_has(struct http_text text, char c)
{
	return text.len > 0 && memchr(text.at, c, text.len) != NULL;
}
