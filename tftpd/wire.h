/* SPDX-License-Identifier: ISC */
/*
 * TFTP packets: bytes to struct and back.  RFC 1350 section 5, RFC 2347.
 * Pure; judges shape, never sense.
 */
#ifndef TFTPD_WIRE_H
#define TFTPD_WIRE_H

#include "base/base.h"
#include "proto.h"

/* One option of a request; text of the packet. */
struct tftp_option {
	const char *name;
	const char *value;
};

struct tftp_request {
	enum tftp_opcode opcode; /* RRQ or WRQ */
	const char *filename;
	const char *mode;
	struct tftp_option options[TFTP_OPTIONS_MAX];
	size_t n_options;
};

/* What a peer may say within a transfer. */
struct tftp_packet {
	enum tftp_opcode opcode; /* DATA, ACK or ERROR */
	uint16_t block;          /* DATA, ACK */
	const uint8_t *data;     /* DATA; data_len bytes */
	size_t data_len;
	uint16_t code;    /* ERROR; see enum tftp_error */
	const char *text; /* ERROR; text_len bytes, no NUL */
	size_t text_len;
};

/* One option of an OACK. */
struct tftp_grant {
	const char *name;
	uint64_t value;
};

/* The opcode of a packet, or 0 when there is none. */
uint16_t tftp_opcode_peek(const uint8_t *buf, size_t len);

/*
 * Parse an RRQ or WRQ.  RFC 1350 section 5, RFC 2347.  Bytes of zero behind
 * the last option are padding, which some clients send, and are ignored.
 *
 *   buf, len  one UDP payload; borrowed, and *out points into it
 *   out       written only on success
 *   returns   0
 *             -ENOTSUP  the opcode is neither RRQ nor WRQ
 *             -EBADMSG  the bytes do not have the shape of a request
 *             -E2BIG    more than TFTP_OPTIONS_MAX options
 */
int
tftp_request_parse(const uint8_t *buf, size_t len, struct tftp_request *out);

/*
 * Parse a DATA, ACK or ERROR.  RFC 1350 section 5.  An ERROR's text ends at its
 * NUL, or where the packet ends when the peer left that out; bytes behind an
 * ACK are ignored.
 *
 *   buf, len  one UDP payload; borrowed, and *out points into it
 *   out       written only on success
 *   returns   0
 *             -ENOTSUP  the opcode is none of these
 *             -EBADMSG  too short
 */
int tftp_packet_parse(const uint8_t *buf, size_t len, struct tftp_packet *out);

/*
 * Build an OACK.  RFC 2347.
 *
 *   returns   0
 *             -EMSGSIZE  size is too small; *out_len is untouched
 */
int tftp_oack_build(const struct tftp_grant *grants, size_t n_grants,
    uint8_t *buf, size_t size, size_t *out_len);

/* The same for an ERROR.  RFC 1350 section 5. */
int tftp_error_build(enum tftp_error code, const char *text, uint8_t *buf,
    size_t size, size_t *out_len);

/* The first TFTP_HEADER_SIZE bytes of a DATA packet, or all of an ACK. */
void tftp_header_build(
    enum tftp_opcode opcode, uint16_t block, uint8_t out[TFTP_HEADER_SIZE]);

#endif
