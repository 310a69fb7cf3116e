/* SPDX-License-Identifier: ISC */
/* A worker's life; see child.h.  It owns nothing worth stealing. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/text.h"
#include "child/life.h"
#include "child/probe.h"

#define INDEX_MAX 65535

static struct bw_worker self;
static struct bw_conf conf;
static struct bw_source channel;

int
bw_worker_door(const struct bw_worker *worker, const char *name, size_t nth)
{
	for (size_t i = 0; i < worker->n_doors; i++) {
		if (strcmp(worker->doors[i].name, name) == 0 && nth-- == 0) {
			return worker->doors[i].fd;
		}
	}
	return -1;
}

void
bw_worker_send(struct bw_worker *worker, const struct bw_msg *msg, int fd)
{
	(void)worker;
	bw_life_send(msg, fd);
}

void
bw_worker_queue(struct bw_worker *worker, const struct bw_msg *msg)
{
	(void)worker;
	bw_life_queue(msg);
}

void
bw_worker_end(struct bw_worker *worker)
{
	bw_loop_end(&worker->loop, EXIT_SUCCESS);
}

/* Also again, by a parent that will wait less long than it said. */
static void
stop(uint32_t drain_ms)
{
	uint64_t due_ms = drain_ms == BW_DRAIN_UNLIMITED
			      ? UINT64_MAX
			      : self.loop.now_ms + drain_ms;

	if (self.stopping && due_ms >= self.stop_due_ms) {
		return;
	}
	self.stopping = true;
	self.stop_due_ms = due_ms;
	if (self.child->stop != NULL) {
		self.child->stop(&self);
	} else {
		bw_worker_end(&self);
	}
}

static void
dispatch(const struct bw_msg *msg, int fd)
{
	switch ((int)msg->type) {
	case BW_MSG_START:
		self.child->start(&self);
		return;
	case BW_MSG_PING:
		bw_life_say(BW_MSG_PINGED);
		return;
	case BW_MSG_STOP:
		stop(msg->u.stop.drain_ms);
		return;
	case BW_MSG_LOG_LEVEL:
		bw_log_set_level((enum bw_log_level)msg->u.log_level.level);
		return;
#ifdef BW_PROBE
	case BW_MSG_PROBE_TRY:
		bw_probe_try(msg);
		return;
#endif
	default:
		if (self.child->message != NULL) {
			self.child->message(&self, msg, fd);
			return;
		}
		bw_log(BW_LOG_LEVEL_ERR, "error=\"unexpected message\" type=%s",
		    bw_msg_type_str(msg->type));
		_exit(EXIT_FAILURE); /* the parent keeps rules; this is a bug */
	}
}

static void
take_messages(struct bw_bundle *bundle, int fd)
{
	struct bw_msg msg;
	int error = bw_bundle_next(bundle, &msg);

	for (; error == 0; error = bw_bundle_next(bundle, &msg)) {
		dispatch(&msg, fd);
	}
	if (error != -EAGAIN) {
		_exit(EXIT_FAILURE); /* that is not the parent */
	}
}

/* Take what is waiting, so that what can be grouped arrives in one go. */
static void
channel_ready(struct bw_source *source, unsigned events)
{
	static struct bw_bundle bundle;

	(void)events;
	for (int i = 0; i < BW_CHILD_BATCH_MAX && !self.loop.done; i++) {
		int fd = -1;
		int error = bw_bundle_recv_now(source->fd, &bundle, &fd);

		if (error == -EAGAIN) {
			return;
		}
		if (error != 0) {
			/* The parent has gone, or is not the parent. */
			_exit(EXIT_FAILURE);
		}
		take_messages(&bundle, fd);
	}
}

static uint64_t
due(void *arg)
{
	uint64_t due_ms =
	    self.child->due != NULL ? self.child->due(&self) : UINT64_MAX;

	(void)arg;
	return self.stop_due_ms < due_ms ? self.stop_due_ms : due_ms;
}

static void
tick(void *arg, uint64_t now_ms)
{
	(void)arg;
	if (self.child->tick != NULL) {
		self.child->tick(&self, now_ms);
	}
	if (now_ms >= self.stop_due_ms && !self.loop.done) {
		if (self.child->expire != NULL) {
			self.child->expire(&self);
		}
		bw_worker_end(&self);
	}
	bw_life_flush();
}

static void
confine(void)
{
	struct bw_confine walls = *self.child->profile;

	if (self.child->walls != NULL) {
		self.child->walls(&self, &walls);
	}
	walls.n_dropped = self.child->profile->n_rows - walls.n_rows;
	bw_life_confine(
	    &walls, self.child, &conf, self.doors, self.n_doors, BW_FILTER_FD);
}

/* PROGRAM worker INDEX: what to call it; 0, or -EINVAL. */
static int
arguments_parse(int argc, char **argv, uint32_t *out_index)
{
	uint64_t index;

	if (argc < 3 || strcmp(argv[1], "worker") != 0 ||
	    bw_text_u64(argv[2], strlen(argv[2]), INDEX_MAX, &index) != 0) {
		return -EINVAL;
	}
	*out_index = (uint32_t)index;
	return 0;
}

int
bw_worker_main(int argc, char **argv, const struct bw_child *child,
    bw_life_configurer *configure)
{
	int status;

	bw_log_init(bw_role_str(child->role), bw_log_to_stderr);
	if (arguments_parse(argc, argv, &self.index) != 0) {
		bw_log(BW_LOG_LEVEL_ERR,
		    "error=\"started by bootward(8), not by hand\"");
		return 2;
	}
	/* The master has our uid, so this one signal does reach us. */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* EOF ends us anyway */
	(void)signal(SIGPIPE, SIG_IGN);         /* cannot fail */
	self.child = child;
	self.stop_due_ms = UINT64_MAX;
	self.n_doors =
	    bw_doors_name(self.doors, BW_FILTER_FD + 1, argc - 3, argv + 3);
	bw_life_begin(child, false, self.index, configure, &conf);
	self.conf = &conf;
	if (bw_loop_init(&self.loop) != 0) {
		bw_log(BW_LOG_LEVEL_ERR, "error=\"no event loop\"");
		return EXIT_FAILURE;
	}
	self.loop.due = due;
	self.loop.tick = tick;
	channel = (struct bw_source){.fd = BW_CHAN_FD, .ready = channel_ready};
	if (child->open(&self) != 0 ||
	    bw_loop_add(&self.loop, &channel, BW_LOOP_READ) != 0) {
		return EXIT_FAILURE;
	}
	bw_probe_prepare();
	confine();
	bw_life_say(BW_MSG_READY);
	status = bw_loop_run(&self.loop);
	bw_life_flush();
	/* Not exit(): what libraries do at exit the filter forbids. */
	_exit(status);
}
