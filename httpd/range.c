/* SPDX-License-Identifier: ISC */
/* Ranges; see range.h.  Pure. */
#include "range.h"

#include <errno.h>

#include "base/text.h"

/* A position; one that exceeds 64 bits is as good as the largest. */
static int
take_position(struct http_text text, uint64_t *out)
{
	int error = bw_text_u64(text.at, text.len, UINT64_MAX, out);

	if (error == -ERANGE) {
		*out = UINT64_MAX;
		return 0;
	}
	return error;
}

/* The last n bytes; RFC 9110 14.1.2. */
static int
parse_suffix(struct http_text text, uint64_t size, struct http_range *out)
{
	uint64_t n;

	if (take_position(text, &n) != 0) {
		return -EBADMSG;
	}
	if (n == 0) {
		return -ERANGE;
	}
	if (size == 0) {
		return -ENOTSUP; /* satisfiable, but 206 cannot say nothing */
	}
	n = n < size ? n : size;
	*out = (struct http_range){.first = size - n, .length = n};
	return 0;
}

int
http_range_parse(struct http_text text, uint64_t size, struct http_range *out)
{
	struct http_text first_text;
	uint64_t first, last = UINT64_MAX;

	if (!http_text_skip(&text, "bytes=") || http_text_has(text, ',')) {
		return -ENOTSUP;
	}
	text = http_text_trim(text);
	if (!http_text_has(text, '-')) {
		return -EBADMSG;
	}
	first_text = http_text_take(&text, '-');
	if (first_text.len == 0) {
		return parse_suffix(text, size, out);
	}
	if (take_position(first_text, &first) != 0 ||
	    (text.len > 0 && take_position(text, &last) != 0) || first > last) {
		return -EBADMSG;
	}
	if (first >= size) {
		return -ERANGE;
	}
	last = last < size ? last : size - 1;
	*out = (struct http_range){.first = first, .length = last - first + 1};
	return 0;
}
