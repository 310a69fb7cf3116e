/* SPDX-License-Identifier: ISC */
/* TFTP packets, bytes to struct and back; see wire.h.  Pure. */
#include "wire.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/addr.h"
#include "base/reader.h"
#include "base/writer.h"

#define TFTP_U64_STR_MAX 21

uint16_t
tftp_opcode_peek(const uint8_t *buf, size_t len)
{
	struct bw_reader r;

	bw_reader_init(&r, buf, len);
	return bw_reader_u16(&r);
}

static bool
only_padding_left(const struct bw_reader *r)
{
	struct bw_reader rest = *r;
	size_t len = bw_reader_left(r);
	const uint8_t *bytes = bw_reader_take(&rest, len);

	return bytes == NULL || bw_bytes_zero(bytes, len);
}

static int
options_parse(struct bw_reader *r, struct tftp_request *req)
{
	while (!only_padding_left(r)) {
		struct tftp_option option;

		if (req->n_options == ARRAY_LEN(req->options)) {
			return -E2BIG;
		}
		option.name = bw_reader_cstr(r);
		option.value = bw_reader_cstr(r);
		req->options[req->n_options++] = option;
	}
	return 0;
}

int
tftp_request_parse(const uint8_t *buf, size_t len, struct tftp_request *out)
{
	struct bw_reader r;
	struct tftp_request req = {0};
	uint16_t opcode;
	int error;

	bw_reader_init(&r, buf, len);
	opcode = bw_reader_u16(&r);
	if (bw_reader_check(&r) != 0) {
		return -EBADMSG;
	}
	if (opcode != TFTP_OPCODE_RRQ && opcode != TFTP_OPCODE_WRQ) {
		return -ENOTSUP;
	}
	req.opcode = (enum tftp_opcode)opcode;
	req.filename = bw_reader_cstr(&r);
	req.mode = bw_reader_cstr(&r);
	error = options_parse(&r, &req);
	if (bw_reader_check(&r) != 0) {
		return -EBADMSG;
	}
	if (error != 0) {
		return error;
	}
	*out = req;
	return 0;
}

static void
error_text_parse(struct bw_reader *r, struct tftp_packet *packet)
{
	size_t len = bw_reader_left(r);
	const uint8_t *text = bw_reader_take(r, len);

	packet->text = text == NULL ? "" : (const char *)text;
	packet->text_len = strnlen(packet->text, len);
}

int
tftp_packet_parse(const uint8_t *buf, size_t len, struct tftp_packet *out)
{
	struct bw_reader r;
	struct tftp_packet packet = {.text = ""};
	uint16_t opcode;

	bw_reader_init(&r, buf, len);
	opcode = bw_reader_u16(&r);
	if (bw_reader_check(&r) != 0) {
		return -EBADMSG;
	}
	packet.opcode = (enum tftp_opcode)opcode;
	if (opcode == TFTP_OPCODE_ACK) {
		packet.block = bw_reader_u16(&r);
	} else if (opcode == TFTP_OPCODE_DATA) {
		packet.block = bw_reader_u16(&r);
		packet.data_len = bw_reader_left(&r);
		packet.data = bw_reader_take(&r, packet.data_len);
	} else if (opcode == TFTP_OPCODE_ERROR) {
		packet.code = bw_reader_u16(&r);
		error_text_parse(&r, &packet);
	} else {
		return -ENOTSUP;
	}
	if (bw_reader_check(&r) != 0) {
		return -EBADMSG;
	}
	*out = packet;
	return 0;
}

static int
written(const struct bw_writer *w, size_t *out_len)
{
	int error = bw_writer_end(w);

	if (error == 0) {
		*out_len = w->len;
	}
	return error;
}

int
tftp_oack_build(const struct tftp_grant *grants, size_t n_grants, uint8_t *buf,
    size_t size, size_t *out_len)
{
	struct bw_writer w;

	bw_writer_init(&w, buf, size);
	bw_writer_u16(&w, TFTP_OPCODE_OACK);
	for (size_t i = 0; i < n_grants; i++) {
		char value[TFTP_U64_STR_MAX];

		(void)snprintf(
		    value, sizeof(value), "%" PRIu64, grants[i].value);
		bw_writer_cstr(&w, grants[i].name);
		bw_writer_cstr(&w, value);
	}
	return written(&w, out_len);
}

int
tftp_error_build(enum tftp_error code, const char *text, uint8_t *buf,
    size_t size, size_t *out_len)
{
	struct bw_writer w;

	bw_writer_init(&w, buf, size);
	bw_writer_u16(&w, TFTP_OPCODE_ERROR);
	bw_writer_u16(&w, (uint16_t)code);
	bw_writer_cstr(&w, text);
	return written(&w, out_len);
}

void
tftp_header_build(
    enum tftp_opcode opcode, uint16_t block, uint8_t out[TFTP_HEADER_SIZE])
{
	struct bw_writer w;

	bw_writer_init(&w, out, TFTP_HEADER_SIZE);
	bw_writer_u16(&w, opcode);
	bw_writer_u16(&w, block);
}
