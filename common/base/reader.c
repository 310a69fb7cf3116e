/* SPDX-License-Identifier: ISC */
/* Bounds-checked reading; see reader.h.  Pure. */
#include "base/reader.h"

#include <errno.h>
#include <string.h>

void
bw_reader_init(struct bw_reader *r, const uint8_t *buf, size_t len)
{
	*r = (struct bw_reader){.at = buf, .left = len};
}

const uint8_t *
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

uint8_t
bw_reader_u8(struct bw_reader *r)
{
	const uint8_t *b = bw_reader_take(r, 1);

	return b == NULL ? 0 : b[0];
}

uint16_t
bw_reader_u16(struct bw_reader *r)
{
	const uint8_t *b = bw_reader_take(r, 2);

	if (b == NULL) {
		return 0;
	}
	return (uint16_t)(b[0] << 8 | b[1]);
}

uint32_t
bw_reader_u32(struct bw_reader *r)
{
	const uint8_t *b = bw_reader_take(r, 4);

	if (b == NULL) {
		return 0;
	}
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
	       (uint32_t)b[2] << 8 | (uint32_t)b[3];
}

uint64_t
bw_reader_u64(struct bw_reader *r)
{
	struct bw_reader number = bw_reader_sub(r, 8);
	uint64_t high = bw_reader_u32(&number);

	return high << 32 | bw_reader_u32(&number);
}

void
bw_reader_copy(struct bw_reader *r, uint8_t *out, size_t len)
{
	const uint8_t *b = bw_reader_take(r, len);

	if (b == NULL) {
		memset(out, 0, len);
		return;
	}
	memcpy(out, b, len);
}

const char *
bw_reader_cstr(struct bw_reader *r)
{
	const uint8_t *nul = NULL;

	if (!r->bad && r->left > 0) {
		nul = memchr(r->at, '\0', r->left);
	}
	if (nul == NULL) {
		r->bad = true;
		return "";
	}
	return (const char *)bw_reader_take(r, (size_t)(nul - r->at) + 1);
}

struct bw_reader
bw_reader_sub(struct bw_reader *r, size_t len)
{
	struct bw_reader sub;
	const uint8_t *b = bw_reader_take(r, len);

	bw_reader_init(&sub, b, r->bad ? 0 : len);
	sub.bad = r->bad;
	return sub;
}

size_t
bw_reader_left(const struct bw_reader *r)
{
	return r->bad ? 0 : r->left;
}

int
bw_reader_check(const struct bw_reader *r)
{
	return r->bad ? -EBADMSG : 0;
}

int
bw_reader_end(const struct bw_reader *r)
{
	return r->bad || r->left != 0 ? -EBADMSG : 0;
}
