/* SPDX-License-Identifier: ISC */
/* One packet: parsed, looked at, and answered with all that a reply can say. */
#include <string.h>

#include "advert.h"
#include "decode.h"
#include "identify.h"
#include "reply.h"
#include "vendor.h"

#define DECODED_MAX 1000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
check_reply(
    const struct dhcp_message *request, const struct dhcp_client *client)
{
	struct dhcp_reply reply = {
	    .request = request,
	    .type = request->type == DHCP_TYPE_BOOTP ? DHCP_TYPE_BOOTP
						     : DHCP_TYPE_ACK,
	    .yiaddr = 1,
	    .siaddr = 2,
	    .server_id = 2,
	    .file = "pxelinux.0",
	    .lease_s = 600,
	    .netmask = 0xffffff00,
	    .dns = {2},
	    .n_dns = 1,
	    .hostname = "h",
	    .domain = "d",
	    .family = client->family,
	    .no_pxedhcp = true,
	    .tftp_server = true,
	    .rapid_commit = true,
	    .subnet_selected = true,
	    .mtu = 1500,
	};
	struct dhcp_vendor vendor = {
	    .has_control = true,
	    .control = PXE_DISCOVERY_USE_FILE,
	    .boot_item = dhcp_message_boot_item(request),
	};
	uint8_t vendor_bytes[DHCP_VENDOR_MAX];
	uint8_t bytes[DHCP_REPLY_MAX];
	struct dhcp_message again;
	size_t len;
	int vendor_len = dhcp_vendor_build(&vendor, vendor_bytes);

	BW_ASSERT(vendor_len > 0);
	reply.vendor.at = vendor_bytes;
	reply.vendor.len = (size_t)vendor_len;
	if (dhcp_reply_build(&reply, bytes, sizeof(bytes), &len) != 0) {
		return;
	}
	BW_ASSERT(len >= BOOTP_MESSAGE_LEN && len <= DHCP_REPLY_MAX);
	BW_ASSERT(dhcp_message_parse(bytes, len, &again) == 0);
	BW_ASSERT(again.xid == request->xid && again.type == reply.type);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const struct bw_addr neighbour = {
	    .family = BW_FAMILY_IPV6, .ip = {0xfe, 0x80}};
	static struct dhcp_advert advert;
	struct dhcp_message message;
	struct dhcp_client client;
	uint8_t answer[DHCP_ADVERT_LEN];
	char line[DECODED_MAX];
	size_t total = 0;

	dhcp_decode(data, len, line, sizeof(line));
	for (const char *c = line; *c != '\0'; c++) {
		BW_ASSERT(*c >= ' ' && *c <= '~');
	}
	(void)dhcp_advert_packet(&advert, data, len, &neighbour, 0, answer);

	if (dhcp_message_parse(data, len, &message) != 0) {
		return 0;
	}
	for (unsigned code = 0; code < 256; code++) {
		total +=
		    dhcp_message_option(&message, (enum dhcp_option)code).len;
	}
	BW_ASSERT(total <= len && message.hlen <= DHCP_CHADDR_LEN);
	if (dhcp_client_identify(&message, &client) == 0) {
		BW_ASSERT(client.id.len >= 2);
		check_reply(&message, &client);
	}
	return 0;
}
