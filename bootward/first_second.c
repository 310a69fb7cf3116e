/* SPDX-License-Identifier: ISC */
/*
 * The first second, in its order: masters are ready, workers are ready, bootpd
 * knows the leases, and only then does anybody read the network.
 */
#include "suite.h"

#include <errno.h>
#include <string.h>

#include "broker.h"
#include "interfaces.h"
#include "log_levels.h"
#include "manager.h"
#include "os/clock.h"
#include "reload.h"
#include "suite_peers.h"
#include "tls_files.h"

static int
say(struct peer *peer, enum bw_msg_type type)
{
	struct bw_msg msg = {.type = type};

	return suite_send(peer, &msg, -1);
}

static bool
all_masters_ready(const struct suite *suite)
{
	for (size_t i = 0; i < suite->n_peers; i++) {
		if (suite->peers[i].who.master &&
		    suite->peers[i].state != PEER_FREE &&
		    suite->peers[i].state < PEER_READY) {
			return false;
		}
	}
	return true;
}

static bool
all_workers_ready(const struct suite *suite)
{
	uint32_t wanted = 0, ready = 0;

	for (int role = 0; role < BW_N_ROLES; role++) {
		wanted += suite_n_workers(suite->conf, (enum bw_role)role);
	}
	for (size_t i = 0; i < suite->n_peers; i++) {
		ready += !suite->peers[i].who.master &&
			 suite->peers[i].state >= PEER_READY;
	}
	return ready >= wanted;
}

void
suite_start_peer(struct peer *peer)
{
	if (peer->state != PEER_READY || say(peer, BW_MSG_START) != 0) {
		return;
	}
	peer->state = PEER_STARTED;
	if (!peer->who.master) {
		broker_worker_started(peer);
	}
}

static void
serve(struct suite *suite)
{
	for (size_t i = 0; i < suite->n_peers; i++) {
		suite_start_peer(&suite->peers[i]);
	}
	suite->phase = SUITE_SERVING;
	suite->has_served = true;
	broker_serving(suite);
	bw_log(BW_LOG_LEVEL_INFO, "event=ready ms=%llu",
	    (unsigned long long)(bw_clock_ms() - suite->begun_ms));
	manager_ready(suite->conf, NULL);
}

/* Go on to the next phase when everybody has come so far. */
static void
advance(struct suite *suite)
{
	if (suite->phase == SUITE_MASTERS && all_masters_ready(suite)) {
		suite->phase = SUITE_WORKERS;
		for (size_t i = 0; i < suite->n_peers; i++) {
			struct peer *peer = &suite->peers[i];

			/* nbdd's begins to accept: the network comes last. */
			if (peer->who.role != BW_ROLE_NBDD) {
				suite_start_peer(peer);
			}
		}
	}
	if (suite->phase == SUITE_WORKERS && all_workers_ready(suite)) {
		serve(suite);
	}
}

static void
worker_ready(struct peer *peer)
{
	struct suite *suite = peer->suite;

	peer->state = PEER_READY;
	if (reload_is_next(peer)) {
		reload_worker_ready(suite);
		return;
	}
	/* stored reads no network, and bootpd waits for what it has. */
	if (suite->phase == SUITE_SERVING || peer->who.role == BW_ROLE_STORED) {
		suite_start_peer(peer);
	}
	advance(suite);
}

static bool
waits_for_feed(const struct peer *peer)
{
	return !peer->who.master && peer->who.role == BW_ROLE_BOOTPD &&
	       peer->state == PEER_CONFIGURED && peer->n_fed > 0;
}

void
suite_feed(struct peer *peer)
{
	int error;

	if (!waits_for_feed(peer)) {
		return;
	}
	error = broker_feed(peer);
	if (error == 0) {
		(void)bw_loop_change(
		    &peer->suite->loop, &peer->source, BW_LOOP_READ);
		worker_ready(peer);
	} else if (error == -EAGAIN) {
		(void)bw_loop_change(&peer->suite->loop, &peer->source,
		    BW_LOOP_READ | BW_LOOP_WRITE);
	}
}

void
suite_leases_loaded(struct suite *suite)
{
	for (size_t i = 0; i < suite->n_peers; i++) {
		suite_feed(&suite->peers[i]);
	}
}

void
suite_take_hello(struct peer *peer, const struct bw_msg_hello *hello)
{
	struct bw_msg msg = {.type = BW_MSG_CONFIG};
	int fd;

	if (peer->state != PEER_NEW || hello->role != peer->who.role ||
	    (hello->master == 1) != peer->who.master) {
		suite_end_peer(peer, "an impossible hello");
		return;
	}
	peer->state = PEER_CONFIGURED;
	fd = peer->who.role == BW_ROLE_NBDD && !peer->who.master
		 ? reload_plan(peer)->brief_fd
		 : reload_plan(peer)->config_fd;
	if (suite_send(peer, &msg, fd) == 0) {
		log_levels_tell(peer);
		if (peer->who.master && peer->who.role == BW_ROLE_TLSD) {
			tls_files_begin(peer);
		}
	}
}

void
suite_take_ready(struct peer *peer)
{
	if (peer->state != PEER_CONFIGURED || peer->n_fed > 0) {
		suite_end_peer(peer, "ready twice");
	} else if (peer->who.master) {
		peer->state = PEER_READY;
		advance(peer->suite);
	} else if (peer->who.role == BW_ROLE_BOOTPD) {
		interfaces_tell(peer);
		peer->n_fed = 1; /* counts from one: it has been ready */
		if (broker_has_leases()) {
			suite_feed(peer);
		}
	} else {
		worker_ready(peer);
	}
}
