/* SPDX-License-Identifier: ISC */
/*
 * ProxyDHCP.  What to say to whom was learnt from firmware, not from the
 * document: a BIOS is told by option 43 to boot the file in the offer.  UEFI
 * that was built between 2010 and 2017 drops offers with option 43, but with
 * option 60 alone all of UEFI asks on port 4011.  iPXE takes an offer that has
 * siaddr and a file.
 */
#include "proxy.h"

#include "admit.h"
#include "answer.h"
#include "place.h"

/* Boots with what an offer says, without asking on 4011? */
static bool
takes_offered_file(const struct dhcp_turn *turn)
{
	const struct dhcp_client *client = &turn->client;

	return (turn->settings.quirks & BW_CONF_QUIRK_OFFER_FILE) != 0 ||
	       client->stage == BW_STAGE_IPXE ||
	       client->family == DHCP_FAMILY_HTTP ||
	       !dhcp_arch_is_efi(client->arch);
}

/* By option 43, which UEFI does not need, and partly does not bear. */
static bool
told_to_take_it(const struct dhcp_turn *turn)
{
	return !dhcp_arch_is_efi(turn->client.arch) ||
	       (turn->settings.quirks & BW_CONF_QUIRK_OFFER_FILE) != 0;
}

static void
answer_with_file(struct dhcp_turn *turn, enum dhcp_type type)
{
	const struct dhcp_client *client = &turn->client;
	struct dhcp_answer answer;

	dhcp_answer_init(&answer, turn, type);
	dhcp_answer_boot(&answer, turn);
	dhcp_answer_options(&answer, turn);
	if (!dhcp_answer_boots(&answer)) {
		dhcp_turn_unanswered(turn, answer.why_no_file);
		return;
	}
	if (type == DHCP_TYPE_OFFER) {
		if (client->family == DHCP_FAMILY_PXE &&
		    answer.reply.file != NULL && told_to_take_it(turn)) {
			dhcp_answer_use_file(&answer);
		}
		answer.reply.broadcast_flag = turn->message.giaddr == 0;
		if (!takes_offered_file(turn)) {
			answer.reply.file = NULL;
			/* It will ask siaddr, on port 4011. */
			answer.reply.siaddr = turn->interface->address;
			answer.reply.tftp_server = false;
		}
	} else {
		answer.reply.ciaddr = turn->message.ciaddr;
	}
	dhcp_answer_send(&answer, turn);
}

/* Option 54 is there and is ours. */
static bool
chose_us(const struct dhcp_turn *turn)
{
	return turn->message.option_present[DHCP_OPTION_SERVER_IDENTIFIER] &&
	       dhcp_turn_is_for_us(turn);
}

void
dhcp_proxy(struct dhcp_turn *turn)
{
	if (turn->client.family == DHCP_FAMILY_PLAIN) {
		return; /* the other server's business: not even an event */
	}
	if (turn->message.type == DHCP_TYPE_DISCOVER) {
		if (dhcp_admit(turn)) {
			answer_with_file(turn, DHCP_TYPE_OFFER);
		}
	} else if (turn->message.type == DHCP_TYPE_REQUEST && chose_us(turn)) {
		if (dhcp_admit(turn)) {
			answer_with_file(turn, DHCP_TYPE_ACK);
		}
	}
}

/*
 * By broadcast it is a DHCPREQUEST like one to rebind, but for the item of the
 * menu in option 43.  PXE 2.1, table 2-1 and section 2.2.4.
 */
bool
dhcp_proxy_is_discovery(const struct dhcp_turn *turn)
{
	const struct dhcp_message *message = &turn->message;

	return turn->packet->door == DHCP_DOOR_PXE ||
	       (turn->conf->bootpd.menu.broadcast && message->giaddr == 0 &&
		   message->type == DHCP_TYPE_REQUEST &&
		   !dhcp_place_is_unicast(turn) &&
		   turn->client.family == DHCP_FAMILY_PXE &&
		   dhcp_message_boot_item(message).len > 0);
}

/* One of several boot servers, each of which knows items of its own. */
static bool
is_for_others(const struct dhcp_turn *turn)
{
	struct dhcp_bytes item = dhcp_message_boot_item(&turn->message);

	return !dhcp_place_is_unicast(turn) && item.len > 0 &&
	       dhcp_menu_find(&turn->conf->bootpd.menu, &turn->client, item) ==
		   NULL;
}

void
dhcp_proxy_boot_server(struct dhcp_turn *turn)
{
	if (turn->client.family == DHCP_FAMILY_PLAIN ||
	    (turn->message.type != DHCP_TYPE_REQUEST &&
		turn->message.type != DHCP_TYPE_INFORM)) {
		dhcp_turn_unanswered(turn, "no boot server request");
		return;
	}
	if (!dhcp_turn_is_for_us(turn)) {
		dhcp_turn_unanswered(turn, "it chose another server");
		return;
	}
	if (is_for_others(turn)) {
		dhcp_turn_unanswered(turn, "it looks for another boot server");
	} else if (!dhcp_admit_pxe(turn)) {
		dhcp_turn_unanswered(turn, "PXE is not served here");
	} else if (dhcp_admit(turn)) {
		answer_with_file(turn, DHCP_TYPE_ACK);
	}
}
