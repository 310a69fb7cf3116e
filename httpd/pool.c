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

static bool
is_asked_again(
    const struct http_asked *last, const struct http_exchange *exchange)
{
	return last->len > 0 && exchange->in_len >= last->len &&
	       memcmp(exchange->in, last->head, last->len) == 0;
}

int
http_pool_ask(struct http_pool *pool, struct http_exchange *exchange)
{
	struct http_exchange *x = exchange;
	struct http_asked *last = &pool->asked;
	int error;

	if (is_asked_again(last, x)) {
		x->request = last->request;
		x->head_len = last->len;
		return 0;
	}
	x->request = (struct http_request){0};
	error = http_head_find(x->in, x->in_len, &x->scanned, &x->head_len);
	if (error == 0) {
		error = http_request_parse(x->in, x->head_len, &x->request);
	}
	if (error == 0 && x->head_len <= sizeof(last->head)) {
		memcpy(last->head, x->in, x->head_len);
		last->len = x->head_len;
		last->request = x->request;
	}
	return error;
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
