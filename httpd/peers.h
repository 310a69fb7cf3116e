/* SPDX-License-Identifier: ISC */
/* All connections of one worker, in a table of fixed size. */
#ifndef HTTPD_PEERS_H
#define HTTPD_PEERS_H

#include "child/tree.h"
#include "crowd.h"
#include "files.h"
#include "pages.h"
#include "peer.h"
#include "report.h"

struct httpd {
	struct bw_worker *worker;
	struct http_pool pool;
	struct http_mime mime;
	struct http_crowd *crowd; /* those served */
	struct httpd_peer *peers; /* max_served, and some to be refused */
	struct httpd_peer **free; /* those used before */
	size_t n_peers;
	size_t n_fresh; /* those from here on never were */
	size_t n_free;
	size_t n_served;
	size_t max_served;
	unsigned max_per_address;
	size_t hand; /* where to look for an idle one */
	struct bw_tree tree;
	struct httpd_files files;
	struct httpd_pages pages;
	bool lists; /* directories without an index */
	const struct bw_conf_names *templates;
	const char *index; /* a name; "": none */
	struct httpd_repeats repeats;
	bool check; /* a peer must hold a lease */
	bool logs;  /* there is an access log */
	uint32_t n_checks;
	uint32_t last_transfer_id;
	uint64_t sweep_due_ms;
	struct http_time now; /* of this wake-up */
};

/* Allocate everything; tree and mime are there.  Returns 0 or -ENOMEM. */
int httpd_peers_init(struct httpd *httpd, const struct bw_conf_httpd *conf);

/* A connection has ended. */
void httpd_peers_give(struct httpd *httpd, struct httpd_peer *peer);
size_t httpd_peers_count(const struct httpd *httpd);

/*
 * The key of the limit that one more from this address would exceed, or NULL.
 * At the limit in all an idle one makes room.
 */
const char *
httpd_peers_exceeded(struct httpd *httpd, const struct bw_addr *addr);

/*
 * Serve a connection that was accepted; fd is taken.  At the limit in all an
 * idle one makes room; if there is none, or the address has as many as it may,
 * the first request is answered with 503; if many are being told so, the
 * connection is closed.
 */
void httpd_peers_begin(struct httpd *httpd, int fd, const struct bw_addr *addr);

/* A number for the question who the peer is; and its answer. */
uint32_t
httpd_peers_check_id(struct httpd *httpd, const struct httpd_peer *peer);
void httpd_peers_checked(struct httpd *httpd, uint32_t id,
    const struct bw_msg_client_checked *checked);

/* When to sweep (UINT64_MAX: never), and end what is overdue. */
uint64_t httpd_peers_due(const struct httpd *httpd);
void httpd_peers_sweep(struct httpd *httpd, uint64_t now_ms);

/*
 * Answer what was asked, and no more.  In a hurry what waits is closed; else it
 * may ask once more until its time is over, as a client may have done by now
 * that does not know yet.  Or end all.
 */
void httpd_peers_stop(struct httpd *httpd, bool hurry);
void httpd_peers_kill(struct httpd *httpd);

#endif
