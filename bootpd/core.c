/* SPDX-License-Identifier: ISC */
/* What bootpd decides: events in, actions out; see core.h. */
#include "core.h"

#include <errno.h>
#include <string.h>

#include "admit.h"
#include "base/text.h"
#include "echo.h"
#include "proxy.h"
#include "serve.h"
#include "turn.h"

/* How often what is overdue is looked for. */
#define SWEEP_MS 100u

/* From here on a status says that the server failed; RFC 9110 15.6. */
#define HTTP_SERVER_ERROR 500

static bool
same_interface(
    const struct bw_msg_interface *a, const struct bw_msg_interface *b)
{
	return a->index == b->index && a->address == b->address;
}

int
dhcp_core_interface_seen(
    struct dhcp_core *core, const struct bw_msg_interface *interface)
{
	size_t i = 0;

	while (i < core->n_interfaces &&
	       !same_interface(&core->interfaces[i], interface)) {
		i++;
	}
	if (i == DHCP_INTERFACES_MAX) {
		return -ENOSPC;
	}
	core->interfaces[i] = *interface;
	if (i == core->n_interfaces) {
		core->n_interfaces++;
	}
	dhcp_networks_interface(
	    &core->networks, interface->address, interface->netmask);
	return 0;
}

void
dhcp_core_interface_gone(
    struct dhcp_core *core, const struct bw_msg_interface *interface)
{
	size_t kept = 0;

	for (size_t i = 0; i < core->n_interfaces; i++) {
		if (!same_interface(&core->interfaces[i], interface)) {
			core->interfaces[kept++] = core->interfaces[i];
		}
	}
	core->n_interfaces = kept;
}

/* The table has room for every address that we may give. */
static void
put_lease(struct dhcp_core *core, const struct bw_lease *lease)
{
	int error = bw_lease_table_put(&core->leases, lease);

	BW_ASSERT(error == 0);
}

int
dhcp_core_lease_loaded(struct dhcp_core *core, const struct bw_lease *lease)
{
	const struct bw_lease_row *known =
	    bw_lease_table_by_mac(&core->leases, lease->mac);
	struct dhcp_pool *pool =
	    dhcp_networks_pool(&core->networks, lease->address);

	if (core->conf->bootpd.proxy ||
	    (pool->count == 0 &&
		dhcp_hosts_by_address(&core->hosts, lease->address) == NULL)) {
		return -ENOENT;
	}
	/* The lease found by MAC is to tell of all of them. */
	if (!lease->pxe && known != NULL && known->pxe) {
		struct bw_lease copy = *lease;

		copy.pxe = true;
		put_lease(core, &copy);
	} else {
		put_lease(core, lease);
	}
	dhcp_pool_freed(pool); /* it may be the end of another */
	return 0;
}

/* The address of the interface that this packet is to be answered from. */
static const struct bw_msg_interface *
find_interface(struct dhcp_core *core, const struct dhcp_packet *packet)
{
	uint32_t asked = bw_addr_to_ipv4(&packet->local);
	const struct bw_msg_interface *best = NULL;

	for (size_t i = 0; i < core->n_interfaces; i++) {
		const struct bw_msg_interface *one = &core->interfaces[i];

		if (one->index != packet->ifindex) {
			continue;
		}
		if (one->address == asked) {
			return one;
		}
		if (best == NULL ||
		    (dhcp_networks_at(&core->networks, best->address) == NULL &&
			dhcp_networks_at(&core->networks, one->address) !=
			    NULL)) {
			best = one;
		}
	}
	return best;
}

/* What is known of a packet that has waited. */
struct before {
	bool heard;
	enum dhcp_remote remote;
	const struct dhcp_arp *conflict;
};

static void
decide(struct dhcp_core *core, const struct dhcp_packet *packet,
    struct before before, struct dhcp_now now, struct dhcp_actions *out)
{
	struct dhcp_turn turn = {
	    .core = core,
	    .packet = packet,
	    .now = now,
	    .out = out,
	    .interface = find_interface(core, packet),
	    .remote = before.remote,
	    .conflict = before.conflict,
	};

	bw_lease_clock_follow(&core->clock, &core->leases, now.ms, now.wall_s);
	if (turn.interface == NULL) {
		return; /* not ours to serve */
	}
	if (dhcp_message_parse(packet->bytes, packet->len, &turn.message) !=
	    0) {
		dhcp_actions_add(out, DHCP_ACTION_WARN)->u.warning =
		    DHCP_WARNING_MALFORMED;
		return;
	}
	if (turn.message.op != DHCP_OP_BOOTREQUEST ||
	    dhcp_turn_init(&turn) != 0) {
		return;
	}
	if (!before.heard && !dhcp_admit_hears(&turn)) {
		return;
	}
	turn.boot_server = dhcp_proxy_is_discovery(&turn);
	if (turn.client.network_boot) {
		dhcp_advert_client_seen(&core->advert, turn.client.mac, now.ms);
	}
	if (!dhcp_turn_is_heard(&turn)) {
		dhcp_turn_unanswered(&turn, "its relay is not listened to");
	} else if (turn.boot_server) {
		dhcp_proxy_boot_server(&turn);
	} else if (core->conf->bootpd.proxy) {
		dhcp_proxy(&turn);
	} else {
		dhcp_serve(&turn);
	}
}

static void
answer_solicitation(struct dhcp_core *core, const struct dhcp_packet *packet,
    struct dhcp_now now, struct dhcp_actions *out)
{
	struct dhcp_send *send;
	uint8_t advert[DHCP_ADVERT_LEN];

	if (find_interface(core, packet) == NULL ||
	    !dhcp_advert_packet(&core->advert, packet->bytes, packet->len,
		&packet->peer, now.ms, advert)) {
		return;
	}
	send = &dhcp_actions_add(out, DHCP_ACTION_SEND)->u.send;
	*send = (struct dhcp_send){
	    .door = DHCP_DOOR_ROUTER,
	    .way = DHCP_WAY_UDP,
	    .ifindex = packet->ifindex,
	    .peer = packet->peer,
	    .len = sizeof(advert),
	};
	memcpy(send->bytes, advert, sizeof(advert));
}

static void
sweep_by(struct dhcp_core *core, uint64_t now_ms)
{
	if (core->sweep_ms <= now_ms) {
		core->sweep_ms = now_ms + SWEEP_MS;
	}
}

/* The address that it waited for is free, or another's. */
static void
decide_probed(struct dhcp_core *core, const struct dhcp_conflict *one,
    const struct dhcp_arp *conflict, struct dhcp_now now,
    struct dhcp_actions *out)
{
	struct before before = {.heard = true, .conflict = conflict};

	if (one->granted) {
		before.remote = DHCP_REMOTE_GRANTED;
	}
	decide(core, &one->packet, before, now, out);
}

/* Somebody has the address of the packet that it came from. */
static void
hear_echo(struct dhcp_core *core, const struct dhcp_packet *packet,
    struct dhcp_now now, struct dhcp_actions *out)
{
	struct dhcp_arp who = {.address = bw_addr_to_ipv4(&packet->peer)};
	const struct dhcp_conflict *one;

	if (dhcp_echo_is_reply(packet->bytes, packet->len, core->echo_mark)) {
		one = dhcp_conflicts_answered(&core->by_echo, &who, 0);
		if (one != NULL) {
			decide_probed(core, one, &who, now, out);
		}
	}
}

void
dhcp_core_packet(struct dhcp_core *core, const struct dhcp_packet *packet,
    struct dhcp_now now, struct dhcp_actions *out)
{
	if (packet->door == DHCP_DOOR_ROUTER) {
		answer_solicitation(core, packet, now, out);
		return;
	}
	if (packet->door == DHCP_DOOR_ECHO) {
		hear_echo(core, packet, now, out);
		return;
	}
	decide(core, packet, (struct before){0}, now, out);
	sweep_by(core, now.ms);
}

void
dhcp_core_lease_answered(struct dhcp_core *core, uint32_t id,
    const char *reason, struct dhcp_now now, struct dhcp_actions *out)
{
	const struct dhcp_pending_reply *pending =
	    dhcp_pending_take(&core->pending, id);
	struct dhcp_action *action;
	struct dhcp_pool *pool;

	dhcp_pending_heard(&core->pending, reason != NULL, now.ms);
	if (pending == NULL) {
		return;
	}
	pool = dhcp_networks_pool(&core->networks, pending->lease.address);
	dhcp_pool_commit_end(pool, pending->lease.address);
	if (reason == NULL) {
		put_lease(core, &pending->lease);
		action = dhcp_actions_add(out, DHCP_ACTION_SEND);
		action->u.send = pending->send;
	}
	action = dhcp_actions_add(out, DHCP_ACTION_EVENT);
	action->u.event = pending->event;
	if (reason != NULL) {
		dhcp_pool_freed(pool);
		action->u.event.answer = 0;
		action->u.event.address = 0;
		bw_text_cut(action->u.event.reason,
		    sizeof(action->u.event.reason), reason);
	}
}

static bool
is_granted(const struct bw_conf_http_access *conf,
    const struct bw_msg_access_answered *answer)
{
	if (answer != NULL && answer->granted != 0) {
		return true;
	}
	return conf->fail_open && (answer == NULL || answer->status == 0 ||
				      answer->status >= HTTP_SERVER_ERROR);
}

void
dhcp_core_access_answered(struct dhcp_core *core, uint32_t id,
    const struct bw_msg_access_answered *answer, struct dhcp_now now,
    struct dhcp_actions *out)
{
	const struct dhcp_access_question *question =
	    dhcp_access_answered(&core->access, id, answer, now.ms);
	struct before before = {.heard = true};

	if (question == NULL) {
		return;
	}
	before.remote = is_granted(&core->conf->http, answer)
			    ? DHCP_REMOTE_GRANTED
			    : DHCP_REMOTE_DENIED;
	decide(core, &question->packet, before, now, out);
}

void
dhcp_core_measured(struct dhcp_core *core,
    const struct bw_msg_file_measured *measured, struct dhcp_now now)
{
	dhcp_sizes_told(&core->sizes, measured->name, measured->known == 1,
	    measured->size, now.ms);
}

void
dhcp_core_arp(struct dhcp_core *core, uint32_t ifindex,
    const struct dhcp_arp *arp, struct dhcp_now now, struct dhcp_actions *out)
{
	const struct dhcp_conflict *one =
	    dhcp_conflicts_answered(&core->by_arp, arp, ifindex);

	if (one != NULL) {
		decide_probed(core, one, arp, now, out);
	} else {
		dhcp_scan_heard(core, ifindex, arp, now, out);
	}
}

bool
dhcp_core_idle(const struct dhcp_core *core)
{
	return dhcp_pending_n(&core->pending) == 0 &&
	       core->access.n_questions == 0;
}

uint64_t
dhcp_core_due(const struct dhcp_core *core)
{
	bool sweeps =
	    dhcp_pending_n(&core->pending) > 0 || core->access.n_questions > 0;
	const uint64_t dues[] = {
	    dhcp_conflicts_due(&core->by_arp),
	    dhcp_conflicts_due(&core->by_echo),
	    dhcp_scan_due(&core->scan),
	    sweeps ? core->sweep_ms : UINT64_MAX,
	};
	uint64_t due_ms = UINT64_MAX;

	for (size_t i = 0; i < ARRAY_LEN(dues); i++) {
		if (dues[i] < due_ms) {
			due_ms = dues[i];
		}
	}
	return due_ms;
}

/* Packets whose address nobody has, by what was heard in time. */
static void
offer_unanswered(
    struct dhcp_core *core, struct dhcp_now now, struct dhcp_actions *out)
{
	while (dhcp_actions_have_room(out)) {
		const struct dhcp_conflict *one =
		    dhcp_conflicts_over(&core->by_arp, now.ms);

		if (one == NULL) {
			one = dhcp_conflicts_over(&core->by_echo, now.ms);
		}
		if (one == NULL) {
			return;
		}
		decide_probed(core, one, NULL, now, out);
	}
}

/* Who has waited too long for the disk or for a verdict. */
static void
sweep(struct dhcp_core *core, struct dhcp_now now, struct dhcp_actions *out)
{
	while (dhcp_actions_have_room(out)) {
		uint32_t id = dhcp_pending_overdue(&core->pending, now.ms);

		if (id != 0) {
			dhcp_core_lease_answered(core, id,
			    "the lease was not stored in time", now, out);
			continue;
		}
		id = dhcp_access_overdue(&core->access, now.ms);
		if (id == 0) {
			sweep_by(core, now.ms);
			return;
		}
		dhcp_core_access_answered(core, id, NULL, now, out);
	}
	core->sweep_ms = now.ms; /* there may be more */
}

void
dhcp_core_tick(
    struct dhcp_core *core, struct dhcp_now now, struct dhcp_actions *out)
{
	if (now.ms < dhcp_core_due(core)) {
		return;
	}
	offer_unanswered(core, now, out);
	if (core->sweep_ms <= now.ms) {
		sweep(core, now, out);
	}
	if (dhcp_actions_have_room(out)) {
		dhcp_scan_step(core, now, out);
	}
}
