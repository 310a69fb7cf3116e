/* SPDX-License-Identifier: ISC */
/* Packets as lines; see decode.h.  Pure. */
#include "decode.h"

#include <string.h>

#include "base/line.h"
#include "base/reader.h"
#include "base/text.h"
#include "wire.h"

#define PRINTABLE_MAX (4 * TFTP_REQUEST_SIZE_MAX + 1)

static void
add(struct bw_line *line, const char *before, const char *text, size_t len)
{
	char printable[PRINTABLE_MAX];

	bw_line_add(line, "%s%s", before,
	    bw_text_printable(printable, sizeof(printable), text, len));
}

static void
add_word(struct bw_line *line, const char *before, const char *word)
{
	add(line, before, word, strlen(word));
}

static void
add_request(struct bw_line *line, const struct tftp_request *request)
{
	bw_line_add(
	    line, "%s", request->opcode == TFTP_OPCODE_RRQ ? "rrq" : "wrq");
	add_word(line, " file=", request->filename);
	add_word(line, " mode=", request->mode);
	for (size_t i = 0; i < request->n_options; i++) {
		add_word(line, " ", request->options[i].name);
		add_word(line, "=", request->options[i].value);
	}
}

/* RFC 2347: names and values, each with its NUL. */
static void
add_oack(struct bw_line *line, const uint8_t *packet, size_t len)
{
	struct bw_reader r;

	bw_line_add(line, "oack");
	bw_reader_init(&r, packet, len);
	(void)bw_reader_u16(&r); /* the opcode */
	while (bw_reader_left(&r) > 0) {
		add_word(line, " ", bw_reader_cstr(&r));
		add_word(line, "=", bw_reader_cstr(&r));
	}
}

static void
add_error(struct bw_line *line, const struct tftp_packet *packet)
{
	bw_line_add(line, "error code=%u", (unsigned)packet->code);
	add(line, " text=", packet->text, packet->text_len);
}

bool
tftp_decode_wants(const uint8_t *packet, size_t len)
{
	uint16_t opcode = tftp_opcode_peek(packet, len);

	return opcode != TFTP_OPCODE_DATA && opcode != TFTP_OPCODE_ACK;
}

void
tftp_decode(const uint8_t *packet, size_t len, char *out, size_t size)
{
	uint16_t opcode = tftp_opcode_peek(packet, len);
	struct tftp_request request;
	struct tftp_packet other;
	struct bw_line line;

	bw_line_init(&line, out, size);
	if (opcode == TFTP_OPCODE_OACK) {
		add_oack(&line, packet, len);
	} else if (tftp_request_parse(packet, len, &request) == 0) {
		add_request(&line, &request);
	} else if (opcode == TFTP_OPCODE_ERROR &&
		   tftp_packet_parse(packet, len, &other) == 0) {
		add_error(&line, &other);
	} else {
		bw_line_add(&line, "malformed opcode=%u len=%zu",
		    (unsigned)opcode, len);
	}
}
