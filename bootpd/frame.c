/* SPDX-License-Identifier: ISC */
/* IPv4 and UDP headers with their checksums; see frame.h. */
#include "frame.h"

#include <errno.h>

#include "base/writer.h"

#define IPV4_HEADER_LEN    20
#define IPV4_CHECKSUM_AT   10
#define UDP_HEADER_LEN     8
#define UDP_CHECKSUM_AT    (IPV4_HEADER_LEN + 6)
#define IPV4_VERSION_IHL   0x45 /* version 4, five words */
#define IPV4_DONT_FRAGMENT 0x4000
#define IPV4_TTL           64
#define IPV4_PROTOCOL_UDP  17

#define ETHERTYPE_IPV4 0x0800
#define ETHERTYPE_CTAG 0x8100
#define ETHERTYPE_STAG 0x88a8 /* of the outer of two */

/* RFC 1071: the sum of 16-bit words, not yet folded. */
static uint32_t
sum(uint32_t start, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i + 1 < len; i += 2) {
		start += (uint32_t)(bytes[i] << 8 | bytes[i + 1]);
	}
	if (len % 2 != 0) {
		start += (uint32_t)bytes[len - 1] << 8;
	}
	return start;
}

static uint16_t
fold(uint32_t value)
{
	value = (value >> 16) + (value & 0xffff);
	value = (value >> 16) + (value & 0xffff);
	return (uint16_t)~value;
}

uint16_t
dhcp_frame_checksum(const uint8_t *bytes, size_t len)
{
	return fold(sum(0, bytes, len));
}

static void
put_headers(struct bw_writer *w, const struct dhcp_frame *frame, size_t udp_len)
{
	bw_writer_u8(w, IPV4_VERSION_IHL);
	bw_writer_u8(w, 0); /* service */
	bw_writer_u16(w, (uint16_t)(IPV4_HEADER_LEN + udp_len));
	bw_writer_u16(w, 0); /* identification: never fragmented, RFC 6864 */
	bw_writer_u16(w, IPV4_DONT_FRAGMENT);
	bw_writer_u8(w, IPV4_TTL);
	bw_writer_u8(w, IPV4_PROTOCOL_UDP);
	bw_writer_u16(w, 0); /* checksum */
	bw_writer_u32(w, frame->source);
	bw_writer_u32(w, frame->destination);
	bw_writer_u16(w, frame->source_port);
	bw_writer_u16(w, frame->destination_port);
	bw_writer_u16(w, (uint16_t)udp_len);
	bw_writer_u16(w, 0); /* checksum */
}

int
dhcp_frame_build(const struct dhcp_frame *frame, const uint8_t *payload,
    size_t payload_len, uint8_t *buf, size_t size, size_t *out_len)
{
	size_t udp_len = UDP_HEADER_LEN + payload_len;
	struct bw_writer w;
	uint16_t checksum;

	if (payload_len > UINT16_MAX - DHCP_FRAME_HEADERS_LEN) {
		return -EMSGSIZE;
	}
	bw_writer_init(&w, buf, size);
	put_headers(&w, frame, udp_len);
	bw_writer_bytes(&w, payload, payload_len);
	if (bw_writer_end(&w) != 0) {
		return -EMSGSIZE;
	}
	bw_writer_patch_u16(
	    &w, IPV4_CHECKSUM_AT, dhcp_frame_checksum(buf, IPV4_HEADER_LEN));
	/* The pseudo header: both addresses, protocol, length.  RFC 768 */
	checksum = fold(sum((uint32_t)(IPV4_PROTOCOL_UDP + udp_len),
	    buf + IPV4_HEADER_LEN - 8, udp_len + 8));
	bw_writer_patch_u16(
	    &w, UDP_CHECKSUM_AT, checksum != 0 ? checksum : 0xffff);
	*out_len = w.len;
	return 0;
}

size_t
dhcp_frame_tag(const struct bw_conf_tags *tags,
    uint8_t out[DHCP_FRAME_TAGS_LEN], uint16_t *out_protocol)
{
	struct bw_writer w;

	bw_writer_init(&w, out, DHCP_FRAME_TAGS_LEN);
	for (size_t i = 0; i < tags->n; i++) {
		bw_writer_u16(&w, tags->tci[i]);
		bw_writer_u16(
		    &w, i + 1 < tags->n ? ETHERTYPE_CTAG : ETHERTYPE_IPV4);
	}
	BW_ASSERT(bw_writer_end(&w) == 0);
	*out_protocol = tags->n == 0   ? ETHERTYPE_IPV4
			: tags->n == 1 ? ETHERTYPE_CTAG
				       : ETHERTYPE_STAG;
	return w.len;
}
