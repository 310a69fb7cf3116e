/* SPDX-License-Identifier: ISC */
/*
 * A master's life; see child.h.  It holds the doors, keeps workers running and
 * reads no network byte.  It is root for its first moments only.
 */
#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "child/life.h"
#include "child/master_rows.h"
#include "child/workers.h"
#include "os/clock.h"
#include "os/ids.h"
#include "os/sock.h"

/* Workers that have not ended this long after their drain are killed. */
#define STOP_GRACE_MS 1000

static const struct bw_child *child;
static struct bw_conf conf;
static struct bw_door doors[BW_DOORS_MAX];
static size_t n_doors;
static struct bw_loop loop;
static struct bw_source channel, signals;
static struct bw_source listeners[BW_DOORS_MAX];
static size_t n_listeners;
static char program[4096]; /* PATH_MAX: where workers are exec'd from */
static bool stopping;
static uint64_t stop_due_ms = UINT64_MAX;

static void
end_if_done(void)
{
	if (stopping && bw_workers_running() == 0) {
		bw_loop_end(&loop, EXIT_SUCCESS);
	}
}

/* A connection: a worker of its own, or a refusal that costs nothing. */
static void
listener_ready(struct bw_source *source, unsigned events)
{
	static struct bw_log_limit limit;
	char text[BW_ADDR_STR_MAX];
	struct bw_addr peer;
	int error;
	int fd = bw_sock_accept(source->fd, &peer);

	(void)events;
	if (fd == -EAGAIN || fd == -ECONNABORTED) {
		return;
	}
	if (fd < 0) {
		bw_log_limited(&limit, BW_LOG_LEVEL_WARNING,
		    "accept error=\"%s\"", strerror(-fd));
		return;
	}
	error = bw_workers_start_for(
	    fd, &peer, conf.nbdd.max_connections_per_address);
	if (error != 0) {
		bw_log_limited(&limit, BW_LOG_LEVEL_WARNING,
		    "peer=%s refused=\"%s\"", bw_addr_str(&peer, text),
		    error == -EMFILE ? "max_connections" : "no worker");
	}
	(void)close(fd); /* the worker's, or nobody's */
}

static void
start_serving(void)
{
	if (!child->per_connection) {
		bw_workers_start(0);
		return;
	}
	for (size_t i = 0; i < n_doors; i++) {
		struct bw_source *source = &listeners[n_listeners++];
		int error;

		*source = (struct bw_source){
		    .fd = doors[i].fd, .ready = listener_ready};
		error = bw_loop_add(&loop, source, BW_LOOP_READ);
		BW_ASSERT(error == 0);
	}
}

static void
stop_serving(uint32_t drain_ms)
{
	stopping = true;
	stop_due_ms = bw_clock_ms() + drain_ms + STOP_GRACE_MS;
	bw_workers_stop();
	while (n_listeners > 0) {
		bw_loop_remove(&loop, &listeners[--n_listeners]);
	}
	end_if_done();
}

static size_t
n_workers(void)
{
	switch ((int)child->role) {
	case BW_ROLE_TFTPD:
		return conf.tftpd.workers;
	case BW_ROLE_HTTPD:
		return conf.httpd.workers;
	case BW_ROLE_NBDD:
		return conf.nbdd.max_connections;
	default:
		return 1;
	}
}

/* Another configuration: what a master needs of it can change at any time. */
static void
reconfigure(int fd)
{
	bw_conf_fini(&conf);
	bw_life_configure(fd, child->role, &conf);
	if (child->per_connection) {
		bw_workers_set_max(n_workers());
	}
}

/* One message of the parent; false when there is none. */
static bool
take_one(void)
{
	struct bw_msg msg;
	int fd = -1;
	int error = bw_chan_recv_now(BW_CHAN_FD, &msg, &fd);

	if (error == -EAGAIN) {
		return false;
	}
	if (error != 0) {
		bw_workers_kill();
		_exit(EXIT_FAILURE); /* without its parent no suite */
	}
	switch ((int)msg.type) {
	case BW_MSG_START:
		start_serving();
		break;
	case BW_MSG_STOP:
		stop_serving(msg.u.stop.drain_ms);
		break;
	case BW_MSG_PING:
		bw_life_say(BW_MSG_PINGED);
		break;
	case BW_MSG_WORKER_END:
		bw_workers_kill_one(msg.u.worker.pid);
		break;
	case BW_MSG_LOG_LEVEL:
		bw_log_set_level((enum bw_log_level)msg.u.log_level.level);
		break;
	case BW_MSG_CONFIG:
		reconfigure(fd);
		break;
	case BW_MSG_CREW_START:
		bw_workers_start(msg.u.crew.crew);
		break;
	case BW_MSG_CREW_RETIRE:
		bw_workers_retire(msg.u.crew.crew);
		break;
	default:
		/* the rules allow no other */
		BW_ASSERT(child->master != NULL);
		child->master->message(&msg, fd);
	}
	return true;
}

static void
channel_ready(struct bw_source *source, unsigned events)
{
	(void)source;
	(void)events;
	(void)take_one();
}

static void
signal_ready(struct bw_source *source, unsigned events)
{
	struct signalfd_siginfo info;

	(void)events;
	while (read(source->fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		/* SIGCHLD is the only one; one may stand for many deaths. */
	}
	/* Whom the parent has retired since is no death. */
	while (take_one()) {
	}
	bw_workers_reap();
	end_if_done();
}

static uint64_t
due(void *arg)
{
	uint64_t at = bw_workers_due();

	(void)arg;
	return stop_due_ms < at ? stop_due_ms : at;
}

static void
tick(void *arg, uint64_t now_ms)
{
	(void)arg;
	if (now_ms >= stop_due_ms) {
		bw_log(BW_LOG_LEVEL_WARNING, "stopping=late killed=%zu",
		    bw_workers_running());
		bw_workers_kill();
		stop_due_ms = UINT64_MAX;
	}
	bw_workers_tick(now_ms);
}

/* Ends the process: a master that is half confined must not go on. */
static void
refuse(const char *what, int error)
{
	bw_log(BW_LOG_LEVEL_ERR, "sandbox=refused layer=\"%s\" error=\"%s\"",
	    what, strerror(-error));
	_exit(EXIT_FAILURE);
}

/* What workers are exec'd from: this very program, or the one beside it. */
static int
find_program(void)
{
	ssize_t n = readlink("/proc/self/exe", program, sizeof(program) - 1);
	char *name;

	if (n <= 0) {
		return -errno;
	}
	program[n] = '\0';
	name = strrchr(program, '/') + 1;
	return child->worker == NULL
		   ? 0
		   : bw_text_copy(name,
			 sizeof(program) - (size_t)(name - program),
			 child->worker);
}

static void
enter_jail(void)
{
	const struct bw_jail_bind state = {
	    .from = conf.bootward.state_dir,
	    .to = BW_JAIL_STATE,
	    .writable = true,
	};
	int error = find_program();

	if (error == 0) {
		error = bw_jail_enter(program, child->keep_network, &state,
		    child->state_dir ? 1 : 0);
	}
	if (error == 0) {
		bw_text_cut(program, sizeof(program), BW_JAIL_PROGRAM);
	} else if (!conf.bootward.degraded) {
		refuse("namespaces and a root of its own", error);
	} else {
		bw_log(BW_LOG_LEVEL_WARNING,
		    "sandbox=degraded missing=\"namespaces and a root of its "
		    "own: %s\"",
		    strerror(-error));
	}
	/* Workers of stored find the state directory as their own. */
	if (child->state_dir &&
	    chdir(error == 0 ? BW_JAIL_STATE : conf.bootward.state_dir) != 0) {
		refuse("the state directory", -errno);
	}
}

static void
drop_privilege(void)
{
	struct bw_ids ids;
	bool root = geteuid() == 0;
	int error = 0;

	/* Looked up before the jail hides the list of users. */
	if (root) {
		error = bw_ids_find(conf.bootward.user_prefix, child->role,
		    bw_role_str(child->role), &ids);
	}
	if (error != 0) {
		refuse("a user of its own", error);
	}
	enter_jail();
	error = bw_ids_drop(root ? &ids : NULL);
	if (error != 0) {
		refuse("dropping root and capabilities", error);
	}
}

/* Ends the process: without a filter there are no walls. */
static int
build_filter(const struct bw_confine *walls)
{
	int fd = bw_filter_build(walls);

	if (fd < 0) {
		refuse("seccomp", fd);
	}
	return fd;
}

/* The workers' filter is built only here, for all of them. */
static void
confine(void)
{
	struct bw_confine walls = *child->profile;
	struct bw_syscall_row rows[BW_MASTER_ROWS_MAX];

	bw_workers_set_filter(build_filter(&walls));
	walls.n_rows = bw_master_rows(child, rows);
	walls.rows = rows;
	walls.may_fork = walls.may_signal = walls.may_exec = true;
	walls.connect_any_port = child->keep_network; /* the worker's say */
	walls.max_files += BW_DOORS_MAX;
	bw_life_confine(
	    &walls, child, &conf, doors, n_doors, build_filter(&walls));
	(void)malloc_trim(0); /* what the filters were built in */
}

/* What is this daemon's alone. */
static int
open_own(void)
{
	return child->master == NULL
		   ? 0
		   : child->master->open(&loop, &conf, doors, &n_doors);
}

int
bw_master_main(
    const struct bw_child *description, int n_names, char *const names[])
{
	sigset_t mask;

	child = description;
	bw_log_init(bw_role_str(child->role), bw_log_to_stderr);
	n_doors = bw_doors_name(doors, BW_CHAN_FD + 1, n_names, names);
	(void)signal(SIGPIPE, SIG_IGN); /* cannot fail */
	(void)umask(077);               /* nor can this */
	bw_life_begin(child, true, 0, bw_life_configure, &conf);
	drop_privilege();
	(void)sigemptyset(&mask);
	(void)sigaddset(&mask, SIGCHLD);
	(void)sigprocmask(SIG_BLOCK, &mask, NULL); /* these cannot fail */
	signals = (struct bw_source){
	    .fd = signalfd(-1, &mask, SFD_NONBLOCK | SFD_CLOEXEC),
	    .ready = signal_ready,
	};
	channel = (struct bw_source){.fd = BW_CHAN_FD, .ready = channel_ready};
	if (bw_loop_init(&loop) != 0 || open_own() != 0 ||
	    bw_loop_add(&loop, &signals, BW_LOOP_READ) != 0 ||
	    bw_loop_add(&loop, &channel, BW_LOOP_READ) != 0) {
		bw_log(BW_LOG_LEVEL_ERR, "error=\"no event loop\"");
		return EXIT_FAILURE;
	}
	loop.due = due;
	loop.tick = tick;
	bw_workers_init(child, program, doors, n_doors, n_workers());
	confine();
	bw_life_say(BW_MSG_READY);
	_exit(bw_loop_run(&loop));
}
