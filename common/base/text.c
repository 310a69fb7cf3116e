/* SPDX-License-Identifier: ISC */
/* Text of strangers; see text.h.  Pure. */
#include "base/text.h"

#include <errno.h>
#include <string.h>

#define BW_TEXT_DISTANCE_MAX 64

char *
bw_text_printable(char *out, size_t size, const void *bytes, size_t len)
{
	static const char hex[] = "0123456789abcdef";
	const uint8_t *b = bytes;
	size_t n = 0;

	BW_ASSERT(size > 0);
	for (size_t i = 0; i < len; i++) {
		bool plain = b[i] > ' ' && b[i] < 0x7f && b[i] != '\\';
		size_t width = plain ? 1 : 4;

		if (width >= size - n) {
			break;
		}
		if (plain) {
			out[n] = (char)b[i];
		} else {
			out[n] = '\\';
			out[n + 1] = 'x';
			out[n + 2] = hex[b[i] >> 4];
			out[n + 3] = hex[b[i] & 15];
		}
		n += width;
	}
	out[n] = '\0';
	return out;
}

int
bw_text_copy(char *out, size_t size, const char *text)
{
	size_t len = strlen(text);

	if (len >= size) {
		return -EMSGSIZE;
	}
	memcpy(out, text, len + 1);
	return 0;
}

void
bw_text_cut(char *out, size_t size, const char *text)
{
	size_t len;

	BW_ASSERT(size > 0);
	len = strnlen(text, size - 1);
	memcpy(out, text, len);
	out[len] = '\0';
}

int
bw_text_u64(const char *text, size_t len, uint64_t max, uint64_t *out)
{
	uint64_t value = 0;

	if (len == 0) {
		return -EBADMSG;
	}
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9') {
			return -EBADMSG;
		}
	}
	for (size_t i = 0; i < len; i++) {
		uint64_t digit = (uint64_t)(text[i] - '0');

		if (value > (max - digit) / 10 || digit > max) {
			return -ERANGE;
		}
		value = value * 10 + digit;
	}
	*out = value;
	return 0;
}

bool
bw_text_starts_nocase(const char *text, const char *prefix)
{
	for (; *prefix != '\0'; text++, prefix++) {
		if (bw_text_lower(*text) != bw_text_lower(*prefix)) {
			return false;
		}
	}
	return true;
}

bool
bw_text_equal_nocase(const char *a, const char *b)
{
	return strlen(a) == strlen(b) && bw_text_starts_nocase(a, b);
}

int
bw_text_hex(char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	c = bw_text_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

size_t
bw_text_distance(const char *a, const char *b)
{
	size_t row[BW_TEXT_DISTANCE_MAX + 1];
	size_t a_len = strlen(a), b_len = strlen(b);

	if (a_len > BW_TEXT_DISTANCE_MAX || b_len > BW_TEXT_DISTANCE_MAX) {
		return BW_TEXT_DISTANCE_MAX;
	}
	for (size_t j = 0; j <= b_len; j++) {
		row[j] = j;
	}
	for (size_t i = 1; i <= a_len; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			size_t cost = a[i - 1] == b[j - 1] ? 0 : 1;
			size_t best = diagonal + cost;

			diagonal = row[j];
			best = row[j] + 1 < best ? row[j] + 1 : best;
			best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
			row[j] = best;
		}
	}
	return row[b_len];
}

void
bw_text_flatten(char *text)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text < ' ' || *text == 0x7f) {
			*text = '?';
		}
	}
}
