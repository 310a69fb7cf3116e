/* SPDX-License-Identifier: ISC */
/* Connections on their way to tlsd; see wraps.h. */
#include "wraps.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

/* On their way in all, of one worker, and told to tlsd but not answered. */
#define WRAPS_MAX            512
#define WRAPS_PER_WORKER_MAX 256
#define WRAPS_SENT_MAX       64

struct wrap {
	uint32_t generation; /* of who asked; 0: free */
	uint32_t id;         /* by which */
	uint32_t number;     /* by which tlsd is asked */
	uint32_t sent_to;    /* the generation of that tlsd; 0: it waits */
	int fd;
	struct bw_msg_connection connection;
};

/* At its number's remainder each, so that their order is that of asking. */
static struct wrap wraps[WRAPS_MAX];
static uint32_t last_number;
static size_t n_waiting, n_sent;

static void
refuse(struct peer *worker, uint32_t id, int error, const char *reason)
{
	struct bw_msg msg = {.type = BW_MSG_CONNECTION_REFUSED, .id = id};

	msg.u.refused.error = error;
	bw_text_cut(msg.u.refused.reason, sizeof(msg.u.refused.reason), reason);
	(void)suite_send(worker, &msg, -1); /* its end comes to us */
}

static bool
send_one(struct peer *tlsd, struct wrap *wrap)
{
	struct bw_msg msg = {
	    .type = BW_MSG_CONNECTION_WRAP, .id = wrap->number};

	msg.u.connection = wrap->connection;
	if (suite_send(tlsd, &msg, wrap->fd) != 0) {
		return false; /* its end comes to us */
	}
	wrap->sent_to = tlsd->generation;
	n_waiting--;
	n_sent++;
	return true;
}

/* The oldest first. */
static void
send_waiting(struct suite *suite)
{
	struct peer *tlsd = suite_worker(suite, BW_ROLE_TLSD);

	for (uint32_t i = 1; tlsd != NULL && n_waiting > 0 &&
			     n_sent < WRAPS_SENT_MAX && i <= WRAPS_MAX;
	     i++) {
		struct wrap *wrap = &wraps[(last_number + i) % WRAPS_MAX];

		if (wrap->generation != 0 && wrap->sent_to == 0 &&
		    !send_one(tlsd, wrap)) {
			return;
		}
	}
}

static size_t
count_of(uint32_t generation)
{
	size_t n = 0;

	for (size_t i = 0; i < WRAPS_MAX; i++) {
		n += wraps[i].generation == generation;
	}
	return n;
}

void
wraps_ask(struct peer *worker, const struct bw_msg *msg, int fd)
{
	struct wrap *wrap = &wraps[(last_number + 1) % WRAPS_MAX];
	bool served = bw_conf_has_tls(worker->suite->conf);

	if (!served || wrap->generation != 0 ||
	    count_of(worker->generation) >= WRAPS_PER_WORKER_MAX) {
		refuse(worker, msg->id, -EAGAIN,
		    served ? "too many at once" : "no tlsd");
		(void)close(fd); /* the worker has its own */
		return;
	}
	*wrap = (struct wrap){
	    .generation = worker->generation,
	    .id = msg->id,
	    .number = ++last_number,
	    .fd = fd,
	    .connection = msg->u.connection,
	};
	wrap->connection.role = (uint8_t)worker->who.role;
	n_waiting++;
	send_waiting(worker->suite);
}

void
wraps_answered(struct peer *tlsd, const struct bw_msg *msg, int fd)
{
	struct wrap *wrap = &wraps[msg->id % WRAPS_MAX];
	struct bw_msg out = *msg;
	struct peer *worker;

	if (wrap->generation != 0 && wrap->number == msg->id &&
	    wrap->sent_to == tlsd->generation) {
		worker = suite_generation(tlsd->suite, wrap->generation);
		out.id = wrap->id;
		(void)close(wrap->fd); /* tlsd's now */
		wrap->generation = 0;
		n_sent--;
		if (worker != NULL) {
			/* Its end comes to us. */
			(void)suite_send(worker, &out, fd);
		}
		send_waiting(tlsd->suite);
	}
	if (fd >= 0) {
		(void)close(fd); /* the worker's now */
	}
}

void
wraps_tlsd_started(struct suite *suite)
{
	send_waiting(suite);
}

void
wraps_tlsd_ended(struct suite *suite)
{
	for (size_t i = 0; i < WRAPS_MAX; i++) {
		struct wrap *wrap = &wraps[i];

		if (wrap->generation != 0 && wrap->sent_to != 0 &&
		    suite_generation(suite, wrap->sent_to) == NULL) {
			wrap->sent_to = 0;
			n_sent--;
			n_waiting++;
		}
	}
	send_waiting(suite);
}
