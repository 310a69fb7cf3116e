/* SPDX-License-Identifier: ISC */
/*
 * httpd: the HTTP/1.1 file service.  Accepts connections from the listeners
 * that the parent opened and hands them to peers.c; decides nothing.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "os/clock.h"
#include "os/sock.h"
#include "peers.h"
#include "profile.h"
#include "tls.h"
#include "types.h"

/* Connections taken at once, before those that are served have a turn. */
#define ACCEPT_BATCH_MAX 64
/* How long none are taken when there is no descriptor. */
#define ACCEPT_PAUSE_MS 200

/* A client on the same host or switch reads its next block within this. */
#define LINGER_US 50

static struct httpd httpd;
static struct bw_source listeners[BW_DOORS_MAX];
static size_t n_listeners;
static uint64_t resume_due_ms = UINT64_MAX; /* while accepting is paused */

/* Without it a level-triggered loop would spin. */
static void
accept_pause(const char *why)
{
	static struct bw_log_limit limit = {.interval_ms = 60000, .burst = 1};

	bw_log_limited(&limit, BW_LOG_LEVEL_WARNING,
	    "accept=paused connections=%zu reason=\"%s\"",
	    httpd_peers_count(&httpd), why);
	for (size_t i = 0; i < n_listeners; i++) {
		bw_loop_remove(&httpd.worker->loop, &listeners[i]);
	}
	resume_due_ms = bw_clock_ms() + ACCEPT_PAUSE_MS;
}

static void
accept_resume(void)
{
	resume_due_ms = UINT64_MAX;
	for (size_t i = 0; i < n_listeners; i++) {
		int error = bw_loop_add(
		    &httpd.worker->loop, &listeners[i], BW_LOOP_READ);

		if (error != 0) {
			accept_pause(strerror(-error));
			return;
		}
	}
}

/* Take one connection; false: no more for now. */
static bool
accept_one(int listener, bool tls)
{
	struct bw_addr peer;
	int fd;

	fd = bw_sock_accept(listener, &peer);
	switch (fd) {
	case -EAGAIN:
		return false;
	case -EMFILE:
	case -ENFILE:
	case -ENOBUFS:
	case -ENOMEM:
		accept_pause(strerror(-fd));
		return false;
	default: /* other errors are those of a connection that is gone */
		if (fd >= 0) {
			bw_sock_unpace(fd);
			if (tls) {
				httpd_tls_begin(&httpd, fd, &peer);
			} else {
				httpd_peers_begin(&httpd, fd, &peer);
			}
		}
		return true;
	}
}

static void
listener_ready(struct bw_source *source, unsigned events)
{
	(void)events; /* accept says */
	for (int i = 0; i < ACCEPT_BATCH_MAX; i++) {
		if (!accept_one(source->fd, source->arg != NULL)) {
			return;
		}
	}
}

/* Those of this name; arg is set for those that speak TLS. */
static void
find_listeners(const char *name, void *arg)
{
	int fd;

	for (size_t i = 0; (fd = bw_worker_door(httpd.worker, name, i)) >= 0;
	     i++) {
		listeners[n_listeners++] = (struct bw_source){
		    .fd = fd, .ready = listener_ready, .arg = arg};
	}
}

static int
httpd_open(struct bw_worker *worker)
{
	httpd.worker = worker;
	worker->loop.linger_us = LINGER_US;
	httpd.check = bw_conf_http_checks_ip(worker->conf);
	httpd.logs = bw_conf_logs_access(worker->conf);
	find_listeners("listen", NULL);
	find_listeners("tls", &httpd);
	if (bw_tree_init(&httpd.tree, worker, BW_SERVICE_HTTPD,
		httpd_remote_changed, &httpd) != 0 ||
	    n_listeners == 0) {
		bw_log(BW_LOG_LEVEL_ERR, "error=\"a door is missing\"");
		return -EINVAL;
	}
	httpd_report_init(&httpd.repeats);
	httpd.index = worker->conf->httpd.index;
	httpd_files_init(&httpd.files);
	httpd.lists = worker->conf->httpd.listing;
	httpd.templates = &worker->conf->httpd.templates;
	if ((httpd.lists || httpd.templates->n > 0) &&
	    httpd_pages_init(&httpd.pages, httpd.lists) != 0) {
		bw_log(BW_LOG_LEVEL_ERR, "error=\"no memory for pages\"");
		return -ENOMEM;
	}
	if (httpd_peers_init(&httpd, &worker->conf->httpd) != 0) {
		bw_log(BW_LOG_LEVEL_ERR, "error=\"out of memory\"");
		return -ENOMEM;
	}
	/* last: what it gives back would be cleared, and so touched, above */
	if (httpd_types_init(&httpd.mime, bw_worker_door(worker, "types", 0)) !=
	    0) {
		bw_log(BW_LOG_LEVEL_WARNING, "mime_types=%s error=\"not read\"",
		    worker->conf->httpd.mime_types);
	}
	return 0;
}

static void
httpd_start(struct bw_worker *worker)
{
	(void)worker; /* known since open */
	accept_resume();
}

static void
httpd_message(struct bw_worker *worker, const struct bw_msg *msg, int fd)
{
	(void)worker; /* known since open */
	if (bw_remotes_message(&httpd.tree.remotes, msg, fd) ||
	    httpd_tls_message(&httpd, msg, fd)) {
		return;
	}
	if (msg->type == BW_MSG_CLIENT_CHECKED) {
		httpd_peers_checked(&httpd, msg->id, &msg->u.client_checked);
	}
}

static void
httpd_stop(struct bw_worker *worker)
{
	for (size_t i = 0; i < n_listeners; i++) {
		bw_loop_remove(&worker->loop, &listeners[i]);
	}
	resume_due_ms = UINT64_MAX;
	httpd_peers_stop(&httpd, worker->stop_due_ms != UINT64_MAX);
}

static void
httpd_expire(struct bw_worker *worker)
{
	(void)worker; /* known since open */
	httpd_peers_kill(&httpd);
}

static uint64_t
httpd_due(struct bw_worker *worker)
{
	uint64_t due_ms = httpd_peers_due(&httpd);

	(void)worker; /* known since open */
	return resume_due_ms < due_ms ? resume_due_ms : due_ms;
}

static void
httpd_tick(struct bw_worker *worker, uint64_t now_ms)
{
	if (now_ms >= resume_due_ms) {
		accept_resume();
	}
	httpd_peers_sweep(&httpd, now_ms);
	if (worker->stopping && httpd_tls_count() == 0 &&
	    httpd_peers_count(&httpd) == 0) {
		bw_worker_end(worker);
	}
}

static bool
httpd_lists(const struct bw_conf *conf)
{
	return conf->httpd.listing;
}

static void
httpd_walls(struct bw_worker *worker, struct bw_confine *walls)
{
	if (!worker->conf->httpd.listing) {
		walls->n_rows -= HTTPD_N_LISTING_ROWS;
	}
}

int
main(int argc, char **argv)
{
	static const struct bw_child child = {
	    .role = BW_ROLE_HTTPD,
	    .profile = &httpd_profile,
	    .read_door = BW_TREE_DOOR,
	    .lists = httpd_lists,
	    .open_rows = httpd_open_rows,
	    .n_open_rows = HTTPD_N_OPEN_ROWS,
	    .open = httpd_open,
	    .start = httpd_start,
	    .message = httpd_message,
	    .stop = httpd_stop,
	    .expire = httpd_expire,
	    .walls = httpd_walls,
	    .due = httpd_due,
	    .tick = httpd_tick,
	};

	return bw_child_main(argc, argv, &child);
}
