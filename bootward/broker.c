/* SPDX-License-Identifier: ISC */
/* What children ask of each other; see broker.h. */
#include "broker.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "clients.h"
#include "commits.h"
#include "control.h"
#include "explain.h"
#include "exports.h"
#include "fetch_files.h"
#include "log_levels.h"
#include "notify.h"
#include "os/clock.h"
#include "probes.h"
#include "remotes.h"
#include "session.h"
#include "timeline.h"
#include "wraps.h"

/* Access decisions that may be waited for at once. */
#define ASKED_MAX 1024

/* An ACCESS_ASK on its way: which bootpd asked, under which id. */
struct asked {
	uint32_t generation; /* 0: free */
	uint32_t id;
	uint32_t number;         /* by which fetchd was asked */
	uint8_t mac[BW_MAC_LEN]; /* about whom */
};

static struct session_table sessions;
static struct history history;
static struct counters counters;
static struct asked asked[ASKED_MAX];
static uint32_t last_asked;

int
broker_init(struct suite *suite)
{
	return commits_init(suite);
}

const struct history *
broker_history(void)
{
	return &history;
}

const struct counters *
broker_counters(void)
{
	return &counters;
}

void
broker_count_now(const struct suite *suite)
{
	struct counters_now *now = &counters.now;
	uint64_t wall_s = bw_clock_wall_s();
	const struct bw_lease_row *lease;

	counters_now_begin(now, &suite->conf->bootpd);
	for (uint32_t n = 0; (lease = commits_nth(n)) != NULL; n++) {
		counters_now_lease(now, lease, wall_s);
	}
	for (size_t i = 0; i < suite->n_peers; i++) {
		const struct peer *peer = &suite->peers[i];

		if (peer->state != PEER_FREE) {
			now->n_active[peer->who.role] += peer->n_active;
		}
	}
	for (int role = 0; role < BW_N_ROLES; role++) {
		now->n_restarts[role] = suite->n_restarts[role];
		counters.services[role].runs =
		    suite_runs(suite->conf, (enum bw_role)role);
	}
}

bool
broker_has_leases(void)
{
	return commits_loaded();
}

/* --- access ---------------------------------------------------------------- */

static void
ask_access(struct peer *bootpd, const struct bw_msg *msg)
{
	struct peer *fetchd = suite_worker(bootpd->suite, BW_ROLE_FETCHD);
	struct asked *slot = &asked[++last_asked % ASKED_MAX];
	struct bw_msg out = *msg;

	/* A question so old that the ring has come round is given up. */
	*slot = (struct asked){.generation = bootpd->generation,
	    .id = msg->id,
	    .number = last_asked};
	memcpy(slot->mac, msg->u.access_ask.mac, BW_MAC_LEN);
	out.id = last_asked;
	if (fetchd == NULL || suite_send(fetchd, &out, -1) != 0) {
		out = (struct bw_msg){
		    .type = BW_MSG_ACCESS_ANSWERED, .id = msg->id};
		slot->generation = 0;
		(void)suite_send(bootpd, &out, -1); /* its end comes to us */
	}
}

static void
pass_access_answer(struct peer *fetchd, const struct bw_msg *msg)
{
	struct asked *slot = &asked[msg->id % ASKED_MAX];
	struct peer *bootpd;
	struct bw_msg out = *msg;

	if (slot->generation == 0 || slot->number != msg->id) {
		return; /* given up */
	}
	bootpd = suite_generation(fetchd->suite, slot->generation);
	out.id = slot->id;
	slot->generation = 0;
	if (msg->u.access_answered.granted != 0) {
		session_granted(&sessions, slot->mac,
		    msg->u.access_answered.file, fetchd->suite->loop.now_ms);
	}
	if (bootpd != NULL) {
		(void)suite_send(bootpd, &out, -1); /* its end comes to us */
	}
}

/* --- clients ---------------------------------------------------------------- */

/* Who is at an address; of whom we have not heard the leases tell. */
static const struct session *
machine_at(struct suite *suite, const struct bw_addr *addr)
{
	const struct session *session = session_at(&sessions, addr);
	const struct bw_lease_row *lease =
	    session == NULL ? clients_lease(bw_addr_to_ipv4(addr)) : NULL;

	if (lease == NULL) {
		return session;
	}
	session_lease_known(
	    &sessions, lease->mac, lease->address, suite->loop.now_ms);
	return session_at(&sessions, addr);
}

static const struct session *
fetched(struct suite *suite, const struct bw_addr *addr)
{
	(void)machine_at(suite, addr); /* known from now on */
	return session_fetched(&sessions, addr, suite->loop.now_ms);
}

static void
check_client(struct peer *peer, const struct bw_msg *msg)
{
	struct bw_msg out = {.type = BW_MSG_CLIENT_CHECKED, .id = msg->id};
	struct bw_msg_client_checked *checked = &out.u.client_checked;
	const struct bw_addr *addr = &msg->u.client_check.addr;
	const struct bw_conf *conf = peer->suite->conf;
	const struct session *session = machine_at(peer->suite, addr);
	uint32_t address = bw_addr_to_ipv4(addr);
	const uint8_t *mac = clients_mac(conf, address);

	checked->allowed = clients_have(address);
	checked->arch = BW_ARCH_NONE;
	if (session != NULL) {
		mac = session->mac;
		memcpy(checked->uuid, session->uuid, BW_UUID_LEN);
		checked->arch = session->arch;
		bw_text_cut(
		    checked->file, sizeof(checked->file), session->file);
	}
	if (mac != NULL) {
		memcpy(checked->mac, mac, BW_MAC_LEN);
	}
	clients_hostname(conf, address, checked->hostname);
	(void)suite_send(peer, &out, -1); /* its end comes to us */
}

/* A row of an answer; a point with the line of the file it comes from. */
static void
pass_row(const struct peer *bootpd, const struct bw_msg *msg)
{
	struct bw_msg row = *msg;

	row.id = 0;
	if (row.type == BW_MSG_POINT_EXPLAINED) {
		explain_source(bootpd->suite->conf, row.u.explained.source);
	}
	control_row(msg->id, &row);
}

/* --- events ---------------------------------------------------------------- */

/* What a worker has under way ends with it, told of or not. */
static void
note_active(struct peer *peer, const struct bw_msg *event)
{
	switch ((int)event->type) {
	case BW_MSG_TRANSFER_STARTED:
	case BW_MSG_EXPORT_ATTACHED:
		peer->n_active++;
		break;
	case BW_MSG_TRANSFER_ENDED:
		if (event->u.transfer.started == 0) {
			break;
		}
		/* fall through */
	case BW_MSG_EXPORT_DETACHED:
		peer->n_active -= peer->n_active > 0 ? 1 : 0;
		break;
	default:
		break;
	}
}

static void
notify(struct suite *suite, const struct bw_msg *event,
    const struct bw_ctl_event *row, const struct session *session)
{
	struct notice notice = {.event = event, .row = row};

	if (session != NULL) {
		memcpy(notice.uuid, session->uuid, BW_UUID_LEN);
	}
	notify_event(suite, &notice);
}

void
broker_report(struct peer *peer, const struct bw_msg *event)
{
	char line[TIMELINE_LINE_MAX];
	uint64_t now_ms = peer->suite->loop.now_ms;
	const struct session *session;
	uint64_t dora_ms = UINT64_MAX;
	struct bw_ctl_event row;
	enum bw_log_level level;

	switch ((int)event->type) {
	case BW_MSG_CLIENT_SEEN:
		session = session_client_seen(
		    &sessions, &event->u.client_seen, now_ms);
		dora_ms = session->dora_ms;
		break;
	case BW_MSG_TRANSFER_STARTED:
	case BW_MSG_TRANSFER_PROGRESSED:
	case BW_MSG_TRANSFER_ENDED:
		session = fetched(peer->suite, &event->u.transfer.peer);
		break;
	default:
		session = fetched(peer->suite, &event->u.attachment.peer);
	}
	note_active(peer, event);
	counters_event(&counters, peer->who.role, event, dora_ms);
	history_event(
	    event, peer->who.role, session, now_ms, bw_clock_wall_s(), &row);
	control_event(&row);
	if (event->type == BW_MSG_TRANSFER_PROGRESSED ||
	    event->type == BW_MSG_EXPORT_PROGRESSED) {
		return; /* worth telling who watches, not worth keeping */
	}
	notify(peer->suite, event, &row, session);
	level = timeline_level(event);
	if (log_levels_show(peer->who.role, level)) {
		timeline_line(event, session, line);
		bw_log_as(bw_role_str(peer->who.role), level, "%s", line);
	}
	if (session != NULL) {
		history_add(&history, session, &row, now_ms);
	}
}

/* Boot files are tftpd's; whoever of bootpd is there hears of them. */
static void
pass_measure(struct peer *peer, const struct bw_msg *msg)
{
	struct peer *to = suite_worker(peer->suite,
	    peer->who.role == BW_ROLE_BOOTPD ? BW_ROLE_TFTPD : BW_ROLE_BOOTPD);

	if (to != NULL) {
		(void)suite_send(to, msg, -1); /* its end comes to us */
	}
}

void
broker_message(struct peer *peer, const struct bw_msg *msg, int fd)
{
	switch ((int)msg->type) {
	case BW_MSG_LEASE_COMMIT:
		commits_add(peer, msg);
		break;
	case BW_MSG_LEASE_COMMITTED:
	case BW_MSG_LEASE_REFUSED:
		commits_answered(peer, msg);
		break;
	case BW_MSG_LEASE_LOADED:
		commits_load(&msg->u.lease);
		break;
	case BW_MSG_LEASES_LOADED:
		commits_load_end();
		suite_leases_loaded(peer->suite);
		break;
	case BW_MSG_ACCESS_ASK:
		ask_access(peer, msg);
		break;
	case BW_MSG_ACCESS_ANSWERED:
		pass_access_answer(peer, msg);
		break;
	case BW_MSG_FILE_MEASURE:
	case BW_MSG_FILE_MEASURED:
		pass_measure(peer, msg);
		break;
	case BW_MSG_REMOTE_OPEN:
		remotes_open(peer, msg);
		break;
	case BW_MSG_REMOTE_OPENED:
	case BW_MSG_REMOTE_REFUSED:
	case BW_MSG_REMOTE_GROWN:
	case BW_MSG_REMOTE_ENDED:
		remotes_answered(peer, msg, fd);
		if (fd >= 0) {
			(void)close(fd); /* passed on */
		}
		break;
	case BW_MSG_CONNECTION_WRAP:
		wraps_ask(peer, msg, fd);
		break;
	case BW_MSG_CONNECTION_WRAPPED:
	case BW_MSG_CONNECTION_REFUSED:
		wraps_answered(peer, msg, fd);
		break;
	case BW_MSG_POINT_EXPLAINED:
	case BW_MSG_SUSPENSION_LISTED:
		pass_row(peer, msg);
		break;
	case BW_MSG_CLIENT_EXPLAINED:
		control_done(msg->id, 0, "");
		break;
	case BW_MSG_SUSPENSIONS_ANSWERED:
		control_done(
		    msg->id, msg->u.refused.error, msg->u.refused.reason);
		break;
	case BW_MSG_EXPORT_OPEN:
		exports_open(peer, msg);
		break;
	case BW_MSG_OVERLAY_GROW:
		exports_grow(peer, msg);
		break;
	case BW_MSG_EXPORT_ATTACHED:
	case BW_MSG_EXPORT_PROGRESSED:
	case BW_MSG_EXPORT_DETACHED:
		exports_used(peer, msg);
		broker_report(peer, msg);
		break;
	case BW_MSG_CLIENT_CHECK:
		check_client(peer, msg);
		break;
#ifdef BW_PROBE
	case BW_MSG_PROBE_TRIED:
		probes_tried(peer, &msg->u.probe);
		break;
#endif
	default:
		broker_report(peer, msg);
	}
}

void
broker_worker_started(struct peer *peer)
{
	if (peer->who.role == BW_ROLE_STORED) {
		commits_resend();
	}
	if (peer->who.role == BW_ROLE_FETCHD) {
		fetch_files_tell(peer);
		remotes_fetchd_started(peer->suite);
	}
	if (peer->who.role == BW_ROLE_TLSD) {
		wraps_tlsd_started(peer->suite);
	}
	if (peer->suite->phase == SUITE_SERVING) {
		probes_next(peer);
	}
}

void
broker_worker_ended(struct suite *suite, enum bw_role role)
{
	if (role == BW_ROLE_FETCHD) {
		remotes_fetchd_ended(suite);
	}
	if (role == BW_ROLE_TLSD) {
		wraps_tlsd_ended(suite);
	}
}

void
broker_serving(struct suite *suite)
{
	for (size_t i = 0; i < suite->n_peers; i++) {
		if (suite->peers[i].state == PEER_STARTED &&
		    !suite->peers[i].who.master) {
			probes_next(&suite->peers[i]);
		}
	}
}

void
broker_flush(struct suite *suite)
{
	commits_flush(suite);
}

int
broker_feed(struct peer *peer)
{
	return commits_feed(peer);
}
