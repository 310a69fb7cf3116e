/* SPDX-License-Identifier: ISC */
/* Who waits for which remote file; see remotes.h. */
#include "remotes.h"

#include <errno.h>

#include "base/text.h"
#include "conf/roots.h"

/* Files on their way at once, and of one worker. */
#define REMOTES_MAX            4096
#define REMOTES_PER_WORKER_MAX 512

/* A REMOTE_OPEN that is not at its end: whose it is, and its id there. */
struct remote {
	uint32_t generation; /* 0: free */
	uint32_t id;
	uint32_t number; /* by which fetchd was asked */
};

/* Asked for while fetchd was being started. */
#define KEPT_MAX 256

struct kept {
	uint32_t generation; /* of who asked */
	struct bw_msg msg;
};

static struct remote remotes[REMOTES_MAX];
static struct kept kept[KEPT_MAX];
static size_t n_kept;
static uint32_t last_number;

static void
refuse(struct peer *worker, enum bw_msg_type type, uint32_t id, int error,
    const char *reason)
{
	struct bw_msg msg = {.type = type, .id = id};

	msg.u.refused.error = error;
	bw_text_cut(msg.u.refused.reason, sizeof(msg.u.refused.reason), reason);
	(void)suite_send(worker, &msg, -1); /* its end comes to us */
}

/*
 * A free place for this worker, or NULL.  Its index is the next number's
 * remainder, so that fetchd's answer finds it.
 */
static struct remote *
place(uint32_t generation)
{
	struct remote *free = NULL;
	size_t n = 0;

	for (uint32_t i = 1; i <= REMOTES_MAX; i++) {
		struct remote *at = &remotes[(last_number + i) % REMOTES_MAX];

		if (free == NULL && at->generation == 0) {
			free = at;
			free->number = last_number + i;
		}
		n += at->generation == generation;
	}
	if (free != NULL && n < REMOTES_PER_WORKER_MAX) {
		last_number = free->number;
		return free;
	}
	return NULL;
}

static bool
is_remote(const struct bw_conf *conf, enum bw_service service, unsigned root)
{
	struct bw_roots roots;

	bw_roots_of(conf, service, &roots);
	return root < roots.n && roots.items[root].remote;
}

/* Until fetchd serves again. */
static void
keep(struct peer *worker, const struct bw_msg *msg)
{
	if (n_kept == KEPT_MAX) {
		refuse(worker, BW_MSG_REMOTE_REFUSED, msg->id, -EAGAIN,
		    "fetchd is being started");
		return;
	}
	kept[n_kept].generation = worker->generation;
	kept[n_kept].msg = *msg;
	n_kept++;
}

void
remotes_open(struct peer *worker, const struct bw_msg *msg)
{
	struct suite *suite = worker->suite;
	struct peer *fetchd = suite_worker(suite, BW_ROLE_FETCHD);
	enum bw_service service = worker->who.role == BW_ROLE_TFTPD
				      ? BW_SERVICE_TFTPD
				      : BW_SERVICE_HTTPD;
	struct bw_msg out = *msg;
	struct remote *remote;

	if (!is_remote(suite->conf, service, msg->u.remote_open.root)) {
		suite_end_peer(worker, "it has no such remote root");
		return;
	}
	if (fetchd == NULL) {
		keep(worker, msg);
		return;
	}
	remote = place(worker->generation);
	if (remote == NULL) {
		refuse(worker, BW_MSG_REMOTE_REFUSED, msg->id, -EAGAIN,
		    "too many remote files at once");
		return;
	}
	remote->generation = worker->generation;
	remote->id = msg->id;
	out.id = remote->number;
	out.u.remote_open.service = (uint8_t)service;
	if (suite_send(fetchd, &out, -1) != 0) {
		remote->generation = 0;
		keep(worker, msg);
	}
}

void
remotes_fetchd_started(struct suite *suite)
{
	size_t n = n_kept;

	n_kept = 0; /* what is kept again goes where it was read */
	for (size_t i = 0; i < n; i++) {
		struct peer *worker =
		    suite_generation(suite, kept[i].generation);
		const struct bw_msg msg = kept[i].msg;

		if (worker != NULL) {
			remotes_open(worker, &msg);
		}
	}
}

/* Has fetchd said the last of it? */
static bool
is_last(const struct bw_msg *msg)
{
	switch ((int)msg->type) {
	case BW_MSG_REMOTE_OPENED:
		return msg->u.remote_opened.available ==
		       msg->u.remote_opened.size;
	case BW_MSG_REMOTE_GROWN:
		return msg->u.remote_grown.whole != 0;
	default:
		return true;
	}
}

void
remotes_answered(struct peer *fetchd, const struct bw_msg *msg, int fd)
{
	struct remote *remote = &remotes[msg->id % REMOTES_MAX];
	struct peer *worker;
	struct bw_msg out = *msg;

	if (remote->generation == 0 || remote->number != msg->id) {
		return;
	}
	worker = suite_generation(fetchd->suite, remote->generation);
	out.id = remote->id;
	if (worker == NULL || is_last(msg)) {
		remote->generation = 0;
	}
	if (worker != NULL) {
		(void)suite_send(worker, &out, fd); /* its end comes to us */
	}
}

void
remotes_fetchd_ended(struct suite *suite)
{
	for (size_t i = 0; i < REMOTES_MAX; i++) {
		struct remote *remote = &remotes[i];
		struct peer *worker =
		    remote->generation == 0
			? NULL
			: suite_generation(suite, remote->generation);

		remote->generation = 0;
		if (worker != NULL) {
			refuse(worker, BW_MSG_REMOTE_ENDED, remote->id, -EAGAIN,
			    "fetchd ended");
		}
	}
}
