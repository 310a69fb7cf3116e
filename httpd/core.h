/* SPDX-License-Identifier: ISC */
/*
 * One connection: an event goes in, what to do next comes out.  RFC 9112
 * section 9.  A connection that waits for a request holds no buffer; from the
 * first byte of a request to the last of its response it holds an exchange.
 * While it answers it reads nothing, so a client is answered in the order it
 * asked, and one that has closed its side still is.  Pure.
 */
#ifndef HTTPD_CORE_H
#define HTTPD_CORE_H

#include "pool.h"

struct http_time {
	uint64_t ms;     /* bw_clock_ms() */
	uint64_t wall_s; /* bw_clock_wall_s() */
};

enum http_phase {
	HTTP_PHASE_CHECK, /* it is not known yet whether the peer may fetch */
	HTTP_PHASE_HEAD,  /* a request head is awaited, or incomplete */
	HTTP_PHASE_OPEN,
	HTTP_PHASE_SEND,
	HTTP_PHASE_DRAIN, /* we have closed our side */
};

enum http_action {
	HTTP_ACTION_CHECK,  /* ask; then http_conn_checked() */
	HTTP_ACTION_RECV,   /* when readable: into http_conn_room(), then
			     * http_conn_received() or _ended() */
	HTTP_ACTION_OPEN,   /* open exchange->path, http_conn_opened() */
	HTTP_ACTION_WAIT,   /* the file, or more of it, is on its way */
	HTTP_ACTION_SEND,   /* when writable: send, then http_conn_sent() */
	HTTP_ACTION_FINISH, /* the response is out: http_conn_next() */
	HTTP_ACTION_DRAIN,  /* shut our side; discard what comes until its end,
			     * lest a reset destroys the response on its way */
	HTTP_ACTION_CLOSE,
};

struct http_conn {
	struct http_pool *pool;
	struct http_exchange *exchange; /* NULL: none held */
	uint64_t due_ms;                /* http_conn_expired() at the latest */
	uint32_t progress;              /* bytes since due_ms was set */
	uint32_t n_answered;            /* requests before this one */
	enum http_phase phase : 8;
	enum http_status refusal : 16; /* of whatever the peer asks for */
	bool reading : 1;              /* part of a request head has come */
	bool stopping : 1;             /* no request after this one */
};

/*
 * A connection was accepted.
 *
 *   pool      kept until http_conn_fini()
 *   check     ask first whether the peer may fetch
 *   returns   HTTP_ACTION_CHECK or _RECV
 */
enum http_action http_conn_begin(struct http_conn *conn, struct http_pool *pool,
    bool check, struct http_time now);
/* Answer its first request with this, whatever it is; after _begin(). */
void http_conn_refuse(struct http_conn *conn, enum http_status status);
/* Gives back what it holds. */
void http_conn_fini(struct http_conn *conn);

enum http_action
http_conn_checked(struct http_conn *conn, bool allowed, struct http_time now);

/* Where to receive, at least one byte. */
uint8_t *http_conn_room(struct http_conn *conn, size_t *out_size);
/* So many bytes came into the room; none is no mistake. */
enum http_action
http_conn_received(struct http_conn *conn, size_t len, struct http_time now);
/* The client will send no more. */
enum http_action http_conn_ended(struct http_conn *conn);

/* The file, or why (a negative errno) there is none. */
enum http_action http_conn_opened(struct http_conn *conn, int error,
    const struct http_file *file, struct http_time now);

/* Is the compressed form of the file wanted?  While it is opened. */
bool http_conn_wants_gzip(const struct http_conn *conn);

/*
 * The file, or the next of it, is not there yet.
 *
 *   returns   HTTP_ACTION_WAIT
 */
enum http_action http_conn_waits(struct http_conn *conn, struct http_time now);

/* A page of len bytes instead: the directory was asked for. */
enum http_action
http_conn_listed(struct http_conn *conn, size_t len, struct http_time now);
/* A page of len bytes, of the file's type: it was made for this client. */
enum http_action
http_conn_made(struct http_conn *conn, size_t len, struct http_time now);
/* The directory was asked for without the slash at its end: 301. */
enum http_action http_conn_moved(struct http_conn *conn, struct http_time now);
/*
 * Go on with another file: append to path.
 *
 *   returns   false  it would be too long
 */
bool http_conn_append(struct http_conn *conn, const char *text);

/* What of out is still to be sent; after that, what of the file. */
const uint8_t *http_conn_out(const struct http_conn *conn, size_t *out_len);
uint64_t http_conn_file_left(const struct http_conn *conn);
uint64_t http_conn_file_at(const struct http_conn *conn);
/* So many bytes went out, those of out first. */
enum http_action
http_conn_sent(struct http_conn *conn, size_t len, struct http_time now);
enum http_action http_conn_next(struct http_conn *conn, struct http_time now);

/* due_ms has passed: HTTP_ACTION_SEND (a 408) or _CLOSE. */
enum http_action
http_conn_expired(struct http_conn *conn, struct http_time now);
/* Was it answered before, and nothing has come since?  It may be closed. */
bool http_conn_idle(const struct http_conn *conn);

/*
 * We are to end: what goes on is finished, and a request that has come is
 * answered, but none after it.
 *
 *   returns   whether one may have come: receive once, to know
 */
bool http_conn_stop(struct http_conn *conn);

#endif
