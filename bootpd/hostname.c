/* SPDX-License-Identifier: ISC */
/* What a client is called; see hostname.h. */
#include "hostname.h"

#include <string.h>

#include "admit.h"
#include "base/text.h"
#include "base/writer.h"

/* A label has dashes where a MAC has colons and an address dots. */
static void
put_dashed(struct bw_writer *w, const char *text)
{
	for (; *text != '\0'; text++) {
		bool mark = *text == '.' || *text == ':';

		bw_writer_u8(w, mark ? '-' : (uint8_t)*text);
	}
}

static void
put_variable(struct bw_writer *w, enum bw_conf_hostname variable,
    const struct dhcp_client *client, uint32_t address)
{
	char ip[BW_ADDR_STR_MAX], mac[BW_MAC_STR_MAX], uuid[BW_UUID_STR_MAX];

	switch (variable) {
	case BW_CONF_HOSTNAME_IP:
		w->bad = w->bad || address == 0;
		put_dashed(w, bw_ipv4_str(address, ip));
		break;
	case BW_CONF_HOSTNAME_MAC:
		put_dashed(w, bw_mac_str(client->mac, mac));
		break;
	case BW_CONF_HOSTNAME_UUID:
		w->bad = w->bad || bw_bytes_zero(client->uuid, BW_UUID_LEN);
		put_dashed(w, bw_uuid_str(client->uuid, uuid));
		break;
	case BW_CONF_N_HOSTNAMES:
		break;
	}
}

void
dhcp_hostname_expand(const char *pattern, const struct dhcp_client *client,
    uint32_t address, char out[BW_HOSTNAME_MAX])
{
	struct bw_writer w;

	bw_writer_init(&w, (uint8_t *)out, BW_HOSTNAME_MAX);
	while (*pattern != '\0') {
		enum bw_conf_hostname variable = bw_conf_hostname_at(pattern);

		if (variable == BW_CONF_N_HOSTNAMES) {
			bw_writer_u8(&w, (uint8_t)*pattern++);
			continue;
		}
		put_variable(&w, variable, client, address);
		pattern += strlen(bw_conf_hostname_str(variable));
	}
	bw_writer_u8(&w, '\0');
	if (bw_writer_end(&w) != 0) {
		out[0] = '\0';
	}
}

/* Its own entry's name; "" none. */
static const char *
entry_name(const struct dhcp_turn *turn)
{
	return turn->host != NULL ? turn->host->hostname : "";
}

void
dhcp_hostname_given(
    const struct dhcp_turn *turn, uint32_t address, char out[BW_HOSTNAME_MAX])
{
	const char *remote = dhcp_admit_hostname(turn);
	const char *general = turn->settings.hostname;

	if (entry_name(turn)[0] != '\0') {
		dhcp_hostname_expand(
		    entry_name(turn), &turn->client, address, out);
	} else if (remote[0] != '\0') {
		bw_text_cut(out, BW_HOSTNAME_MAX, remote);
	} else {
		dhcp_hostname_expand(general != NULL ? general : "",
		    &turn->client, address, out);
	}
}

void
dhcp_hostname_listed(
    const struct dhcp_turn *turn, uint32_t address, char out[BW_HOSTNAME_MAX])
{
	struct dhcp_bytes own =
	    dhcp_message_option(&turn->message, DHCP_OPTION_HOST_NAME);

	if (own.len > 0 && entry_name(turn)[0] == '\0') {
		(void)bw_text_printable(out, BW_HOSTNAME_MAX, own.at, own.len);
	} else {
		dhcp_hostname_given(turn, address, out);
	}
}
