/* SPDX-License-Identifier: ISC */
/* ARP; see arp.h. */
#include "arp.h"

#include <errno.h>
#include <string.h>

#include "base/reader.h"
#include "base/writer.h"

#define ARP_ETHERNET   1
#define ARP_IPV4       0x0800
#define ARP_IPV4_LEN   4
#define ARP_OP_REQUEST 1
#define ARP_OP_REPLY   2

void
dhcp_arp_build(
    const uint8_t mac[BW_MAC_LEN], uint32_t address, uint8_t out[DHCP_ARP_LEN])
{
	struct bw_writer w;

	bw_writer_init(&w, out, DHCP_ARP_LEN);
	bw_writer_u16(&w, ARP_ETHERNET);
	bw_writer_u16(&w, ARP_IPV4);
	bw_writer_u8(&w, BW_MAC_LEN);
	bw_writer_u8(&w, ARP_IPV4_LEN);
	bw_writer_u16(&w, ARP_OP_REQUEST);
	bw_writer_bytes(&w, mac, BW_MAC_LEN);
	bw_writer_u32(&w, 0);
	bw_writer_fill(&w, 0, BW_MAC_LEN);
	bw_writer_u32(&w, address);
	BW_ASSERT(bw_writer_end(&w) == 0 && w.len == DHCP_ARP_LEN);
}

int
dhcp_arp_parse(const uint8_t *bytes, size_t len, struct dhcp_arp *out)
{
	struct bw_reader r;
	struct dhcp_arp arp;
	bool ours;
	const uint8_t *mac;

	bw_reader_init(&r, bytes, len);
	ours = bw_reader_u16(&r) == ARP_ETHERNET;
	ours = bw_reader_u16(&r) == ARP_IPV4 && ours;
	ours = bw_reader_u8(&r) == BW_MAC_LEN && ours;
	ours = bw_reader_u8(&r) == ARP_IPV4_LEN && ours;
	ours = bw_reader_u16(&r) == ARP_OP_REPLY && ours;
	mac = bw_reader_take(&r, BW_MAC_LEN);
	arp.address = bw_reader_u32(&r);
	if (bw_reader_check(&r) != 0 || !ours || mac == NULL ||
	    arp.address == 0) {
		return -EBADMSG;
	}
	memcpy(arp.mac, mac, BW_MAC_LEN);
	*out = arp;
	return 0;
}
