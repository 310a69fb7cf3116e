/* SPDX-License-Identifier: ISC */
/* The negotiation as text, for who looks for a mistake.  Pure. */
#ifndef NBDD_DECODE_H
#define NBDD_DECODE_H

#include "base/base.h"

/*
 * "greeting flags=0003", "client-flags=00000003",
 * "option=go name=root infos=2", "reply=info option=go size=1048576
 * flags=058f", "reply=ack option=go" and the like, all as sent; one behind the
 * other where several came at once, and in the end how many bytes are part of
 * the next, or of something else.
 *
 *   bytes, len  what was received, or is sent, at once
 *   out, size   always ends in NUL; printable; cut to what fits
 */
void nbd_decode(const uint8_t *bytes, size_t len, char *out, size_t size);

#endif
