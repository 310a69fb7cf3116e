/* SPDX-License-Identifier: ISC */
/* Peers: their channels, what they may say, and who ends them. */
#include "suite.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "broker.h"
#include "exports.h"
#include "log_levels.h"
#include "logs.h"
#include "os/clock.h"
#include "reload.h"
#include "suite_peers.h"
#include "watchdog.h"

/* Packets taken from one child per wake-up: the others wait no longer. */
#define PEER_BATCH_MAX 64

struct peer *
suite_worker(struct suite *suite, enum bw_role role)
{
	for (size_t i = 0; i < suite->n_peers; i++) {
		struct peer *peer = &suite->peers[i];

		if (peer->state == PEER_STARTED && !peer->who.master &&
		    peer->who.role == role && !peer->retiring) {
			return peer;
		}
	}
	return NULL;
}

struct peer *
suite_generation(struct suite *suite, uint32_t generation)
{
	for (size_t i = 0; i < suite->n_peers; i++) {
		if (suite->peers[i].state != PEER_FREE &&
		    suite->peers[i].generation == generation) {
			return &suite->peers[i];
		}
	}
	return NULL;
}

struct peer *
suite_master(struct suite *suite, enum bw_role role)
{
	for (size_t i = 0; i < suite->n_peers; i++) {
		struct peer *peer = &suite->peers[i];

		if (peer->state != PEER_FREE && peer->who.master &&
		    peer->who.role == role) {
			return peer;
		}
	}
	return NULL;
}

int
suite_send(struct peer *peer, const struct bw_msg *msg, int fd)
{
	int error = bw_chan_send_now(peer->source.fd, msg, fd);

	if (error == -EAGAIN) {
		suite_end_peer(peer, "it does not read its channel");
		error = -EPIPE;
	}
	return error; /* -EPIPE: its end is on the way to us */
}

void
suite_end_peer(struct peer *peer, const char *why)
{
	struct peer *master = suite_master(peer->suite, peer->who.role);
	struct bw_msg msg = {.type = BW_MSG_WORKER_END};

	bw_log(BW_LOG_LEVEL_ERR, "child=%s kind=%s pid=%u ended reason=\"%s\"",
	    bw_role_str(peer->who.role), peer->who.master ? "master" : "worker",
	    (unsigned)peer->pid, why);
	if (peer->who.master) {
		/* A broken master is a broken suite. */
		peer->suite->status = EXIT_FAILURE;
		suite_stop(peer->suite);
		return;
	}
	msg.u.worker.pid = peer->pid;
	suite_peer_remove(peer);
	if (master != NULL) {
		/* It has a channel of its own, which is hardly ever used. */
		(void)bw_chan_send_now(master->source.fd, &msg, -1);
	}
}

void
suite_replace(struct peer *peer, const char *why)
{
	struct peer *master = suite_master(peer->suite, peer->who.role);
	struct bw_msg msg = {.type = BW_MSG_WORKER_END};
	char text[BW_ADDR_STR_MAX];

	if (log_levels_show(peer->who.role, BW_LOG_LEVEL_INFO)) {
		bw_log_as(bw_role_str(peer->who.role), BW_LOG_LEVEL_INFO,
		    "peer=%s pid=%u replaced reason=\"%s\"",
		    bw_addr_str(&peer->address, text), (unsigned)peer->pid,
		    why);
	}
	msg.u.worker.pid = peer->pid;
	if (master != NULL) {
		(void)suite_send(master, &msg, -1); /* its end comes to us */
	}
}

static void
take_worker(struct peer *master, const struct bw_msg_worker *m, int fd)
{
	struct bw_speaker who = {.role = master->who.role};
	struct peer *peer = suite_peer_add(master->suite, who, m->pid, fd);

	if (peer == NULL) {
		return; /* the channel is closed, so the worker ends */
	}
	peer->index = m->index;
	peer->crew = m->crew;
	peer->address = m->peer;
	if (reload_is_next(peer) && !reload_is_under_way()) {
		suite_end_peer(peer, "its crew has been given up");
	}
}

static struct peer *
find_worker(struct suite *suite, enum bw_role role, uint32_t pid)
{
	for (size_t i = 0; i < suite->n_peers; i++) {
		struct peer *peer = &suite->peers[i];

		if (peer->state != PEER_FREE && !peer->who.master &&
		    peer->who.role == role && peer->pid == pid) {
			return peer;
		}
	}
	return NULL;
}

static void
worker_ended(struct peer *master, const struct bw_msg_worker *m)
{
	struct suite *suite = master->suite;
	struct peer *peer = find_worker(suite, master->who.role, m->pid);
	bool retired = peer != NULL && peer->retiring;
	bool connection = master->who.role == BW_ROLE_NBDD;

	if (peer != NULL) {
		uint8_t crew = peer->crew;

		suite_peer_drain(peer);
		suite_peer_remove(peer);
		reload_worker_ended(suite, master->who.role, crew);
	}
	if (!retired && !connection) { /* these come and go */
		suite->n_restarts[master->who.role]++;
	}
	broker_worker_ended(suite, master->who.role);
	if (suite->phase < SUITE_SERVING) {
		bw_log(BW_LOG_LEVEL_ERR,
		    "service=%s reason=\"its worker ended before it could "
		    "serve: the suite ends\"",
		    bw_role_str(master->who.role));
		suite->status = EXIT_FAILURE;
		suite_stop(suite);
	}
}

static void
take_line(const struct peer *peer, const struct bw_msg_log *log)
{
	enum bw_log_level level = (enum bw_log_level)log->level;

	if (log_levels_show(peer->who.role, level)) {
		bw_log_as(bw_role_str(peer->who.role), level, "%s", log->line);
	}
}

static void
dispatch(struct peer *peer, const struct bw_msg *msg, int fd)
{
	switch ((int)msg->type) {
	case BW_MSG_HELLO:
		suite_take_hello(peer, &msg->u.hello);
		break;
	case BW_MSG_READY:
		suite_take_ready(peer);
		break;
	case BW_MSG_LOG_WRITTEN:
		take_line(peer, &msg->u.log);
		break;
	case BW_MSG_REQUEST_LOGGED:
		logs_write_access(msg->u.request.line);
		break;
	case BW_MSG_PINGED:
		watchdog_answered(peer);
		break;
	case BW_MSG_WORKER_STARTED:
		take_worker(peer, &msg->u.worker, fd);
		break;
	case BW_MSG_WORKER_ENDED:
		worker_ended(peer, &msg->u.worker);
		break;
	default:
		if (peer->state == PEER_STARTED) {
			broker_message(peer, msg, fd);
			break;
		}
		if (fd >= 0) {
			(void)close(fd); /* too early */
		}
		suite_end_peer(peer, "it speaks before it was started");
	}
}

/* Take one message of a packet; false when there is none, or nobody more. */
static bool
take_message(struct peer *peer, struct bw_bundle *packet, int fd)
{
	const struct bw_speaker parent = {.role = BW_ROLE_PARENT};
	struct bw_msg msg __attribute__((uninitialized)); /* often and large */
	int error = bw_bundle_next(packet, &msg);

	if (error == -EAGAIN) {
		return false;
	}
	if (error != 0 ||
	    !bw_rules_allow(msg.type, peer->who, parent, fd >= 0)) {
		if (fd >= 0) {
			(void)close(fd); /* a rule breaker's */
		}
		suite_end_peer(peer, error != 0 ? "what it says is no message"
						: bw_msg_type_str(msg.type));
		return false;
	}
	dispatch(peer, &msg, fd);
	return peer->state != PEER_FREE;
}

/* Others hand over no descriptors; none of theirs is accepted. */
static bool
hands_over(struct bw_speaker who)
{
	return who.master || who.role == BW_ROLE_FETCHD ||
	       who.role == BW_ROLE_HTTPD || who.role == BW_ROLE_NBDD ||
	       who.role == BW_ROLE_TLSD;
}

/*
 * Take one packet; false when there is none, or nobody any more.
 *
 *   packet   of the caller, who may be called while another's is looked at
 */
static bool
take_packet(struct peer *peer, struct bw_bundle *packet)
{
	int fd = -1;
	int error = bw_bundle_recv_now(
	    peer->source.fd, packet, hands_over(peer->who) ? &fd : NULL);

	if (error == -EAGAIN) {
		return false;
	}
	if (error == -EPIPE) {
		/* Its end comes to us by its master, or by SIGCHLD. */
		bw_loop_remove(&peer->suite->loop, &peer->source);
		return false;
	}
	if (error != 0) {
		suite_end_peer(peer, "what it says is no message");
		return false;
	}
	while (take_message(peer, packet, fd)) {
		/* bounded by the packet's size */
	}
	return peer->state != PEER_FREE;
}

static void
peer_ready(struct bw_source *source, unsigned events)
{
	static struct bw_bundle packet;
	struct peer *peer = source->arg;

	if ((events & BW_LOOP_WRITE) != 0) {
		suite_feed(peer);
	}
	for (int i = 0; i < PEER_BATCH_MAX; i++) {
		if (!take_packet(peer, &packet)) {
			return;
		}
	}
}

void
suite_peer_drain(struct peer *peer)
{
	static struct bw_bundle packet;

	while (take_packet(peer, &packet)) {
		/* bounded by what its channel holds: it has ended */
	}
}

struct peer *
suite_peer_add(
    struct suite *suite, struct bw_speaker who, uint32_t pid, int chan)
{
	for (size_t i = 0; i < ARRAY_LEN(suite->peers); i++) {
		struct peer *peer = &suite->peers[i];

		if (peer->state != PEER_FREE) {
			continue;
		}
		*peer = (struct peer){
		    .state = PEER_NEW,
		    .suite = suite,
		    .who = who,
		    .pid = pid,
		    .generation = ++suite->last_generation,
		    .begun_ms = bw_clock_ms(),
		    .source = {.fd = chan, .ready = peer_ready, .arg = peer},
		};
		if (bw_loop_add(&suite->loop, &peer->source, BW_LOOP_READ) !=
		    0) {
			peer->state = PEER_FREE;
			break;
		}
		if (i >= suite->n_peers) {
			suite->n_peers = i + 1;
		}
		return peer;
	}
	bw_log(BW_LOG_LEVEL_ERR, "error=\"too many children\"");
	(void)close(chan); /* it ends by EOF */
	return NULL;
}

void
suite_peer_remove(struct peer *peer)
{
	struct suite *suite = peer->suite;

	if (peer->state == PEER_FREE) {
		return;
	}
	bw_loop_remove(&suite->loop, &peer->source);
	(void)close(peer->source.fd); /* EOF to it, if it still lives */
	peer->state = PEER_FREE;
	if (!peer->who.master && peer->who.role == BW_ROLE_NBDD) {
		exports_ended(peer);
	}
	while (suite->n_peers > 0 &&
	       suite->peers[suite->n_peers - 1].state == PEER_FREE) {
		suite->n_peers--;
	}
}
