/* SPDX-License-Identifier: ISC */
/* Reports of requests; see report.h. */
#include "report.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "combined.h"
#include "decode.h"
#include "peers.h"

#define METHOD_SHOWN_MAX 16
#define TARGET_SHOWN_MAX 256

/* What both messages have. */
static void
fill(const struct httpd_peer *peer, enum bw_msg_type type, struct bw_msg *out)
{
	const struct http_exchange *x = peer->conn.exchange;
	struct http_text method = http_span_text(x->in, x->request.method_name);
	struct bw_msg_transfer *transfer = &out->u.transfer;

	*out = (struct bw_msg){.type = type};
	transfer->peer = peer->addr;
	transfer->transfer_id = peer->transfer_id;
	transfer->size = x->response.size;
	bw_text_cut(transfer->file, sizeof(transfer->file), x->path);
	(void)snprintf(transfer->options, sizeof(transfer->options), "%.*s %d",
	    (int)(method.len < METHOD_SHOWN_MAX ? method.len
						: METHOD_SHOWN_MAX),
	    method.at, (int)x->response.status);
}

/* How far it has got, which the end tells of too. */
static void
fill_progress(const struct httpd_peer *peer, uint64_t now_ms,
    struct bw_msg_transfer *transfer)
{
	transfer->first = peer->conn.exchange->response.first;
	transfer->bytes = peer->conn.exchange->file_sent;
	transfer->ms = (uint32_t)(now_ms - peer->conn.exchange->began_ms);
}

static void
report_moving(struct httpd_peer *peer, enum bw_msg_type type)
{
	uint64_t now_ms = httpd_now(httpd_of(peer)).ms;
	struct bw_msg msg;

	if (peer->conn.exchange->response.status >= HTTP_STATUS_BAD_REQUEST) {
		return;
	}
	fill(peer, type, &msg);
	fill_progress(peer, now_ms, &msg.u.transfer);
	bw_worker_queue(httpd_of(peer)->worker, &msg);
	peer->last_ms = (uint32_t)now_ms;
}

void
httpd_report_started(struct httpd_peer *peer)
{
	report_moving(peer, BW_MSG_TRANSFER_STARTED);
}

void
httpd_report_progressed(struct httpd_peer *peer)
{
	uint32_t now_ms = (uint32_t)httpd_now(httpd_of(peer)).ms;

	if (now_ms - peer->last_ms >= HTTPD_PROGRESS_MS) {
		report_moving(peer, BW_MSG_TRANSFER_PROGRESSED);
	}
}

static void
report_malformed(const struct httpd_peer *peer)
{
	static struct bw_log_limit limit;
	const struct http_exchange *x = peer->conn.exchange;
	char addr[BW_ADDR_STR_MAX], target[TARGET_SHOWN_MAX];

	bw_log_limited(&limit, BW_LOG_LEVEL_WARNING,
	    "peer=%s status=%d reason=\"%s\" target=%s",
	    bw_addr_str(&peer->addr, addr), (int)x->response.status,
	    http_status_str(x->response.status),
	    bw_text_printable(
		target, sizeof(target), x->path, strlen(x->path)));
}

/* What makes a request another one for the same: file, method, status. */
static uint32_t
key_of(const struct http_exchange *x)
{
	return bw_bytes_hash(x->path, strlen(x->path)) * 31 +
	       (uint32_t)x->request.method * 1000 +
	       (uint32_t)x->response.status;
}

static void
fill_ended(const struct httpd_peer *peer, enum bw_end end, const char *reason,
    uint64_t now_ms, struct bw_msg *out)
{
	const struct http_exchange *x = peer->conn.exchange;
	struct bw_msg_transfer *transfer = &out->u.transfer;

	fill(peer, BW_MSG_TRANSFER_ENDED, out);
	fill_progress(peer, now_ms, transfer);
	transfer->count = 1;
	transfer->started = peer->started ? 1 : 0;
	transfer->end = (uint8_t)end;
	bw_text_cut(transfer->reason, sizeof(transfer->reason), reason);
	if (x->response.status >= HTTP_STATUS_BAD_REQUEST) {
		transfer->end = BW_END_REFUSED;
		(void)snprintf(transfer->reason, sizeof(transfer->reason), "%d",
		    (int)x->response.status);
	}
}

/* Add one more to the sum of this connection's repeats, or begin one. */
static bool
repeat_add(struct httpd_peer *peer, uint64_t now_ms)
{
	struct httpd_repeats *repeats = &httpd_of(peer)->repeats;
	const struct http_exchange *x = peer->conn.exchange;
	struct httpd_repeat *repeat = peer->repeat;
	struct bw_msg_transfer *sum;

	if (repeat == NULL) {
		if (repeats->n_used == HTTPD_REPEATS_MAX) {
			return false;
		}
		repeat = repeats->used[repeats->n_used++];
		repeat->peer = peer;
		repeat->began_ms = x->began_ms;
		fill_ended(peer, BW_END_COMPLETE, "", now_ms, &repeat->msg);
		peer->repeat = repeat;
		return true;
	}
	sum = &repeat->msg.u.transfer;
	sum->count++;
	sum->bytes += x->file_sent;
	sum->ms = (uint32_t)(now_ms - repeat->began_ms);
	if (x->response.first < sum->first) {
		sum->first = x->response.first;
	}
	return true;
}

void
httpd_report_repeats(struct httpd_peer *peer)
{
	struct httpd_repeats *repeats = &httpd_of(peer)->repeats;
	struct httpd_repeat *repeat = peer->repeat;
	struct bw_msg_transfer *sum;
	size_t len;

	if (repeat == NULL) {
		return;
	}
	sum = &repeat->msg.u.transfer;
	len = strlen(sum->options);
	if (sum->count > 1) {
		(void)snprintf(sum->options + len, sizeof(sum->options) - len,
		    " x%u", (unsigned)sum->count);
	}
	bw_worker_queue(httpd_of(peer)->worker, &repeat->msg);
	peer->repeat = NULL;
	for (size_t i = 0; i < repeats->n_used; i++) {
		if (repeats->used[i] == repeat) {
			repeats->used[i] = repeats->used[--repeats->n_used];
			repeats->used[repeats->n_used] = repeat;
			return;
		}
	}
}

void
httpd_report_sweep(struct httpd_repeats *repeats)
{
	while (repeats->n_used > 0) {
		httpd_report_repeats(repeats->used[0]->peer);
	}
}

void
httpd_report_init(struct httpd_repeats *repeats)
{
	repeats->n_used = 0;
	for (size_t i = 0; i < HTTPD_REPEATS_MAX; i++) {
		repeats->used[i] = &repeats->all[i];
	}
}

static void
report_one(const struct httpd_peer *peer, enum bw_end end, const char *reason,
    uint64_t now_ms)
{
	struct bw_msg msg;

	fill_ended(peer, end, reason, now_ms, &msg);
	bw_worker_queue(httpd_of(peer)->worker, &msg);
}

static void
log_request(const struct httpd_peer *peer)
{
	struct httpd *httpd = httpd_of(peer);
	struct bw_msg msg = {.type = BW_MSG_REQUEST_LOGGED};

	(void)http_combined_str(&peer->addr, peer->conn.exchange,
	    httpd_now(httpd).wall_s, msg.u.request.line);
	bw_worker_queue(httpd->worker, &msg);
}

void
httpd_report_ended(struct httpd_peer *peer, enum bw_end end, const char *reason,
    uint64_t now_ms)
{
	const struct http_exchange *x = peer->conn.exchange;
	uint32_t key, since_ms;

	if (httpd_of(peer)->logs) {
		log_request(peer);
	}
	if (x->malformed) {
		report_malformed(peer);
		return;
	}
	key = key_of(x);
	since_ms = (uint32_t)now_ms - peer->last_ms;
	if (end == BW_END_COMPLETE && !peer->started && key == peer->last_key &&
	    since_ms < HTTPD_REPEAT_MS && repeat_add(peer, now_ms)) {
		peer->last_ms = (uint32_t)now_ms;
		return;
	}
	httpd_report_repeats(peer);
	peer->last_key = key;
	peer->last_ms = (uint32_t)now_ms;
	report_one(peer, end, reason, now_ms);
}

void
httpd_report_head(const char *way, const struct httpd_peer *peer,
    const uint8_t *bytes, size_t len)
{
	static const char begin[] = "HTTP/"; /* of an answer; else the rest */
	size_t n = sizeof(begin) - 1;

	if (bw_log_get_level() >= BW_LOG_LEVEL_DEBUG && len > 0 &&
	    (strcmp(way, "in") == 0 ||
		(len > n && memcmp(bytes, begin, n) == 0))) {
		bw_log_packet(way, &peer->addr, 0, bytes, len, http_decode);
	}
}
