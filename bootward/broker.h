/* SPDX-License-Identifier: ISC */
/*
 * What children ask of each other, always through the parent, who checks it:
 * leases, access, images; and the events they report.
 */
#ifndef BOOTWARD_BROKER_H
#define BOOTWARD_BROKER_H

#include "counters.h"
#include "history.h"
#include "suite.h"

/*
 * Allocate everything.
 *
 *   returns  0 or -ENOMEM
 */
int broker_init(struct suite *suite);

/*
 * A message of a worker, which the rules allow; those of a child's life are
 * the suite's.
 *
 *   fd   -1, or taken
 */
void broker_message(struct peer *peer, const struct bw_msg *msg, int fd);

/* A worker has ended. */
void broker_worker_ended(struct suite *suite, enum bw_role role);

/* Something happened: to the log, the timeline and those who watch. */
void broker_report(struct peer *peer, const struct bw_msg *event);

/* A worker serves, for the first time or again. */
void broker_worker_started(struct peer *peer);

/* Everybody serves. */
void broker_serving(struct suite *suite);

/* The end of a turn of the loop: what was gathered in it is sent. */
void broker_flush(struct suite *suite);

/*
 * Send a new bootpd the leases, as many as its channel takes now.
 *
 *   returns  0 all of them, and LEASES_LOADED
 *            -EAGAIN  its channel is full: again when it is writable
 *            -EPIPE   it is gone
 */
int broker_feed(struct peer *peer);

/* What happened to machines. */
const struct history *broker_history(void);

/* What was counted; the first looks at what can only be looked at. */
void broker_count_now(const struct suite *suite);
const struct counters *broker_counters(void);

/* Are the leases here (or are there none to be loaded)? */
bool broker_has_leases(void);

#endif
