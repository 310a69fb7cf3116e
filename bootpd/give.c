/* SPDX-License-Identifier: ISC */
/* Addresses for clients; see give.h. */
#include "give.h"

#include <string.h>

#include "answer.h"
#include "hostname.h"
#include "place.h"
#include "settings.h"

/* An address of turn->network, or 0. */
typedef uint32_t choose_fn(const struct dhcp_turn *turn, uint32_t wanted);

/* The one it had here, if it may have it again. */
static uint32_t
choose_again(const struct dhcp_turn *turn, uint32_t wanted)
{
	const struct dhcp_core *core = turn->core;
	const struct bw_lease_row *lease = bw_lease_table_by_client_in(
	    &core->leases, &turn->client.id, turn->on_network, turn->netmask);

	(void)wanted;
	return lease != NULL && dhcp_turn_may_have(turn, lease->address)
		   ? lease->address
		   : 0;
}

/* The pools in their order, those that are guarded against it left out. */
static uint32_t
choose_from_pools(const struct dhcp_turn *turn, uint32_t wanted)
{
	struct dhcp_network *network = turn->network;
	uint32_t address = 0;

	for (size_t i = 0; address == 0 && i < network->n_pools; i++) {
		if (dhcp_turn_pool_allowed(turn, &network->pools[i])) {
			address = dhcp_pool_choose(&network->pools[i],
			    &turn->core->leases, &turn->client.id, wanted,
			    turn->now);
		}
	}
	return address;
}

/* The first that there is, going round the networks of its wire. */
static uint32_t
choose_on_wire(struct dhcp_turn *turn, choose_fn *choose, uint32_t wanted)
{
	struct dhcp_network *first = turn->network;
	uint32_t address;

	while ((address = choose(turn, wanted)) == 0) {
		dhcp_place_move(turn, turn->network->next);
		if (turn->network == first) {
			break;
		}
	}
	return address;
}

uint32_t
dhcp_give_choose(struct dhcp_turn *turn)
{
	uint32_t address = dhcp_turn_reserved(turn);
	uint32_t wanted = 0;

	if (address != 0) {
		dhcp_place_move_to(turn, address);
		return address;
	}
	if (!turn->pool_is_here) {
		dhcp_turn_unanswered(turn, "no pool for its network");
		return 0;
	}
	(void)dhcp_message_u32(
	    &turn->message, DHCP_OPTION_REQUESTED_IP_ADDRESS, &wanted);
	address = choose_on_wire(turn, choose_again, 0);
	if (address == 0 && dhcp_turn_may_have(turn, wanted)) {
		return wanted; /* it is on that network since it named it */
	}
	if (address == 0) {
		address = choose_on_wire(turn, choose_from_pools, wanted);
	}
	if (address == 0) {
		dhcp_turn_warn(turn, DHCP_WARNING_POOL_FULL);
	}
	return address;
}

void
dhcp_give_withdraw(struct dhcp_turn *turn)
{
	struct dhcp_network *network = turn->link;

	if (network == NULL) {
		return;
	}
	do {
		for (size_t i = 0; i < network->n_pools; i++) {
			dhcp_pool_withdraw(
			    &network->pools[i], &turn->client.id);
		}
		network = network->next;
	} while (network != turn->link);
}

static void
make_lease(const struct dhcp_turn *turn, uint32_t address, uint32_t lease_s,
    struct bw_lease *out)
{
	const struct bw_lease_row *before =
	    bw_lease_table_by_mac(&turn->core->leases, turn->client.mac);

	memset(out, 0, sizeof(*out));
	out->address = address;
	out->state = BW_LEASE_STATE_BOUND;
	out->expires_s = turn->now.wall_s + lease_s;
	memcpy(out->mac, turn->client.mac, BW_MAC_LEN);
	memcpy(out->uuid, turn->client.uuid, BW_UUID_LEN);
	out->client = turn->client.id;
	dhcp_hostname_listed(turn, address, out->hostname);
	out->pxe = turn->client.network_boot || (before != NULL && before->pxe);
}

void
dhcp_give_answer(const struct dhcp_turn *turn, enum dhcp_type type,
    uint32_t address, uint32_t lease_s, struct dhcp_answer *answer)
{
	struct dhcp_reply *reply = &answer->reply;

	dhcp_answer_init(answer, turn, type);
	if (type != DHCP_TYPE_OFFER && turn->message.ciaddr == address) {
		reply->ciaddr = address; /* where it can be reached */
	}
	dhcp_answer_network(answer, turn, address, lease_s);
	dhcp_answer_boot(answer, turn);
	dhcp_answer_options(answer, turn);
	/* With option 60 but without 43, UEFI would go on to port 4011. */
	if (reply->family == DHCP_FAMILY_PXE && reply->file != NULL) {
		dhcp_answer_use_file(answer);
	}
	reply->no_pxedhcp = turn->client.stage == BW_STAGE_IPXE;
}

void
dhcp_give_offer(struct dhcp_turn *turn, uint32_t address)
{
	struct dhcp_answer answer;

	dhcp_pool_offer(dhcp_turn_pool(turn, address), address,
	    &turn->client.id, turn->now.ms + DHCP_OFFER_MS);
	dhcp_give_answer(turn, DHCP_TYPE_OFFER, address,
	    dhcp_settings_lease_s(turn), &answer);
	dhcp_answer_send(&answer, turn);
}

/* What this client holds of it on disk, in seconds from now; 0: nothing. */
static uint32_t
durable_s(const struct dhcp_turn *turn, uint32_t address)
{
	const struct bw_lease_row *lease =
	    bw_lease_table_by_address(&turn->core->leases, address);
	uint64_t left_s;

	if (lease == NULL || lease->state != BW_LEASE_STATE_BOUND ||
	    !bw_lease_table_is_of(
		&turn->core->leases, lease, &turn->client.id) ||
	    lease->expires_s <= turn->now.wall_s) {
		return 0;
	}
	left_s = lease->expires_s - turn->now.wall_s;
	return left_s < DHCP_LEASE_INFINITE ? (uint32_t)left_s
					    : DHCP_LEASE_INFINITE;
}

/* Tell it what is on disk, and let the disk be tried again. */
static void
confirm_from_memory(
    struct dhcp_turn *turn, uint32_t address, uint32_t lease_s, uint32_t left_s)
{
	struct dhcp_action *action;
	struct dhcp_answer answer;

	dhcp_actions_add(turn->out, DHCP_ACTION_WARN)->u.warning =
	    DHCP_WARNING_FROM_MEMORY;
	dhcp_give_answer(turn, DHCP_TYPE_ACK, address,
	    left_s < lease_s ? left_s : lease_s, &answer);
	dhcp_answer_send(&answer, turn);
	action = dhcp_actions_add(turn->out, DHCP_ACTION_COMMIT);
	action->id = dhcp_pending_unwatched(&turn->core->pending);
	make_lease(turn, address, lease_s, &action->u.lease);
}

/* Begin to wait for the disk; NULL, having told why: not possible. */
static struct dhcp_pending_reply *
begin_commit(struct dhcp_turn *turn, uint32_t address, uint32_t lease_s)
{
	bool bootp = turn->message.type == DHCP_TYPE_BOOTP;
	struct dhcp_pending *waiting = &turn->core->pending;
	struct dhcp_pending_reply *pending =
	    dhcp_pending_add(waiting, turn->now.ms);
	struct dhcp_answer answer;

	if (pending == NULL) {
		dhcp_turn_warn(turn, DHCP_WARNING_COMMITS_FULL);
		return NULL;
	}
	dhcp_give_answer(turn, bootp ? DHCP_TYPE_BOOTP : DHCP_TYPE_ACK, address,
	    bootp ? 0 : lease_s, &answer);
	answer.reply.rapid_commit = turn->message.type == DHCP_TYPE_DISCOVER;
	if (dhcp_answer_build(&answer, turn, &pending->send) != 0) {
		(void)dhcp_pending_take(waiting, pending->id);
		dhcp_turn_warn(turn, DHCP_WARNING_TOO_LONG);
		return NULL;
	}
	dhcp_answer_event(&answer, turn, &pending->send, &pending->event);
	make_lease(turn, address, lease_s, &pending->lease);
	return pending;
}

void
dhcp_give_lease(struct dhcp_turn *turn, uint32_t address, uint32_t lease_s)
{
	struct dhcp_core *core = turn->core;
	struct dhcp_pool *pool = dhcp_turn_pool(turn, address);
	struct dhcp_pending_reply *pending;
	struct dhcp_action *action;

	if (turn->message.type != DHCP_TYPE_BOOTP &&
	    dhcp_pending_is_stuck(&core->pending, turn->now.ms)) {
		uint32_t left_s = durable_s(turn, address);

		if (left_s > 0) {
			confirm_from_memory(turn, address, lease_s, left_s);
			return;
		}
	}
	if (dhcp_pool_is_committing(pool, address)) {
		return;
	}
	pending = begin_commit(turn, address, lease_s);
	if (pending == NULL) {
		return;
	}
	dhcp_pool_commit_begin(pool, address, &turn->client.id);
	action = dhcp_actions_add(turn->out, DHCP_ACTION_COMMIT);
	action->id = pending->id;
	action->u.lease = pending->lease;
}
