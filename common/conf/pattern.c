/* SPDX-License-Identifier: ISC */
/* Values that are patterns, or bytes as text or digits; see value.h.  Pure. */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "conf/arena.h"
#include "conf/value.h"

#define PATTERNS_MAX   64
#define PATTERN_MAX    192 /* bytes, with the NUL */
#define BLANKS         " \t"
#define HEX_MARK       "0x"
#define HEX_SEPARATORS ":- "

int
bw_conf_comma_next(const char **at, char *out, size_t size)
{
	const char *item = *at + strspn(*at, BLANKS ",");
	size_t len = strcspn(item, ",");

	*at = item + len;
	while (len > 0 && strchr(BLANKS, item[len - 1]) != NULL) {
		len--;
	}
	if (len == 0) {
		return -ENOENT;
	}
	if (len >= size) {
		return -E2BIG;
	}
	memcpy(out, item, len);
	out[len] = '\0';
	return 0;
}

int
bw_conf_patterns_parse(struct bw_conf_put *put, struct bw_conf_names *out)
{
	struct bw_conf_names names = {NULL, 0};
	const char *at = put->value;
	char item[PATTERN_MAX];
	int error;

	while ((error = bw_conf_comma_next(&at, item, sizeof(item))) == 0 &&
	       names.n < PATTERNS_MAX) {
		const char **items = bw_conf_arena_grow(&put->conf->arena,
		    names.items, names.n, sizeof(*names.items));
		const char *copy = bw_conf_arena_text(&put->conf->arena, item);

		if (items == NULL || copy == NULL) {
			return bw_conf_refuse(put, "out of memory");
		}
		names.items = items;
		items[names.n++] = copy;
	}
	if (error != -ENOENT) {
		return bw_conf_refuse(put,
		    "more than %d items, or one of more than %d bytes",
		    PATTERNS_MAX, PATTERN_MAX - 1);
	}
	*out = names;
	return 0;
}

int
bw_conf_hex_parse(const char *text, uint8_t *out, size_t size)
{
	size_t n = 0;

	while (*text != '\0') {
		int high = bw_text_hex(text[0]);
		int low = high < 0 ? -1 : bw_text_hex(text[1]);

		if (high < 0 && n > 0 && strchr(HEX_SEPARATORS, *text)) {
			text++;
			continue;
		}
		if (low < 0 || n == size) {
			return -EBADMSG;
		}
		out[n++] = (uint8_t)(high << 4 | low);
		text += 2;
	}
	return (int)n;
}

int
bw_conf_bytes_parse(struct bw_conf_put *put, struct bw_conf_bytes *out)
{
	uint8_t bytes[BW_CONF_VALUE_MAX];
	size_t len = strlen(put->value);
	uint8_t *copy;

	memcpy(bytes, put->value, len);
	if (bw_text_starts_nocase(put->value, HEX_MARK)) {
		int n = bw_conf_hex_parse(
		    put->value + strlen(HEX_MARK), bytes, sizeof(bytes));

		if (n <= 0) {
			return bw_conf_refuse(put,
			    "\"%.40s\" is not 0x and pairs of hexadecimal "
			    "digits",
			    put->value);
		}
		len = (size_t)n;
	}
	if (len > UINT8_MAX) {
		return bw_conf_refuse(put, "longer than %d bytes", UINT8_MAX);
	}
	copy = len > 0 ? bw_conf_arena_alloc(&put->conf->arena, len) : NULL;
	if (len > 0 && copy == NULL) {
		return bw_conf_refuse(put, "out of memory");
	}
	if (len > 0) {
		memcpy(copy, bytes, len);
	}
	*out = (struct bw_conf_bytes){copy, len};
	return 0;
}

/* Digits, lest anything in a text be taken for something else. */
void
bw_conf_bytes_text(const struct bw_conf_bytes *bytes, struct bw_conf_out *out)
{
	for (size_t i = 0; i < bytes->len; i++) {
		/* a blank now and then: words are of 192 bytes at most */
		bw_conf_out_format(out, "%s%02x",
		    i == 0        ? HEX_MARK
		    : i % 64 == 0 ? " "
				  : "",
		    bytes->at[i]);
	}
}
