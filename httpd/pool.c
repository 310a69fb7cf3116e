/* SPDX-License-Identifier: ISC */
/* What connections share; see pool.h.  Pure. */
#include "pool.h"

#include <string.h>

void
http_pool_init(struct http_pool *pool, struct http_exchange *exchanges,
    struct http_exchange **free, size_t n, const struct http_mime *mime)
{
	*pool = (struct http_pool){
	    .fresh = exchanges,
	    .n_fresh = n,
	    .free = free,
	    .n_free = n,
	    .mime = mime,
	    .limits =
		{
		    .head_max = HTTP_HEAD_MAX,
		    .head_timeout_ms = HTTP_HEAD_TIMEOUT_MS,
		    .idle_timeout_ms = HTTP_IDLE_TIMEOUT_MS,
		    .send_timeout_ms = HTTP_STALL_TIMEOUT_MS,
		    .check_refusal = HTTP_STATUS_UNAUTHORIZED,
		},
	};
}

struct http_exchange *
http_pool_take(struct http_pool *pool)
{
	struct http_exchange *exchange;

	BW_ASSERT(pool->n_free > 0);
	pool->n_free--;
	if (pool->n_free < pool->n_fresh) { /* none was given back */
		pool->n_fresh--;
		exchange = pool->fresh++;
	} else {
		exchange = pool->free[pool->n_free - pool->n_fresh];
	}
	exchange->in_len = 0;
	exchange->scanned = 0;
	return exchange;
}

void
http_pool_give(struct http_pool *pool, struct http_exchange *exchange)
{
	pool->free[pool->n_free - pool->n_fresh] = exchange;
	pool->n_free++;
}

/* Keep the target as it was sent, for the log. */
static void
keep_target(struct http_exchange *x)
{
	struct http_text target = http_span_text(x->in, x->request.target);
	size_t len =
	    target.len < sizeof(x->path) ? target.len : sizeof(x->path) - 1;

	memcpy(x->path, target.at, len);
	x->path[len] = '\0';
}

/* Is it one that a file could answer? */
static enum http_status
judge(const struct http_pool *pool, struct http_exchange *x)
{
	enum http_status status = http_answer_refusal(&x->request);
	int error = http_target_decode(
	    http_span_text(x->in, x->request.target), x->path);

	if (status != HTTP_STATUS_NONE) {
		return status;
	}
	if (error != 0) {
		return http_status_of(error);
	}
	return http_target_hidden(x->path, pool->dot_names, pool->n_dot_names)
		   ? HTTP_STATUS_NOT_FOUND
		   : HTTP_STATUS_NONE;
}

static bool
ask_again(const struct http_asked *last, struct http_exchange *x)
{
	if (last->len == 0 || x->in_len < last->len ||
	    memcmp(x->in, last->head, last->len) != 0) {
		return false;
	}
	x->head_len = last->len;
	x->request = last->request;
	x->verdict = last->verdict;
	memcpy(x->path, last->path, last->path_size);
	return true;
}

static void
remember(struct http_asked *last, const struct http_exchange *x)
{
	if (x->head_len > sizeof(last->head)) {
		return;
	}
	last->len = x->head_len;
	last->request = x->request;
	last->verdict = x->verdict;
	last->path_size = strlen(x->path) + 1;
	memcpy(last->head, x->in, last->len);
	memcpy(last->path, x->path, last->path_size); /* a part of the head */
}

int
http_pool_ask(struct http_pool *pool, struct http_exchange *exchange)
{
	struct http_exchange *x = exchange;
	int error;

	if (ask_again(&pool->asked, x)) {
		return 0;
	}
	x->request = (struct http_request){0};
	error = http_head_find(x->in, x->in_len, &x->scanned, &x->head_len);
	if (error == 0) {
		error = http_request_parse(x->in, x->head_len, &x->request);
	}
	keep_target(x);
	if (error != 0) {
		return error;
	}
	x->verdict = judge(pool, x);
	remember(&pool->asked, x);
	return 0;
}

struct http_text
http_exchange_query(const struct http_exchange *exchange)
{
	struct http_text query =
	    http_span_text(exchange->in, exchange->request.target);

	(void)http_text_take(&query, '?'); /* the path */
	return query;
}

/* Is it the same answer, to the byte?  Only those about files can be. */
static bool
same(const struct http_response *a, const struct http_response *b)
{
	return a->etag[0] != '\0' && memcmp(a, b, sizeof(*a)) == 0;
}

void
http_pool_build(struct http_pool *pool, struct http_exchange *exchange)
{
	struct http_built *last = &pool->built;

	if (!same(&exchange->response, &last->response)) {
		int error = http_response_build(&exchange->response, last->head,
		    sizeof(last->head), &last->len);

		BW_ASSERT(error == 0);
		last->response = exchange->response;
	}
	memcpy(exchange->out, last->head, last->len);
	exchange->out_len = last->len;
}
