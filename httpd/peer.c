/* SPDX-License-Identifier: ISC */
/*
 * One connection; see peer.h.  What to do next is the core's to say.  recv()
 * and write(), which the filter passes by their number alone, without a look
 * at their arguments.  SIGPIPE is ignored.
 */
#include "peer.h"

#include <errno.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include "os/clock.h"
#include "os/sock.h"
#include "opening.h"
#include "peers.h"
#include "report.h"

/* Of a file, at once; and of all, before another connection has its turn. */
#define SEND_CHUNK_MAX (1u << 20)
#define TURN_BYTES_MAX (2u << 20)
/* What is copied rather than handed to the socket by the kernel. */
#define SMALL_MAX (32u << 10)

_Static_assert(HTTP_REPLY_MAX <= HTTPD_FILES_ROOM, "a head fits there");

struct http_time
httpd_now(struct httpd *httpd)
{
	uint64_t now_ms = httpd->worker->loop.now_ms;

	if (httpd->now.ms != now_ms) {
		httpd->now.ms = now_ms;
		httpd->now.wall_s = bw_clock_wall_s();
	}
	return httpd->now;
}

void
httpd_peer_end(struct httpd_peer *peer, enum bw_end end, const char *reason)
{
	struct httpd *httpd = httpd_of(peer);

	if (peer->conn.phase == HTTP_PHASE_SEND) {
		httpd_report_ended(peer, end, reason, httpd_now(httpd).ms);
	}
	httpd_report_repeats(peer);
	httpd_opening_end(peer);
	http_conn_fini(&peer->conn);
	bw_loop_remove(&httpd->worker->loop, &peer->source);
	(void)close(peer->source.fd); /* nothing can be done about it */
	httpd_peers_give(httpd, peer);
}

/* Be told of these events alone from now on. */
static void
peer_want(struct httpd_peer *peer, unsigned wanted)
{
	struct bw_loop *loop = &httpd_of(peer)->worker->loop;

	if (bw_loop_change(loop, &peer->source, wanted) != 0) {
		httpd_peer_end(peer, BW_END_ERROR, "no memory in the kernel");
	}
}

void
httpd_peer_ask(struct httpd_peer *peer)
{
	struct httpd *httpd = httpd_of(peer);
	struct bw_msg msg = {.type = BW_MSG_CLIENT_CHECK};

	peer->check_id = httpd_peers_check_id(httpd, peer);
	msg.id = peer->check_id;
	msg.u.client_check.addr = peer->addr;
	bw_worker_send(httpd->worker, &msg, -1);
}

/* Head and body of a small file in one call: most requests are for such. */
static ssize_t
send_small(
    struct httpd_peer *peer, const uint8_t *out, size_t out_len, size_t left)
{
	static uint8_t buf[HTTP_REPLY_MAX + SMALL_MAX];
	uint64_t at = http_conn_file_at(&peer->conn);
	uint8_t *body = httpd_files_body(&httpd_of(peer)->files, peer->file_fd,
	    peer->conn.exchange->response.size);
	ssize_t n;

	if (body != NULL && at == 0) { /* the head right before it */
		memcpy(body - out_len, out, out_len);
		return write(peer->source.fd, body - out_len, out_len + left);
	}
	n = pread(peer->file_fd, buf + out_len, left, (off_t)at);
	if (n <= 0) {
		return n;
	}
	memcpy(buf, out, out_len);
	return write(peer->source.fd, buf, out_len + (size_t)n);
}

/* What has come of it; and by which descriptor, for fetchd may be another. */
static uint64_t
remote_left(struct httpd_peer *peer, uint64_t left)
{
	const struct bw_remote *remote = peer->remote;
	uint64_t at = http_conn_file_at(&peer->conn);
	uint64_t here = remote->available > at ? remote->available - at : 0;

	peer->file_fd = remote->fd;
	return here < left ? here : left;
}

/*
 * Bytes sent, or a negative errno; 0: the file is shorter than it was.
 * -EINPROGRESS: a remote one has not come so far.
 */
static ssize_t
peer_send(struct httpd_peer *peer)
{
	struct http_conn *conn = &peer->conn;
	uint64_t left = http_conn_file_left(conn);
	size_t out_len;
	const uint8_t *out = http_conn_out(conn, &out_len);
	ssize_t n;

	if (peer->remote != NULL) {
		left = remote_left(peer, left);
		if (out_len == 0 && left == 0) {
			return peer->remote->error != 0 ? peer->remote->error
							: -EINPROGRESS;
		}
	}
	httpd_report_head("out", peer, out, out_len);
	if (out_len > 0 && left > 0 && left <= SMALL_MAX) {
		n = send_small(peer, out, out_len, (size_t)left);
	} else if (out_len > 0) {
		/* head and first bytes share a segment: some firmware reads
		 * no more than one for the head */
		n = send(peer->source.fd, out, out_len,
		    MSG_NOSIGNAL | (left > 0 ? MSG_MORE : 0));
	} else {
		off_t at = (off_t)http_conn_file_at(conn);

		n = sendfile(peer->source.fd, peer->file_fd, &at,
		    left < SEND_CHUNK_MAX ? (size_t)left : SEND_CHUNK_MAX);
	}
	return n < 0 ? -errno : n;
}

static enum http_action
peer_finish(struct httpd_peer *peer)
{
	struct http_time time = httpd_now(httpd_of(peer));

	httpd_report_ended(peer, BW_END_COMPLETE, "", time.ms);
	httpd_opening_end(peer);
	peer->transfer_id = ++httpd_of(peer)->last_transfer_id;
	peer->started = false;
	return http_conn_next(&peer->conn, time);
}

/* Send until the socket is full or others are due; true: all is sent. */
static bool
peer_send_turn(struct httpd_peer *peer, size_t *budget)
{
	while (*budget > 0) {
		ssize_t n = peer_send(peer);

		if (n == -EINTR) {
			continue;
		}
		if (n == -EAGAIN) {
			break;
		}
		if (n == -EINPROGRESS) {
			peer->starved = true;
			break;
		}
		if (n < 0) {
			httpd_peer_end(peer,
			    n == -EPIPE || n == -ECONNRESET || n == -ETIMEDOUT
				? BW_END_ABORTED
				: BW_END_ERROR,
			    strerror((int)-n));
			return false;
		}
		if (n == 0) {
			httpd_peer_end(
			    peer, BW_END_ERROR, "the file was truncated");
			return false;
		}
		*budget -= (size_t)n < *budget ? (size_t)n : *budget;
		if (http_conn_sent(&peer->conn, (size_t)n,
			httpd_now(httpd_of(peer))) == HTTP_ACTION_FINISH) {
			return true;
		}
	}
	if (!peer->started) {
		peer->started = true;
		httpd_report_started(peer);
	} else {
		httpd_report_progressed(peer);
	}
	if (peer->starved) {
		(void)http_conn_waits(
		    &peer->conn, httpd_now(httpd_of(peer))); /* to send */
	}
	peer_want(peer, peer->starved ? 0 : BW_LOOP_WRITE);
	return false;
}

/* Do what the core says until there is something to wait for. */
void
httpd_peer_run(struct httpd_peer *peer, enum http_action action)
{
	size_t budget = TURN_BYTES_MAX;

	for (;;) {
		switch (action) {
		case HTTP_ACTION_CHECK:
			httpd_peer_ask(peer);
			peer_want(peer, 0);
			return;
		case HTTP_ACTION_RECV:
			peer_want(peer, BW_LOOP_READ);
			return;
		case HTTP_ACTION_OPEN:
			action = httpd_opening_step(peer);
			break;
		case HTTP_ACTION_WAIT:
			peer_want(peer, 0);
			return;
		case HTTP_ACTION_SEND:
			if (!peer_send_turn(peer, &budget)) {
				return;
			}
			action = HTTP_ACTION_FINISH;
			break;
		case HTTP_ACTION_FINISH:
			action = peer_finish(peer);
			break;
		case HTTP_ACTION_DRAIN:
			/* fails when the peer is gone: the next read tells */
			(void)shutdown(peer->source.fd, SHUT_WR);
			peer_want(peer, BW_LOOP_READ);
			return;
		case HTTP_ACTION_CLOSE:
			httpd_peer_end(peer, BW_END_COMPLETE, "");
			return;
		}
	}
}

/* Receive; what does not fit is told of again. */
static ssize_t
peer_take(struct httpd_peer *peer, uint8_t *at, size_t room)
{
	ssize_t n = recv(peer->source.fd, at, room, 0);

	if (n > 0 && (size_t)n == room) {
		struct bw_loop *loop = &httpd_of(peer)->worker->loop;

		(void)bw_loop_again(loop, &peer->source); /* it was added */
	}
	return n;
}

static void
peer_recv(struct httpd_peer *peer)
{
	size_t room;
	uint8_t *at = http_conn_room(&peer->conn, &room);
	ssize_t n = peer_take(peer, at, room);

	if (n > 0) {
		httpd_report_head("in", peer, at, (size_t)n);
		httpd_peer_run(peer, http_conn_received(&peer->conn, (size_t)n,
					 httpd_now(httpd_of(peer))));
	} else if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
		httpd_peer_run(peer, http_conn_received(&peer->conn, 0,
					 httpd_now(httpd_of(peer))));
	} else {
		httpd_peer_run(peer, http_conn_ended(&peer->conn));
	}
}

static void
peer_drain(struct httpd_peer *peer)
{
	static uint8_t unread[HTTP_HEAD_MAX];
	ssize_t n = peer_take(peer, unread, sizeof(unread));

	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
		httpd_peer_run(peer, HTTP_ACTION_CLOSE);
	}
}

void
httpd_peer_ready(struct bw_source *source, unsigned events)
{
	struct httpd_peer *peer =
	    (struct httpd_peer *)((char *)source -
				  offsetof(struct httpd_peer, source));

	(void)events; /* the phase says what was wanted */
	switch (peer->conn.phase) {
	case HTTP_PHASE_CHECK: /* nothing was: it hung up */
		httpd_peer_run(peer, HTTP_ACTION_CLOSE);
		break;
	case HTTP_PHASE_HEAD:
		peer_recv(peer);
		break;
	case HTTP_PHASE_OPEN: /* nothing was */
		httpd_peer_run(peer, HTTP_ACTION_CLOSE);
		break;
	case HTTP_PHASE_SEND:
		if (peer->starved) { /* nothing was */
			httpd_peer_end(peer, BW_END_ABORTED, "it hung up");
			break;
		}
		httpd_peer_run(peer, HTTP_ACTION_SEND);
		break;
	case HTTP_PHASE_DRAIN:
		peer_drain(peer);
		break;
	}
}

void
httpd_remote_changed(void *arg, struct bw_remote *remote)
{
	struct httpd *httpd = arg;

	for (size_t i = 0; i < httpd->n_fresh; i++) {
		struct httpd_peer *peer = &httpd->peers[i];

		if (!peer->used || peer->remote != remote) {
			continue;
		}
		if (peer->conn.phase == HTTP_PHASE_OPEN &&
		    (remote->opened || remote->error != 0)) {
			httpd_peer_run(peer, HTTP_ACTION_OPEN);
		} else if (peer->starved) {
			peer->starved = false;
			httpd_peer_run(peer, HTTP_ACTION_SEND);
		}
	}
}
