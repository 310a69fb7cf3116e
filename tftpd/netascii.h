/* SPDX-License-Identifier: ISC */
/*
 * Netascii, block by block: a line feed becomes CR LF, a carriage return
 * CR NUL.  RFC 1350 section 2, RFC 764.  A pair may fall on both sides of a
 * block's end; the mark remembers, so any block can be made again.  Pure.
 */
#ifndef TFTPD_NETASCII_H
#define TFTPD_NETASCII_H

#include "base/base.h"

/* Where a block begins. */
struct tftp_netascii {
	uint64_t offset; /* the next byte of the file */
	uint8_t second;  /* to be sent before it, if split: LF or NUL */
	bool split;
};

/*
 * Encode until in is used up or out is full.
 *
 *   mark       moved on to where the next block begins
 *   in         the bytes of the file from mark->offset on
 *   out, size  written only as far as the return value says
 *   returns    bytes written
 */
size_t tftp_netascii_encode(struct tftp_netascii *mark, const uint8_t *in,
    size_t in_len, uint8_t *out, size_t size);

/*
 * The way back.  A carriage return that neither byte follows is left as it is:
 * clients that send Unix text as it stands are not rare.
 *
 *   cr        the last byte was a carriage return; moved on
 *   last      nothing follows
 *   out       in_len + 1 bytes
 *   returns   bytes written
 */
size_t tftp_netascii_decode(
    bool *cr, const uint8_t *in, size_t in_len, bool last, uint8_t *out);

#endif
