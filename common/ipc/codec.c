/* SPDX-License-Identifier: ISC */
/* Fields of messages in either direction; see codec.h.  Pure. */
#include "ipc/codec.h"

#include <string.h>

#include "ipc/msg.h"

/* An enumeration or flag that must not exceed max. */
void
bw_field_max(struct bw_codec *c, uint8_t *value, uint8_t max)
{
	bw_field_u8(c, value);
	if (*value > max) {
		c->out_of_range = true;
	}
}

/* Text with a bounded length, without NUL on the wire. */
void
bw_field_text(struct bw_codec *c, char *text, size_t size)
{
	uint16_t len = 0;

	if (c->out != NULL) {
		len = (uint16_t)strnlen(text, size - 1);
	}
	bw_field_u16(c, &len);
	if (len >= size) {
		c->out_of_range = true;
		return;
	}
	bw_field_bytes(c, text, len);
	if (c->out == NULL) {
		text[len] = '\0';
		if (strlen(text) != len) {
			c->out_of_range = true;
		}
	}
}

void
bw_field_addr(struct bw_codec *c, struct bw_addr *addr)
{
	bw_field_u8(c, &addr->family);
	bw_field_bytes(c, addr->ip, sizeof(addr->ip));
	bw_field_u16(c, &addr->port);
	switch (addr->family) {
	case BW_FAMILY_NONE:
	case BW_FAMILY_IPV4:
	case BW_FAMILY_IPV6:
		break;
	default:
		c->out_of_range = true;
	}
}
