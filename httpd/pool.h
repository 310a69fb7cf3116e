/* SPDX-License-Identifier: ISC */
/*
 * What connections share: the exchanges, of which one is held from the first
 * byte of a request to the last of its response, the limits, and the last head
 * that was built.  Pure.
 */
#ifndef HTTPD_POOL_H
#define HTTPD_POOL_H

#include "answer.h"
#include "mime.h"
#include "target.h"

/* A longer head is parsed whenever it comes: one of a browser has as much. */
#define HTTP_ASKED_MAX 512

/* One request and its response. */
struct http_exchange {
	struct http_request request;
	struct http_response response;
	bool malformed;           /* no request could be made of it */
	enum http_status verdict; /* HTTP_STATUS_NONE: a file may answer it */
	uint64_t began_ms;        /* when its head was complete */
	uint64_t file_sent;       /* bytes of the file */
	size_t out_len;           /* of out */
	size_t out_sent;
	size_t in_len;   /* of in: this request, and what came after it */
	size_t scanned;  /* for http_head_find() */
	size_t head_len; /* of this request */
	uint8_t out[HTTP_REPLY_MAX];
	uint8_t in[HTTP_HEAD_MAX];
	/* decoded; as it was sent when it cannot be */
	char path[HTTP_PATH_MAX];
};

/* What the configuration says of every connection. */
struct http_limits {
	size_t head_max; /* bytes, at most HTTP_HEAD_MAX */
	uint32_t head_timeout_ms;
	uint32_t idle_timeout_ms;
	uint32_t send_timeout_ms;       /* to take HTTP_PROGRESS_MIN bytes */
	uint32_t max_requests;          /* of one connection; 0: no limit */
	enum http_status check_refusal; /* of a peer that may not fetch */
};

/* The last head built; those who boot together are all answered alike. */
struct http_built {
	struct http_response response; /* what it was built from */
	size_t len;
	uint8_t head[HTTP_REPLY_MAX];
};

/* The last head read, if it was short; they all ask alike, too. */
struct http_asked {
	struct http_request request; /* what was made of it */
	enum http_status verdict;
	size_t len; /* 0: there was none */
	size_t path_size;
	uint8_t head[HTTP_ASKED_MAX];
	char path[HTTP_ASKED_MAX];
};

/* Exchanges that nobody holds; as many as there may be connections. */
struct http_pool {
	struct http_exchange *fresh; /* n_fresh that never were held */
	size_t n_fresh;
	struct http_exchange **free;
	size_t n_free; /* the fresh ones included */
	struct http_limits limits;
	const struct http_mime *mime;
	bool gzip; /* files may have compressed forms beside them */
	const char *const *dot_names; /* of http_target_hidden() */
	size_t n_dot_names;
	struct http_asked asked;
	struct http_built built;
};

/*
 * All of n exchanges are free, the limits those of proto.h.  What is to be
 * otherwise is set before anything is asked.
 *
 *   exchanges, free  n of each; kept while the pool is used, as is mime
 */
void http_pool_init(struct http_pool *pool, struct http_exchange *exchanges,
    struct http_exchange **free, size_t n, const struct http_mime *mime);

/* Take an exchange, of which nothing has come yet; there must be one. */
struct http_exchange *http_pool_take(struct http_pool *pool);
void http_pool_give(struct http_pool *pool, struct http_exchange *exchange);

/*
 * Make a request of what has come, as http_head_find() and
 * http_request_parse() do and with what they return, and judge it.
 *
 *   exchange  its request, head_len, path and verdict are written; of what is
 *             no request the path alone, if a target is known
 */
int http_pool_ask(struct http_pool *pool, struct http_exchange *exchange);

/* The query of its target; within in. */
struct http_text http_exchange_query(const struct http_exchange *exchange);

/* Build the head of exchange->response into its out. */
void http_pool_build(struct http_pool *pool, struct http_exchange *exchange);

#endif
