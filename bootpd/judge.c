/* SPDX-License-Identifier: ISC */
/*
 * What a DHCPREQUEST deserves.  Which of the four kinds it is shows in what it
 * bears (RFC 2131 4.3.2):
 *
 *	            server identifier   requested address   ciaddr
 *	selecting   ours                yes                 0
 *	init-reboot no                  yes                 0
 *	renewing    no                  no                  set, unicast
 *	rebinding   no                  no                  set, broadcast
 *
 * Selecting, it must be told in either case.  In the other three it may be
 * somebody else's client, and we speak only if we know that it is wrong.
 */
#include "judge.h"

#include "place.h"
#include "settings.h"

static void
judge(struct dhcp_judgement *out, enum dhcp_verdict verdict, uint32_t address,
    const char *reason)
{
	out->verdict = verdict;
	out->address = address;
	out->reason = reason;
}

static bool
is_free(const struct dhcp_turn *turn, uint32_t address)
{
	return turn->pool_is_here && dhcp_turn_may_have(turn, address);
}

/* Was it this client's when we last gave it out? */
static bool
was_its(const struct dhcp_turn *turn, uint32_t address)
{
	const struct bw_lease_row *lease =
	    bw_lease_table_by_address(&turn->core->leases, address);

	return lease != NULL && bw_lease_table_is_of(&turn->core->leases, lease,
				    &turn->client.id);
}

static bool
holds_another(const struct dhcp_turn *turn, uint32_t address, uint32_t network,
    uint32_t netmask)
{
	const struct bw_lease_row *lease = bw_lease_table_by_client_in(
	    &turn->core->leases, &turn->client.id, network, netmask);

	return lease != NULL && lease->address != address &&
	       bw_lease_in_force(lease, turn->now.wall_s);
}

/* Do we know it here under another address, which is still its? */
static bool
has_another(const struct dhcp_turn *turn, uint32_t address)
{
	const struct dhcp_network *network = turn->network;

	if (holds_another(turn, address, turn->on_network, turn->netmask)) {
		return true;
	}
	while (network != NULL && network->next != turn->network) {
		network = network->next;
		if (holds_another(
			turn, address, network->address, network->netmask)) {
			return true;
		}
	}
	return false;
}

static void
judge_remembered(
    const struct dhcp_turn *turn, uint32_t address, struct dhcp_judgement *out)
{
	bool ours = dhcp_pool_has(dhcp_turn_pool(turn, address), address);

	if (was_its(turn, address) && is_free(turn, address)) {
		judge(out, DHCP_VERDICT_GRANT, address, NULL);
	} else if (ours && !is_free(turn, address)) {
		judge(out, DHCP_VERDICT_NAK, 0, "address held by another");
	} else if (has_another(turn, address)) {
		judge(out, DHCP_VERDICT_NAK, 0, "it holds another address");
	} else if (dhcp_settings_authoritative(turn)) {
		judge(out, DHCP_VERDICT_NAK, 0, "no such lease");
	} else {
		judge(out, DHCP_VERDICT_SILENT, 0, "no such lease here");
	}
}

/* Where we have no addresses to give, we do not know what is right. */
static void
judge_misplaced(
    const struct dhcp_turn *turn, uint32_t reserved, struct dhcp_judgement *out)
{
	const struct dhcp_message *message = &turn->message;

	if (turn->link != NULL || reserved != 0 ||
	    message->option_present[DHCP_OPTION_SERVER_IDENTIFIER] ||
	    dhcp_settings_authoritative(turn)) {
		judge(out, DHCP_VERDICT_NAK, 0, "address of another network");
	} else {
		judge(out, DHCP_VERDICT_SILENT, 0, "no network of ours");
	}
}

/*
 * Is it to begin anew?  One that rebinds may be another server's, unless we
 * know better.
 */
static bool
is_drained(const struct dhcp_turn *turn)
{
	return turn->conf->bootpd.nak_renewals && turn->message.ciaddr != 0 &&
	       (dhcp_place_is_unicast(turn) ||
		   dhcp_settings_authoritative(turn));
}

void
dhcp_judge_request(const struct dhcp_turn *turn, struct dhcp_judgement *out)
{
	uint32_t reserved = dhcp_turn_reserved(turn);
	uint32_t address = dhcp_turn_named(turn);
	uint32_t server;

	if (address == 0) {
		judge(out, DHCP_VERDICT_SILENT, 0, "it requests no address");
	} else if (!dhcp_place_is_here(turn, address)) {
		judge_misplaced(turn, reserved, out);
	} else if (is_drained(turn)) {
		judge(out, DHCP_VERDICT_NAK, 0, "renewals are refused");
	} else if (address == reserved) {
		judge(out, DHCP_VERDICT_GRANT, address, NULL);
	} else if (reserved != 0) {
		judge(out, DHCP_VERDICT_NAK, 0, "another address is its own");
	} else if (!dhcp_message_u32(&turn->message,
		       DHCP_OPTION_SERVER_IDENTIFIER, &server)) {
		judge_remembered(turn, address, out);
	} else if (is_free(turn, address)) {
		judge(out, DHCP_VERDICT_GRANT, address, NULL);
	} else {
		judge(out, DHCP_VERDICT_NAK, 0, "address not available");
	}
}
