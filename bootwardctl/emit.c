/* SPDX-License-Identifier: ISC */
/* Rows as lines; see emit.h.  Pure. */
#include "emit.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define PRINTABLE_MAX 2048

static void add(struct emit *emit, const char *format, ...) BW_PRINTF(2, 3);

static void
add(struct emit *emit, const char *format, ...)
{
	size_t room = sizeof(emit->line) - emit->len;
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(emit->line + emit->len, room, format, args);
	va_end(args);
	BW_ASSERT(n >= 0 && (size_t)n < room); /* see EMIT_LINE_MAX */
	emit->len += (size_t)n;
}

/* RFC 8259 section 7; a byte over 0x7e is the character of that number. */
static void
add_json(struct emit *emit, const char *value)
{
	add(emit, "\"");
	for (const char *c = value; *c != '\0'; c++) {
		unsigned char byte = (unsigned char)*c;

		if (byte == '"' || byte == '\\') {
			add(emit, "\\%c", byte);
		} else if (byte < ' ' || byte > '~') {
			add(emit, "\\u%04x", byte);
		} else {
			add(emit, "%c", byte);
		}
	}
	add(emit, "\"");
}

/* RFC 4180 section 2; no line breaks, which few readers understand. */
static void
add_csv(struct emit *emit, const char *value)
{
	bool quoted = strpbrk(value, ",\" ") != NULL;

	add(emit, "%s", quoted ? "\"" : "");
	for (const char *c = value; *c != '\0'; c++) {
		if (*c < ' ' || *c > '~') {
			add(emit, "?");
		} else {
			add(emit, "%s%c", *c == '"' ? "\"" : "", *c);
		}
	}
	add(emit, "%s", quoted ? "\"" : "");
}

static void
add_words(struct emit *emit, const char *value)
{
	char printable[PRINTABLE_MAX];
	bool spaces = strchr(value, ' ') != NULL;
	const char *word = value;

	add(emit, "%s", spaces ? "\"" : "");
	while (*word != '\0') {
		size_t len = strcspn(word, " \"");

		add(emit, "%s",
		    bw_text_printable(printable, sizeof(printable), word, len));
		word += len;
		if (*word != '\0') {
			add(emit, "%s", *word == ' ' ? " " : "\\x22");
			word++;
		}
	}
	add(emit, "%s", spaces ? "\"" : "");
}

static void
begin_field(struct emit *emit, const char *key)
{
	static const char *const separators[] = {
	    [EMIT_TEXT] = " ",
	    [EMIT_JSON] = ",",
	    [EMIT_CSV] = ",",
	    [EMIT_CSV_HEADER] = ",",
	};

	add(emit, "%s", emit->n > 0 ? separators[emit->format] : "");
	emit->n++;
	switch (emit->format) {
	case EMIT_TEXT:
		add(emit, "%s=", key);
		break;
	case EMIT_JSON:
		add(emit, "\"%s\":", key);
		break;
	case EMIT_CSV:
		break;
	case EMIT_CSV_HEADER:
		add(emit, "%s", key);
		break;
	}
}

void
emit_begin(struct emit *emit, enum emit_format format)
{
	emit->format = format;
	emit->n = 0;
	emit->len = 0;
	emit->line[0] = '\0';
	if (format == EMIT_JSON) {
		add(emit, "{");
	}
}

void
emit_text(struct emit *emit, const char *key, const char *value)
{
	if (emit->format == EMIT_TEXT && value[0] == '\0') {
		return;
	}
	begin_field(emit, key);
	switch (emit->format) {
	case EMIT_TEXT:
		add_words(emit, value);
		break;
	case EMIT_JSON:
		add_json(emit, value);
		break;
	case EMIT_CSV:
		add_csv(emit, value);
		break;
	case EMIT_CSV_HEADER:
		break;
	}
}

void
emit_number(struct emit *emit, const char *key, uint64_t value)
{
	begin_field(emit, key);
	if (emit->format != EMIT_CSV_HEADER) {
		add(emit, "%" PRIu64, value);
	}
}

void
emit_milli(struct emit *emit, const char *key, uint64_t value)
{
	begin_field(emit, key);
	if (emit->format != EMIT_CSV_HEADER) {
		add(emit, "%" PRIu64 ".%03" PRIu64, value / 1000, value % 1000);
	}
}

void
emit_bool(struct emit *emit, const char *key, bool value)
{
	begin_field(emit, key);
	if (emit->format == EMIT_TEXT) {
		add(emit, "%s", value ? "yes" : "no");
	} else if (emit->format != EMIT_CSV_HEADER) {
		add(emit, "%s", value ? "true" : "false");
	}
}

void
emit_end(struct emit *emit)
{
	if (emit->format == EMIT_JSON) {
		add(emit, "}");
	}
}
