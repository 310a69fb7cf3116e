/* SPDX-License-Identifier: ISC */
/*
 * What happened to machines, as bootwardctl tells it: the last boot sessions,
 * each with its events.  Pure: bounded storage of the caller, time as an
 * argument.  A machine keeps its last sessions; when all places are taken the
 * session that has been silent for longest goes.  A session keeps its first
 * events and its last ones, and counts those between that are forgotten.
 */
#ifndef BOOTWARD_HISTORY_H
#define BOOTWARD_HISTORY_H

#include "ipc/msg.h"
#include "session.h"

#define HISTORY_SESSIONS_MAX 512
#define HISTORY_PER_MACHINE  4
#define HISTORY_EVENTS_MAX   48 /* of a session */
#define HISTORY_FIRST_KEPT   16 /* of these, the first of the boot */

struct history_session {
	struct bw_ctl_session is;
	uint64_t begun_ms;
	uint16_t next_by_mac;
	struct bw_ctl_event events[HISTORY_EVENTS_MAX];
};

#define HISTORY_BUCKETS 512 /* a power of two */

/* All zeros is an empty history.  Sessions go by number, 1, 2, ...; 0: none. */
struct history {
	/* beside sessions, whose size makes looking through them slow */
	uint32_t ids[HISTORY_SESSIONS_MAX]; /* 0: free */
	uint16_t by_mac[HISTORY_BUCKETS];   /* the first of a chain */
	struct recency order;               /* of their last events */
	struct recency_link links[HISTORY_SESSIONS_MAX];
	uint16_t n;
	struct history_session sessions[HISTORY_SESSIONS_MAX];
};

/*
 * An event message (CLIENT_SEEN, TRANSFER_*, EXPORT_*) as one row.
 *
 *   session  the machine's, or NULL when unknown
 */
void history_event(const struct bw_msg *event, enum bw_role role,
    const struct session *session, uint64_t now_ms, uint64_t wall_s,
    struct bw_ctl_event *out);

/* Remember an event of a session. */
void history_add(struct history *history, const struct session *session,
    const struct bw_ctl_event *event, uint64_t now_ms);

/* Does a session belong to the machine that is asked for? */
bool history_matches(
    const struct bw_ctl_session *session, const struct bw_ctl_ask *ask);

/*
 * The next session after the one with this id (0: the first) that ask names
 * (BW_CTL_BY_NOTHING: any); NULL when there is none.
 */
const struct history_session *history_next(const struct history *history,
    uint32_t after_id, const struct bw_ctl_ask *ask);

/* The session of this id, or NULL when it is forgotten. */
const struct history_session *
history_find(const struct history *history, uint32_t id);

/* The nth event that is kept, in order of time; NULL after the last. */
const struct bw_ctl_event *
history_nth(const struct history_session *session, uint32_t n);

#endif
