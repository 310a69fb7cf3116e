/* SPDX-License-Identifier: ISC */
/*
 * What fetchd decides: which question's turn it is, where a redirect may lead,
 * and what an answer grants.  Pure.
 */
#ifndef FETCHD_CORE_H
#define FETCHD_CORE_H

#include "ipc/msg.h"
#include "proto.h"
#include "wire.h"

struct fetch_question {
	uint32_t id; /* of the message that asked */
	struct bw_msg_access_ask ask;
	uint64_t due_ms; /* an answer after this is of no use */
};

/* Questions that wait until a transfer is free, first come, first served. */
struct fetch_queue {
	struct fetch_question items[FETCH_QUEUE_MAX];
	size_t first;
	size_t n;
};

/* returns 0, or -EAGAIN when there are too many already */
int fetch_queue_put(
    struct fetch_queue *queue, const struct fetch_question *question);
/* returns whether there was one */
bool fetch_queue_take(struct fetch_queue *queue, struct fetch_question *out);

/* How a transfer ended. */
struct fetch_result {
	uint16_t status; /* of the last answer; 0 = none came in time */
	bool failed;     /* whatever the status, it does not count */
	const char *body;
	size_t body_len;
};

/* The answer to question id: access is granted below status 400. */
void fetch_answer_build(
    uint32_t id, const struct fetch_result *result, struct bw_msg *out);

/*
 * May a redirect lead there?  Only to the scheme, host and port configured:
 * no other name is known here, and no other server was chosen to decide.
 */
bool
fetch_redirect_allowed(const struct fetch_location *location, const char *url);

#endif
