/* SPDX-License-Identifier: ISC */
/*
 * One connection: does with its socket and its file what core.h says.
 */
#ifndef HTTPD_PEER_H
#define HTTPD_PEER_H

#include "child/remotes.h"
#include "core.h"

struct httpd;
struct httpd_repeat;

/* Ten thousand of them may be idle: the order leaves few holes. */
struct httpd_peer {
	struct http_conn conn;
	struct bw_source source;     /* its arg is the struct httpd */
	struct httpd_repeat *repeat; /* NULL: none is summed up */
	struct bw_addr addr;
	struct bw_remote *remote; /* NULL: the file is none */
	int file_fd;              /* -1: none */
	uint32_t check_id;        /* of the question who it is */
	uint32_t transfer_id;     /* of the request being answered */
	uint32_t last_key;        /* what the last request was for; report.c */
	uint32_t last_ms;         /* when it was last reported or summed up */
	bool used;
	bool served;  /* not one beyond the limits */
	bool started; /* the parent knows of this transfer */
	bool starved; /* it waits for more of a remote file */
};

static inline struct httpd *
httpd_of(const struct httpd_peer *peer)
{
	return peer->source.arg;
}

/* The time of this wake-up. */
struct http_time httpd_now(struct httpd *httpd);

/* The source's callback. */
void httpd_peer_ready(struct bw_source *source, unsigned events);

/*
 * Do what the core says until there is something to wait for.  The connection
 * may have ended after it.
 */
void httpd_peer_run(struct httpd_peer *peer, enum http_action action);

/* A remote file was opened, has grown or failed; arg is the struct httpd. */
void httpd_remote_changed(void *arg, struct bw_remote *remote);

/* Ask the parent who it is; see httpd_peers_checked(). */
void httpd_peer_ask(struct httpd_peer *peer);

/* End the connection, and a response that is under way as said. */
void
httpd_peer_end(struct httpd_peer *peer, enum bw_end end, const char *reason);

#endif
