/* SPDX-License-Identifier: ISC */
/* Rows as lines; see emit.h.  Pure. */
#include "base/emit.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define PRINTABLE_MAX 2048

static void add(struct bw_emit *emit, const char *format, ...) BW_PRINTF(2, 3);

static void
add(struct bw_emit *emit, const char *format, ...)
{
	size_t room = sizeof(emit->line) - emit->len;
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(emit->line + emit->len, room, format, args);
	va_end(args);
	BW_ASSERT(n >= 0 && (size_t)n < room); /* see BW_EMIT_LINE_MAX */
	emit->len += (size_t)n;
}

size_t
bw_emit_json_width(unsigned char byte)
{
	if (byte == '"' || byte == '\\') {
		return 2; /* \" */
	}
	return byte < ' ' || byte > '~' ? 6 /* \u000a */ : 1;
}

/* RFC 8259 section 7; a byte over 0x7e is the character of that number. */
static void
add_json(struct bw_emit *emit, const char *value)
{
	add(emit, "\"");
	for (const char *c = value; *c != '\0'; c++) {
		unsigned char byte = (unsigned char)*c;
		size_t width = bw_emit_json_width(byte);

		if (width == 1) {
			add(emit, "%c", byte);
		} else {
			add(emit, width == 2 ? "\\%c" : "\\u%04x", byte);
		}
	}
	add(emit, "\"");
}

/* RFC 4180 section 2; no line breaks, which few readers understand. */
static void
add_csv(struct bw_emit *emit, const char *value)
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

/* A byte over 0x7e is the character of that number, as in JSON. */
static void
add_html(struct bw_emit *emit, const char *value)
{
	for (const char *c = value; *c != '\0'; c++) {
		unsigned char byte = (unsigned char)*c;

		if (byte < ' ' || byte == 0x7f) {
			add(emit, "?"); /* HTML has no way to write them */
		} else if (byte > '~' || strchr("&<>\"'", byte) != NULL) {
			add(emit, "&#%u;", (unsigned)byte);
		} else {
			add(emit, "%c", byte);
		}
	}
}

static void
add_words(struct bw_emit *emit, const char *value)
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

/* Are these the keys of a row, and not its values? */
static bool
is_header(const struct bw_emit *emit)
{
	return emit->format == BW_EMIT_CSV_HEADER ||
	       emit->format == BW_EMIT_HTML_HEADER;
}

static void
begin_field(struct bw_emit *emit, const char *key)
{
	static const char *const separators[] = {
	    [BW_EMIT_TEXT] = " ",
	    [BW_EMIT_JSON] = ",",
	    [BW_EMIT_CSV] = ",",
	    [BW_EMIT_CSV_HEADER] = ",",
	    [BW_EMIT_HTML] = "",
	    [BW_EMIT_HTML_HEADER] = "",
	};

	add(emit, "%s", emit->n > 0 ? separators[emit->format] : "");
	emit->n++;
	switch (emit->format) {
	case BW_EMIT_TEXT:
		add(emit, "%s=", key);
		break;
	case BW_EMIT_JSON:
		add(emit, "\"%s\":", key);
		break;
	case BW_EMIT_CSV:
		break;
	case BW_EMIT_CSV_HEADER:
		add(emit, "%s", key);
		break;
	case BW_EMIT_HTML:
		add(emit, "<td>"); /* its end tag may be left out */
		break;
	case BW_EMIT_HTML_HEADER:
		add(emit, "<th>%s", key);
		break;
	}
}

void
bw_emit_begin(struct bw_emit *emit, enum bw_emit_format format)
{
	emit->format = format;
	emit->n = 0;
	emit->len = 0;
	emit->line[0] = '\0';
	if (format == BW_EMIT_JSON) {
		add(emit, "{");
	} else if (format == BW_EMIT_HTML || format == BW_EMIT_HTML_HEADER) {
		add(emit, "<tr>");
	}
}

void
bw_emit_text(struct bw_emit *emit, const char *key, const char *value)
{
	if (emit->format == BW_EMIT_TEXT && value[0] == '\0') {
		return;
	}
	begin_field(emit, key);
	switch (emit->format) {
	case BW_EMIT_TEXT:
		add_words(emit, value);
		break;
	case BW_EMIT_JSON:
		add_json(emit, value);
		break;
	case BW_EMIT_CSV:
		add_csv(emit, value);
		break;
	case BW_EMIT_HTML:
		add_html(emit, value);
		break;
	case BW_EMIT_CSV_HEADER:
	case BW_EMIT_HTML_HEADER:
		break;
	}
}

void
bw_emit_number(struct bw_emit *emit, const char *key, uint64_t value)
{
	begin_field(emit, key);
	if (!is_header(emit)) {
		add(emit, "%" PRIu64, value);
	}
}

void
bw_emit_milli(struct bw_emit *emit, const char *key, uint64_t value)
{
	begin_field(emit, key);
	if (!is_header(emit)) {
		add(emit, "%" PRIu64 ".%03" PRIu64, value / 1000, value % 1000);
	}
}

void
bw_emit_bool(struct bw_emit *emit, const char *key, bool value)
{
	begin_field(emit, key);
	if (emit->format == BW_EMIT_TEXT) {
		add(emit, "%s", value ? "yes" : "no");
	} else if (!is_header(emit)) {
		add(emit, "%s", value ? "true" : "false");
	}
}

void
bw_emit_mac(struct bw_emit *emit, const uint8_t mac[BW_MAC_LEN])
{
	char text[BW_MAC_STR_MAX];

	bw_emit_text(emit, "mac",
	    bw_bytes_zero(mac, BW_MAC_LEN) ? "" : bw_mac_str(mac, text));
}

void
bw_emit_uuid(struct bw_emit *emit, const uint8_t uuid[BW_UUID_LEN])
{
	char text[BW_UUID_STR_MAX];

	bw_emit_text(emit, "uuid",
	    bw_bytes_zero(uuid, BW_UUID_LEN) ? "" : bw_uuid_str(uuid, text));
}

void
bw_emit_address(struct bw_emit *emit, const struct bw_addr *addr)
{
	char text[BW_ADDR_STR_MAX];
	bool none = addr->family == BW_FAMILY_NONE;

	bw_emit_text(emit, "address", none ? "" : bw_addr_ip_str(addr, text));
}

void
bw_emit_ipv4(struct bw_emit *emit, uint32_t address)
{
	struct bw_addr addr = bw_addr_some_ipv4(address);

	bw_emit_address(emit, &addr);
}

void
bw_emit_end(struct bw_emit *emit)
{
	if (emit->format == BW_EMIT_JSON) {
		add(emit, "}");
	}
}
