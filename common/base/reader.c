/* SPDX-License-Identifier: ISC */
/* Bounds-checked reading; see reader.h.  Pure. */
#include "base/reader.h"

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
