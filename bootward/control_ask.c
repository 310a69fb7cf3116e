/* SPDX-License-Identifier: ISC */
/* Questions; see control_ask.h. */
#include "control_ask.h"

#include <errno.h>
#include <string.h>

#include "commits.h"
#include "log_levels.h"
#include "os/log.h"
#include "overlays.h"
#include "reload.h"

static void
drop_lease(struct control_client *client, uint32_t address)
{
	char text[BW_ADDR_STR_MAX];
	int error = commits_drop(address, client->number);

	bw_log(BW_LOG_LEVEL_INFO, "control uid=%u drop-lease address=%s%s",
	    (unsigned)client->uid, bw_ipv4_str(address, text),
	    error == 0 ? "" : " refused");
	if (error != 0) {
		control_client_finish(client, error,
		    error == -ENOENT ? "nobody holds this address"
				     : "too many leases under way");
		return;
	}
	control_client_become(client, CONTROL_STATE_WAITING, BW_LOOP_READ);
}

static void
add_lease(struct control_client *client, const struct bw_ctl_ask *ask)
{
	int error = commits_import(ask, client->number);

	if (error == 0) {
		control_client_become(
		    client, CONTROL_STATE_WAITING, BW_LOOP_READ);
		return;
	}
	control_client_finish(client, error,
	    error == -ENOENT   ? "this address is not ours to give"
	    : error == -EEXIST ? "another holds this address"
			       : "too many leases under way");
}

static void
drop_overlay(struct control_client *client, const struct bw_ctl_ask *ask)
{
	int error = overlays_drop(ask->client, ask->export);

	bw_log(BW_LOG_LEVEL_INFO,
	    "control uid=%u drop-overlay client=%s export=%s%s",
	    (unsigned)client->uid, ask->client,
	    ask->export[0] == '\0' ? "all" : ask->export,
	    error == 0 ? "" : " refused");
	control_client_finish(client, error,
	    error == 0         ? ""
	    : error == -ENOENT ? "nothing is kept for this client"
	    : error == -EBUSY  ? "the client uses it"
			       : strerror(-error));
}

/* Pass a question on to bootpd, whose answer bears its id. */
static void
ask_bootpd(struct control_client *client, struct bw_msg *msg)
{
	struct peer *bootpd = suite_worker(client->suite, BW_ROLE_BOOTPD);

	msg->id = client->number;
	if (bootpd == NULL || suite_send(bootpd, msg, -1) != 0) {
		control_client_finish(client, -ENOENT, "bootpd does not run");
		return;
	}
	control_client_become(client, CONTROL_STATE_WAITING, BW_LOOP_READ);
}

static void
explain(struct control_client *client, const struct bw_ctl_explain *who)
{
	struct bw_msg msg = {.type = BW_MSG_CLIENT_EXPLAIN, .u.explain = *who};

	ask_bootpd(client, &msg);
}

static void
list_suspended(struct control_client *client)
{
	struct bw_msg msg = {.type = BW_MSG_SUSPENSIONS_ASK};

	ask_bootpd(client, &msg);
}

static void
pardon(struct control_client *client, const struct bw_ctl_ask *ask)
{
	struct bw_msg msg = {.type = BW_MSG_PARDON_ASK};
	char text[BW_MAC_STR_MAX];
	bool all = ask->by == BW_CTL_BY_NOTHING;

	bw_log(BW_LOG_LEVEL_INFO, "control uid=%u pardon mac=%s",
	    (unsigned)client->uid, all ? "all" : bw_mac_str(ask->mac, text));
	msg.u.pardon.all = all ? 1 : 0;
	memcpy(msg.u.pardon.mac, ask->mac, BW_MAC_LEN);
	ask_bootpd(client, &msg);
}

static void
log_level(
    struct control_client *client, unsigned services, enum bw_log_level level)
{
	bw_log(BW_LOG_LEVEL_INFO, "control uid=%u log-level",
	    (unsigned)client->uid);
	log_levels_set(client->suite, services, level);
	control_client_finish(client, 0, "");
}

void
control_ask_begin(struct control_client *client, const struct bw_ctl_ask *ask)
{
	client->cursor = (struct control_cursor){.ask = *ask};
	client->error = 0;
	switch ((enum bw_ctl_what)ask->what) {
	case BW_CTL_STATUS:
	case BW_CTL_LEASES:
	case BW_CTL_HOSTS:
	case BW_CTL_EXPORTS:
	case BW_CTL_COUNTERS:
	case BW_CTL_OVERLAYS:
	case BW_CTL_SESSIONS:
	case BW_CTL_TRACE:
		/* Nothing is read from it until it has its answer. */
		control_client_become(
		    client, CONTROL_STATE_ANSWERING, BW_LOOP_WRITE);
		break;
	case BW_CTL_WATCH:
		control_client_become(
		    client, CONTROL_STATE_WATCHING, BW_LOOP_READ);
		break;
	case BW_CTL_EXPLAIN:
		explain(client, &ask->explain);
		break;
	case BW_CTL_SUSPENDED:
		list_suspended(client);
		break;
	case BW_CTL_PARDON:
		pardon(client, ask);
		break;
	case BW_CTL_DROP_LEASE:
		drop_lease(client, bw_addr_to_ipv4(&ask->address));
		break;
	case BW_CTL_ADD_LEASE:
		add_lease(client, ask);
		break;
	case BW_CTL_DROP_OVERLAY:
		drop_overlay(client, ask);
		break;
	case BW_CTL_LOG_LEVEL:
		log_level(client, ask->services, (enum bw_log_level)ask->level);
		break;
	case BW_CTL_RELOAD:
		bw_log(BW_LOG_LEVEL_INFO, "control uid=%u reload",
		    (unsigned)client->uid);
		client->reload = reload_ask();
		control_client_become(
		    client, CONTROL_STATE_RELOADING, BW_LOOP_READ);
		break;
	}
}
