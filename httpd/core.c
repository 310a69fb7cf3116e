/* SPDX-License-Identifier: ISC */
/* One connection; see core.h.  Pure. */
#include "core.h"

#include <errno.h>
#include <string.h>

#include "coding.h"

static void
release(struct http_conn *conn)
{
	if (conn->exchange != NULL) {
		http_pool_give(conn->pool, conn->exchange);
		conn->exchange = NULL;
	}
}

/* Forget the first len bytes that came. */
static void
drop(struct http_exchange *x, size_t len)
{
	if (len == 0) {
		return;
	}
	BW_ASSERT(len <= x->in_len);
	x->in_len -= len;
	memmove(x->in, x->in + len, x->in_len);
	x->scanned = 0;
}

static void
wait_until(struct http_conn *conn, struct http_time now, uint64_t timeout_ms)
{
	conn->due_ms = now.ms + timeout_ms;
	conn->progress = 0;
}

/* RFC 9112 9.3 */
static bool
must_close(const struct http_conn *conn)
{
	const struct http_exchange *x = conn->exchange;
	const struct http_request *request = &x->request;
	uint32_t max = conn->pool->limits.max_requests;

	if (max != 0 && conn->n_answered + 1 >= max) {
		return true;
	}
	/* what follows a body that we do not read is no request */
	return x->malformed || x->response.status == HTTP_STATUS_BAD_REQUEST ||
	       conn->refusal != HTTP_STATUS_NONE || conn->stopping ||
	       request->has_body || request->close ||
	       (request->minor == 0 && !request->keep_alive);
}

static enum http_action
respond(struct http_conn *conn, struct http_time now)
{
	struct http_exchange *x = conn->exchange;

	x->response.close = must_close(conn);
	x->response.keep_alive = !x->response.close && x->request.minor == 0;
	http_pool_build(conn->pool, x);
	x->out_sent = 0;
	x->file_sent = 0;
	conn->phase = HTTP_PHASE_SEND;
	wait_until(conn, now, conn->pool->limits.send_timeout_ms);
	return HTTP_ACTION_SEND;
}

/* RFC 9110 9.3.2: it gets no body, also if what follows it is no request. */
static bool
asks_for_head(const struct http_exchange *x)
{
	static const char method[] = "HEAD ";
	size_t len = sizeof(method) - 1;

	return x->in_len >= len && memcmp(x->in, method, len) == 0;
}

static enum http_action
refuse(struct http_conn *conn, enum http_status status, struct http_time now)
{
	struct http_exchange *x = conn->exchange;

	x->response = (struct http_response){
	    .status = status,
	    .head_only = asks_for_head(x),
	    .date_s = now.wall_s,
	    .location = x->path,
	};
	return respond(conn, now);
}

static enum http_action
refuse_malformed(
    struct http_conn *conn, enum http_status status, struct http_time now)
{
	conn->exchange->malformed = true;
	conn->exchange->began_ms = now.ms;
	return refuse(conn, status, now);
}

/* A request is well-formed: is there a file to be looked for? */
static enum http_action
consider(struct http_conn *conn, struct http_time now)
{
	enum http_status status = conn->refusal != HTTP_STATUS_NONE
				      ? conn->refusal
				      : conn->exchange->verdict;

	conn->exchange->began_ms = now.ms;
	if (status != HTTP_STATUS_NONE) {
		return refuse(conn, status, now);
	}
	conn->phase = HTTP_PHASE_OPEN;
	return HTTP_ACTION_OPEN;
}

/* The head is not all there. */
static enum http_action
await_more(struct http_conn *conn, struct http_time now)
{
	struct http_exchange *x = conn->exchange;

	if (x->in_len >= conn->pool->limits.head_max) {
		bool in_line = memchr(x->in, '\n', x->in_len) == NULL;

		return refuse_malformed(conn,
		    in_line ? HTTP_STATUS_URI_TOO_LONG
			    : HTTP_STATUS_HEADER_FIELDS_TOO_LARGE,
		    now);
	}
	if (x->in_len > 0) {
		return HTTP_ACTION_RECV;
	}
	release(conn);
	return conn->stopping ? HTTP_ACTION_CLOSE : HTTP_ACTION_RECV;
}

/* Make a request of what has come, if it suffices. */
static enum http_action
advance(struct http_conn *conn, struct http_time now)
{
	struct http_exchange *x = conn->exchange;
	int error;

	x->malformed = false;
	drop(x, http_head_blank(x->in, x->in_len));
	error = http_pool_ask(conn->pool, x);
	if (error == -EAGAIN) {
		return await_more(conn, now);
	}
	if (error != 0) {
		return refuse_malformed(conn, http_status_of(error), now);
	}
	return consider(conn, now);
}

enum http_action
http_conn_begin(struct http_conn *conn, struct http_pool *pool, bool check,
    struct http_time now)
{
	*conn = (struct http_conn){
	    .phase = check ? HTTP_PHASE_CHECK : HTTP_PHASE_HEAD,
	    .pool = pool,
	};
	wait_until(conn, now, conn->pool->limits.head_timeout_ms);
	return check ? HTTP_ACTION_CHECK : HTTP_ACTION_RECV;
}

void
http_conn_refuse(struct http_conn *conn, enum http_status status)
{
	conn->refusal = status;
}

void
http_conn_fini(struct http_conn *conn)
{
	release(conn);
}

enum http_action
http_conn_checked(struct http_conn *conn, bool allowed, struct http_time now)
{
	BW_ASSERT(conn->phase == HTTP_PHASE_CHECK);
	if (!allowed) {
		http_conn_refuse(conn, conn->pool->limits.check_refusal);
	}
	conn->phase = HTTP_PHASE_HEAD;
	wait_until(conn, now, conn->pool->limits.head_timeout_ms);
	return HTTP_ACTION_RECV;
}

uint8_t *
http_conn_room(struct http_conn *conn, size_t *out_size)
{
	struct http_exchange *x = conn->exchange;

	BW_ASSERT(conn->phase == HTTP_PHASE_HEAD);
	if (x == NULL) {
		x = http_pool_take(conn->pool);
		conn->exchange = x;
	}
	*out_size = conn->pool->limits.head_max - x->in_len;
	return x->in + x->in_len;
}

enum http_action
http_conn_received(struct http_conn *conn, size_t len, struct http_time now)
{
	struct http_exchange *x = conn->exchange;

	BW_ASSERT(conn->phase == HTTP_PHASE_HEAD);
	BW_ASSERT(x != NULL && len <= sizeof(x->in) - x->in_len);
	x->in_len += len;
	if (len > 0 && !conn->reading) {
		conn->reading = true;
		wait_until(conn, now, conn->pool->limits.head_timeout_ms);
	}
	return advance(conn, now);
}

enum http_action
http_conn_ended(struct http_conn *conn)
{
	/* whole requests were answered before; half of one cannot be */
	BW_ASSERT(conn->phase == HTTP_PHASE_HEAD);
	return HTTP_ACTION_CLOSE;
}

enum http_action
http_conn_opened(struct http_conn *conn, int error,
    const struct http_file *file, struct http_time now)
{
	struct http_exchange *x = conn->exchange;

	BW_ASSERT(conn->phase == HTTP_PHASE_OPEN);
	if (error != 0) {
		return refuse(conn, http_status_of(error), now);
	}
	http_answer_file(x->in, &x->request, file,
	    http_mime_str(conn->pool->mime, x->path), now.wall_s, &x->response);
	x->response.varies = conn->pool->gzip;
	return respond(conn, now);
}

bool
http_conn_wants_gzip(const struct http_conn *conn)
{
	const struct http_exchange *x = conn->exchange;

	BW_ASSERT(conn->phase == HTTP_PHASE_OPEN);
	return conn->pool->gzip &&
	       http_coding_wants_gzip(http_field_text(
		   x->in, &x->request, HTTP_FIELD_ACCEPT_ENCODING));
}

enum http_action
http_conn_waits(struct http_conn *conn, struct http_time now)
{
	wait_until(conn, now, conn->pool->limits.send_timeout_ms);
	return HTTP_ACTION_WAIT;
}

static enum http_action
answer_page(
    struct http_conn *conn, const char *type, size_t len, struct http_time now)
{
	struct http_exchange *x = conn->exchange;

	BW_ASSERT(conn->phase == HTTP_PHASE_OPEN);
	http_answer_page(
	    x->in, &x->request, type, len, now.wall_s, &x->response);
	return respond(conn, now);
}

enum http_action
http_conn_listed(struct http_conn *conn, size_t len, struct http_time now)
{
	return answer_page(conn, "text/html; charset=utf-8", len, now);
}

enum http_action
http_conn_made(struct http_conn *conn, size_t len, struct http_time now)
{
	const char *path = conn->exchange->path;

	return answer_page(
	    conn, http_mime_str(conn->pool->mime, path), len, now);
}

enum http_action
http_conn_moved(struct http_conn *conn, struct http_time now)
{
	struct http_exchange *x = conn->exchange;

	BW_ASSERT(conn->phase == HTTP_PHASE_OPEN);
	if (strlen(x->path) > HTTP_LOCATION_MAX) {
		return refuse(conn, HTTP_STATUS_NOT_FOUND, now);
	}
	return refuse(conn, HTTP_STATUS_MOVED_PERMANENTLY, now);
}

bool
http_conn_append(struct http_conn *conn, const char *text)
{
	struct http_exchange *x = conn->exchange;
	size_t len = strlen(x->path), size = strlen(text) + 1;

	if (size > sizeof(x->path) - len) {
		return false;
	}
	memcpy(x->path + len, text, size);
	return true;
}

const uint8_t *
http_conn_out(const struct http_conn *conn, size_t *out_len)
{
	const struct http_exchange *x = conn->exchange;

	BW_ASSERT(conn->phase == HTTP_PHASE_SEND);
	*out_len = x->out_len - x->out_sent;
	return x->out + x->out_sent;
}

uint64_t
http_conn_file_left(const struct http_conn *conn)
{
	const struct http_exchange *x = conn->exchange;

	BW_ASSERT(conn->phase == HTTP_PHASE_SEND);
	return http_response_file_bytes(&x->response) - x->file_sent;
}

uint64_t
http_conn_file_at(const struct http_conn *conn)
{
	return conn->exchange->response.first + conn->exchange->file_sent;
}

enum http_action
http_conn_sent(struct http_conn *conn, size_t len, struct http_time now)
{
	struct http_exchange *x = conn->exchange;
	size_t out_left;

	(void)http_conn_out(conn, &out_left); /* only how much */
	out_left = len < out_left ? len : out_left;
	BW_ASSERT(len - out_left <= http_conn_file_left(conn));
	x->out_sent += out_left;
	x->file_sent += len - out_left;
	conn->progress +=
	    (uint32_t)(len < HTTP_PROGRESS_MIN ? len : HTTP_PROGRESS_MIN);
	if (conn->progress >= HTTP_PROGRESS_MIN) {
		wait_until(conn, now, conn->pool->limits.send_timeout_ms);
	}
	return x->out_sent == x->out_len && http_conn_file_left(conn) == 0
		   ? HTTP_ACTION_FINISH
		   : HTTP_ACTION_SEND;
}

enum http_action
http_conn_next(struct http_conn *conn, struct http_time now)
{
	struct http_exchange *x = conn->exchange;

	BW_ASSERT(conn->phase == HTTP_PHASE_SEND);
	if (x->response.close || conn->stopping) {
		release(conn);
		conn->phase = HTTP_PHASE_DRAIN;
		wait_until(conn, now, HTTP_DRAIN_TIMEOUT_MS);
		return HTTP_ACTION_DRAIN;
	}
	drop(x, x->head_len);
	conn->n_answered++;
	conn->phase = HTTP_PHASE_HEAD;
	conn->reading = x->in_len > 0;
	wait_until(conn, now,
	    conn->reading ? conn->pool->limits.head_timeout_ms
			  : conn->pool->limits.idle_timeout_ms);
	return advance(conn, now);
}

enum http_action
http_conn_expired(struct http_conn *conn, struct http_time now)
{
	if (conn->phase == HTTP_PHASE_HEAD && conn->exchange != NULL) {
		return refuse_malformed(conn, HTTP_STATUS_REQUEST_TIMEOUT, now);
	}
	return HTTP_ACTION_CLOSE;
}

bool
http_conn_idle(const struct http_conn *conn)
{
	return conn->phase == HTTP_PHASE_HEAD && conn->exchange == NULL &&
	       conn->n_answered > 0;
}

bool
http_conn_stop(struct http_conn *conn)
{
	conn->stopping = true;
	return conn->phase == HTTP_PHASE_HEAD;
}
