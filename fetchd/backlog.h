/* SPDX-License-Identifier: ISC */
/*
 * Events that a hook is yet to be told, as lines of JSON, and what becomes of
 * those it was told.  Pure.
 */
#ifndef FETCHD_BACKLOG_H
#define FETCHD_BACKLOG_H

#include "base/base.h"

/* What waits for a hook that does not listen; what comes then is lost ... */
#define FETCH_BACKLOG_MAX (256u << 10)
/* ... and what it is told at once. */
#define FETCH_POST_MAX (64u << 10)

struct fetch_backlog {
	size_t len;
	uint64_t n_lost; /* events that found no room */
	char bytes[FETCH_BACKLOG_MAX];
};

/*
 * Add an event, and the end of its line.
 *
 *   returns  0
 *            -ENOSPC  it is lost, and counted
 */
int fetch_backlog_put(struct fetch_backlog *backlog, const char *text);

/* How many of its first bytes are to be told at once: whole lines. */
size_t fetch_backlog_first(const struct fetch_backlog *backlog);

/* The first len bytes have been told, or nobody wants them. */
void fetch_backlog_drop(struct fetch_backlog *backlog, size_t len);

enum fetch_verdict {
	FETCH_VERDICT_TAKEN,
	FETCH_VERDICT_REFUSED, /* it would be again: RFC 9110 15.4, 15.5 */
	FETCH_VERDICT_AGAIN,
};

/* What a status says (0: there was none). */
enum fetch_verdict fetch_status_judge(long status);

/* How long to wait after so many failures, at least one, one by one. */
uint64_t fetch_backoff_ms(unsigned n_failures);

#endif
