/* SPDX-License-Identifier: ISC */
/*
 * The IPv4 and UDP headers of a reply to a client that has no address yet, and
 * so cannot be asked for its MAC by ARP.  RFC 791, RFC 768.  Pure.
 */
#ifndef DHCP_FRAME_H
#define DHCP_FRAME_H

#include "base/base.h"
#include "conf/net.h"

#define DHCP_FRAME_HEADERS_LEN 28
#define DHCP_FRAME_TAGS_LEN    8

struct dhcp_frame {
	uint32_t source;
	uint32_t destination;
	uint16_t source_port;
	uint16_t destination_port;
};

/*
 * What goes before the packet in a frame with these tags; IEEE 802.1Q 9.
 *
 *   returns       bytes written
 *   out_protocol  the frame's EtherType
 */
size_t dhcp_frame_tag(const struct bw_conf_tags *tags,
    uint8_t out[DHCP_FRAME_TAGS_LEN], uint16_t *out_protocol);

/* The Internet checksum, RFC 1071. */
uint16_t dhcp_frame_checksum(const uint8_t *bytes, size_t len);

/*
 * Build a whole IPv4 packet.
 *
 *   returns   0
 *             -EMSGSIZE  it does not fit into size, or into an IPv4 packet
 */
int dhcp_frame_build(const struct dhcp_frame *frame, const uint8_t *payload,
    size_t payload_len, uint8_t *buf, size_t size, size_t *out_len);

#endif
