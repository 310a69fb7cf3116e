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

static uint16_t *
bucket(struct history *history, const uint8_t mac[BW_MAC_LEN])
{
	uint32_t hash = bw_bytes_hash(mac, BW_MAC_LEN);

	return &history->by_mac[(hash ^ hash >> 16) % HISTORY_BUCKETS];
}

static uint16_t
find(struct history *history, const struct session *session)
{
	uint16_t number = *bucket(history, session->mac);

	while (number != 0 && history->ids[number - 1] != session->id) {
		number = history->sessions[number - 1].next_by_mac;
	}
	return number;
}

static void
forget(struct history *history, uint16_t number)
{
	struct history_session *one = &history->sessions[number - 1];
	uint16_t *link = bucket(history, one->is.mac);

	while (*link != number) {
		link = &history->sessions[*link - 1].next_by_mac;
	}
	*link = one->next_by_mac;
}

/* The machine's oldest session when it has enough of them; 0: it has not. */
static uint16_t
surplus(struct history *history, const uint8_t mac[BW_MAC_LEN])
{
	uint16_t oldest = 0;
	size_t n = 0;

	for (uint16_t at = *bucket(history, mac); at != 0;
	     at = history->sessions[at - 1].next_by_mac) {
		if (memcmp(history->sessions[at - 1].is.mac, mac, BW_MAC_LEN) !=
		    0) {
			continue;
		}
		if (oldest == 0 ||
		    history->ids[at - 1] < history->ids[oldest - 1]) {
			oldest = at;
		}
		n++;
	}
	return n >= HISTORY_PER_MACHINE ? oldest : 0;
}

/* A place for a new session; where none is free, one is forgotten. */
static uint16_t
choose_place(struct history *history, const uint8_t mac[BW_MAC_LEN])
{
	uint16_t number = surplus(history, mac);

	if (number == 0 && history->n < HISTORY_SESSIONS_MAX) {
		number = ++history->n;
		recency_add(&history->order, history->links, number);
		return number;
	}
	if (number == 0) {
		number = history->order.oldest;
	}
	forget(history, number);
	return number;
}

static uint16_t
begin(struct history *history, const struct session *session,
    const struct bw_ctl_event *event)
{
	uint16_t number = choose_place(history, session->mac);
	struct history_session *one = &history->sessions[number - 1];
	uint16_t *first = bucket(history, session->mac);

	history->ids[number - 1] = session->id;
	/* Its events are counted: old ones need not be wiped. */
	one->is = (struct bw_ctl_session){
	    .id = session->id,
	    .started_s = event->wall_s - event->at_ms / 1000,
	};
	memcpy(one->is.mac, session->mac, BW_MAC_LEN);
	one->begun_ms = session->started_ms;
	one->next_by_mac = *first;
	*first = number;
	return number;
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
	uint16_t number = find(history, session);
	struct history_session *one;

	if (number == 0) {
		number = begin(history, session, event);
	}
	recency_renew(&history->order, history->links, number);
	one = &history->sessions[number - 1];
	memcpy(one->is.uuid, session->uuid, BW_UUID_LEN);
	note_address(&one->is, session, event);
	one->is.stage = session->stage;
	one->is.length_ms = now_ms - one->begun_ms;
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
	for (size_t i = 0; i < HISTORY_SESSIONS_MAX; i++) {
		if (history->ids[i] == id) {
			return &history->sessions[i];
		}
	}
	return NULL;
}

const struct bw_ctl_event *
history_nth(const struct history_session *session, uint32_t n)
{
	if (n >= HISTORY_FIRST_KEPT) {
		n += session->is.n_lost;
	}
	return n < session->is.n_events ? &session->events[place_of(n)] : NULL;
}
