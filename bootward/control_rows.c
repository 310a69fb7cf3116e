/* SPDX-License-Identifier: ISC */
/* Rows of answers; see control_rows.h. */
#include "control_rows.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "broker.h"
#include "commits.h"
#include "exports.h"
#include "history.h"
#include "reload.h"

/* The parent is row 0, and the peer in place i row i + 1. */
static int
process(const struct suite *suite, struct control_cursor *cursor,
    struct bw_msg *out)
{
	const struct peer *peer;

	if (cursor->n == 0) {
		cursor->n++;
		*out = (struct bw_msg){.type = BW_MSG_PROCESS_LISTED};
		out->u.process.role = BW_ROLE_PARENT;
		out->u.process.serving = suite->phase == SUITE_SERVING;
		out->u.process.pid = (uint32_t)getpid();
		out->u.process.uptime_ms = suite->loop.now_ms - suite->begun_ms;
		return 0;
	}
	while (cursor->n <= suite->n_peers) {
		peer = &suite->peers[cursor->n++ - 1];
		if (peer->state == PEER_FREE) {
			continue;
		}
		*out = (struct bw_msg){.type = BW_MSG_PROCESS_LISTED};
		out->u.process.role = (uint8_t)peer->who.role;
		out->u.process.master = peer->who.master ? 1 : 0;
		out->u.process.serving =
		    peer->state == PEER_STARTED && !peer->retiring;
		out->u.process.index = peer->index;
		out->u.process.pid = peer->pid;
		out->u.process.restarts =
		    peer->who.master ? suite->n_restarts[peer->who.role] : 0;
		out->u.process.uptime_ms = suite->loop.now_ms - peer->begun_ms;
		out->u.process.peer = peer->address;
		if (peer->who.role == BW_ROLE_STORED) {
			bw_text_cut(out->u.process.trouble,
			    sizeof(out->u.process.trouble), commits_trouble());
		}
		return 0;
	}
	return -ENOENT;
}

static int
lease(struct control_cursor *cursor, struct bw_msg *out)
{
	const struct bw_lease_row *nth = commits_nth(cursor->n);

	if (nth == NULL) {
		return -ENOENT;
	}
	cursor->n++;
	*out = (struct bw_msg){.type = BW_MSG_LEASE_LOADED};
	commits_get(nth, &out->u.lease);
	return 0;
}

static int
host(const struct bw_conf_hosts *hosts, struct control_cursor *cursor,
    struct bw_msg *out)
{
	const struct bw_conf_host *nth;
	struct bw_ctl_host *row = &out->u.host;

	if (cursor->n >= hosts->n) {
		return -ENOENT;
	}
	nth = &hosts->items[cursor->n++];
	*out = (struct bw_msg){.type = BW_MSG_HOST_LISTED};
	memcpy(row->mac, nth->mac, BW_MAC_LEN);
	row->address = nth->address;
	bw_text_cut(row->name, sizeof(row->name), nth->name);
	bw_text_cut(row->hostname, sizeof(row->hostname), nth->hostname);
	bw_text_cut(row->file, sizeof(row->file), nth->settings.boot_file);
	return 0;
}

static int export(const struct suite *suite, struct control_cursor *cursor,
    struct bw_msg *out)
{
	struct bw_ctl_export row;
	int error = exports_row(suite, &cursor->n, &cursor->at, &row);

	if (error == 0) {
		*out = (struct bw_msg){
		    .type = BW_MSG_EXPORT_LISTED, .u.export = row};
	}
	return error;
}

static int
overlay(const struct suite *suite, struct control_cursor *cursor,
    struct bw_msg *out)
{
	struct bw_ctl_overlay row;
	int error = exports_overlay_row(suite, &cursor->n, &row);

	if (error == 0) {
		*out = (struct bw_msg){
		    .type = BW_MSG_OVERLAY_LISTED, .u.overlay_row = row};
	}
	return error;
}

static int
counter(const struct suite *suite, struct control_cursor *cursor,
    struct bw_msg *out)
{
	struct bw_msg row = {.type = BW_MSG_COUNTER_LISTED};

	if (cursor->n == 0) {
		broker_count_now(suite);
	}
	if (!counters_nth(broker_counters(), cursor->n, &row.u.counter)) {
		return -ENOENT;
	}
	cursor->n++;
	*out = row;
	return 0;
}

static int
session(struct control_cursor *cursor, struct bw_msg *out)
{
	const struct history_session *next =
	    history_next(broker_history(), cursor->session, &cursor->ask);

	if (next == NULL) {
		return -ENOENT;
	}
	cursor->session = next->is.id;
	cursor->n = 0;
	*out = (struct bw_msg){
	    .type = BW_MSG_SESSION_LISTED, .u.session = next->is};
	return 0;
}

/* The events of the session that was given last, then the next session. */
static int
trace(struct control_cursor *cursor, struct bw_msg *out)
{
	const struct history_session *current =
	    cursor->session == 0
		? NULL
		: history_find(broker_history(), cursor->session);
	const struct bw_ctl_event *event =
	    current == NULL ? NULL : history_nth(current, cursor->n);

	if (event == NULL) {
		return session(cursor, out);
	}
	cursor->n++;
	*out = (struct bw_msg){.type = BW_MSG_EVENT_LISTED, .u.event = *event};
	return 0;
}

static int
reason(struct control_cursor *cursor, struct bw_msg *out)
{
	const char *nth = reload_reason(cursor->n);

	if (nth == NULL) {
		return -ENOENT;
	}
	cursor->n++;
	*out = (struct bw_msg){.type = BW_MSG_REASON_LISTED};
	bw_text_cut(out->u.reason.text, sizeof(out->u.reason.text), nth);
	return 0;
}

int
control_rows_next(const struct suite *suite, struct control_cursor *cursor,
    struct bw_msg *out)
{
	switch ((enum bw_ctl_what)cursor->ask.what) {
	case BW_CTL_STATUS:
		return process(suite, cursor, out);
	case BW_CTL_LEASES:
		return lease(cursor, out);
	case BW_CTL_HOSTS:
		return host(&suite->conf->bootpd.hosts, cursor, out);
	case BW_CTL_EXPORTS:
		return export(suite, cursor, out);
	case BW_CTL_OVERLAYS:
		return overlay(suite, cursor, out);
	case BW_CTL_COUNTERS:
		return counter(suite, cursor, out);
	case BW_CTL_SESSIONS:
		return session(cursor, out);
	case BW_CTL_TRACE:
		return trace(cursor, out);
	case BW_CTL_RELOAD:
		return reason(cursor, out);
	case BW_CTL_WATCH:
	case BW_CTL_ADD_LEASE:
	case BW_CTL_EXPLAIN:
	case BW_CTL_SUSPENDED:
	case BW_CTL_PARDON:
	case BW_CTL_DROP_LEASE:
	case BW_CTL_DROP_OVERLAY:
	case BW_CTL_LOG_LEVEL:
		break;
	}
	return -ENOENT;
}
