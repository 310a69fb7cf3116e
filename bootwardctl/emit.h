/* SPDX-License-Identifier: ISC */
/*
 * One row as a line: JSON (RFC 8259), CSV (RFC 4180) or key=value.  Bytes that
 * others chose come out as printable ASCII in all of them.  Pure.
 */
#ifndef BOOTWARDCTL_EMIT_H
#define BOOTWARDCTL_EMIT_H

#include "base/base.h"

enum emit_format {
	EMIT_TEXT, /* key=value; what is empty is left out */
	EMIT_JSON,
	EMIT_CSV,
	EMIT_CSV_HEADER, /* the keys of a row, not its values */
};

#define EMIT_LINE_MAX 8192 /* every field of a row at its longest, escaped */

struct emit {
	enum emit_format format;
	unsigned n; /* fields so far */
	size_t len;
	char line[EMIT_LINE_MAX]; /* always ends in NUL; no newline */
};

/* Begin a row, add its fields, end it: then line is whole. */
void emit_begin(struct emit *emit, enum emit_format format);
void emit_text(struct emit *emit, const char *key, const char *value);
void emit_number(struct emit *emit, const char *key, uint64_t value);
/* A number of thousandths, as a decimal fraction. */
void emit_milli(struct emit *emit, const char *key, uint64_t value);
void emit_bool(struct emit *emit, const char *key, bool value);
void emit_end(struct emit *emit);

#endif
