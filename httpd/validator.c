/* SPDX-License-Identifier: ISC */
/* Entity tags; see validator.h.  Pure. */
#include "validator.h"

#include <string.h>

#define NS_PER_S 1000000000u

static char *
put_hex(char *at, uint64_t value)
{
	unsigned n =
	    value == 0 ? 1 : (67u - (unsigned)__builtin_clzll(value)) / 4;

	for (unsigned i = n; i > 0; i--) {
		at[i - 1] = "0123456789abcdef"[value & 0xf];
		value >>= 4;
	}
	return at + n;
}

const char *
http_etag_str(const struct http_file *file, char out[HTTP_ETAG_MAX])
{
	/* a wrap after the year 2554 does no harm */
	uint64_t mtime_ns = file->mtime_s * NS_PER_S + file->mtime_ns;

	const uint64_t parts[] = {file->inode, mtime_ns, file->size};
	char *at = out;

	/* fits: three times 16 digits */
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		*at++ = i == 0 ? '"' : '-';
		at = put_hex(at, parts[i]);
	}
	*at++ = '"';
	*at = '\0';
	return out;
}

/*
 * Take one entity tag, RFC 9110 8.8.3, with its quotes but not the W/.
 *
 *   returns  false  there is none
 */
static bool
take_tag(struct http_text *text, bool *out_weak, struct http_text *out)
{
	struct http_text rest = *text, tag;
	bool weak = rest.len >= 2 && memcmp(rest.at, "W/", 2) == 0;

	if (weak) {
		rest.at += 2;
		rest.len -= 2;
	}
	tag = rest;
	if (!http_text_skip(&rest, "\"") || !http_text_has(rest, '"')) {
		return false;
	}
	tag.len = http_text_take(&rest, '"').len + 2;
	*text = rest;
	*out_weak = weak;
	*out = tag;
	return true;
}

bool
http_etag_listed(
    struct http_text list, const char *etag, enum http_compare compare)
{
	size_t len = strlen(etag);
	struct http_text tag;
	bool weak;

	if (http_text_is(list, "*")) {
		return true;
	}
	for (;;) {
		list = http_text_trim(list);
		if (http_text_skip(&list, ",")) {
			continue;
		}
		if (!take_tag(&list, &weak, &tag)) {
			return false;
		}
		if (tag.len == len && memcmp(tag.at, etag, len) == 0 &&
		    (!weak || compare == HTTP_COMPARE_WEAK)) {
			return true;
		}
	}
}

bool
http_etag_like(struct http_text text)
{
	return http_text_skip(&text, "\"") || http_text_skip(&text, "W/\"");
}
