/* SPDX-License-Identifier: ISC */
/* One packet being decided; see turn.h. */
#include "turn.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "classify.h"
#include "place.h"
#include "relay.h"
#include "settings.h"

/* Events about packets without answer: a burst, then so many a second. */
#define QUIET_BURST       50u
#define QUIET_INTERVAL_MS 50u

int
dhcp_turn_init(struct dhcp_turn *turn)
{
	const struct dhcp_message *message = &turn->message;
	const struct bw_lease_row *before;

	if (dhcp_client_identify(message, &turn->client) != 0) {
		return -ENOTSUP;
	}
	turn->conf = turn->core->conf;
	if (turn->conf->bootpd.identity_by_mac) {
		dhcp_client_know_by_mac(&turn->client);
	}
	before = bw_lease_table_by_mac(&turn->core->leases, turn->client.mac);
	if (before != NULL && turn->conf->bootpd.remember_uuid &&
	    bw_bytes_zero(turn->client.uuid, BW_UUID_LEN)) {
		bw_lease_row_uuid(
		    before, &turn->core->leases.cells, turn->client.uuid);
	}
	turn->host = dhcp_hosts_of(&turn->core->hosts, message, &turn->client);
	dhcp_place_find(turn);
	turn->classes = dhcp_classify(turn);
	dhcp_settings_find(turn);
	dhcp_place_move_to(turn, dhcp_turn_named(turn));
	return 0;
}

/* RFC 2131 4.3.2: of these, option 50 names what was offered. */
static bool
is_selecting(const struct dhcp_message *message)
{
	return message->type == DHCP_TYPE_REQUEST &&
	       message->option_present[DHCP_OPTION_SERVER_IDENTIFIER];
}

uint32_t
dhcp_turn_named(const struct dhcp_turn *turn)
{
	const struct dhcp_message *message = &turn->message;
	uint32_t address = message->ciaddr;

	if (address == 0 || is_selecting(message)) {
		(void)dhcp_message_u32(
		    message, DHCP_OPTION_REQUESTED_IP_ADDRESS, &address);
	}
	return address;
}

static bool
is_own(const struct dhcp_core *core, uint32_t address)
{
	for (size_t i = 0; i < core->n_interfaces; i++) {
		if (core->interfaces[i].address == address) {
			return true;
		}
	}
	return false;
}

bool
dhcp_turn_is_heard(const struct dhcp_turn *turn)
{
	const struct bw_conf_subnet *subnet =
	    turn->link != NULL ? turn->link->subnet : NULL;
	uint32_t giaddr = turn->message.giaddr;

	if (giaddr == 0) {
		return !turn->conf->bootpd.relayed_only ||
		       dhcp_place_is_unicast(turn);
	}
	return dhcp_relay_is_host(giaddr) && !is_own(turn->core, giaddr) &&
	       dhcp_relay_listed(&turn->conf->bootpd.relays, giaddr) &&
	       (subnet == NULL || dhcp_relay_listed(&subnet->relays, giaddr));
}

uint32_t
dhcp_turn_server(const struct dhcp_turn *turn)
{
	uint32_t server = dhcp_relay_server(&turn->message);

	return server != 0 ? server : turn->interface->address;
}

bool
dhcp_turn_is_for_us(const struct dhcp_turn *turn)
{
	const struct dhcp_message *message = &turn->message;
	uint32_t server;

	if (!message->option_present[DHCP_OPTION_SERVER_IDENTIFIER]) {
		return true;
	}
	return dhcp_message_u32(
		   message, DHCP_OPTION_SERVER_IDENTIFIER, &server) &&
	       (is_own(turn->core, server) ||
		   server == dhcp_turn_server(turn)); /* RFC 5107 4 */
}

struct dhcp_pool *
dhcp_turn_pool(const struct dhcp_turn *turn, uint32_t address)
{
	return dhcp_networks_pool(&turn->core->networks, address);
}

bool
dhcp_turn_pool_allowed(
    const struct dhcp_turn *turn, const struct dhcp_pool *pool)
{
	const struct bw_conf_subnet *subnet = turn->network->subnet;
	const struct bw_conf_pool *conf;

	if (subnet == NULL) {
		return true;
	}
	conf = &subnet->pools.items[pool - turn->network->pools];
	if (turn->message.type == DHCP_TYPE_BOOTP) {
		/* It never gives back what it once had. */
		return conf->guard == BW_CONF_GUARD_ONLY &&
		       strcmp(conf->class_name, BW_CONF_CLASS_BOOTP) == 0;
	}
	switch (conf->guard) {
	case BW_CONF_GUARD_NONE:
		return true;
	case BW_CONF_GUARD_ONLY:
		return dhcp_classify_in(turn, conf->class_name);
	case BW_CONF_GUARD_NOT:
		return !dhcp_classify_in(turn, conf->class_name);
	}
	return false;
}

bool
dhcp_turn_may_have(const struct dhcp_turn *turn, uint32_t address)
{
	struct dhcp_pool *pool = dhcp_turn_pool(turn, address);

	return turn->network != NULL && pool >= turn->network->pools &&
	       pool < turn->network->pools + turn->network->n_pools &&
	       dhcp_turn_pool_allowed(turn, pool) &&
	       dhcp_pool_is_free(pool, &turn->core->leases, address,
		   &turn->client.id, turn->now);
}

uint32_t
dhcp_turn_reserved(const struct dhcp_turn *turn)
{
	const struct bw_lease_row *lease;
	uint32_t address = turn->host != NULL ? turn->host->address : 0;

	if (address == 0 || !dhcp_place_is_here(turn, address)) {
		return 0;
	}
	lease = bw_lease_table_by_address(&turn->core->leases, address);
	if (lease != NULL && bw_lease_in_force(lease, turn->now.wall_s) &&
	    (lease->state == BW_LEASE_STATE_DECLINED ||
		(memcmp(lease->mac, turn->client.mac, BW_MAC_LEN) != 0 &&
		    !bw_lease_table_is_of(
			&turn->core->leases, lease, &turn->client.id)))) {
		return 0;
	}
	return address;
}

/* An address that it has, or takes now, of whichever server. */
static uint32_t
taken(const struct dhcp_turn *turn)
{
	const struct dhcp_message *message = &turn->message;
	uint32_t server, address;

	if (message->ciaddr != 0) {
		return message->ciaddr;
	}
	if (message->type == DHCP_TYPE_REQUEST &&
	    dhcp_message_u32(message, DHCP_OPTION_SERVER_IDENTIFIER, &server) &&
	    server != turn->interface->address &&
	    dhcp_message_u32(
		message, DHCP_OPTION_REQUESTED_IP_ADDRESS, &address)) {
		return address;
	}
	return 0;
}

void
dhcp_turn_event(const struct dhcp_turn *turn, struct bw_msg_client_seen *out)
{
	const struct dhcp_client *client = &turn->client;

	memset(out, 0, sizeof(*out));
	memcpy(out->mac, client->mac, BW_MAC_LEN);
	memcpy(out->uuid, client->uuid, BW_UUID_LEN);
	out->stage = (uint8_t)client->stage;
	out->asked = turn->message.type;
	out->arch = client->arch;
	out->port = turn->packet->door == DHCP_DOOR_PXE
			? turn->conf->bootpd.pxe_port
			: turn->conf->bootpd.port;
	out->xid = turn->message.xid;
	out->count = 1;
	out->taken = taken(turn);
	bw_text_cut(
	    out->interface, sizeof(out->interface), turn->interface->name);
}

static bool
quiet_token(struct dhcp_core *core, uint64_t now_ms)
{
	uint64_t refill = (now_ms - core->quiet_filled_ms) / QUIET_INTERVAL_MS;

	if (refill > 0) {
		core->quiet_filled_ms = now_ms;
		core->quiet_tokens =
		    refill >= QUIET_BURST - core->quiet_tokens
			? QUIET_BURST
			: core->quiet_tokens + (uint32_t)refill;
	}
	if (core->quiet_tokens == 0) {
		return false;
	}
	core->quiet_tokens--;
	return true;
}

void
dhcp_turn_unanswered(struct dhcp_turn *turn, const char *reason)
{
	struct dhcp_action *action;

	if (!quiet_token(turn->core, turn->now.ms)) {
		turn->core->n_untold++;
		return;
	}
	action = dhcp_actions_add(turn->out, DHCP_ACTION_EVENT);
	dhcp_turn_event(turn, &action->u.event);
	action->u.event.count += turn->core->n_untold;
	turn->core->n_untold = 0;
	bw_text_cut(
	    action->u.event.reason, sizeof(action->u.event.reason), reason);
}

void
dhcp_turn_warn(struct dhcp_turn *turn, enum dhcp_warning warning)
{
	dhcp_actions_add(turn->out, DHCP_ACTION_WARN)->u.warning = warning;
	dhcp_turn_unanswered(turn, dhcp_warning_str(warning));
}

const char *
dhcp_warning_str(enum dhcp_warning warning)
{
	static const char *const texts[] = {
	    [DHCP_WARNING_MALFORMED] = "malformed packet",
	    [DHCP_WARNING_POOL_FULL] = "all addresses of the pool are taken",
	    [DHCP_WARNING_CONFLICT] =
		"a machine uses an address of ours that it was not given",
	    [DHCP_WARNING_DECLINED] = "its address is in use by another",
	    [DHCP_WARNING_TOO_LONG] = "the reply is longer than it accepts",
	    [DHCP_WARNING_FLOOD] = "it says too much: not heard for a while",
	    [DHCP_WARNING_FROM_MEMORY] =
		"leases cannot be stored: known ones are told from memory",
	    [DHCP_WARNING_COMMITS_FULL] = "too many leases wait for the disk",
	    [DHCP_WARNING_QUESTIONS_FULL] =
		"too many wait for the access server",
	};

	return texts[warning];
}
