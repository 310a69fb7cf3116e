/* SPDX-License-Identifier: ISC */
/*
 * The event loop: epoll, callbacks, one deadline.  Level-triggered, but for
 * those who want to be told once.  Sources
 * are storage of the caller, one per descriptor, and must outlive their stay.
 * A callback may remove any source, its own included.
 */
#ifndef BW_OS_LOOP_H
#define BW_OS_LOOP_H

#include "base/base.h"

/* Sources that are served per wake-up. */
#define BW_LOOP_BATCH_MAX 64

/* So few sources are no crowd. */
#define BW_LOOP_TALKERS_MAX 4

enum bw_loop_event {
	BW_LOOP_READ = 1,
	BW_LOOP_WRITE = 2,
	/*
	 * Always reported: peer closed or error, together with what is wanted,
	 * so that a read or write finds out which.  A peer that only stopped
	 * sending is no hangup: a read of it finds the end.
	 */
	BW_LOOP_HANGUP = 4,
};

struct bw_loop;
struct bw_source;

typedef void bw_source_ready(struct bw_source *source, unsigned events);

struct bw_source {
	int fd;
	bw_source_ready *ready;
	void *arg;
	/*
	 * Tell but once of what has come to be read: whoever leaves some of it
	 * calls bw_loop_again().  Spares the kernel a second look.
	 */
	bool once;
	bool added;      /* the loop's */
	unsigned wanted; /* enum bw_loop_event bits; the loop's */
};

struct bw_loop {
	int epoll_fd;
	bool done;
	int status; /* what bw_loop_run() returns */
	/*
	 * Asked before every wait: when must tick be called at the latest
	 * (bw_clock_ms() time; UINT64_MAX never)?  NULL: never.
	 */
	uint64_t (*due)(void *arg);
	/* Called after every wake-up, with the time. */
	void (*tick)(void *arg, uint64_t now_ms);
	void *arg;
	/*
	 * How long to look again and again before sleeping, as long as that
	 * keeps being worth it: to sleep and be woken costs more than a peer
	 * close by takes to ask its next question.  Not for a crowd: of many,
	 * several have asked by the time that one who sleeps is woken.  0:
	 * sleep at once.
	 */
	uint32_t linger_us;
	bool lively; /* the loop's: the last wait was short, and for talkers */
	unsigned n_talked; /* the loop's: places of talkers taken so far */
	const struct bw_source *talkers[BW_LOOP_TALKERS_MAX];
	uint64_t now_ms; /* taken once per wake-up */
	/* the loop's: sources of this wake-up */
	struct bw_source *batch[BW_LOOP_BATCH_MAX];
	int n_batch;
};

int bw_loop_init(struct bw_loop *loop);
void bw_loop_fini(struct bw_loop *loop);

/* Begin, change, end watching; wanted is a set of bw_loop_event bits. */
int
bw_loop_add(struct bw_loop *loop, struct bw_source *source, unsigned wanted);
int
bw_loop_change(struct bw_loop *loop, struct bw_source *source, unsigned wanted);
/* Tell of the source again, if there is what it is watched for. */
int bw_loop_again(struct bw_loop *loop, struct bw_source *source);
void bw_loop_remove(struct bw_loop *loop, struct bw_source *source);

/* Run until bw_loop_end(); returns its status. */
int bw_loop_run(struct bw_loop *loop);
void bw_loop_end(struct bw_loop *loop, int status);

#endif
