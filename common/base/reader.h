/* SPDX-License-Identifier: ISC */
/*
 * The only way from wire bytes to values.  A reader never reads past its end;
 * the first read that would makes it bad, and a bad reader yields zeros, empty
 * text and NULL for ever.  So a parser reads straight down and asks once, at
 * the end, with bw_reader_end().  Integers are big-endian on the wire.
 *
 * Inline is what is called for every field of every message and packet.
 */
#ifndef BW_BASE_READER_H
#define BW_BASE_READER_H

#include <errno.h>
#include <string.h>

#include "base/base.h"

struct bw_reader {
	const uint8_t *at;
	size_t left;
	bool bad;
};

/* Read from buf, which is borrowed for as long as the reader is used. */
static inline void
bw_reader_init(struct bw_reader *r, const uint8_t *buf, size_t len)
{
	*r = (struct bw_reader){.at = buf, .left = len};
}

/* The next len bytes, inside the buffer; NULL once bad (or for len 0). */
static inline const uint8_t *
bw_reader_take(struct bw_reader *r, size_t len)
{
	const uint8_t *at = r->at;

	if (r->bad || len > r->left) {
		r->bad = true;
		return NULL;
	}
	if (len == 0) {
		return NULL;
	}
	r->at += len;
	r->left -= len;
	return at;
}

static inline uint8_t
bw_reader_u8(struct bw_reader *r)
{
	const uint8_t *b = bw_reader_take(r, 1);

	return b == NULL ? 0 : b[0];
}

static inline uint16_t
bw_reader_u16(struct bw_reader *r)
{
	const uint8_t *b = bw_reader_take(r, 2);

	if (b == NULL) {
		return 0;
	}
	return (uint16_t)(b[0] << 8 | b[1]);
}

static inline uint32_t
bw_reader_u32(struct bw_reader *r)
{
	const uint8_t *b = bw_reader_take(r, 4);

	if (b == NULL) {
		return 0;
	}
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
	       (uint32_t)b[2] << 8 | (uint32_t)b[3];
}

/* A smaller reader over the next len bytes, which are consumed here. */
static inline struct bw_reader
bw_reader_sub(struct bw_reader *r, size_t len)
{
	struct bw_reader sub;
	const uint8_t *b = bw_reader_take(r, len);

	bw_reader_init(&sub, b, r->bad ? 0 : len);
	sub.bad = r->bad;
	return sub;
}

static inline uint64_t
bw_reader_u64(struct bw_reader *r)
{
	struct bw_reader number = bw_reader_sub(r, 8);
	uint64_t high = bw_reader_u32(&number);

	return high << 32 | bw_reader_u32(&number);
}

/* Copy the next len bytes to out; zeros once bad. */
static inline void
bw_reader_copy(struct bw_reader *r, uint8_t *out, size_t len)
{
	const uint8_t *b = bw_reader_take(r, len);

	if (b == NULL) {
		memset(out, 0, len);
		return;
	}
	memcpy(out, b, len);
}

/* The text up to the next NUL, which is consumed; "" once bad. */
const char *bw_reader_cstr(struct bw_reader *r);

/* Bytes not yet read; 0 once bad. */
static inline size_t
bw_reader_left(const struct bw_reader *r)
{
	return r->bad ? 0 : r->left;
}

/*
 * Asked once, after the last read.
 *
 *   returns   0
 *             -EBADMSG  a read ran short, or bytes were left over
 */
static inline int
bw_reader_end(const struct bw_reader *r)
{
	return r->bad || r->left != 0 ? -EBADMSG : 0;
}

/* The same when left over bytes are no mistake. */
static inline int
bw_reader_check(const struct bw_reader *r)
{
	return r->bad ? -EBADMSG : 0;
}

#endif
