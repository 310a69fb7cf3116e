/* SPDX-License-Identifier: ISC */
/* Bounds-checked writing; see writer.h.  Pure. */
#include "base/writer.h"

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

/* A writer over len bytes that were written before. */
static struct bw_writer
over(const struct bw_writer *w, size_t at, size_t len)
{
	BW_ASSERT(w->bad || (at <= w->len && len <= w->len - at));
	return (struct bw_writer){
	    .buf = w->buf + at, .size = len, .bad = w->bad};
}

void
bw_writer_patch_u8(struct bw_writer *w, size_t at, uint8_t value)
{
	struct bw_writer part = over(w, at, 1);

	bw_writer_u8(&part, value);
}

void
bw_writer_patch_u16(struct bw_writer *w, size_t at, uint16_t value)
{
	struct bw_writer part = over(w, at, 2);

	bw_writer_u16(&part, value);
}

void
bw_writer_patch_u32(struct bw_writer *w, size_t at, uint32_t value)
{
	struct bw_writer part = over(w, at, 4);

	bw_writer_u32(&part, value);
}
