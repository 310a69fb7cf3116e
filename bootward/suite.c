/* SPDX-License-Identifier: ISC */
/* Start, signals and end of the suite; see suite.h. */
#include "suite.h"

#include <errno.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <string.h>
#include <unistd.h>

#include "broker.h"
#include "conf/hooks.h"
#include "conf/origins.h"
#include "control.h"
#include "interfaces.h"
#include "log_levels.h"
#include "logs.h"
#include "manager.h"
#include "masters.h"
#include "metrics.h"
#include "os/clock.h"
#include "reload.h"
#include "suite_peers.h"
#include "watchdog.h"

/* Masters that have not ended this long after the drain are left to EOF. */
#define STOP_GRACE_MS 5000

bool
suite_runs(const struct bw_conf *conf, enum bw_role role)
{
	switch (role) {
	case BW_ROLE_BOOTPD:
		return conf->bootpd.enabled;
	case BW_ROLE_TFTPD:
		return conf->tftpd.enabled;
	case BW_ROLE_HTTPD:
		return conf->httpd.enabled;
	case BW_ROLE_NBDD:
		return conf->nbdd.enabled;
	case BW_ROLE_STORED:
		return bw_conf_has_leases(conf);
	case BW_ROLE_FETCHD:
		return bw_conf_asks_access(conf) || bw_conf_has_remote(conf) ||
		       bw_conf_has_hooks(conf);
	case BW_ROLE_TLSD:
		return bw_conf_has_tls(conf);
	case BW_ROLE_PARENT:
	case BW_ROLE_CTL:
	case BW_N_ROLES:
		break;
	}
	return false;
}

uint32_t
suite_n_workers(const struct bw_conf *conf, enum bw_role role)
{
	if (!suite_runs(conf, role) || role == BW_ROLE_NBDD) {
		return 0; /* nbdd: one per connection */
	}
	if (role == BW_ROLE_TFTPD) {
		return conf->tftpd.workers;
	}
	return role == BW_ROLE_HTTPD ? conf->httpd.workers : 1;
}

/* Those that others need to finish: they end last. */
static bool
is_needed(enum bw_role role)
{
	return role == BW_ROLE_STORED || role == BW_ROLE_FETCHD ||
	       role == BW_ROLE_TLSD;
}

static void
stop_peers(struct suite *suite, bool needed)
{
	uint64_t now_ms = bw_clock_ms();
	struct bw_msg msg = {.type = BW_MSG_STOP};

	msg.u.stop.drain_ms = now_ms < suite->drained_ms
				  ? (uint32_t)(suite->drained_ms - now_ms)
				  : 0;
	for (size_t i = 0; i < suite->n_peers; i++) {
		struct peer *peer = &suite->peers[i];

		if (peer->state == PEER_FREE ||
		    is_needed(peer->who.role) != needed) {
			continue;
		}
		if (peer->state >= PEER_READY) {
			(void)bw_chan_send_now(peer->source.fd, &msg, -1);
		} else {
			/* In its first second: EOF ends it. */
			(void)shutdown(peer->source.fd, SHUT_WR);
		}
	}
}

void
suite_stop_rest(struct suite *suite)
{
	for (size_t i = 0; i < suite->n_peers; i++) {
		if (suite->peers[i].state != PEER_FREE &&
		    suite->peers[i].who.master &&
		    !is_needed(suite->peers[i].who.role)) {
			return; /* it may still have leases to be kept */
		}
	}
	if (masters_count(suite) == 0) {
		bw_loop_end(&suite->loop, suite->status);
		return;
	}
	stop_peers(suite, true);
}

void
suite_stop(struct suite *suite)
{
	uint32_t drain_ms = suite->conf->bootward.drain_ms;

	if (suite->phase == SUITE_STOPPING) {
		return;
	}
	reload_stop(suite);
	suite->phase = SUITE_STOPPING;
	suite->drained_ms = bw_clock_ms() + drain_ms;
	suite->stop_due_ms = suite->drained_ms + STOP_GRACE_MS;
	manager_stopping(drain_ms + STOP_GRACE_MS);
	stop_peers(suite, false);
	suite_stop_rest(suite);
}

static uint64_t
due(void *arg)
{
	struct suite *suite = arg;
	const uint64_t dues[] = {
	    control_due_ms(),
	    metrics_due_ms(),
	    watchdog_due_ms(suite),
	    reload_due_ms(),
	    suite->phase == SUITE_STOPPING ? suite->stop_due_ms : UINT64_MAX,
	};
	uint64_t due_ms = UINT64_MAX;

	for (size_t i = 0; i < ARRAY_LEN(dues); i++) {
		if (dues[i] < due_ms) {
			due_ms = dues[i];
		}
	}
	return due_ms;
}

static void
tick(void *arg, uint64_t now_ms)
{
	struct suite *suite = arg;

	broker_flush(suite);
	control_tick(now_ms);
	metrics_tick(now_ms);
	reload_tick(suite, now_ms);
	watchdog_tick(suite, now_ms);
	if (suite->phase == SUITE_STOPPING && now_ms >= suite->stop_due_ms) {
		bw_log(BW_LOG_LEVEL_ERR, "stopping=late masters=%zu",
		    masters_count(suite));
		bw_loop_end(&suite->loop, EXIT_FAILURE);
	}
}

static void
signal_ready(struct bw_source *source, unsigned events)
{
	struct suite *suite = source->arg;
	struct signalfd_siginfo info;

	(void)events;
	while (read(source->fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGCHLD) {
			masters_reap(suite);
		} else if (info.ssi_signo == SIGHUP) {
			(void)reload_ask(); /* the log tells */
		} else if (info.ssi_signo == SIGUSR1) {
			logs_reopen(suite->conf);
		} else if (suite->phase == SUITE_STOPPING) {
			/* Asked twice: at once. */
			bw_loop_end(&suite->loop, EXIT_FAILURE);
		} else {
			bw_log(BW_LOG_LEVEL_INFO, "event=stopping signal=%u",
			    (unsigned)info.ssi_signo);
			suite_stop(suite);
		}
	}
}

void
suite_hold_signals(void)
{
	sigset_t mask;

	(void)sigemptyset(&mask);
	(void)sigaddset(&mask, SIGHUP);
	(void)sigaddset(&mask, SIGUSR1);
	(void)sigprocmask(SIG_BLOCK, &mask, NULL); /* these cannot fail */
}

static int
open_signals(struct suite *suite)
{
	sigset_t mask;

	(void)sigemptyset(&mask);
	(void)sigaddset(&mask, SIGCHLD);
	(void)sigaddset(&mask, SIGTERM);
	(void)sigaddset(&mask, SIGINT);
	(void)sigaddset(&mask, SIGHUP);
	(void)sigaddset(&mask, SIGUSR1);
	(void)sigprocmask(SIG_BLOCK, &mask, NULL); /* these cannot fail */
	(void)signal(SIGPIPE, SIG_IGN);
	suite->signals = (struct bw_source){
	    .fd = signalfd(-1, &mask, SFD_NONBLOCK | SFD_CLOEXEC),
	    .ready = signal_ready,
	    .arg = suite,
	};
	if (suite->signals.fd < 0) {
		return -errno;
	}
	return bw_loop_add(&suite->loop, &suite->signals, BW_LOOP_READ);
}

int
suite_open(struct suite *suite)
{
	int error;

	suite->conf = &suite_plan(suite)->conf;
	suite->begun_ms = bw_clock_ms();
	error = bw_loop_init(&suite->loop);
	if (error == 0) {
		suite->loop.due = due;
		suite->loop.tick = tick;
		suite->loop.arg = suite;
		error = open_signals(suite);
	}
	if (error == 0 && suite_runs(suite->conf, BW_ROLE_BOOTPD)) {
		error = interfaces_watch(suite);
	}
	log_levels_follow(suite);
	if (error == 0) {
		error = plan_seal(suite_plan(suite), &suite->doors);
	}
	for (int role = 0; error == 0 && role < BW_N_ROLES; role++) {
		if (suite_runs(suite->conf, (enum bw_role)role)) {
			error = masters_start(suite, (enum bw_role)role);
		}
	}
	if (error != 0) {
		bw_log(
		    BW_LOG_LEVEL_ERR, "start error=\"%s\"", strerror(-error));
	}
	return error;
}

int
suite_run(struct suite *suite)
{
	int status = bw_loop_run(&suite->loop);

	if (!suite->has_served && status != EXIT_SUCCESS) {
		manager_failed(-ECHILD);
	}
	return status;
}
