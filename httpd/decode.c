/* SPDX-License-Identifier: ISC */
/* Heads as lines; see decode.h.  Pure. */
#include "decode.h"

#include <string.h>

#include "base/line.h"
#include "base/text.h"

#define WORD_MAX 512 /* bytes of a word that are looked at */

/* Words with their blanks; RFC 9112 2.1. */
static void
add_line(struct bw_line *line, const uint8_t *at, size_t len)
{
	char printable[4 * WORD_MAX + 1];

	for (size_t begin = 0; begin < len && !line->full;) {
		size_t end = begin;

		while (end < len && at[end] != ' ' && end - begin < WORD_MAX) {
			end++;
		}
		bw_line_add(line, "%s",
		    bw_text_printable(
			printable, sizeof(printable), at + begin, end - begin));
		if (end < len && at[end] == ' ') {
			bw_line_add(line, " ");
			end++;
		}
		begin = end;
	}
}

/* Bytes of the first line, without what ends it. */
static size_t
line_len(const uint8_t *at, size_t len, size_t *out_whole)
{
	const uint8_t *end = memchr(at, '\n', len);
	size_t n = end == NULL ? len : (size_t)(end - at);

	*out_whole = end == NULL ? len : n + 1;
	return end != NULL && n > 0 && at[n - 1] == '\r' ? n - 1 : n;
}

void
http_decode(const uint8_t *bytes, size_t len, char *out, size_t size)
{
	struct bw_line line;
	size_t at = 0;

	bw_line_init(&line, out, size);
	while (at < len && !line.full) {
		size_t whole;
		size_t n = line_len(bytes + at, len - at, &whole);

		if (n == 0) {
			return; /* what follows is no head */
		}
		bw_line_add(&line, "%s", at > 0 ? " | " : "");
		add_line(&line, bytes + at, n);
		at += whole;
	}
}
