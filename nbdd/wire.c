/* SPDX-License-Identifier: ISC */
/* NBD's messages, bytes to struct and back; see wire.h.  Pure. */
#include "wire.h"

#include <errno.h>
#include <string.h>

int
nbd_option_parse(const uint8_t *buf, size_t len, struct nbd_option *out)
{
	struct nbd_option option;
	struct bw_reader r;
	uint64_t magic;

	bw_reader_init(&r, buf, len);
	magic = bw_reader_u64(&r);
	option.number = bw_reader_u32(&r);
	option.len = bw_reader_u32(&r);
	if (bw_reader_end(&r) != 0 || magic != NBD_OPTS_MAGIC) {
		return -EBADMSG;
	}
	*out = option;
	return 0;
}

int
nbd_info_request_parse(
    const uint8_t *buf, size_t len, struct nbd_info_request *out)
{
	struct nbd_info_request request = {0};
	struct bw_reader r;
	uint16_t n_infos;

	bw_reader_init(&r, buf, len);
	request.name_len = bw_reader_u32(&r);
	request.name = bw_reader_take(&r, request.name_len);
	n_infos = bw_reader_u16(&r);
	/* Each takes two bytes of the data, so len bounds the loop. */
	for (uint16_t i = 0; i < n_infos && bw_reader_check(&r) == 0; i++) {
		uint16_t info = bw_reader_u16(&r);

		/* Those that we do not know are to be ignored. */
		if (info <= NBD_INFO_BLOCK_SIZE) {
			request.infos |= UINT32_C(1) << info;
		}
	}
	if (bw_reader_end(&r) != 0 || request.name_len > NBD_STRING_MAX) {
		return -EBADMSG;
	}
	*out = request;
	return 0;
}

/* One query of a list of them: does it ask for what we have? */
static void
query_take(struct bw_reader *r, struct nbd_meta_request *request)
{
	size_t len = bw_reader_u32(r);
	struct bw_reader query = bw_reader_sub(r, len);
	const uint8_t *text = bw_reader_take(&query, len);

	if (len > NBD_STRING_MAX) {
		r->bad = true;
	} else if (text == NULL) {
		return;
	} else if (len == sizeof(NBD_CONTEXT_BASE) - 1) {
		request->base |= memcmp(text, NBD_CONTEXT_BASE, len) == 0;
	} else if (len == sizeof(NBD_CONTEXT_ALLOCATION) - 1) {
		request->allocation |=
		    memcmp(text, NBD_CONTEXT_ALLOCATION, len) == 0;
	}
}

int
nbd_meta_request_parse(
    const uint8_t *buf, size_t len, struct nbd_meta_request *out)
{
	struct nbd_meta_request request = {0};
	struct bw_reader r;

	bw_reader_init(&r, buf, len);
	request.name_len = bw_reader_u32(&r);
	request.name = bw_reader_take(&r, request.name_len);
	request.n_queries = bw_reader_u32(&r);
	/* Each takes four bytes of the data, so len bounds the loop. */
	for (uint32_t i = 0; i < request.n_queries && bw_reader_check(&r) == 0;
	     i++) {
		query_take(&r, &request);
	}
	if (bw_reader_end(&r) != 0 || request.name_len > NBD_STRING_MAX) {
		return -EBADMSG;
	}
	*out = request;
	return 0;
}

/* The two forms of header differ in their magic and the width of a length. */
static int
request_parse(
    const uint8_t *buf, size_t len, bool extended, struct nbd_request *out)
{
	uint32_t wanted =
	    extended ? NBD_EXTENDED_REQUEST_MAGIC : NBD_REQUEST_MAGIC;
	struct nbd_request request;
	struct bw_reader r;
	uint32_t magic;

	bw_reader_init(&r, buf, len);
	magic = bw_reader_u32(&r);
	request.flags = bw_reader_u16(&r);
	request.type = bw_reader_u16(&r);
	request.cookie = bw_reader_u64(&r);
	request.offset = bw_reader_u64(&r);
	request.len = extended ? bw_reader_u64(&r) : bw_reader_u32(&r);
	if (bw_reader_end(&r) != 0 || magic != wanted) {
		return -EBADMSG;
	}
	*out = request;
	return 0;
}

int
nbd_request_parse(const uint8_t *buf, size_t len, struct nbd_request *out)
{
	return request_parse(buf, len, false, out);
}

int
nbd_extended_request_parse(
    const uint8_t *buf, size_t len, struct nbd_request *out)
{
	return request_parse(buf, len, true, out);
}

void
nbd_greeting_build(struct bw_writer *w, uint16_t flags)
{
	bw_writer_u64(w, NBD_MAGIC);
	bw_writer_u64(w, NBD_OPTS_MAGIC);
	bw_writer_u16(w, flags);
}

static void
option_reply_header(
    struct bw_writer *w, uint32_t option, uint32_t type, size_t data_len)
{
	bw_writer_u64(w, NBD_REP_MAGIC);
	bw_writer_u32(w, option);
	bw_writer_u32(w, type);
	bw_writer_u32(w, (uint32_t)data_len);
}

void
nbd_option_reply_build(struct bw_writer *w, uint32_t option, uint32_t type)
{
	option_reply_header(w, option, type, 0);
}

void
nbd_option_error_build(
    struct bw_writer *w, uint32_t option, uint32_t type, const char *text)
{
	size_t len = strnlen(text, NBD_STRING_MAX);

	option_reply_header(w, option, type, len);
	bw_writer_bytes(w, text, len);
}

void
nbd_server_build(struct bw_writer *w, const char *name, const char *description)
{
	size_t name_len = strnlen(name, NBD_STRING_MAX);
	size_t description_len = strnlen(description, NBD_STRING_MAX);

	option_reply_header(w, NBD_OPT_LIST, NBD_REP_SERVER,
	    sizeof(uint32_t) + name_len + description_len);
	bw_writer_u32(w, (uint32_t)name_len);
	bw_writer_bytes(w, name, name_len);
	bw_writer_bytes(w, description, description_len);
}

void
nbd_info_export_build(
    struct bw_writer *w, uint32_t option, uint64_t size, uint16_t flags)
{
	option_reply_header(w, option, NBD_REP_INFO, 12);
	bw_writer_u16(w, NBD_INFO_EXPORT);
	bw_writer_u64(w, size);
	bw_writer_u16(w, flags);
}

void
nbd_info_block_size_build(struct bw_writer *w, uint32_t option)
{
	option_reply_header(w, option, NBD_REP_INFO, 14);
	bw_writer_u16(w, NBD_INFO_BLOCK_SIZE);
	bw_writer_u32(w, NBD_BLOCK_SIZE_MIN);
	bw_writer_u32(w, NBD_BLOCK_SIZE_PREFERRED);
	bw_writer_u32(w, NBD_BLOCK_SIZE_MAX);
}

void
nbd_info_text_build(
    struct bw_writer *w, uint32_t option, uint16_t info, const char *text)
{
	size_t len = strnlen(text, NBD_STRING_MAX);

	option_reply_header(w, option, NBD_REP_INFO, sizeof(info) + len);
	bw_writer_u16(w, info);
	bw_writer_bytes(w, text, len);
}

void
nbd_export_name_build(
    struct bw_writer *w, uint64_t size, uint16_t flags, bool zeroes)
{
	bw_writer_u64(w, size);
	bw_writer_u16(w, flags);
	if (zeroes) {
		bw_writer_fill(w, 0, NBD_EXPORT_NAME_ZEROES);
	}
}

void
nbd_meta_context_build(
    struct bw_writer *w, uint32_t option, uint32_t id, const char *name)
{
	size_t len = strnlen(name, NBD_STRING_MAX);

	option_reply_header(w, option, NBD_REP_META_CONTEXT, sizeof(id) + len);
	bw_writer_u32(w, id);
	bw_writer_bytes(w, name, len);
}

size_t
nbd_chunk_header_size(enum nbd_headers headers)
{
	static const size_t sizes[] = {
	    [NBD_HEADERS_SIMPLE] = NBD_SIMPLE_REPLY_SIZE,
	    [NBD_HEADERS_STRUCTURED] = NBD_STRUCTURED_REPLY_SIZE,
	    [NBD_HEADERS_EXTENDED] = NBD_EXTENDED_REPLY_SIZE,
	};

	return sizes[headers];
}

void
nbd_chunk_build(struct bw_writer *w, enum nbd_headers headers,
    const struct nbd_chunk *chunk)
{
	bool extended = headers == NBD_HEADERS_EXTENDED;

	bw_writer_u32(w,
	    extended ? NBD_EXTENDED_REPLY_MAGIC : NBD_STRUCTURED_REPLY_MAGIC);
	bw_writer_u16(w, chunk->flags);
	bw_writer_u16(w, chunk->type);
	bw_writer_u64(w, chunk->cookie);
	if (extended) {
		bw_writer_u64(w, chunk->offset);
		bw_writer_u64(w, chunk->len);
	} else {
		bw_writer_u32(w, (uint32_t)chunk->len);
	}
}

void
nbd_simple_reply_build(struct bw_writer *w, uint32_t error, uint64_t cookie)
{
	bw_writer_u32(w, NBD_SIMPLE_REPLY_MAGIC);
	bw_writer_u32(w, error);
	bw_writer_u64(w, cookie);
}
