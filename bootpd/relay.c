/* SPDX-License-Identifier: ISC */
/* Relay agents; see relay.h. */
#include "relay.h"

#include "base/reader.h"

struct dhcp_bytes
dhcp_relay_option(
    const struct dhcp_message *message, enum dhcp_relay_option code)
{
	struct dhcp_bytes all =
	    dhcp_message_option(message, DHCP_OPTION_RELAY_AGENT_INFORMATION);
	struct dhcp_bytes none = {0};
	struct bw_reader r;

	if (message->giaddr == 0) {
		return none;
	}
	bw_reader_init(&r, all.at, all.len);
	while (bw_reader_left(&r) > 0) {
		uint8_t found = bw_reader_u8(&r);
		struct dhcp_bytes option = {.len = bw_reader_u8(&r)};

		option.at = option.len > 0 ? bw_reader_take(&r, option.len)
					   : all.at; /* there, but empty */
		if (bw_reader_check(&r) != 0) {
			return none;
		}
		if (found == code) {
			return option;
		}
	}
	return none;
}

static uint32_t
address_of(struct dhcp_bytes bytes)
{
	struct bw_reader r;

	if (bytes.len != sizeof(uint32_t)) {
		return 0;
	}
	bw_reader_init(&r, bytes.at, bytes.len);
	return bw_reader_u32(&r);
}

uint32_t
dhcp_relay_link(const struct dhcp_message *message)
{
	return address_of(
	    dhcp_relay_option(message, DHCP_RELAY_OPTION_LINK_SELECTION));
}

uint32_t
dhcp_relay_server(const struct dhcp_message *message)
{
	return address_of(
	    dhcp_relay_option(message, DHCP_RELAY_OPTION_SERVER_OVERRIDE));
}

bool
dhcp_relay_is_host(uint32_t giaddr)
{
	uint32_t net = giaddr >> 24;

	return net != 0 && net != 127 && net < 224;
}

bool
dhcp_relay_has_port(const struct dhcp_message *message)
{
	return dhcp_relay_option(message, DHCP_RELAY_OPTION_SOURCE_PORT).at !=
	       NULL;
}

bool
dhcp_relay_listed(const struct bw_conf_networks *relays, uint32_t giaddr)
{
	for (size_t i = 0; i < relays->n; i++) {
		if (bw_conf_network_has(&relays->items[i], giaddr)) {
			return true;
		}
	}
	return relays->n == 0;
}
