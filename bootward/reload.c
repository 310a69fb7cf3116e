/* SPDX-License-Identifier: ISC */
/* Reloads; see reload.h. */
#include "reload.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "broker.h"
#include "commits.h"
#include "control.h"
#include "fetch_files.h"
#include "log_levels.h"
#include "manager.h"
#include "notify.h"
#include "os/clock.h"
#include "suite_peers.h"
#include "tls_files.h"

/* New workers that are not ready after this never will be. */
#define START_PATIENCE_MS 20000
/* Past the end of their drain workers end themselves; if not, we do it. */
#define RETIRE_GRACE_MS 1000
/* Of what was refused so many reasons are told, all are logged. */
#define REASONS_MAX 32

enum reload_state {
	RELOAD_NONE,
	RELOAD_WAITING, /* for those who retired the last time */
	RELOAD_STARTING /* the next crew */
};

static struct {
	enum reload_state state;
	uint64_t begun_ms;
	uint64_t due_ms; /* to be over with this state */
	char reasons[REASONS_MAX][BW_CTL_REASON_MAX];
	size_t n_reasons;
	uint32_t number; /* of this one, or the last */
	bool wanted;     /* another one */
} reload = {.due_ms = UINT64_MAX};

static void
say(struct peer *peer, const struct bw_msg *msg)
{
	(void)suite_send(peer, msg, -1); /* its end comes to us */
}

static void
note(void *arg, const char *message)
{
	(void)arg;
	bw_log(BW_LOG_LEVEL_ERR, "%s", message);
	if (reload.n_reasons < REASONS_MAX) {
		char *reason = reload.reasons[reload.n_reasons++];

		bw_text_cut(reason, BW_CTL_REASON_MAX, message);
		bw_text_flatten(reason);
	}
}

const char *
reload_reason(size_t n)
{
	return n < reload.n_reasons ? reload.reasons[n] : NULL;
}

static uint8_t
next_crew(const struct suite *suite)
{
	return suite->crew == 0 ? 1 : 0;
}

bool
reload_renews(enum bw_role role)
{
	switch (role) {
	case BW_ROLE_BOOTPD:
	case BW_ROLE_TFTPD:
	case BW_ROLE_HTTPD:
	case BW_ROLE_TLSD:
		return true;
	case BW_ROLE_FETCHD: /* nothing that may change concerns these */
	case BW_ROLE_NBDD:   /* a worker is its connection's */
	case BW_ROLE_STORED:
	case BW_ROLE_PARENT:
	case BW_ROLE_CTL:
	case BW_N_ROLES:
		break;
	}
	return false;
}

static bool
is_of_crew(const struct peer *peer, uint8_t crew)
{
	return peer->state != PEER_FREE && !peer->who.master &&
	       reload_renews(peer->who.role) && peer->crew == crew;
}

bool
reload_is_next(const struct peer *peer)
{
	return is_of_crew(peer, next_crew(peer->suite)) && !peer->retiring;
}

bool
reload_is_under_way(void)
{
	return reload.state == RELOAD_STARTING;
}

struct plan *
reload_plan(const struct peer *peer)
{
	struct suite *suite = peer->suite;

	return is_of_crew(peer, next_crew(suite))
		   ? &suite->plans[next_crew(suite)]
		   : suite_plan(suite);
}

static void
become(enum reload_state state, uint64_t due_ms)
{
	reload.state = state;
	reload.due_ms = due_ms;
}

static void
finish(struct suite *suite, int error)
{
	become(RELOAD_NONE, UINT64_MAX);
	if (error == 0) {
		bw_log(BW_LOG_LEVEL_INFO, "event=reloaded ms=%llu",
		    (unsigned long long)(bw_clock_ms() - reload.begun_ms));
	} else {
		bw_log(BW_LOG_LEVEL_ERR,
		    "event=reload-refused reasons=%zu configuration=unchanged",
		    reload.n_reasons);
	}
	manager_ready(suite->conf, error != 0 ? reload_reason(0) : NULL);
	control_reloaded(reload.number, error);
}

/* --- crews ----------------------------------------------------------------- */

static void
say_to_masters(struct suite *suite, enum bw_msg_type type, uint8_t crew)
{
	struct bw_msg msg = {.type = type, .u.crew.crew = crew};

	for (size_t i = 0; i < suite->n_peers; i++) {
		struct peer *peer = &suite->peers[i];

		if (peer->state == PEER_STARTED && peer->who.master &&
		    reload_renews(peer->who.role)) {
			say(peer, &msg);
		}
	}
}

static void
hand_out_configuration(struct suite *suite)
{
	struct bw_msg msg = {.type = BW_MSG_CONFIG};

	for (size_t i = 0; i < suite->n_peers; i++) {
		struct peer *peer = &suite->peers[i];

		if (peer->state == PEER_STARTED && peer->who.master) {
			/* Its end comes to us. */
			(void)suite_send(
			    peer, &msg, suite_plan(suite)->config_fd);
		}
	}
}

static bool
is_crew_gone(const struct suite *suite, uint8_t crew)
{
	for (size_t i = 0; i < suite->n_peers; i++) {
		if (is_of_crew(&suite->peers[i], crew)) {
			return false;
		}
	}
	return true;
}

static bool
is_crew_ready(const struct suite *suite, uint8_t crew)
{
	uint32_t wanted = 0, ready = 0;

	for (int role = 0; role < BW_N_ROLES; role++) {
		if (reload_renews((enum bw_role)role)) {
			wanted +=
			    suite_n_workers(suite->conf, (enum bw_role)role);
		}
	}
	for (size_t i = 0; i < suite->n_peers; i++) {
		ready += is_of_crew(&suite->peers[i], crew) &&
			 suite->peers[i].state == PEER_READY;
	}
	return ready >= wanted;
}

/* What they are at may take its time, until the next reload needs the place. */
static void
retire_crew(struct suite *suite, uint8_t crew, uint32_t drain_ms)
{
	struct bw_msg msg = {.type = BW_MSG_STOP};

	msg.u.stop.drain_ms = drain_ms;
	for (size_t i = 0; i < suite->n_peers; i++) {
		struct peer *peer = &suite->peers[i];

		if (!is_of_crew(peer, crew)) {
			continue;
		}
		peer->retiring = true;
		if (peer->state >= PEER_READY) {
			say(peer, &msg);
		} else {
			suite_end_peer(peer, "its crew retires");
		}
	}
}

static void
end_crew(struct suite *suite, uint8_t crew, const char *why)
{
	for (size_t i = 0; i < suite->n_peers; i++) {
		if (is_of_crew(&suite->peers[i], crew)) {
			suite_end_peer(&suite->peers[i], why);
		}
	}
}

/* --- the steps ------------------------------------------------------------- */

static void
take_over(struct suite *suite)
{
	uint8_t old = suite->crew;

	suite->plans[next_crew(suite)].world.kernel =
	    suite->plans[old].world.kernel;
	suite->crew = next_crew(suite);
	suite->conf = &suite_plan(suite)->conf;
	notify_follow(suite->conf);
	fetch_files_take(suite);
	commits_follow(suite->conf);
	hand_out_configuration(suite);
	log_levels_follow(suite);
	say_to_masters(suite, BW_MSG_CREW_RETIRE, old);
	for (size_t i = 0; i < suite->n_peers; i++) {
		if (is_of_crew(&suite->peers[i], suite->crew)) {
			suite_start_peer(&suite->peers[i]);
		}
	}
	retire_crew(suite, old, BW_DRAIN_UNLIMITED);
	finish(suite, 0);
}

static void
give_up(struct suite *suite, const char *why)
{
	note(NULL, why);
	fetch_files_forget();
	say_to_masters(suite, BW_MSG_CREW_RETIRE, next_crew(suite));
	end_crew(suite, next_crew(suite), "a reload came to nothing");
	finish(suite, -ECANCELED);
}

static void
begin(struct suite *suite)
{
	struct plan *next = &suite->plans[next_crew(suite)];
	int error;

	plan_forget(next);
	error = plan_follow(
	    next, suite_plan(suite), suite->options, &suite->doors, note, NULL);
	if (error == 0 && commits_prepare(&next->conf) != 0) {
		note(NULL, "out of memory");
		error = -ENOMEM;
	}
	if (error == 0) {
		error = fetch_files_prepare(&next->conf, note, NULL);
	}
	if (error != 0) {
		finish(suite, error);
		return;
	}
	become(RELOAD_STARTING, bw_clock_ms() + START_PATIENCE_MS);
	tls_files_renew(suite, next_crew(suite));
	say_to_masters(suite, BW_MSG_CREW_START, next_crew(suite));
	reload_worker_ready(suite); /* there may be none to be waited for */
}

/* From the beginning: when those who retired the last time are gone. */
static void
prepare(struct suite *suite)
{
	uint32_t drain_ms = suite->conf->bootward.drain_ms;

	reload.n_reasons = 0;
	reload.number++;
	reload.begun_ms = bw_clock_ms();
	if (suite->phase != SUITE_SERVING) {
		note(NULL, "the suite is starting, or stopping");
		finish(suite, -EAGAIN);
		return;
	}
	bw_log(BW_LOG_LEVEL_INFO, "event=reloading");
	manager_reloading();
	if (is_crew_gone(suite, next_crew(suite))) {
		begin(suite);
		return;
	}
	become(RELOAD_WAITING, reload.begun_ms + drain_ms + RETIRE_GRACE_MS);
	retire_crew(suite, next_crew(suite), drain_ms);
}

uint32_t
reload_ask(void)
{
	if (reload.state == RELOAD_WAITING) {
		return reload.number; /* nothing has been read yet */
	}
	reload.wanted = true; /* reload_tick() is next */
	return reload.number + 1;
}

void
reload_worker_ready(struct suite *suite)
{
	if (reload.state == RELOAD_STARTING &&
	    is_crew_ready(suite, next_crew(suite))) {
		take_over(suite);
	}
}

void
reload_worker_ended(struct suite *suite, enum bw_role role, uint8_t crew)
{
	char why[BW_CTL_REASON_MAX];

	if (reload.state == RELOAD_STARTING && reload_renews(role) &&
	    crew == next_crew(suite)) {
		(void)snprintf(why, sizeof(why),
		    "%s: its new worker ended before it could serve: the log "
		    "says why",
		    bw_role_str(role));
		give_up(suite, why);
	} else if (reload.state == RELOAD_WAITING &&
		   is_crew_gone(suite, next_crew(suite))) {
		begin(suite);
	}
}

void
reload_stop(struct suite *suite)
{
	reload.wanted = false;
	if (reload.state != RELOAD_NONE) {
		note(NULL, "the suite stops");
		finish(suite, -ECANCELED);
	}
}

uint64_t
reload_due_ms(void)
{
	bool idle = reload.state == RELOAD_NONE;

	return idle && reload.wanted ? 0 : reload.due_ms;
}

void
reload_tick(struct suite *suite, uint64_t now_ms)
{
	if (reload.state == RELOAD_NONE && reload.wanted) {
		reload.wanted = false;
		prepare(suite);
		return;
	}
	if (now_ms < reload.due_ms) {
		return;
	}
	if (reload.state == RELOAD_STARTING) {
		give_up(suite, "the new workers are not ready in time");
	} else {
		end_crew(suite, next_crew(suite), "it does not finish");
		begin(suite);
	}
}
