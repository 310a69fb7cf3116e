/* SPDX-License-Identifier: ISC */
/* All connections of one worker, in a table of fixed size. */
#ifndef HTTPD_PEERS_H
#define HTTPD_PEERS_H

#include "files.h"
#include "peer.h"
#include "report.h"

struct httpd {
	struct bw_worker *worker;
	struct http_pool pool;
	struct httpd_peer *peers; /* HTTP_CONNECTIONS_MAX */
	struct httpd_peer **free; /* those not used */
	size_t n_free;
	struct httpd_files files;
	struct httpd_repeats repeats;
	bool check; /* a peer must hold a lease */
	uint32_t last_check_id;
	uint32_t last_transfer_id;
	uint64_t sweep_due_ms;
	struct http_time now; /* of this wake-up */
};

/* Allocate everything.  Returns 0 or -ENOMEM. */
int httpd_peers_init(struct httpd *httpd);

/*
 * Is there room for one more?  If need be by closing the connection that has
 * been idle longest.
 */
bool httpd_peers_room(struct httpd *httpd);
/* A connection has ended. */
void httpd_peers_give(struct httpd *httpd, struct httpd_peer *peer);
size_t httpd_peers_count(const struct httpd *httpd);

/* Serve a connection that was accepted; there is room.  fd is taken. */
void httpd_peers_begin(struct httpd *httpd, int fd, const struct bw_addr *addr);

/* The parent's answer. */
void httpd_peers_checked(struct httpd *httpd, uint32_t id, bool allowed);

/* When to sweep (UINT64_MAX: never), and end what is overdue. */
uint64_t httpd_peers_due(const struct httpd *httpd);
void httpd_peers_sweep(struct httpd *httpd, uint64_t now_ms);

/* Close what is not in the middle of a response; or that, too. */
void httpd_peers_stop(struct httpd *httpd);
void httpd_peers_kill(struct httpd *httpd);

#endif
