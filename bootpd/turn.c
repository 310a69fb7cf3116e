/* SPDX-License-Identifier: ISC */
/* One packet being decided; see turn.h. */
#include "turn.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"

/* Events about packets without answer: a burst, then so many a second. */
#define QUIET_BURST       50u
#define QUIET_INTERVAL_MS 50u

static const struct bw_conf_host *
host_of(const struct bw_conf *conf, const uint8_t mac[BW_MAC_LEN])
{
	const struct bw_conf_hosts *hosts = &conf->bootpd.hosts;

	for (size_t i = 0; i < hosts->n; i++) {
		if (memcmp(hosts->items[i].mac, mac, BW_MAC_LEN) == 0) {
			return &hosts->items[i];
		}
	}
	return NULL;
}

static uint32_t
netmask_at(const struct dhcp_turn *turn, uint32_t address)
{
	const struct dhcp_core *core = turn->core;

	if (turn->conf->bootpd.netmask != 0) {
		return turn->conf->bootpd.netmask;
	}
	for (size_t i = 0; i < core->n_interfaces; i++) {
		const struct bw_msg_interface *one = &core->interfaces[i];

		if (((one->address ^ address) & one->netmask) == 0) {
			return one->netmask;
		}
	}
	return turn->interface->netmask;
}

int
dhcp_turn_init(struct dhcp_turn *turn)
{
	const struct dhcp_message *message = &turn->message;
	const struct bw_lease *before;

	if (dhcp_client_identify(message, &turn->client) != 0) {
		return -ENOTSUP;
	}
	turn->conf = turn->core->conf;
	turn->host = host_of(turn->conf, turn->client.mac);
	before = bw_lease_table_by_mac(&turn->core->leases, turn->client.mac);
	if (before != NULL && bw_bytes_zero(turn->client.uuid, BW_UUID_LEN)) {
		memcpy(turn->client.uuid, before->uuid, BW_UUID_LEN);
	}
	turn->on_network =
	    message->giaddr != 0 ? message->giaddr : turn->interface->address;
	turn->netmask = netmask_at(turn, turn->on_network);
	turn->pool_is_here = turn->core->pool.count > 0 &&
			     dhcp_turn_is_here(turn, turn->core->pool.first);
	return 0;
}

bool
dhcp_turn_is_here(const struct dhcp_turn *turn, uint32_t address)
{
	return ((address ^ turn->on_network) & turn->netmask) == 0;
}

uint32_t
dhcp_turn_reserved(const struct dhcp_turn *turn)
{
	const struct bw_lease *lease;
	uint32_t address = turn->host != NULL ? turn->host->address : 0;

	if (address == 0 || !dhcp_turn_is_here(turn, address)) {
		return 0;
	}
	lease = bw_lease_table_by_address(&turn->core->leases, address);
	if (lease != NULL && bw_lease_in_force(lease, turn->now.wall_s) &&
	    (lease->state == BW_LEASE_STATE_DECLINED ||
		memcmp(lease->mac, turn->client.mac, BW_MAC_LEN) != 0)) {
		return 0;
	}
	return address;
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
	    [DHCP_WARNING_DECLINED] = "its address is in use by another",
	    [DHCP_WARNING_TOO_LONG] = "the reply is longer than it accepts",
	    [DHCP_WARNING_COMMITS_FULL] = "too many leases wait for the disk",
	    [DHCP_WARNING_QUESTIONS_FULL] =
		"too many wait for the access server",
	};

	return texts[warning];
}
