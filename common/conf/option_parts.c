/* SPDX-License-Identifier: ISC */
/*
 * Values made of parts, for options that no one type fits: TYPE:DATA behind
 * one another, and { } around what has its length in an octet before it, as
 * sub-options have; see value.h.  Pure.
 */
#include <errno.h>
#include <string.h>

#include "conf/option_names.h"
#include "conf/value.h"

#define BLANKS    " \t"
#define PART_ENDS BLANKS "{}"
#define QUOTE     '"'
#define PART_MAX  1024 /* bytes, with the NUL */
#define SHOWN_MAX 40   /* bytes of it, in a reason */
#define DEPTH_MAX 4

struct parts {
	struct bw_conf_put *put;
	struct bw_writer *w;
	size_t opened[DEPTH_MAX]; /* where the lengths stand */
	size_t n_opened;
};

static int
length_open(struct parts *parts)
{
	if (parts->n_opened == DEPTH_MAX) {
		return bw_conf_refuse(
		    parts->put, "more than %d { within one another", DEPTH_MAX);
	}
	parts->opened[parts->n_opened++] = parts->w->len;
	bw_writer_u8(parts->w, 0);
	return bw_conf_option_fits(parts->put, parts->w);
}

static int
length_close(struct parts *parts)
{
	size_t at, len;

	if (parts->n_opened == 0) {
		return bw_conf_refuse(parts->put, "this } closes no {");
	}
	at = parts->opened[--parts->n_opened];
	len = parts->w->len - at - 1;
	if (len > UINT8_MAX) {
		return bw_conf_refuse(parts->put,
		    "%zu bytes between { and }, at most %d have a length", len,
		    UINT8_MAX);
	}
	bw_writer_patch_u8(parts->w, at, (uint8_t)len);
	return 0;
}

static int
part_refuse(struct parts *parts, const char *at)
{
	size_t len = strcspn(at, BLANKS);

	return bw_conf_refuse(parts->put,
	    "\"%.*s\" is not TYPE:DATA (write u8:1, ip:192.0.2.1, "
	    "text:\"a b\" ..., and { } around what has its length before it)",
	    (int)(len < SHOWN_MAX ? len : SHOWN_MAX), at);
}

/* What stands here up to its quote or its end, of this type. */
static int
data_write(struct parts *parts, const char **at, enum bw_conf_option_type type)
{
	bool quoted = **at == QUOTE;
	const char *data = *at + (quoted ? 1 : 0);
	size_t len = strcspn(data, quoted ? "\"" : PART_ENDS);
	const char *whole = parts->put->value;
	char text[PART_MAX];
	int error;

	if (quoted && data[len] == '\0') {
		return bw_conf_refuse(parts->put, "a quote is not closed");
	}
	if (len >= sizeof(text)) {
		return bw_conf_refuse(parts->put,
		    "a part is longer than %zu bytes", sizeof(text) - 1);
	}
	memcpy(text, data, len);
	text[len] = '\0';
	parts->put->value = text;
	error = bw_conf_option_write(parts->put, type, parts->w);
	parts->put->value = whole;
	*at = data + len + (quoted ? 1 : 0);
	return error;
}

static int
part_write(struct parts *parts, const char **at)
{
	char word[sizeof("domains")]; /* the longest */
	size_t len = strcspn(*at, ":" PART_ENDS);
	enum bw_conf_option_type type;

	if (len >= sizeof(word) || (*at)[len] != ':') {
		return part_refuse(parts, *at);
	}
	memcpy(word, *at, len);
	word[len] = '\0';
	if (bw_conf_option_type_find(word, &type) != 0 ||
	    type == BW_CONF_OPTION_PARTS) {
		return part_refuse(parts, *at);
	}
	*at += len + 1;
	return data_write(parts, at, type);
}

int
bw_conf_option_parts_write(struct bw_conf_put *put, struct bw_writer *w)
{
	struct parts parts = {.put = put, .w = w};
	const char *at = put->value + strspn(put->value, BLANKS);

	while (*at != '\0') {
		int error;

		if (*at == '{') {
			error = length_open(&parts);
			at++;
		} else if (*at == '}') {
			error = length_close(&parts);
			at++;
		} else {
			error = part_write(&parts, &at);
		}
		if (error != 0) {
			return error;
		}
		at += strspn(at, BLANKS);
	}
	return parts.n_opened == 0 ? 0
				   : bw_conf_refuse(put, "a { is not closed");
}
