/* SPDX-License-Identifier: ISC */
/*
 * The only way from wire bytes to values.  A reader never reads past its end;
 * the first read that would makes it bad, and a bad reader yields zeros, empty
 * text and NULL for ever.  So a parser reads straight down and asks once, at
 * the end, with bw_reader_end().  Integers are big-endian on the wire.
 */
#ifndef BW_BASE_READER_H
#define BW_BASE_READER_H

#include "base/base.h"

struct bw_reader {
	const uint8_t *at;
	size_t left;
	bool bad;
};

/* Read from buf, which is borrowed for as long as the reader is used. */
void bw_reader_init(struct bw_reader *r, const uint8_t *buf, size_t len);

uint8_t bw_reader_u8(struct bw_reader *r);
uint16_t bw_reader_u16(struct bw_reader *r);
uint32_t bw_reader_u32(struct bw_reader *r);
uint64_t bw_reader_u64(struct bw_reader *r);

/* The next len bytes, inside the buffer; NULL once bad (or for len 0). */
const uint8_t *bw_reader_take(struct bw_reader *r, size_t len);

/* Copy the next len bytes to out; zeros once bad. */
void bw_reader_copy(struct bw_reader *r, uint8_t *out, size_t len);

/* The text up to the next NUL, which is consumed; "" once bad. */
const char *bw_reader_cstr(struct bw_reader *r);

/* A smaller reader over the next len bytes, which are consumed here. */
struct bw_reader bw_reader_sub(struct bw_reader *r, size_t len);

/* Bytes not yet read; 0 once bad. */
size_t bw_reader_left(const struct bw_reader *r);

/*
 * Asked once, after the last read.
 *
 *   returns   0
 *             -EBADMSG  a read ran short, or bytes were left over
 */
int bw_reader_end(const struct bw_reader *r);

/* The same when left over bytes are no mistake. */
int bw_reader_check(const struct bw_reader *r);

#endif
