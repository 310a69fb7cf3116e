/* SPDX-License-Identifier: ISC */
/* The event loop; see loop.h.  Allocates nothing, not even at the start. */
#include "os/loop.h"

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "os/clock.h"

/*
 * epoll's timeout does not count suspension, our clock does: look at the
 * clock this often, however far away the deadline is.
 */
#define LOOP_WAIT_MAX_MS 60000

int
bw_loop_init(struct bw_loop *loop)
{
	*loop = (struct bw_loop){.epoll_fd = epoll_create1(EPOLL_CLOEXEC)};
	if (loop->epoll_fd < 0) {
		return -errno;
	}
	loop->now_ms = bw_clock_ms();
	return 0;
}

void
bw_loop_fini(struct bw_loop *loop)
{
	if (loop->epoll_fd >= 0) {
		(void)close(loop->epoll_fd); /* nothing is written to it */
		loop->epoll_fd = -1;
	}
}

static int
control(struct bw_loop *loop, int operation, struct bw_source *source,
    unsigned wanted)
{
	struct epoll_event event = {.data.ptr = source};

	if ((wanted & BW_LOOP_READ) != 0) {
		event.events |=
		    source->once ? EPOLLIN | EPOLLRDHUP | EPOLLET : EPOLLIN;
	}
	if ((wanted & BW_LOOP_WRITE) != 0) {
		event.events |= EPOLLOUT;
	}
	if (epoll_ctl(loop->epoll_fd, operation, source->fd, &event) != 0) {
		return -errno;
	}
	source->wanted = wanted;
	return 0;
}

int
bw_loop_add(struct bw_loop *loop, struct bw_source *source, unsigned wanted)
{
	int error = control(loop, EPOLL_CTL_ADD, source, wanted);

	if (error == 0) {
		source->added = true;
	}
	return error;
}

int
bw_loop_change(struct bw_loop *loop, struct bw_source *source, unsigned wanted)
{
	if (source->added && source->wanted == wanted) {
		return 0;
	}
	return control(loop, EPOLL_CTL_MOD, source, wanted);
}

int
bw_loop_again(struct bw_loop *loop, struct bw_source *source)
{
	return control(loop, EPOLL_CTL_MOD, source, source->wanted);
}

void
bw_loop_remove(struct bw_loop *loop, struct bw_source *source)
{
	if (!source->added) {
		return;
	}
	/* Fails only when the descriptor is closed, and so already gone. */
	(void)epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, source->fd, NULL);
	source->added = false;
	for (int i = 0; i < loop->n_batch; i++) {
		if (loop->batch[i] == source) {
			loop->batch[i] = NULL;
		}
	}
}

static unsigned
events_from_kernel(const struct bw_source *source, uint32_t kernel)
{
	unsigned events = 0;

	if ((kernel & EPOLLIN) != 0) {
		events |= BW_LOOP_READ;
	}
	if ((kernel & EPOLLOUT) != 0) {
		events |= BW_LOOP_WRITE;
	}
	if ((kernel & (EPOLLHUP | EPOLLERR)) != 0) {
		/* The read or write that was wanted says what happened. */
		events |= BW_LOOP_HANGUP | source->wanted;
	}
	return events;
}

static int
wait_ms(const struct bw_loop *loop, uint64_t now_ms)
{
	uint64_t due_ms = loop->due == NULL ? UINT64_MAX : loop->due(loop->arg);

	if (due_ms <= now_ms) {
		return 0;
	}
	if (due_ms - now_ms > LOOP_WAIT_MAX_MS) {
		return LOOP_WAIT_MAX_MS;
	}
	return (int)(due_ms - now_ms);
}

/* Was it one of the last few different ones?  It is now. */
static bool
is_talker(struct bw_loop *loop, const struct bw_source *source)
{
	for (size_t i = 0; i < BW_LOOP_TALKERS_MAX; i++) {
		if (loop->talkers[i] == source) {
			return true;
		}
	}
	loop->talkers[loop->n_talked++ % BW_LOOP_TALKERS_MAX] = source;
	return false;
}

static bool
are_talkers(struct bw_loop *loop, const struct epoll_event *ready, int n)
{
	bool all = n > 0 && n <= BW_LOOP_TALKERS_MAX;

	for (int i = 0; i < n && i < BW_LOOP_TALKERS_MAX; i++) {
		all = is_talker(loop, ready[i].data.ptr) && all;
	}
	return all;
}

/*
 * epoll_wait, but that it may linger before it sleeps: whenever the last wait
 * was so short that lingering would have seen its end, or about.
 */
static int
wait_ready(struct bw_loop *loop, struct epoll_event *ready)
{
	uint64_t began_us = bw_clock_us(), now_us = began_us;
	int timeout_ms = wait_ms(loop, began_us / 1000);
	int n = 0;
	bool is_short = loop->lively;

	while (n == 0 && is_short && timeout_ms > 0) {
		n = epoll_wait(loop->epoll_fd, ready, BW_LOOP_BATCH_MAX, 0);
		now_us = bw_clock_us();
		is_short = now_us - began_us < loop->linger_us;
	}
	if (n == 0) {
		n = epoll_wait(
		    loop->epoll_fd, ready, BW_LOOP_BATCH_MAX, timeout_ms);
		now_us = bw_clock_us();
		is_short = now_us - began_us < 2 * loop->linger_us;
	}
	loop->lively = is_short && are_talkers(loop, ready, n);
	loop->now_ms = now_us / 1000;
	return n;
}

/* Serve the nth of this batch. */
static void
serve(struct bw_loop *loop, int nth, uint32_t kernel)
{
	struct bw_source *source = loop->batch[nth];

	source->ready(source, events_from_kernel(source, kernel));
	/* removed, or is there an end to be read behind the bytes? */
	if (loop->batch[nth] != NULL && source->once &&
	    (kernel & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) {
		(void)bw_loop_again(loop, source); /* it could be added */
	}
}

/* Wait once and serve what is ready. */
static int
turn(struct bw_loop *loop)
{
	/* the kernel fills it: not cleared as other memory of the stack is */
	struct epoll_event ready[BW_LOOP_BATCH_MAX]
	    __attribute__((uninitialized));
	int n = wait_ready(loop, ready);

	if (n < 0 && errno != EINTR) {
		return -errno;
	}
	for (int i = 0; i < n; i++) {
		loop->batch[i] = ready[i].data.ptr;
	}
	loop->n_batch = n < 0 ? 0 : n;
	for (int i = 0; i < loop->n_batch && !loop->done; i++) {
		struct bw_source *source = loop->batch[i];

		if (source != NULL) { /* not removed by one before it */
			serve(loop, i, ready[i].events);
		}
	}
	loop->n_batch = 0;
	if (loop->tick != NULL && !loop->done) {
		loop->tick(loop->arg, loop->now_ms);
	}
	return 0;
}

int
bw_loop_run(struct bw_loop *loop)
{
	while (!loop->done) {
		int error = turn(loop);

		if (error != 0) {
			return error;
		}
	}
	return loop->status;
}

void
bw_loop_end(struct bw_loop *loop, int status)
{
	loop->done = true;
	loop->status = status;
}
