/* SPDX-License-Identifier: ISC */
/*
 * A BOOTP or DHCP request: bytes to struct.  Options are gathered from the
 * option field and, where option 52 says so, from `file` and `sname`; the
 * pieces of one option are joined (RFC 3396).  Pure.
 */
#ifndef DHCP_WIRE_H
#define DHCP_WIRE_H

#include "base/addr.h"
#include "base/base.h"
#include "proto.h"

/* The longest packet that is looked at: one Ethernet frame. */
#define DHCP_PACKET_MAX 1500

struct dhcp_message {
	uint8_t op;
	uint8_t htype;
	uint8_t hlen; /* at most DHCP_CHADDR_LEN */
	uint8_t hops;
	uint32_t xid;
	uint16_t secs;
	uint16_t flags;
	uint32_t ciaddr;
	uint32_t yiaddr;
	uint32_t siaddr;
	uint32_t giaddr;
	uint8_t chaddr[DHCP_CHADDR_LEN];
	char sname[DHCP_SNAME_LEN + 1]; /* as sent, be it options */
	bool has_cookie;                /* without it there are no options */
	uint8_t type;                   /* enum dhcp_type */
	/* option bytes, joined, ordered by code */
	uint16_t option_at[256];
	uint16_t option_len[256];
	bool option_present[256];
	uint8_t bytes[DHCP_PACKET_MAX];
};

/* Bytes of one option; at is NULL when it was not sent. */
struct dhcp_bytes {
	const uint8_t *at;
	size_t len;
};

/*
 * Parse one UDP payload.  RFC 2131 2 and 3, RFC 2132 2, RFC 3396.
 *
 *   buf, len  borrowed; *out holds copies
 *   out       written only on success
 *   returns   0
 *             -EBADMSG  not the shape of a BOOTP message, an option runs past
 *                       its field, or option 53 is not one octet other
 *                       than 0
 *             -E2BIG    more than DHCP_PACKET_MAX bytes
 */
int
dhcp_message_parse(const uint8_t *buf, size_t len, struct dhcp_message *out);

/* An option as sent.  The bytes live as long as the message. */
struct dhcp_bytes
dhcp_message_option(const struct dhcp_message *message, enum dhcp_option code);

/* The value, when the option is there and exactly that long. */
bool dhcp_message_u16(
    const struct dhcp_message *message, enum dhcp_option code, uint16_t *out);
bool dhcp_message_u32(
    const struct dhcp_message *message, enum dhcp_option code, uint32_t *out);

/* Does the parameter request list name this code?  RFC 2132 9.8 */
bool
dhcp_message_asks(const struct dhcp_message *message, enum dhcp_option code);

/*
 * The item that a boot server request asks for, from option 43; PXE 2.1,
 * 2.2.4.  Absent unless it is whole.
 */
struct dhcp_bytes dhcp_message_boot_item(const struct dhcp_message *message);

#endif
