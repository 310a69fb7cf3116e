/* SPDX-License-Identifier: ISC */
/* Packets as lines, for who looks for a mistake.  Pure. */
#ifndef TFTPD_DECODE_H
#define TFTPD_DECODE_H

#include "base/base.h"

/*
 * "rrq file=pxelinux.0 mode=octet blksize=1468 tsize=0", "oack blksize=1468",
 * "error code=1 text=\"file not found\"", all as sent.
 *
 *   packet, len  one UDP payload of anybody's
 *   out, size    always ends in NUL; printable; cut to what fits
 */
void tftp_decode(const uint8_t *packet, size_t len, char *out, size_t size);

/*
 * Does it begin or end a transfer?  DATA and ACK, of which there are too many
 * to look at, do not.
 */
bool tftp_decode_wants(const uint8_t *packet, size_t len);

#endif
