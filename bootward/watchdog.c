/* SPDX-License-Identifier: ISC */
/* The watchdog; see watchdog.h. */
#include "watchdog.h"

#include <stdlib.h>

#include "environment.h"
#include "manager.h"

/* Of the manager's interval, as it asks for. */
#define ROUNDS_PER_INTERVAL 2
#define US_PER_MS           1000

static struct {
	uint64_t period_ms; /* of a round; 0: nobody wants to know */
	uint64_t due_ms;    /* the next one */
	bool asking;        /* not everybody has answered */
} watchdog;

void
watchdog_open(void)
{
	uint64_t interval_us;

	if (getenv("WATCHDOG_PID") != NULL &&
	    !environment_names_us("WATCHDOG_PID")) {
		return; /* somebody else */
	}
	if (environment_number("WATCHDOG_USEC", UINT64_MAX, &interval_us)) {
		watchdog.period_ms =
		    interval_us / (ROUNDS_PER_INTERVAL * US_PER_MS);
	}
}

static bool
is_asked(const struct peer *peer)
{
	return peer->state == PEER_STARTED &&
	       (peer->who.master || peer->who.role != BW_ROLE_NBDD);
}

static void
ask(struct suite *suite)
{
	const struct bw_msg msg = {.type = BW_MSG_PING};

	for (size_t i = 0; i < suite->n_peers; i++) {
		struct peer *peer = &suite->peers[i];

		if (is_asked(peer)) {
			peer->silent = true;
			/* Its end comes to us. */
			(void)suite_send(peer, &msg, -1);
		}
	}
	watchdog.asking = true;
}

void
watchdog_answered(struct peer *peer)
{
	peer->silent = false;
}

/* Somebody who has not answered, or NULL. */
static const struct peer *
find_silent(const struct suite *suite)
{
	for (size_t i = 0; i < suite->n_peers; i++) {
		const struct peer *peer = &suite->peers[i];

		if (peer->state != PEER_FREE && peer->silent) {
			return peer;
		}
	}
	return NULL;
}

uint64_t
watchdog_due_ms(const struct suite *suite)
{
	bool on = watchdog.period_ms > 0 && suite->phase >= SUITE_SERVING;

	return on ? watchdog.due_ms : UINT64_MAX;
}

void
watchdog_tick(struct suite *suite, uint64_t now_ms)
{
	const struct peer *silent = watchdog.asking ? find_silent(suite) : NULL;

	if (watchdog.asking && silent == NULL) {
		watchdog.asking = false;
		manager_tell("WATCHDOG=1");
	}
	if (now_ms < watchdog_due_ms(suite)) {
		return;
	}
	watchdog.due_ms = now_ms + watchdog.period_ms;
	if (silent == NULL) {
		ask(suite);
		return;
	}
	bw_log(BW_LOG_LEVEL_ERR,
	    "child=%s kind=%s pid=%u watchdog=\"it does not answer\"",
	    bw_role_str(silent->who.role),
	    silent->who.master ? "master" : "worker", (unsigned)silent->pid);
}
