/* SPDX-License-Identifier: ISC */
/* Views of text; see text.h.  Pure. */
#include "text.h"

#include <string.h>

#include "base/text.h"

#define BARE      HTTP_KIND_TARGET
#define TOKEN     (BARE | HTTP_KIND_TOKEN)
#define AUTHORITY (BARE | HTTP_KIND_AUTHORITY)
#define BOTH      (TOKEN | AUTHORITY)

/*
 * Bytes over 0x7f are taken in a target as they are: GRUB sends names
 * unescaped.  '@' is of no authority: RFC 9110 4.2.4 wants user names refused.
 */
const uint8_t http_kinds[256] = {
    [0x00 ... 0x08] = HTTP_KIND_CONTROL,
    [0x0a ... 0x1f] = HTTP_KIND_CONTROL,
    ['!'] = BOTH,
    ['"'] = BARE,
    ['#'] = TOKEN,
    ['$' ... '\''] = BOTH,
    ['(' ... ')'] = AUTHORITY,
    ['*' ... '+'] = BOTH,
    [','] = AUTHORITY,
    ['-' ... '.'] = BOTH,
    ['/'] = BARE,
    ['0' ... '9'] = BOTH,
    [':' ... ';'] = AUTHORITY,
    ['<'] = BARE,
    ['='] = AUTHORITY,
    ['>' ... '@'] = BARE,
    ['A' ... 'Z'] = BOTH,
    ['['] = AUTHORITY,
    ['\\'] = BARE,
    [']'] = AUTHORITY,
    ['^'] = TOKEN,
    ['_'] = BOTH,
    ['`'] = TOKEN,
    ['a' ... 'z'] = BOTH,
    ['{'] = BARE,
    ['|'] = TOKEN,
    ['}'] = BARE,
    ['~'] = BOTH,
    [0x7f] = HTTP_KIND_CONTROL,
    [0x80 ... 0xff] = BARE,
};

bool
http_text_all(struct http_text text, enum http_kind kind)
{
	for (size_t i = 0; i < text.len; i++) {
		if (!http_kind_has((uint8_t)text.at[i], kind)) {
			return false;
		}
	}
	return true;
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
	const char *end = NULL;

	if (text->len > 0) {
		end = memchr(text->at, stop, text->len);
	}
	if (end == NULL) {
		text->at += text->len;
		text->len = 0;
		return taken;
	}
	taken.len = (size_t)(end - taken.at);
	text->at = end + 1;
	text->len -= taken.len + 1;
	return taken;
}

bool
http_text_has(struct http_text text, char c)
{
	return text.len > 0 && memchr(text.at, c, text.len) != NULL;
}
