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

void bw_field_u8(struct bw_codec *c, uint8_t *value);
void bw_field_u16(struct bw_codec *c, uint16_t *value);
void bw_field_u32(struct bw_codec *c, uint32_t *value);
void bw_field_u64(struct bw_codec *c, uint64_t *value);
void bw_field_bytes(struct bw_codec *c, void *bytes, size_t len);

/* An enumeration or flag that must not exceed max. */
void bw_field_max(struct bw_codec *c, uint8_t *value, uint8_t max);

/* Text with a bounded length, without NUL on the wire. */
void bw_field_text(struct bw_codec *c, char *text, size_t size);

void bw_field_addr(struct bw_codec *c, struct bw_addr *addr);

#endif
