/* SPDX-License-Identifier: ISC */
/* What a cached file is; see record.h.  Pure. */
#include "record.h"

#include <errno.h>
#include <string.h>

#include "base/reader.h"
#include "base/text.h"
#include "base/writer.h"

/* Behind all others: the length of the record, and what it is. */
#define RECORD_FOOT_SIZE 12
#define RECORD_MAGIC     UINT64_C(0x62772d6361636831) /* "bw-cach1" */

size_t
fetch_record_build(
    const struct fetch_record *record, uint8_t out[FETCH_RECORD_MAX])
{
	struct bw_writer w;
	int error;

	bw_writer_init(&w, out, FETCH_RECORD_MAX);
	bw_writer_u64(&w, record->size);
	bw_writer_u64(&w, record->mtime_s);
	bw_writer_cstr(&w, record->validators.etag);
	bw_writer_cstr(&w, record->validators.modified);
	bw_writer_cstr(&w, record->url);
	bw_writer_u32(&w, (uint32_t)w.len + RECORD_FOOT_SIZE);
	bw_writer_u64(&w, RECORD_MAGIC);
	error = bw_writer_end(&w);
	BW_ASSERT(error == 0);
	return w.len;
}

static int
fields_parse(const uint8_t *bytes, size_t len, struct fetch_record *out)
{
	struct fetch_record record = {0};
	struct bw_reader r;
	int error = 0;

	bw_reader_init(&r, bytes, len);
	record.size = bw_reader_u64(&r);
	record.mtime_s = bw_reader_u64(&r);
	error |= bw_text_copy(record.validators.etag,
	    sizeof(record.validators.etag), bw_reader_cstr(&r));
	error |= bw_text_copy(record.validators.modified,
	    sizeof(record.validators.modified), bw_reader_cstr(&r));
	error |=
	    bw_text_copy(record.url, sizeof(record.url), bw_reader_cstr(&r));
	if (bw_reader_end(&r) != 0 || error != 0) {
		return -EBADMSG;
	}
	*out = record;
	return 0;
}

int
fetch_record_parse(const uint8_t *tail, size_t len, uint64_t file_size,
    struct fetch_record *out)
{
	struct fetch_record record;
	struct bw_reader foot;
	uint32_t record_len;

	if (len < RECORD_FOOT_SIZE) {
		return -EBADMSG;
	}
	bw_reader_init(&foot, tail + len - RECORD_FOOT_SIZE, RECORD_FOOT_SIZE);
	record_len = bw_reader_u32(&foot);
	if (bw_reader_u64(&foot) != RECORD_MAGIC || record_len > len ||
	    record_len < RECORD_FOOT_SIZE) {
		return -EBADMSG;
	}
	if (fields_parse(tail + len - record_len, record_len - RECORD_FOOT_SIZE,
		&record) != 0 ||
	    record.size != file_size - record_len) {
		return -EBADMSG;
	}
	*out = record;
	return 0;
}
