/* SPDX-License-Identifier: ISC */
/* Connections that speak TLS; see tls.h. */
#include "tls.h"

#include <unistd.h>

/* Whose the connection is that tlsd was asked to wrap, at its id's remainder */
static struct {
	uint32_t id; /* 0: nobody's */
	struct bw_addr addr;
} asked[HTTPD_TLS_MAX];
static uint32_t last_id;
static size_t n_asked;

static void
log_refused(const struct bw_addr *addr, const char *reason)
{
	static struct bw_log_limit limit = {.interval_ms = 10000, .burst = 5};
	char text[BW_ADDR_STR_MAX];

	bw_log_limited(&limit, BW_LOG_LEVEL_WARNING,
	    "peer=%s tls=refused reason=\"%s\"", bw_addr_str(addr, text),
	    reason);
}

void
httpd_tls_begin(struct httpd *httpd, int fd, const struct bw_addr *addr)
{
	struct bw_msg msg = {.type = BW_MSG_CONNECTION_WRAP};
	const char *limit = httpd_peers_exceeded(httpd, addr);

	/* from 1: notices have 0 */
	msg.id = last_id + 1 == 0 ? 1 : last_id + 1;
	if (limit == NULL && asked[msg.id % HTTPD_TLS_MAX].id != 0) {
		limit = "too many at once";
	}
	if (limit != NULL) {
		log_refused(addr, limit);
		(void)close(fd); /* a handshake is not worth a 503 */
		return;
	}
	last_id = msg.id;
	n_asked++;
	asked[msg.id % HTTPD_TLS_MAX].id = msg.id;
	asked[msg.id % HTTPD_TLS_MAX].addr = *addr;
	msg.u.connection.peer = *addr;
	bw_worker_send(httpd->worker, &msg, fd);
	(void)close(fd); /* tlsd's now */
}

bool
httpd_tls_message(struct httpd *httpd, const struct bw_msg *msg, int fd)
{
	size_t place = msg->id % HTTPD_TLS_MAX;

	if (msg->type != BW_MSG_CONNECTION_WRAPPED &&
	    msg->type != BW_MSG_CONNECTION_REFUSED) {
		return false;
	}
	BW_ASSERT(msg->id != 0 && asked[place].id == msg->id);
	asked[place].id = 0;
	n_asked--;
	if (msg->type == BW_MSG_CONNECTION_REFUSED) {
		log_refused(&asked[place].addr, msg->u.refused.reason);
		return true;
	}
	httpd_peers_begin(httpd, fd, &asked[place].addr);
	if (httpd->worker->stopping) {
		httpd_peers_stop(
		    httpd, httpd->worker->stop_due_ms != UINT64_MAX);
	}
	return true;
}

size_t
httpd_tls_count(void)
{
	return n_asked;
}
