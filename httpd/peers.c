/* SPDX-License-Identifier: ISC */
/* All connections; see peers.h. */
#include "peers.h"

#include <errno.h>
#include <unistd.h>

#include "opening.h"

#define SWEEP_EVERY_MS 1000

/* Questions are numbered by place and count, see httpd_peers_check_id(). */
#define PLACES_MAX (1u << 15)
#define CHECKS_MAX (1u << 16)

_Static_assert(
    HTTP_CONNECTIONS_MAX + HTTP_REFUSED_MAX < PLACES_MAX, "room for all");

static void
limits_set(struct httpd *httpd, const struct bw_conf_httpd *conf)
{
	struct http_limits *limits = &httpd->pool.limits;

	limits->head_max = conf->max_head;
	limits->head_timeout_ms = conf->head_timeout_ms;
	limits->idle_timeout_ms = conf->idle_timeout_ms;
	limits->send_timeout_ms = conf->send_timeout_ms;
	limits->max_requests = conf->max_requests;
	limits->check_refusal = (enum http_status)conf->check_ip_status;
	httpd->pool.gzip = conf->gzip;
	httpd->pool.dot_names = conf->dot_names.items;
	httpd->pool.n_dot_names = conf->dot_names.n;
	httpd->max_served = conf->max_connections;
	httpd->max_per_address = conf->max_connections_per_address;
}

int
httpd_peers_init(struct httpd *httpd, const struct bw_conf_httpd *conf)
{
	size_t n = conf->max_connections + HTTP_REFUSED_MAX;
	struct http_exchange *exchanges = calloc(n, sizeof(*exchanges));
	struct http_exchange **free_exchanges =
	    calloc(n, sizeof(*free_exchanges));

	httpd->peers = calloc(n, sizeof(*httpd->peers));
	httpd->free = calloc(n, sizeof(*httpd->free));
	httpd->crowd = calloc(1, sizeof(*httpd->crowd));
	if (exchanges == NULL || free_exchanges == NULL ||
	    httpd->peers == NULL || httpd->free == NULL ||
	    httpd->crowd == NULL) {
		return -ENOMEM; /* the process ends */
	}
	http_pool_init(
	    &httpd->pool, exchanges, free_exchanges, n, &httpd->mime);
	limits_set(httpd, conf);
	httpd->n_peers = n;
	return 0;
}

size_t
httpd_peers_count(const struct httpd *httpd)
{
	return httpd->n_fresh - httpd->n_free;
}

/* Those used before first, so that memory is touched as it is needed. */
static struct httpd_peer *
take(struct httpd *httpd)
{
	if (httpd->n_free > 0) {
		return httpd->free[--httpd->n_free];
	}
	BW_ASSERT(httpd->n_fresh < httpd->n_peers);
	return &httpd->peers[httpd->n_fresh++];
}

void
httpd_peers_give(struct httpd *httpd, struct httpd_peer *peer)
{
	peer->used = false;
	httpd->free[httpd->n_free++] = peer;
	if (peer->served) {
		httpd->n_served--;
		http_crowd_remove(httpd->crowd, &peer->addr);
	}
}

/*
 * Close a connection that waits for a request after an answer, and has for a
 * while.  The hand goes round, so that whoever is closed was not the last.
 */
static bool
close_idle(struct httpd *httpd)
{
	for (size_t i = 0; i < httpd->n_fresh; i++) {
		struct httpd_peer *peer = &httpd->peers[httpd->hand];

		httpd->hand = (httpd->hand + 1) % httpd->n_fresh;
		if (peer->used && peer->served && http_conn_idle(&peer->conn)) {
			httpd_peer_run(peer, HTTP_ACTION_CLOSE);
			return true;
		}
	}
	return false;
}

const char *
httpd_peers_exceeded(struct httpd *httpd, const struct bw_addr *addr)
{
	if (http_crowd_count(httpd->crowd, addr) >= httpd->max_per_address) {
		return "max_connections_per_address";
	}
	if (httpd->n_served >= httpd->max_served && !close_idle(httpd)) {
		return "max_connections";
	}
	return NULL;
}

static void
log_exceeded(const char *key, const struct bw_addr *addr)
{
	static struct bw_log_limit limit = {.interval_ms = 10000, .burst = 5};
	char text[BW_ADDR_STR_MAX];

	bw_log_limited(&limit, BW_LOG_LEVEL_WARNING,
	    "peer=%s status=503 limit=%s", bw_addr_str(addr, text), key);
}

void
httpd_peers_begin(struct httpd *httpd, int fd, const struct bw_addr *addr)
{
	const char *limit = httpd_peers_exceeded(httpd, addr);
	bool resting = httpd_peers_due(httpd) == UINT64_MAX;
	struct http_time time = httpd_now(httpd);
	bool check = httpd->check && limit == NULL;
	struct httpd_peer *peer;
	enum http_action action;

	if (limit != NULL) {
		log_exceeded(limit, addr);
	}
	if (limit != NULL &&
	    httpd_peers_count(httpd) - httpd->n_served == HTTP_REFUSED_MAX) {
		(void)close(fd); /* too many to tell each of them */
		return;
	}
	peer = take(httpd);
	if (resting) {
		httpd->sweep_due_ms = time.ms + SWEEP_EVERY_MS;
	}
	*peer = (struct httpd_peer){
	    .used = true,
	    .served = limit == NULL,
	    .source =
		{
		    .fd = fd,
		    .ready = httpd_peer_ready,
		    .arg = httpd,
		    .once = true,
		},
	    .addr = *addr,
	    .file_fd = -1,
	    .transfer_id = ++httpd->last_transfer_id,
	};
	if (peer->served) {
		httpd->n_served++;
		http_crowd_add(httpd->crowd, addr);
	}
	action = http_conn_begin(&peer->conn, &httpd->pool, check, time);
	if (!peer->served) {
		http_conn_refuse(&peer->conn, HTTP_STATUS_SERVICE_UNAVAILABLE);
	}
	if (bw_loop_add(&httpd->worker->loop, &peer->source,
		action == HTTP_ACTION_RECV ? BW_LOOP_READ : 0) != 0) {
		action = HTTP_ACTION_CLOSE;
	}
	httpd_peer_run(peer, action);
}

/*
 * A question's number leads back to who asked: the place in the table, below
 * a count that tells later users of the place apart.
 */
uint32_t
httpd_peers_check_id(struct httpd *httpd, const struct httpd_peer *peer)
{
	httpd->n_checks = (httpd->n_checks + 1) % CHECKS_MAX;
	/* from 1: notices have 0 */
	return httpd->n_checks * PLACES_MAX + (uint32_t)(peer - httpd->peers) +
	       1;
}

void
httpd_peers_checked(struct httpd *httpd, uint32_t id,
    const struct bw_msg_client_checked *checked)
{
	size_t place = (id - 1) % PLACES_MAX;
	struct httpd_peer *peer = &httpd->peers[place];

	if (id == 0 || place >= httpd->n_fresh || !peer->used ||
	    peer->check_id != id) {
		return; /* it did not wait for the answer */
	}
	if (peer->conn.phase == HTTP_PHASE_CHECK) {
		httpd_peer_run(
		    peer, http_conn_checked(&peer->conn, checked->allowed != 0,
			      httpd_now(httpd)));
	} else if (peer->conn.phase == HTTP_PHASE_OPEN) {
		httpd_peer_run(peer, httpd_opening_known(peer, checked));
	}
}

uint64_t
httpd_peers_due(const struct httpd *httpd)
{
	return httpd_peers_count(httpd) > 0 || httpd->files.n_kept > 0
		   ? httpd->sweep_due_ms
		   : UINT64_MAX;
}

void
httpd_peers_sweep(struct httpd *httpd, uint64_t now_ms)
{
	if (now_ms < httpd->sweep_due_ms) {
		return;
	}
	httpd->sweep_due_ms = now_ms + SWEEP_EVERY_MS;
	httpd_files_sweep(&httpd->files, now_ms);
	httpd_report_sweep(&httpd->repeats);
	for (size_t i = 0; i < httpd->n_fresh; i++) {
		struct httpd_peer *peer = &httpd->peers[i];
		enum http_action action;

		if (!peer->used || now_ms < peer->conn.due_ms) {
			continue;
		}
		action = http_conn_expired(&peer->conn, httpd_now(httpd));
		if (action == HTTP_ACTION_CLOSE) {
			httpd_peer_end(peer, BW_END_TIMEOUT, "");
		} else {
			httpd_peer_run(peer, action);
		}
	}
}

void
httpd_peers_stop(struct httpd *httpd, bool hurry)
{
	for (size_t i = 0; i < httpd->n_fresh; i++) {
		struct httpd_peer *peer = &httpd->peers[i];

		if (peer->used && http_conn_stop(&peer->conn) && hurry) {
			httpd_peer_ready(&peer->source, BW_LOOP_READ);
		}
	}
}

void
httpd_peers_kill(struct httpd *httpd)
{
	for (size_t i = 0; i < httpd->n_fresh; i++) {
		if (httpd->peers[i].used) {
			httpd_peer_end(&httpd->peers[i], BW_END_STOPPED, "");
		}
	}
}
