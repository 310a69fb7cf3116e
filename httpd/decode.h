/* SPDX-License-Identifier: ISC */
/* Heads as lines, for who looks for a mistake.  Pure. */
#ifndef HTTPD_DECODE_H
#define HTTPD_DECODE_H

#include "base/base.h"

/*
 * "GET /a HTTP/1.1 | Host: b | Range: bytes=0-9", as sent, up to the empty
 * line; blanks are kept, all else that is not printable is escaped.
 *
 *   bytes, len  what one read gave, or what is to be sent
 *   out, size   always ends in NUL; cut to what fits
 */
void http_decode(const uint8_t *bytes, size_t len, char *out, size_t size);

#endif
