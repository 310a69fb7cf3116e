/* SPDX-License-Identifier: ISC */
/* Reports of requests; see report.h. */
#include "report.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
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
	transfer->first = x->response.first;
	bw_text_cut(transfer->file, sizeof(transfer->file), x->path);
	(void)snprintf(transfer->options, sizeof(transfer->options), "%.*s %d",
	    (int)(method.len < METHOD_SHOWN_MAX ? method.len
						: METHOD_SHOWN_MAX),
	    method.at, (int)x->response.status);
}

void
httpd_report_started(const struct httpd_peer *peer)
{
	struct bw_msg msg;

	if (peer->conn.exchange->response.status >= HTTP_STATUS_BAD_REQUEST) {
		return;
	}
	fill(peer, BW_MSG_TRANSFER_STARTED, &msg);
	msg.u.transfer.first = 0; /* known at the end, as are the others */
	bw_worker_send(peer->httpd->worker, &msg, -1);
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

void
httpd_report_ended(const struct httpd_peer *peer, enum bw_end end,
    const char *reason, uint64_t now_ms)
{
	const struct http_exchange *x = peer->conn.exchange;
	struct bw_msg msg;
	struct bw_msg_transfer *transfer = &msg.u.transfer;

	if (x->malformed) {
		report_malformed(peer);
		return;
	}
	fill(peer, BW_MSG_TRANSFER_ENDED, &msg);
	transfer->bytes = x->file_sent;
	transfer->ms = (uint32_t)(now_ms - x->began_ms);
	transfer->end = (uint8_t)end;
	bw_text_cut(transfer->reason, sizeof(transfer->reason), reason);
	if (x->response.status >= HTTP_STATUS_BAD_REQUEST) {
		transfer->end = BW_END_REFUSED;
		(void)snprintf(transfer->reason, sizeof(transfer->reason), "%d",
		    (int)x->response.status);
	}
	bw_worker_send(peer->httpd->worker, &msg, -1);
}
