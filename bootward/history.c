/* SPDX-License-Identifier: ISC */
/* Sessions and their events; see history.h.  Pure. */
#include "history.h"

#include <string.h>

#include "base/text.h"

#define ROTATING (HISTORY_EVENTS_MAX - HISTORY_FIRST_KEPT)

static void
client_seen(const struct bw_msg_client_seen *m, struct bw_ctl_event *out)
{
	memcpy(out->mac, m->mac, BW_MAC_LEN);
	out->address = bw_addr_some_ipv4(m->address);
	out->stage = m->stage;
	out->asked = m->asked;
	out->answer = m->answer;
	out->arch = m->arch;
	bw_text_cut(out->name, sizeof(out->name), m->file);
	bw_text_cut(out->options, sizeof(out->options), m->options);
	bw_text_cut(out->reason, sizeof(out->reason), m->reason);
}

static void
transfer(const struct bw_msg_transfer *m, struct bw_ctl_event *out)
{
	out->address = m->peer;
	out->end = m->end;
	out->size = m->size;
	out->bytes = m->bytes;
	out->ms = m->ms;
	out->retransmits = m->retransmits;
	bw_text_cut(out->name, sizeof(out->name), m->file);
	bw_text_cut(out->options, sizeof(out->options), m->options);
	bw_text_cut(out->reason, sizeof(out->reason), m->reason);
}

static void
attachment(const struct bw_msg_attachment *m, struct bw_ctl_event *out)
{
	out->address = m->peer;
	out->size = m->size;
	out->bytes = m->bytes_read;
	out->written = m->bytes_written;
	out->overlay = m->overlay;
	out->ms = m->ms;
	bw_text_cut(out->name, sizeof(out->name), m->name);
	bw_text_cut(out->reason, sizeof(out->reason), m->reason);
}

void
history_event(const struct bw_msg *event, enum bw_role role,
    const struct session *session, uint64_t now_ms, uint64_t wall_s,
    struct bw_ctl_event *out)
{
	*out = (struct bw_ctl_event){
	    .kind = (uint8_t)event->type,
	    .role = (uint8_t)role,
	    .arch = 0xffff,
	    .wall_s = wall_s,
	};
	if (session != NULL) {
		out->session = session->id;
		memcpy(out->mac, session->mac, BW_MAC_LEN);
		out->at_ms = now_ms - session->started_ms;
		out->stage = session->stage;
	}
	if (event->type == BW_MSG_CLIENT_SEEN) {
		client_seen(&event->u.client_seen, out);
	} else if (event->type >= BW_MSG_TRANSFER_STARTED &&
		   event->type <= BW_MSG_TRANSFER_ENDED) {
		transfer(&event->u.transfer, out);
	} else {
		attachment(&event->u.attachment, out);
	}
}

static struct history_session *
find(struct history *history, uint32_t id)
{
	for (size_t i = 0; i < HISTORY_SESSIONS_MAX; i++) {
		if (history->ids[i] == id) {
			return &history->sessions[i];
		}
	}
	return NULL;
}

/*
 * A place for a new session: that of the machine's oldest when it has enough
 * of them, else a free one, else that of the longest silence.
 */
static size_t
choose_place(const struct history *history, const uint8_t mac[BW_MAC_LEN])
{
	size_t n_own = 0, own = 0, any = 0;

	for (size_t i = 0; i < HISTORY_SESSIONS_MAX; i++) {
		if (history->ids[i] != 0 &&
		    memcmp(history->macs[i], mac, BW_MAC_LEN) == 0) {
			if (n_own == 0 || history->ids[i] < history->ids[own]) {
				own = i;
			}
			n_own++;
		}
		/* A free one was never seen: seen_ms is zero. */
		if (history->ids[any] != 0 &&
		    (history->ids[i] == 0 ||
			history->seen_ms[i] < history->seen_ms[any])) {
			any = i;
		}
	}
	return n_own >= HISTORY_PER_MACHINE ? own : any;
}

static struct history_session *
begin(struct history *history, const struct session *session,
    const struct bw_ctl_event *event)
{
	size_t place = choose_place(history, session->mac);
	struct history_session *one = &history->sessions[place];

	history->ids[place] = session->id;
	/* Its events are counted: old ones need not be wiped. */
	one->is = (struct bw_ctl_session){
	    .id = session->id,
	    .started_s = event->wall_s - event->at_ms / 1000,
	};
	memcpy(one->is.mac, session->mac, BW_MAC_LEN);
	memcpy(history->macs[place], session->mac, BW_MAC_LEN);
	one->begun_ms = session->started_ms;
	return one;
}

/* Where the nth event of a session lies, counted from its first. */
static size_t
place_of(uint32_t n)
{
	return n < HISTORY_EVENTS_MAX
		   ? n
		   : HISTORY_FIRST_KEPT + (n - HISTORY_FIRST_KEPT) % ROTATING;
}

/* The one it was given, else the one it was last seen at. */
static void
note_address(struct bw_ctl_session *is, const struct session *session,
    const struct bw_ctl_event *event)
{
	if (session->address != 0) {
		is->address = bw_addr_ipv4(session->address, 0);
	} else if (event->address.family != BW_FAMILY_NONE) {
		is->address = event->address;
	}
}

void
history_add(struct history *history, const struct session *session,
    const struct bw_ctl_event *event, uint64_t now_ms)
{
	struct history_session *one = find(history, session->id);

	if (one == NULL) {
		one = begin(history, session, event);
	}
	memcpy(one->is.uuid, session->uuid, BW_UUID_LEN);
	note_address(&one->is, session, event);
	one->is.stage = session->stage;
	one->is.length_ms = now_ms - one->begun_ms;
	history->seen_ms[one - history->sessions] = now_ms;
	one->events[place_of(one->is.n_events)] = *event;
	one->is.n_events++;
	if (one->is.n_events > HISTORY_EVENTS_MAX) {
		one->is.n_lost++;
	}
	one->is.bytes += event->bytes;
	one->is.retransmits += event->retransmits;
	if (event->kind == BW_MSG_TRANSFER_ENDED &&
	    event->end == BW_END_COMPLETE) {
		one->is.n_files++;
	}
}

static bool
is_at(const struct bw_ctl_session *session, const struct bw_addr *address)
{
	uint8_t mac[BW_MAC_LEN];

	if (bw_addr_to_mac(address, mac) == 0) {
		return memcmp(session->mac, mac, BW_MAC_LEN) == 0;
	}
	return address->family != BW_FAMILY_NONE &&
	       bw_addr_same_ip(&session->address, address);
}

bool
history_matches(
    const struct bw_ctl_session *session, const struct bw_ctl_ask *ask)
{
	switch ((enum bw_ctl_by)ask->by) {
	case BW_CTL_BY_NOTHING:
		return true;
	case BW_CTL_BY_MAC:
		return memcmp(session->mac, ask->mac, BW_MAC_LEN) == 0;
	case BW_CTL_BY_UUID:
		return !bw_bytes_zero(ask->uuid, BW_UUID_LEN) &&
		       memcmp(session->uuid, ask->uuid, BW_UUID_LEN) == 0;
	case BW_CTL_BY_ADDRESS:
		return is_at(session, &ask->address);
	}
	return false;
}

const struct history_session *
history_next(const struct history *history, uint32_t after_id,
    const struct bw_ctl_ask *ask)
{
	const struct history_session *next = NULL;

	for (size_t i = 0; i < HISTORY_SESSIONS_MAX; i++) {
		uint32_t id = history->ids[i];

		if (id > after_id && (next == NULL || id < next->is.id) &&
		    history_matches(&history->sessions[i].is, ask)) {
			next = &history->sessions[i];
		}
	}
	return next;
}

const struct history_session *
history_find(const struct history *history, uint32_t id)
{
	return find((struct history *)history, id);
}

const struct bw_ctl_event *
history_nth(const struct history_session *session, uint32_t n)
{
	if (n >= HISTORY_FIRST_KEPT) {
		n += session->is.n_lost;
	}
	return n < session->is.n_events ? &session->events[place_of(n)] : NULL;
}
