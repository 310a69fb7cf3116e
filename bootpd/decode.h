/* SPDX-License-Identifier: ISC */
/*
 * A whole message as one line, for who looks for a mistake: header, then every
 * option in the order of the packet, by name and value.  Pure.
 */
#ifndef DHCP_DECODE_H
#define DHCP_DECODE_H

#include "base/base.h"

/*
 * "op=request htype=1 ... options: 53 message-type=discover 55 ...".
 * What is broken is told as far as it goes, and then "malformed"; so are the
 * options that option 52 keeps in `file` and `sname`.
 *
 *   packet, len  one UDP payload of anybody's
 *   out, size    always ends in NUL; printable; "..." at its end when cut
 */
void dhcp_decode(const uint8_t *packet, size_t len, char *out, size_t size);

#endif
