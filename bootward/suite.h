/* SPDX-License-Identifier: ISC */
/*
 * The suite as the parent supervises it: masters it has forked, workers whose
 * channels masters have sent, the order of their first second and their end.
 * It never reads a network byte and never waits for a child.
 */
#ifndef BOOTWARD_SUITE_H
#define BOOTWARD_SUITE_H

#include "conf/conf.h"
#include "doors.h"
#include "ipc/chan.h"
#include "ipc/rules.h"
#include "os/loop.h"
#include "plan.h"

#define SUITE_PEERS_MAX 1200 /* masters, workers, a worker per NBD client */

enum peer_state {
	PEER_FREE,
	PEER_NEW,        /* nothing heard yet */
	PEER_CONFIGURED, /* it has said hello and has its configuration */
	PEER_READY,      /* confined; waits for START */
	PEER_STARTED,
};

struct suite;

/* One child: a master or a worker. */
struct peer {
	enum peer_state state;
	struct suite *suite;
	struct bw_speaker who;
	uint32_t index; /* of a worker among its siblings */
	uint8_t crew;   /* of a worker */
	bool retiring;  /* another crew has taken over */
	bool silent;    /* asked by the watchdog, it has yet to answer */
	uint32_t pid;
	uint32_t generation; /* tells one from the next in the same place */
	uint64_t begun_ms;
	struct bw_addr address;  /* whose connection, nbdd */
	struct bw_source source; /* its channel */
	uint32_t n_active;       /* transfers and the like under way */
	uint32_t n_fed;          /* leases sent to bootpd so far */
};

enum suite_phase {
	SUITE_MASTERS, /* waiting for masters to be ready */
	SUITE_WORKERS, /* waiting for workers to be ready */
	SUITE_SERVING,
	SUITE_STOPPING,
};

struct suite {
	const struct options *options;
	struct plan plans[BW_N_CREWS]; /* of each crew */
	uint8_t crew;                  /* that serves */
	const struct bw_conf *conf;    /* of its plan */
	struct doors doors;
	struct bw_loop loop;
	struct bw_source signals;
	struct bw_source interfaces; /* they change */
	struct peer peers[SUITE_PEERS_MAX];
	size_t n_peers; /* none that is in use lies beyond */
	uint32_t last_generation;
	enum suite_phase phase;
	bool has_served;
	int status;          /* to exit with */
	uint64_t drained_ms; /* stopping: what is in flight ends then */
	uint64_t stop_due_ms;
	uint64_t begun_ms;
	uint32_t n_restarts[BW_N_ROLES]; /* of workers */
#ifdef BW_PROBE
	uint32_t next_act[BW_N_ROLES];
#endif
};

/*
 * From here on SIGHUP and SIGUSR1 wait for suite_open(), and do not end what is
 * only starting.
 */
void suite_hold_signals(void);

/* Does this role run under this configuration, and with how many workers? */
bool suite_runs(const struct bw_conf *conf, enum bw_role role);
uint32_t suite_n_workers(const struct bw_conf *conf, enum bw_role role);

/*
 * Start the masters.  They are root until they have confined themselves; the
 * caller drops its own privilege next.
 *
 *   suite    plans[0] and doors are ready; those of masters are closed here
 *   returns  0 or a negative errno, logged
 */
int suite_open(struct suite *suite);

/* What is served by. */
static inline struct plan *
suite_plan(struct suite *suite)
{
	return &suite->plans[suite->crew];
}

/* Run until the end; returns the status to exit with. */
int suite_run(struct suite *suite);

/*
 * Say something to a child.  One whose channel is full has stopped listening;
 * it is ended, and -EPIPE returned.
 */
int suite_send(struct peer *peer, const struct bw_msg *msg, int fd);

/* A started worker of this role, or NULL. */
struct peer *suite_worker(struct suite *suite, enum bw_role role);

/* The master of this role, or NULL. */
struct peer *suite_master(struct suite *suite, enum bw_role role);

/* The worker of this generation; NULL when it has not lived until now. */
struct peer *suite_generation(struct suite *suite, uint32_t generation);

/* End a child that broke a rule; its master starts another. */
void suite_end_peer(struct peer *peer, const char *why);

/* End a worker whose client has no use for it; its end comes to us. */
void suite_replace(struct peer *peer, const char *why);

/* The leases kept are all here: bootpd may have them. */
void suite_leases_loaded(struct suite *suite);

#endif
