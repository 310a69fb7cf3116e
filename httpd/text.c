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
http_text_skip(struct http_text *text, const char *word)
{
	size_t len = strlen(word);

	if (text->len < len) {
		return false;
	}
	for (size_t i = 0; i < len; i++) {
		if (bw_text_lower(text->at[i]) != bw_text_lower(word[i])) {
			return false;
		}
	}
	text->at += len;
	text->len -= len;
	return true;
}

bool
http_text_is(struct http_text text, const char *word)
{
	return text.len == strlen(word) && http_text_skip(&text, word);
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
