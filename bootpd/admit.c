/* SPDX-License-Identifier: ISC */
/* Whether a packet's sender is served; see admit.h. */
#include "admit.h"

#include <string.h>

/* What fetchd may need beyond its own timeout to tell us of it. */
#define SLACK_MS 500u

static uint8_t
phase_of(const struct dhcp_turn *turn)
{
	return turn->client.network_boot ? BW_ACCESS_PHASE_PXE
					 : BW_ACCESS_PHASE_DHCP;
}

static void
ask(struct dhcp_turn *turn, uint8_t phase)
{
	const struct dhcp_client *client = &turn->client;
	const struct bw_lease_row *lease;
	struct dhcp_action *action;
	uint32_t id;

	if (dhcp_access_is_asked(
		&turn->core->access, client->mac, phase, turn->packet)) {
		return; /* a repetition */
	}
	id = dhcp_access_ask(&turn->core->access, client->mac, phase,
	    turn->packet,
	    turn->now.ms + turn->conf->http.timeout_ms + SLACK_MS);
	if (id == 0) {
		dhcp_turn_warn(turn, DHCP_WARNING_QUESTIONS_FULL);
		return;
	}
	action = dhcp_actions_add(turn->out, DHCP_ACTION_ASK);
	action->id = id;
	action->u.ask = (struct bw_msg_access_ask){.phase = phase};
	memcpy(action->u.ask.mac, client->mac, BW_MAC_LEN);
	memcpy(action->u.ask.uuid, client->uuid, BW_UUID_LEN);
	lease = bw_lease_table_by_client(&turn->core->leases, &client->id);
	if (phase == BW_ACCESS_PHASE_DHCP && lease != NULL &&
	    bw_lease_in_force(lease, turn->now.wall_s)) {
		action->u.ask.address = lease->address;
	}
}

/* pybootd asks when a machine changes between firmware and system. */
static bool
admit_remotely(struct dhcp_turn *turn)
{
	uint8_t phase = phase_of(turn);

	if (turn->remote == DHCP_REMOTE_GRANTED ||
	    (!turn->conf->http.always_check &&
		dhcp_access_granted(&turn->core->access, turn->client.mac,
		    phase, turn->conf->http.cache_s, turn->now.ms) != NULL)) {
		return true;
	}
	ask(turn, phase);
	return false;
}

/* What its own entry says, else the first of its classes to say anything. */
static enum bw_conf_tristate
named(const struct dhcp_turn *turn)
{
	const struct bw_conf_classes *classes = &turn->conf->bootpd.classes;

	if (turn->host != NULL && turn->host->allow != BW_CONF_TRISTATE_UNSET) {
		return turn->host->allow;
	}
	for (size_t i = 0; i < classes->n; i++) {
		if ((turn->classes >> i & 1) != 0 &&
		    classes->items[i].allow != BW_CONF_TRISTATE_UNSET) {
			return classes->items[i].allow;
		}
	}
	return BW_CONF_TRISTATE_UNSET;
}

bool
dhcp_admit_named(const struct dhcp_turn *turn)
{
	return named(turn) == BW_CONF_TRISTATE_YES;
}

bool
dhcp_admit_pxe(const struct dhcp_turn *turn)
{
	return (bw_conf_served(&turn->conf->bootpd) & BW_CONF_SERVE_PXE) != 0 ||
	       dhcp_admit_named(turn);
}

/* By the lists, or by a verdict that is there. */
static bool
is_listed(const struct dhcp_turn *turn)
{
	const struct bw_conf_bootpd *conf = &turn->conf->bootpd;

	switch (conf->access) {
	case BW_CONF_ACCESS_NONE:
		return true;
	case BW_CONF_ACCESS_HTTP:
		return turn->remote != DHCP_REMOTE_DENIED;
	case BW_CONF_ACCESS_MAC:
		return dhcp_access_mac_allowed(&conf->mac, turn->client.mac);
	case BW_CONF_ACCESS_UUID:
		return dhcp_access_uuid_allowed(&conf->uuid, turn->client.uuid);
	}
	return false;
}

const char *
dhcp_admit_refusal(const struct dhcp_turn *turn)
{
	switch (named(turn)) {
	case BW_CONF_TRISTATE_YES:
		return NULL;
	case BW_CONF_TRISTATE_NO:
		return "denied by name";
	case BW_CONF_TRISTATE_UNSET:
		break;
	}
	return is_listed(turn) ? NULL : "access denied";
}

bool
dhcp_admit(struct dhcp_turn *turn)
{
	const struct bw_conf_bootpd *conf = &turn->conf->bootpd;
	bool by_name = named(turn) != BW_CONF_TRISTATE_UNSET;
	const char *refusal = dhcp_admit_refusal(turn);

	if (refusal != NULL) {
		dhcp_turn_unanswered(turn, refusal);
		if (!by_name) {
			dhcp_flood_deny(
			    &turn->core->flood, turn->client.mac, turn->now.ms);
		}
		return false;
	}
	return by_name || conf->access != BW_CONF_ACCESS_HTTP ||
	       admit_remotely(turn);
}

const char *
dhcp_admit_hostname(const struct dhcp_turn *turn)
{
	const struct dhcp_access_verdict *verdict =
	    dhcp_access_granted(&turn->core->access, turn->client.mac,
		phase_of(turn), 0, turn->now.ms);

	return verdict != NULL ? verdict->hostname : "";
}

static bool
holds_lease(const struct dhcp_turn *turn)
{
	const struct bw_lease_row *lease =
	    bw_lease_table_by_mac(&turn->core->leases, turn->client.mac);

	return lease != NULL && lease->state == BW_LEASE_STATE_BOUND &&
	       bw_lease_in_force(lease, turn->now.wall_s);
}

bool
dhcp_admit_hears(struct dhcp_turn *turn)
{
	struct dhcp_flood *flood = &turn->core->flood;

	switch (dhcp_flood_client(flood, turn->client.mac, turn->now.ms)) {
	case DHCP_FLOOD_HEARD:
		break;
	case DHCP_FLOOD_SUSPENDED:
		dhcp_turn_warn(turn, DHCP_WARNING_FLOOD);
		return false;
	case DHCP_FLOOD_IGNORED:
		return false;
	}
	return turn->host != NULL || holds_lease(turn) ||
	       dhcp_flood_stranger(flood, turn->packet->ifindex, turn->now.ms);
}
