/* SPDX-License-Identifier: ISC */
/*
 * One client's session: it moves bytes between the connection, core.c and the
 * image that the parent hands over once the client has named it.  What is to
 * be done the core says; the parent hears how it goes (report.h).
 */
#ifndef NBDD_SESSION_H
#define NBDD_SESSION_H

#include "child/child.h"
#include "core.h"
#include "image.h"
#include "stream.h"

struct session {
	struct bw_worker *worker;
	struct bw_source source;
	struct bw_addr peer;
	struct nbd_core core;
	struct stream stream;
	unsigned n_awaited;      /* times in a row */
	struct image image;      /* once a client has it */
	bool asked;              /* the parent's answer is awaited */
	bool attach;             /* to OPEN: the export is to be used */
	struct nbd_action grows; /* waits for room in the client's copy */
	uint64_t grow_ms;        /* no earlier is the parent asked again */
	uint64_t report_ms;  /* PROGRESSED is due; UINT64_MAX: nothing is new */
	uint64_t due_ms;     /* it ends then at the latest */
	uint64_t began_ms;   /* transmission */
	struct bw_msg event; /* ATTACHED, later DETACHED */
	bool negotiated;     /* and told of it */
	bool ended;
};

/*
 * Begin with the connection that the worker was started for.
 *
 *   s          kept for the life of the worker, as its state
 *   memory_fd  as for image_init()
 */
void session_init(struct session *s, struct bw_worker *worker, int memory_fd);

/* What a worker's life brings; see struct bw_child. */
void session_start(struct bw_worker *worker);
void
session_message(struct bw_worker *worker, const struct bw_msg *msg, int fd);
void session_stop(struct bw_worker *worker);
void session_expire(struct bw_worker *worker);
uint64_t session_due(struct bw_worker *worker);
void session_tick(struct bw_worker *worker, uint64_t now_ms);

#endif
