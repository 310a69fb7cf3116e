/* SPDX-License-Identifier: ISC */
/* Which message gets which answer; see serve.h. */
#include "serve.h"

#include <string.h>

#include "admit.h"
#include "answer.h"
#include "base/text.h"
#include "give.h"
#include "judge.h"
#include "place.h"
#include "probe.h"
#include "settings.h"

static bool
is_same_client(const struct dhcp_turn *turn, const struct bw_lease_row *lease)
{
	return bw_lease_table_is_of(
	    &turn->core->leases, lease, &turn->client.id);
}

/* Change a lease without a reply to wait for. */
static void
put_lease(struct dhcp_turn *turn, const struct bw_lease *lease)
{
	struct dhcp_core *core = turn->core;
	struct dhcp_action *action;

	(void)bw_lease_table_put(&core->leases, lease); /* room for all ours */
	dhcp_pool_freed(dhcp_turn_pool(turn, lease->address));
	action = dhcp_actions_add(turn->out, DHCP_ACTION_COMMIT);
	action->id = dhcp_pending_unwatched(&core->pending);
	action->u.lease = *lease;
}

/* Parameters, but no lease, for who says to have an address. */
static void
serve_configured(struct dhcp_turn *turn, enum dhcp_type type)
{
	struct dhcp_answer answer;
	uint32_t ciaddr = turn->message.ciaddr;

	/* Nor do we send to wherever a stranger says. */
	if (!dhcp_place_is_host(turn, ciaddr)) {
		dhcp_turn_unanswered(turn, "its address is not of its network");
		return;
	}
	if (!dhcp_admit(turn)) {
		return;
	}
	dhcp_answer_init(&answer, turn, type);
	dhcp_answer_network(&answer, turn, 0, 0);
	dhcp_answer_boot(&answer, turn);
	dhcp_answer_options(&answer, turn);
	answer.reply.ciaddr = ciaddr;
	dhcp_answer_send(&answer, turn);
}

static void
serve_bootp(struct dhcp_turn *turn)
{
	uint32_t address;

	if (turn->message.ciaddr != 0) { /* RFC 951 7.3: it needs none */
		serve_configured(turn, DHCP_TYPE_BOOTP);
		return;
	}
	if (!dhcp_admit(turn)) {
		return;
	}
	address = dhcp_give_choose(turn);
	if (address != 0) {
		/* It knows no lease time and will never ask again. */
		dhcp_give_lease(turn, address, DHCP_LEASE_INFINITE);
	}
}

/* RFC 4039: the answer to its DISCOVER may be final. */
static bool
commits_rapidly(const struct dhcp_turn *turn)
{
	return turn->conf->bootpd.rapid_commit &&
	       turn->message.option_present[DHCP_OPTION_RAPID_COMMIT];
}

static void
serve_discover(struct dhcp_turn *turn)
{
	uint32_t address;

	if (!dhcp_admit(turn)) {
		return;
	}
	if (turn->conflict != NULL) {
		dhcp_probe_conflict(turn);
	}
	address = dhcp_give_choose(turn);
	if (address == 0 || dhcp_probe_waits(turn, address)) {
		return;
	}
	if (commits_rapidly(turn)) {
		dhcp_give_lease(turn, address, dhcp_settings_lease_s(turn));
	} else {
		dhcp_give_offer(turn, address);
	}
}

static void
serve_nak(struct dhcp_turn *turn, const char *reason)
{
	struct dhcp_answer answer;

	dhcp_answer_init(&answer, turn, DHCP_TYPE_NAK);
	answer.reply.message = reason;
	/* RFC 2131 4.3.2: so that a relay broadcasts it. */
	answer.reply.broadcast_flag = turn->message.giaddr != 0;
	dhcp_answer_send(&answer, turn);
}

static void
serve_request(struct dhcp_turn *turn)
{
	struct dhcp_judgement judgement;

	if (!dhcp_turn_is_for_us(turn)) {
		dhcp_give_withdraw(turn);
		dhcp_turn_unanswered(turn, "it chose another server");
		return;
	}
	if (!dhcp_admit(turn)) {
		return;
	}
	dhcp_judge_request(turn, &judgement);
	switch (judgement.verdict) {
	case DHCP_VERDICT_GRANT:
		dhcp_give_lease(
		    turn, judgement.address, dhcp_settings_lease_s(turn));
		break;
	case DHCP_VERDICT_NAK:
		serve_nak(turn, judgement.reason);
		break;
	case DHCP_VERDICT_SILENT:
		dhcp_turn_unanswered(turn, judgement.reason);
		break;
	}
}

/* Tell of a message that has no answer by its nature. */
static void
tell(struct dhcp_turn *turn, uint32_t address)
{
	struct dhcp_action *action =
	    dhcp_actions_add(turn->out, DHCP_ACTION_EVENT);

	dhcp_turn_event(turn, &action->u.event);
	action->u.event.address = address;
}

static void
serve_release(struct dhcp_turn *turn)
{
	const struct bw_lease_row *held = bw_lease_table_by_address(
	    &turn->core->leases, turn->message.ciaddr);
	struct bw_lease lease;

	if (!dhcp_turn_is_for_us(turn) || held == NULL ||
	    !is_same_client(turn, held) ||
	    held->state != BW_LEASE_STATE_BOUND ||
	    dhcp_pool_is_committing(
		dhcp_turn_pool(turn, held->address), held->address)) {
		dhcp_turn_unanswered(turn, "it does not hold what it releases");
		return;
	}
	bw_lease_table_get(&turn->core->leases, held, &lease);
	lease.state = BW_LEASE_STATE_FREE; /* the rest stays, for its return */
	lease.expires_s = turn->now.wall_s;
	put_lease(turn, &lease);
	tell(turn, lease.address);
}

static void
serve_decline(struct dhcp_turn *turn)
{
	struct dhcp_core *core = turn->core;
	const struct bw_lease_row *held;
	uint32_t address = 0;

	(void)dhcp_message_u32(
	    &turn->message, DHCP_OPTION_REQUESTED_IP_ADDRESS, &address);
	held = bw_lease_table_by_address(&core->leases, address);
	if (!dhcp_turn_is_for_us(turn) || held == NULL ||
	    !is_same_client(turn, held) ||
	    held->state != BW_LEASE_STATE_BOUND ||
	    dhcp_pool_is_committing(dhcp_turn_pool(turn, address), address)) {
		dhcp_turn_unanswered(turn, "it does not hold what it declines");
		return;
	}
	dhcp_probe_quarantine(
	    core, address, turn->client.mac, turn->now, turn->out);
	dhcp_actions_add(turn->out, DHCP_ACTION_WARN)->u.warning =
	    DHCP_WARNING_DECLINED;
	tell(turn, address);
}

/* Is it of a machine that has booted from the network? */
static bool
has_booted(const struct dhcp_turn *turn)
{
	const struct bw_lease_row *before =
	    bw_lease_table_by_mac(&turn->core->leases, turn->client.mac);

	return before != NULL && before->pxe;
}

/* RFC 951 7.3: BOOTP may want the server of a certain name. */
static bool
wants_another_server(const struct dhcp_turn *turn)
{
	const char *wanted = turn->message.sname;
	const char *name = turn->conf->bootpd.servername;
	size_t len = strlen(name);

	if (wanted[0] == '\0' || !dhcp_answer_has_name(turn)) {
		return false;
	}
	return !bw_text_starts_nocase(wanted, name) ||
	       (wanted[len] != '\0' && wanted[len] != '.');
}

/* By what it speaks; NULL: it is served. */
static const char *
kind_refusal(const struct dhcp_turn *turn)
{
	uint32_t served = bw_conf_served(&turn->conf->bootpd);
	bool pxe = (served & BW_CONF_SERVE_PXE) != 0;

	if (turn->message.type == DHCP_TYPE_BOOTP &&
	    wants_another_server(turn)) {
		return "it wants another server";
	}
	if (turn->message.type == DHCP_TYPE_BOOTP) {
		return (served & BW_CONF_SERVE_BOOTP) != 0
			   ? NULL
			   : "BOOTP is not allowed here";
	}
	if (turn->client.network_boot) {
		return dhcp_admit_pxe(turn) ? NULL : "PXE is not served here";
	}
	if ((served & BW_CONF_SERVE_DHCP) != 0 || dhcp_admit_named(turn) ||
	    (pxe && has_booted(turn))) {
		return NULL;
	}
	return pxe ? "it has not booted by PXE"
		   : "plain DHCP is not served here";
}

/* A relay must be of a network that we have addresses for. */
static bool
is_our_network(const struct dhcp_turn *turn)
{
	return turn->message.giaddr == 0 || turn->pool_is_here ||
	       dhcp_turn_reserved(turn) != 0;
}

const char *
dhcp_serve_refusal(const struct dhcp_turn *turn)
{
	const char *reason = kind_refusal(turn);

	if (reason == NULL && !is_our_network(turn)) {
		reason = "its relay is of no network of ours";
	}
	return reason;
}

void
dhcp_serve(struct dhcp_turn *turn)
{
	const char *reason = dhcp_serve_refusal(turn);

	if (reason != NULL) {
		dhcp_turn_unanswered(turn, reason);
		return;
	}
	switch (turn->message.type) {
	case DHCP_TYPE_BOOTP:
		serve_bootp(turn);
		break;
	case DHCP_TYPE_DISCOVER:
		serve_discover(turn);
		break;
	case DHCP_TYPE_REQUEST:
		serve_request(turn);
		break;
	case DHCP_TYPE_DECLINE:
		serve_decline(turn);
		break;
	case DHCP_TYPE_RELEASE:
		serve_release(turn);
		break;
	case DHCP_TYPE_INFORM:
		serve_configured(turn, DHCP_TYPE_ACK); /* RFC 2131 4.3.5 */
		break;
	default:
		dhcp_turn_unanswered(turn, "no message for a server");
		break;
	}
}
