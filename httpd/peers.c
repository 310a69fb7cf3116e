/* SPDX-License-Identifier: ISC */
/* All connections; see peers.h. */
#include "peers.h"

#include <errno.h>

#define SWEEP_EVERY_MS 1000

int
httpd_peers_init(struct httpd *httpd)
{
	size_t n = HTTP_CONNECTIONS_MAX;
	struct http_exchange *exchanges = calloc(n, sizeof(*exchanges));
	struct http_exchange **free_exchanges =
	    calloc(n, sizeof(*free_exchanges));

	httpd->peers = calloc(n, sizeof(*httpd->peers));
	httpd->free = calloc(n, sizeof(*httpd->free));
	if (exchanges == NULL || free_exchanges == NULL ||
	    httpd->peers == NULL || httpd->free == NULL) {
		return -ENOMEM; /* the process ends */
	}
	http_pool_init(&httpd->pool, exchanges, free_exchanges, n);
	for (size_t i = 0; i < n; i++) {
		httpd->free[i] = &httpd->peers[n - 1 - i];
	}
	httpd->n_free = n;
	return 0;
}

size_t
httpd_peers_count(const struct httpd *httpd)
{
	return HTTP_CONNECTIONS_MAX - httpd->n_free;
}

void
httpd_peers_give(struct httpd *httpd, struct httpd_peer *peer)
{
	peer->used = false;
	httpd->free[httpd->n_free++] = peer;
}

bool
httpd_peers_room(struct httpd *httpd)
{
	struct httpd_peer *idlest = NULL;

	if (httpd->n_free > 0) {
		return true;
	}
	for (size_t i = 0; i < HTTP_CONNECTIONS_MAX; i++) {
		struct httpd_peer *peer = &httpd->peers[i];

		if (peer->used && http_conn_idle(&peer->conn) &&
		    (idlest == NULL ||
			peer->conn.due_ms < idlest->conn.due_ms)) {
			idlest = peer;
		}
	}
	if (idlest == NULL) {
		return false;
	}
	httpd_peer_run(idlest, HTTP_ACTION_CLOSE);
	return true;
}

void
httpd_peers_begin(struct httpd *httpd, int fd, const struct bw_addr *addr)
{
	struct httpd_peer *peer = httpd->free[--httpd->n_free];
	struct http_time time = httpd_now(httpd);
	enum http_action action;

	if (httpd_peers_count(httpd) == 1) {
		httpd->sweep_due_ms = time.ms + SWEEP_EVERY_MS;
	}
	*peer = (struct httpd_peer){
	    .used = true,
	    .source = {.fd = fd, .ready = httpd_peer_ready, .arg = peer},
	    .httpd = httpd,
	    .addr = *addr,
	    .file_fd = -1,
	    .transfer_id = ++httpd->last_transfer_id,
	};
	action = http_conn_begin(&peer->conn, &httpd->pool, httpd->check, time);
	if (bw_loop_add(&httpd->worker->loop, &peer->source,
		action == HTTP_ACTION_RECV ? BW_LOOP_READ : 0) != 0) {
		action = HTTP_ACTION_CLOSE;
	}
	httpd_peer_run(peer, action);
}

void
httpd_peers_checked(struct httpd *httpd, uint32_t id, bool allowed)
{
	for (size_t i = 0; i < HTTP_CONNECTIONS_MAX; i++) {
		struct httpd_peer *peer = &httpd->peers[i];

		if (peer->used && peer->check_id == id &&
		    peer->conn.phase == HTTP_PHASE_CHECK) {
			httpd_peer_run(peer, http_conn_checked(&peer->conn,
						 allowed, httpd_now(httpd)));
			return;
		}
	}
	/* it did not wait for the answer */
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
	for (size_t i = 0; i < HTTP_CONNECTIONS_MAX; i++) {
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
httpd_peers_stop(struct httpd *httpd)
{
	for (size_t i = 0; i < HTTP_CONNECTIONS_MAX; i++) {
		struct httpd_peer *peer = &httpd->peers[i];

		if (peer->used &&
		    http_conn_stop(&peer->conn) == HTTP_ACTION_CLOSE) {
			httpd_peer_end(peer, BW_END_STOPPED, "");
		}
	}
}

void
httpd_peers_kill(struct httpd *httpd)
{
	for (size_t i = 0; i < HTTP_CONNECTIONS_MAX; i++) {
		if (httpd->peers[i].used) {
			httpd_peer_end(&httpd->peers[i], BW_END_STOPPED, "");
		}
	}
}
