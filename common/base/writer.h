/* SPDX-License-Identifier: ISC */
/*
 * The only way from values to wire bytes.  A writer never writes past its end;
 * the first write that would makes it bad, and a bad writer writes nothing
 * more.  Integers are big-endian on the wire.
 *
 * Inline is what is called for every field of every message and packet.
 */
#ifndef BW_BASE_WRITER_H
#define BW_BASE_WRITER_H

#include <errno.h>
#include <string.h>

#include "base/base.h"

struct bw_writer {
	uint8_t *buf;
	size_t size; /* bytes of buf that may be used */
	size_t len;  /* bytes written */
	bool bad;
};

/* Write into buf, which is borrowed for as long as the writer is used. */
static inline void
bw_writer_init(struct bw_writer *w, uint8_t *buf, size_t size)
{
	*w = (struct bw_writer){.buf = buf, .size = size};
}

/* The next len bytes, for the caller to fill; NULL once bad. */
static inline uint8_t *
bw_writer_take(struct bw_writer *w, size_t len)
{
	uint8_t *at;

	if (w->bad || len > w->size - w->len) {
		w->bad = true;
		return NULL;
	}
	at = w->buf + w->len;
	w->len += len;
	return at;
}

static inline void
bw_writer_u8(struct bw_writer *w, uint8_t value)
{
	uint8_t *at = bw_writer_take(w, 1);

	if (at != NULL) {
		*at = value;
	}
}

static inline void
bw_writer_u16(struct bw_writer *w, uint16_t value)
{
	uint8_t *at = bw_writer_take(w, 2);

	if (at != NULL) {
		at[0] = (uint8_t)(value >> 8);
		at[1] = (uint8_t)value;
	}
}

static inline void
bw_writer_u32(struct bw_writer *w, uint32_t value)
{
	uint8_t *at = bw_writer_take(w, 4);

	if (at != NULL) {
		at[0] = (uint8_t)(value >> 24);
		at[1] = (uint8_t)(value >> 16);
		at[2] = (uint8_t)(value >> 8);
		at[3] = (uint8_t)value;
	}
}

static inline void
bw_writer_u64(struct bw_writer *w, uint64_t value)
{
	uint8_t *at = bw_writer_take(w, 8);
	struct bw_writer number = {.buf = at, .size = 8, .bad = at == NULL};

	bw_writer_u32(&number, (uint32_t)(value >> 32));
	bw_writer_u32(&number, (uint32_t)value);
}

static inline void
bw_writer_bytes(struct bw_writer *w, const void *bytes, size_t len)
{
	uint8_t *at = bw_writer_take(w, len);

	if (at != NULL && len > 0) {
		memcpy(at, bytes, len);
	}
}

void bw_writer_cstr(struct bw_writer *w, const char *text); /* with its NUL */
void bw_writer_fill(struct bw_writer *w, uint8_t value, size_t len);

/* Without its NUL.  Inline, so that nobody counts a constant's length. */
static inline void
bw_writer_text(struct bw_writer *w, const char *text)
{
	bw_writer_bytes(w, text, strlen(text));
}

/* Overwrite bytes written before, at an offset from the start. */
void bw_writer_patch_u8(struct bw_writer *w, size_t at, uint8_t value);
void bw_writer_patch_u16(struct bw_writer *w, size_t at, uint16_t value);
void bw_writer_patch_u32(struct bw_writer *w, size_t at, uint32_t value);

/*
 * Asked once, after the last write.
 *
 *   returns   0
 *             -EMSGSIZE  it did not all fit
 */
static inline int
bw_writer_end(const struct bw_writer *w)
{
	return w->bad ? -EMSGSIZE : 0;
}

#endif
