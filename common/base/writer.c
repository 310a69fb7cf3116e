/* SPDX-License-Identifier: ISC */
/* Bounds-checked writing; see writer.h.  Pure. */
#include "base/writer.h"

#include <errno.h>

void
bw_writer_init(struct bw_writer *w, uint8_t *buf, size_t size)
{
	*w = (struct bw_writer){.buf = buf, .size = size};
}

uint8_t *
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

static void
put(uint8_t *at, uint64_t value, size_t len)
{
	if (at == NULL) {
		return;
	}
	while (len > 0) {
		at[--len] = (uint8_t)value;
		value >>= 8;
	}
}

void
bw_writer_u8(struct bw_writer *w, uint8_t value)
{
	put(bw_writer_take(w, 1), value, 1);
}

void
bw_writer_u16(struct bw_writer *w, uint16_t value)
{
	put(bw_writer_take(w, 2), value, 2);
}

void
bw_writer_u32(struct bw_writer *w, uint32_t value)
{
	put(bw_writer_take(w, 4), value, 4);
}

void
bw_writer_u64(struct bw_writer *w, uint64_t value)
{
	put(bw_writer_take(w, 8), value, 8);
}

void
bw_writer_bytes(struct bw_writer *w, const void *bytes, size_t len)
{
	uint8_t *at = bw_writer_take(w, len);

	if (at != NULL && len > 0) {
		memcpy(at, bytes, len);
	}
}

void
bw_writer_cstr(struct bw_writer *w, const char *text)
{
	bw_writer_bytes(w, text, strlen(text) + 1);
}

void
bw_writer_fill(struct bw_writer *w, uint8_t value, size_t len)
{
	uint8_t *at = bw_writer_take(w, len);

	if (at != NULL && len > 0) {
		memset(at, value, len);
	}
}

static void
patch(struct bw_writer *w, size_t at, uint64_t value, size_t len)
{
	if (w->bad) {
		return;
	}
	BW_ASSERT(at <= w->len && len <= w->len - at);
	put(w->buf + at, value, len);
}

void
bw_writer_patch_u8(struct bw_writer *w, size_t at, uint8_t value)
{
	patch(w, at, value, 1);
}

void
bw_writer_patch_u16(struct bw_writer *w, size_t at, uint16_t value)
{
	patch(w, at, value, 2);
}

void
bw_writer_patch_u32(struct bw_writer *w, size_t at, uint32_t value)
{
	patch(w, at, value, 4);
}

int
bw_writer_end(const struct bw_writer *w)
{
	return w->bad ? -EMSGSIZE : 0;
}
