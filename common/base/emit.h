/* SPDX-License-Identifier: ISC */
/*
 * One row as a line: JSON (RFC 8259), CSV (RFC 4180), a row of an HTML table, or
 * key=value.  Bytes that others chose come out as printable ASCII in all of
 * them.  Pure.
 */
#ifndef BW_BASE_EMIT_H
#define BW_BASE_EMIT_H

#include "base/addr.h"
#include "base/base.h"

enum bw_emit_format {
	BW_EMIT_TEXT, /* key=value; what is empty is left out */
	BW_EMIT_JSON,
	BW_EMIT_CSV,
	BW_EMIT_CSV_HEADER, /* the keys of a row, not its values */
	BW_EMIT_HTML,
	BW_EMIT_HTML_HEADER, /* likewise */
};

#define BW_EMIT_LINE_MAX 8192 /* every field of a row at its longest, escaped */

struct bw_emit {
	enum bw_emit_format format;
	unsigned n; /* fields so far */
	size_t len;
	char line[BW_EMIT_LINE_MAX]; /* always ends in NUL; no newline */
};

/* Begin a row, add its fields, end it: then line is whole. */
void bw_emit_begin(struct bw_emit *emit, enum bw_emit_format format);
void bw_emit_text(struct bw_emit *emit, const char *key, const char *value);
void bw_emit_number(struct bw_emit *emit, const char *key, uint64_t value);
/* A number of thousandths, as a decimal fraction. */
void bw_emit_milli(struct bw_emit *emit, const char *key, uint64_t value);
void bw_emit_bool(struct bw_emit *emit, const char *key, bool value);
/* Text under the usual keys, "" when there is none: mac, uuid, address. */
void bw_emit_mac(struct bw_emit *emit, const uint8_t mac[BW_MAC_LEN]);
void bw_emit_uuid(struct bw_emit *emit, const uint8_t uuid[BW_UUID_LEN]);
void bw_emit_address(struct bw_emit *emit, const struct bw_addr *addr);
void bw_emit_ipv4(struct bw_emit *emit, uint32_t address);
void bw_emit_end(struct bw_emit *emit);

/* Characters that this byte of a text becomes in JSON. */
size_t bw_emit_json_width(unsigned char byte);

#endif
