/* SPDX-License-Identifier: ISC */
/*
 * Fields of messages, each written or read by the same function, so that the
 * two directions cannot disagree.  For msg.c and its siblings only.  Pure.
 */
#ifndef BW_IPC_CODEC_H
#define BW_IPC_CODEC_H

#include "base/addr.h"
#include "base/reader.h"
#include "base/writer.h"

struct bw_codec {
	struct bw_writer *out; /* NULL when reading */
	struct bw_reader *in;
	bool out_of_range;
};

static inline void
bw_field_u8(struct bw_codec *c, uint8_t *value)
{
	if (c->out != NULL) {
		bw_writer_u8(c->out, *value);
	} else {
		*value = bw_reader_u8(c->in);
	}
}

static inline void
bw_field_u16(struct bw_codec *c, uint16_t *value)
{
	if (c->out != NULL) {
		bw_writer_u16(c->out, *value);
	} else {
		*value = bw_reader_u16(c->in);
	}
}

static inline void
bw_field_u32(struct bw_codec *c, uint32_t *value)
{
	if (c->out != NULL) {
		bw_writer_u32(c->out, *value);
	} else {
		*value = bw_reader_u32(c->in);
	}
}

static inline void
bw_field_i32(struct bw_codec *c, int32_t *value)
{
	uint32_t bits = c->out != NULL ? (uint32_t)*value : 0;

	bw_field_u32(c, &bits);
	*value = (int32_t)bits;
}

static inline void
bw_field_u64(struct bw_codec *c, uint64_t *value)
{
	if (c->out != NULL) {
		bw_writer_u64(c->out, *value);
	} else {
		*value = bw_reader_u64(c->in);
	}
}

static inline void
bw_field_bytes(struct bw_codec *c, void *bytes, size_t len)
{
	if (c->out != NULL) {
		bw_writer_bytes(c->out, bytes, len);
	} else {
		bw_reader_copy(c->in, bytes, len);
	}
}

/* An enumeration or flag that must not exceed max. */
void bw_field_max(struct bw_codec *c, uint8_t *value, uint8_t max);

static inline void
bw_field_bool(struct bw_codec *c, bool *value)
{
	uint8_t byte = c->out != NULL && *value;

	bw_field_max(c, &byte, 1);
	*value = byte == 1;
}

/* Text with a bounded length, without NUL on the wire. */
void bw_field_text(struct bw_codec *c, char *text, size_t size);

void bw_field_addr(struct bw_codec *c, struct bw_addr *addr);

#endif
