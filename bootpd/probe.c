/* SPDX-License-Identifier: ISC */
/* Is an address in use?  See probe.h. */
#include "probe.h"

#include <stdio.h>
#include <string.h>

#include "echo.h"
#include "give.h"

/* A client's own while it lasts would answer for itself. */
static bool
is_its_own(const struct dhcp_turn *turn, uint32_t address)
{
	const struct bw_lease_row *lease =
	    bw_lease_table_by_address(&turn->core->leases, address);

	return lease != NULL &&
	       bw_lease_table_is_of(
		   &turn->core->leases, lease, &turn->client.id) &&
	       bw_lease_in_force(lease, turn->now.wall_s);
}

/* How its address is asked for: by ARP, which reaches no further than the
 * link, or by an echo request; NULL: not at all. */
static struct dhcp_conflicts *
way_of(const struct dhcp_turn *turn)
{
	const struct bw_conf_bootpd *conf = &turn->conf->bootpd;
	struct dhcp_core *core = turn->core;

	if (turn->message.giaddr == 0 && !turn->subnet_selected) {
		return conf->conflict_detection && core->can_probe
			   ? &core->by_arp
			   : NULL;
	}
	return conf->ping_check && core->can_echo ? &core->by_echo : NULL;
}

static bool
is_needed(const struct dhcp_turn *turn, uint32_t address)
{
	const struct dhcp_pool *pool = dhcp_turn_pool(turn, address);

	return dhcp_pool_has(pool, address) && !is_its_own(turn, address) &&
	       /* It was asked for when it was offered. */
	       !dhcp_pool_is_offered(
		   pool, address, &turn->client.id, turn->now.ms);
}

void
dhcp_probe_ask(const struct bw_msg_interface *interface, uint32_t address,
    struct dhcp_actions *out)
{
	struct dhcp_probe *probe =
	    &dhcp_actions_add(out, DHCP_ACTION_PROBE)->u.probe;

	probe->ifindex = interface->index;
	dhcp_arp_build(interface->mac, address, probe->arp);
}

static void
ask_by_echo(struct dhcp_turn *turn, uint32_t address)
{
	struct dhcp_send *send =
	    &dhcp_actions_add(turn->out, DHCP_ACTION_SEND)->u.send;

	*send = (struct dhcp_send){
	    .door = DHCP_DOOR_ECHO,
	    .way = DHCP_WAY_UDP,
	    .peer = bw_addr_ipv4(address, 0),
	    .len = DHCP_ECHO_LEN,
	};
	dhcp_echo_build(turn->core->echo_mark, send->bytes);
}

bool
dhcp_probe_waits(struct dhcp_turn *turn, uint32_t address)
{
	struct dhcp_core *core = turn->core;
	struct dhcp_conflicts *way = way_of(turn);
	struct dhcp_conflict *one;

	if (dhcp_conflicts_wait_for(&core->by_arp, turn->client.mac) ||
	    dhcp_conflicts_wait_for(&core->by_echo, turn->client.mac)) {
		return true; /* a repetition */
	}
	if (way == NULL || !is_needed(turn, address)) {
		return false;
	}
	one = dhcp_conflicts_add(
	    way, address, turn->client.mac, turn->packet, turn->now.ms);
	if (one == NULL) {
		return false;
	}
	one->granted = turn->remote == DHCP_REMOTE_GRANTED;
	dhcp_pool_offer(dhcp_turn_pool(turn, address), address,
	    &turn->client.id, turn->now.ms + DHCP_OFFER_MS);
	if (way == &core->by_arp) {
		dhcp_probe_ask(turn->interface, address, turn->out);
	} else {
		ask_by_echo(turn, address);
	}
	return true;
}

void
dhcp_probe_quarantine(struct dhcp_core *core, uint32_t address,
    const uint8_t mac[BW_MAC_LEN], struct dhcp_now now,
    struct dhcp_actions *out)
{
	struct bw_lease lease = {
	    .address = address,
	    .state = BW_LEASE_STATE_DECLINED,
	    .expires_s = now.wall_s + core->conf->bootpd.quarantine_s,
	    /* no client: nobody gets it back for having had it */
	};
	struct dhcp_action *action;

	memcpy(lease.mac, mac, BW_MAC_LEN);
	(void)bw_lease_table_put(&core->leases, &lease); /* room for all ours */
	dhcp_pool_freed(dhcp_networks_pool(&core->networks, address));
	action = dhcp_actions_add(out, DHCP_ACTION_COMMIT);
	action->id = dhcp_pending_unwatched(&core->pending);
	action->u.lease = lease;
}

void
dhcp_probe_conflict(struct dhcp_turn *turn)
{
	const struct dhcp_arp *arp = turn->conflict;
	struct dhcp_action *action;
	char ip[BW_ADDR_STR_MAX], mac[BW_MAC_STR_MAX];

	dhcp_give_withdraw(turn);
	dhcp_probe_quarantine(
	    turn->core, arp->address, arp->mac, turn->now, turn->out);
	dhcp_actions_add(turn->out, DHCP_ACTION_WARN)->u.warning =
	    DHCP_WARNING_CONFLICT;
	action = dhcp_actions_add(turn->out, DHCP_ACTION_EVENT);
	dhcp_turn_event(turn, &action->u.event);
	(void)snprintf(action->u.event.reason, sizeof(action->u.event.reason),
	    "%s is in use by %s: quarantined", bw_ipv4_str(arp->address, ip),
	    bw_bytes_zero(arp->mac, BW_MAC_LEN) ? "who answers a ping"
						: bw_mac_str(arp->mac, mac));
}
