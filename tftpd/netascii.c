/* SPDX-License-Identifier: ISC */
/* Netascii; see netascii.h.  Pure. */
#include "netascii.h"

static uint8_t
first_of(struct tftp_netascii *mark, uint8_t byte)
{
	if (byte != '\n' && byte != '\r') {
		return byte;
	}
	mark->second = byte == '\n' ? '\n' : '\0';
	mark->split = true;
	return '\r';
}

size_t
tftp_netascii_encode(struct tftp_netascii *mark, const uint8_t *in,
    size_t in_len, uint8_t *out, size_t size)
{
	size_t used = 0;
	size_t n = 0;

	while (n < size) {
		if (mark->split) {
			out[n++] = mark->second;
			mark->split = false;
		} else if (used < in_len) {
			out[n++] = first_of(mark, in[used++]);
		} else {
			break;
		}
	}
	mark->offset += used;
	return n;
}

size_t
tftp_netascii_decode(
    bool *cr, const uint8_t *in, size_t in_len, bool last, uint8_t *out)
{
	size_t n = 0;

	for (size_t i = 0; i < in_len; i++) {
		bool pair = *cr && (in[i] == '\n' || in[i] == '\0');

		if (*cr && in[i] != '\n') {
			out[n++] = '\r';
		}
		*cr = in[i] == '\r';
		if (!*cr && !(pair && in[i] == '\0')) {
			out[n++] = in[i];
		}
	}
	if (last && *cr) {
		out[n++] = '\r';
		*cr = false;
	}
	return n;
}
