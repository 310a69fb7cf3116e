/* SPDX-License-Identifier: ISC */
/* Writing ini lines that inih reads back; see out.h. */
#include "conf/out.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define OUT_SIZE_FIRST 4096u

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void
add(struct bw_conf_out *out, const char *bytes, size_t len)
{
	size_t size = out->size == 0 ? OUT_SIZE_FIRST : out->size;

	while (!out->bad && size - out->len <= len) {
		out->bad = size > SIZE_MAX / 2;
		size *= 2;
	}
	if (!out->bad && size != out->size) {
		char *grown = realloc(out->bytes, size);

		out->bad = grown == NULL;
		out->bytes = grown == NULL ? out->bytes : grown;
		out->size = grown == NULL ? out->size : size;
	}
	if (out->bad) {
		return;
	}
	memcpy(out->bytes + out->len, bytes, len);
	out->len += len;
	out->bytes[out->len] = '\0';
}

void
bw_conf_out_text(struct bw_conf_out *out, const char *text)
{
	add(out, text, strlen(text));
}

void
bw_conf_out_format(struct bw_conf_out *out, const char *format, ...)
{
	char line[BW_CONF_LINE_MAX + 1];
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	BW_ASSERT(len >= 0 && (size_t)len < sizeof(line));
	add(out, line, (size_t)len);
}

/*
 * May a line end before the space at i, and the next begin behind it?  Only a
 * single space reads back as itself, and '#' and ';' would begin a comment.
 */
static bool
is_break(const char *text, size_t i)
{
	return text[i] == ' ' && i > 0 && !is_blank(text[i - 1]) &&
	       !is_blank(text[i + 1]) && text[i + 1] != '\0' &&
	       text[i + 1] != '#' && text[i + 1] != ';';
}

static size_t
piece_len(const char *text, size_t from)
{
	size_t i = from;

	while (text[i] != '\0' && !is_break(text, i)) {
		i++;
	}
	return i - from;
}

/* What would be taken for quotes, a comment or mere space goes in quotes. */
static bool
needs_quotes(const char *value, size_t len)
{
	return len > 0 && (strchr("\"'#; \t", value[0]) != NULL ||
			      is_blank(value[len - 1]));
}

void
bw_conf_out_row(struct bw_conf_out *out, const char *key, const char *value)
{
	char text[BW_CONF_VALUE_MAX + 3];
	const char *quote = needs_quotes(value, strlen(value)) ? "\"" : "";
	int len = snprintf(text, sizeof(text), "%s%s%s", quote, value, quote);
	size_t column = strlen(key) + 2;

	BW_ASSERT(len >= 0 && (size_t)len < sizeof(text));
	bw_conf_out_text(out, key);
	bw_conf_out_text(out, " =");
	for (size_t at = 0; text[at] != '\0';) {
		size_t n = piece_len(text, at);

		if (column + 1 + n <= BW_CONF_LINE_MAX) {
			bw_conf_out_text(out, " ");
			column += 1 + n;
		} else {
			bw_conf_out_text(out, "\n\t");
			column = 1 + n;
		}
		add(out, text + at, n);
		at += n;
		at += text[at] == ' ' ? 1 : 0;
	}
	bw_conf_out_text(out, "\n");
}

const char *
bw_conf_out_check(const char *value)
{
	size_t len = strlen(value);

	if (len > BW_CONF_VALUE_MAX) {
		return "the value is longer than 4096 bytes";
	}
	for (size_t i = 0; i < len; i++) {
		if ((value[i] >= 0 && value[i] < ' ' && value[i] != '\t') ||
		    value[i] == 0x7f) {
			return "the value holds a control character";
		}
		if (i > 0 && value[i] == ';' && is_blank(value[i - 1])) {
			return "\" ;\" begins a comment and cannot be written";
		}
	}
	for (size_t at = 0; at < len; at++) {
		size_t n = piece_len(value, at);

		if (n > BW_CONF_PIECE_MAX) {
			return "the value has a word of more than 192 bytes";
		}
		at += n;
	}
	return NULL;
}
