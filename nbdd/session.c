/* SPDX-License-Identifier: ISC */
/* One client's session; see session.h. */
#include "session.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <unistd.h>

#include "base/text.h"
#include "os/sock.h"
#include "peer.h"
#include "report.h"

/* How often the parent hears how much was read and written. */
#define REPORT_MS 1000
/* A client whose overlay could not grow may have the parent asked again. */
#define GROW_PAUSE_MS 1000
/* So often in a row the connection is waited for without the loop. */
#define AWAITED_MAX 64
/* What is asked for beyond what is needed at once. */
#define GROW_AHEAD (UINT64_C(4) << 20)

static void
session_end(struct session *s, const char *reason)
{
	struct bw_msg_attachment *attachment = &s->event.u.attachment;
	char peer[BW_ADDR_STR_MAX];

	if (s->ended) {
		return;
	}
	s->ended = true;
	if (nbd_core_attached(&s->core)) {
		bw_text_cut(
		    attachment->reason, sizeof(attachment->reason), reason);
		report(s, BW_MSG_EXPORT_DETACHED);
	} else {
		bw_log(BW_LOG_LEVEL_DEBUG, "peer=%s ended=\"%s\"",
		    bw_addr_str(&s->peer, peer), reason);
	}
	bw_worker_end(s->worker);
}

static void
watch(struct session *s, unsigned wanted)
{
	int error = bw_loop_change(&s->worker->loop, &s->source, wanted);

	BW_ASSERT(error == 0);
}

/* Send what is to be sent.  Returns whether nothing is left of it. */
static bool
output_send(struct session *s)
{
	int error;

	if (image_settle(&s->image) != 0) {
		session_end(s, "copy cannot be written");
		return false;
	}
	if (!s->negotiated && s->stream.sent == 0) {
		report_packet(s, "out", s->stream.out.buf, s->stream.out.len);
		s->negotiated = nbd_core_attached(&s->core);
	}
	error = stream_send(&s->stream);
	if (error == -EAGAIN) {
		watch(s, BW_LOOP_WRITE);
	} else if (error != 0) {
		session_end(s, "connection lost");
	}
	return error == 0;
}

/* Receive, perhaps wait a moment for it.  Returns whether something came. */
static bool
input_receive(struct session *s, bool wait)
{
	size_t before = bw_reader_left(&s->stream.in);
	int came = stream_receive(&s->stream, wait);

	if (came > 0 && !s->negotiated) {
		report_packet(s, "in", s->stream.in.at + before,
		    bw_reader_left(&s->stream.in) - before);
	}
	if (came == 0) {
		session_end(s, "connection closed");
	} else if (came < 0 && came != -EAGAIN) {
		session_end(s, "connection lost");
	}
	return came > 0;
}

/*
 * Nothing more can be done without input.  A client that goes on at once is
 * waited for here, which the loop would take longer for; but not for ever, as
 * the loop may have something else.  Returns whether something came.
 */
static bool
input_await(struct session *s)
{
	if (!nbd_core_attached(&s->core) || s->n_awaited >= AWAITED_MAX) {
		s->n_awaited = 0;
		watch(s, BW_LOOP_READ);
		return false;
	}
	s->n_awaited++;
	if (input_receive(s, true)) {
		return true;
	}
	s->n_awaited = 0;
	if (!s->ended) {
		watch(s, BW_LOOP_READ);
	}
	return false;
}

static void
parent_ask(struct session *s, const struct bw_msg *msg, int fd)
{
	s->asked = true;
	watch(s, 0); /* what the client says meanwhile waits */
	bw_worker_send(s->worker, msg, fd);
}

static void
export_ask(struct session *s, const char *name, bool attach)
{
	struct bw_msg msg = {.type = BW_MSG_EXPORT_OPEN};

	bw_text_cut(
	    msg.u.export_open.name, sizeof(msg.u.export_open.name), name);
	s->event.u.attachment = (struct bw_msg_attachment){.peer = s->peer};
	bw_text_cut(s->event.u.attachment.name,
	    sizeof(s->event.u.attachment.name), name);
	s->attach = attach;
	msg.u.export_open.attach = attach ? 1 : 0;
	parent_ask(s, &msg, -1);
}

/* Have the connection wrapped, once all is sent that is not to be TLS. */
static void
tls_ask(struct session *s)
{
	struct bw_msg msg = {.type = BW_MSG_CONNECTION_WRAP};

	msg.u.connection.peer = s->peer;
	parent_ask(s, &msg, s->source.fd);
}

/* Go on with this end, which is taken; the client is told by the old one. */
static void
tls_begin(struct session *s, int fd)
{
	int error;

	nbd_core_wrapped(&s->core, &s->stream.out);
	error = stream_send(&s->stream);
	bw_loop_remove(&s->worker->loop, &s->source);
	(void)close(s->source.fd); /* tlsd's now */
	s->source.fd = s->stream.fd = fd;
	if (error == 0) {
		error = bw_loop_add(&s->worker->loop, &s->source, BW_LOOP_READ);
	}
	if (error != 0) {
		session_end(s, "connection lost");
	}
}

/* Ask for room that an action wants, if it is time to.  Is it awaited? */
static bool
grow_ask(struct session *s, const struct nbd_action *action)
{
	struct bw_msg msg = {.type = BW_MSG_OVERLAY_GROW};
	uint64_t wanted = image_wants(&s->image, action);

	if (wanted == 0 || s->worker->loop.now_ms < s->grow_ms) {
		return false;
	}
	msg.u.overlay.room = wanted + GROW_AHEAD;
	s->grows = *action;
	parent_ask(s, &msg, -1);
	return true;
}

/* The parent has said how much; do what waited for it. */
static void
grow_done(struct session *s, uint64_t room)
{
	s->image.copy.overlay->quota = room / OVERLAY_PAGE;
	if (image_wants(&s->image, &s->grows) != 0) {
		s->grow_ms = s->worker->loop.now_ms + GROW_PAUSE_MS;
	}
	nbd_core_done(&s->core, image_do(&s->image, &s->grows), &s->stream.out);
}

/* NBD_ACTION_READ or NBD_ACTION_LOAD. */
static void
image_bytes(struct session *s, const struct nbd_action *action)
{
	enum image_heat heat =
	    action->wait ? IMAGE_WARM : image_try(&s->image, action);
	bool complete = true;

	if (heat == IMAGE_COLD) {
		nbd_core_read_cold(&s->core, &s->stream.out);
		return;
	}
	if (action->type == NBD_ACTION_LOAD) {
		complete = stream_load(&s->stream, s->image.fd,
		    image_at(&s->image, action->offset), action->len);
	} else if (heat == IMAGE_WARM) {
		complete = image_read(&s->image, action);
	}
	nbd_core_read_done(&s->core, complete, &s->stream.out);
}

/* Do what the core asks.  Returns whether it can be stepped on at once. */
static bool
act(struct session *s, const struct nbd_action *action)
{
	struct nbd_extent extent;

	switch (action->type) {
	case NBD_ACTION_RECEIVE:
		if (!output_send(s)) {
			return false;
		}
		if (s->worker->stopping && !nbd_core_busy(&s->core)) {
			session_end(s, "stopped");
			return false;
		}
		return input_await(s);
	case NBD_ACTION_PASS:
		return output_send(s);
	case NBD_ACTION_POLL:
		if (output_send(s)) {
			(void)input_receive(s, false); /* there may be none */
			return !s->ended;
		}
		return false;
	case NBD_ACTION_SEND:
		/* By way of the loop, which may have a STOP for us. */
		watch(s, BW_LOOP_WRITE);
		return false;
	case NBD_ACTION_OPEN:
		export_ask(s, action->name, action->attach);
		return false;
	case NBD_ACTION_TLS:
		if (output_send(s)) {
			tls_ask(s);
		}
		return false;
	case NBD_ACTION_READ:
	case NBD_ACTION_LOAD:
		image_bytes(s, action);
		return true;
	case NBD_ACTION_EXTENT:
		image_extent(&s->image, action, &extent);
		nbd_core_extent_done(&s->core, &extent, &s->stream.out);
		return true;
	case NBD_ACTION_WRITE:
	case NBD_ACTION_ZERO:
		if (grow_ask(s, action)) {
			return false;
		}
		nbd_core_done(
		    &s->core, image_do(&s->image, action), &s->stream.out);
		return true;
	case NBD_ACTION_CACHE:
	case NBD_ACTION_TRIM:
	case NBD_ACTION_FLUSH:
		nbd_core_done(
		    &s->core, image_do(&s->image, action), &s->stream.out);
		return true;
	case NBD_ACTION_CLOSE:
		if (output_send(s)) {
			session_end(s, action->reason);
		}
		return false;
	case NBD_ACTION_NONE:
		break;
	}
	BW_ASSERT(!"an action of the core");
	return false;
}

static void
session_run(struct session *s)
{
	struct nbd_action action;

	do {
		nbd_core_step(&s->core, &s->stream.in, &s->stream.out, &action);
		report_unknown(s);
	} while (act(s, &action));
}

static void
peer_ready(struct bw_source *source, unsigned events)
{
	struct session *s = source->arg;

	if (s->asked) {
		session_end(s, "connection lost"); /* nothing else was wanted */
		return;
	}
	if (!output_send(s)) {
		return;
	}
	if ((events & BW_LOOP_READ) != 0 && !input_receive(s, false)) {
		return;
	}
	if (s->report_ms == UINT64_MAX) {
		s->report_ms = s->worker->loop.now_ms + REPORT_MS;
	}
	session_run(s);
}

/*
 * What a pipe takes of the image at a time.  The core counts from the pages of
 * the image; those of the file may lie otherwise, and then there is one more.
 */
static uint64_t
direct_max(const struct session *s)
{
	uint64_t within = image_at(&s->image, 0) % NBD_BLOCK_SIZE_PREFERRED;
	uint64_t max = s->stream.pipe_size;

	return within != 0 && max > 0 ? max - NBD_BLOCK_SIZE_PREFERRED : max;
}

/* The parent has opened the image that the client named; takes fd. */
static void
image_opened(struct session *s, int fd)
{
	const struct bw_conf_export *export = s->core.handshake.export;
	int error = image_open(&s->image, fd, export, s->attach);

	if (error != 0) {
		bw_log(BW_LOG_LEVEL_ERR, "export=%s error=\"%s\"", export->name,
		    strerror(-error));
		nbd_core_refused(&s->core, error, &s->stream.out);
		return;
	}
	if (!nbd_core_opened(
		&s->core, s->image.size, s->image.sparse, &s->stream.out)) {
		image_close(&s->image); /* it was asked for its size */
		return;
	}
	if (s->image.copy.fd < 0) {
		nbd_core_set_direct(&s->core, direct_max(s));
	}
	s->began_ms = s->worker->loop.now_ms;
	s->due_ms = UINT64_MAX;
	s->event.u.attachment.size = s->image.size;
	report(s, BW_MSG_EXPORT_ATTACHED);
}

void
session_message(struct bw_worker *worker, const struct bw_msg *msg, int fd)
{
	struct session *s = worker->state;

	if (!s->asked) { /* the client has been told to go meanwhile */
		if (fd >= 0) {
			(void)close(fd); /* nothing was written */
		}
		return;
	}
	if (msg->type == BW_MSG_EXPORT_OVERLAY) {
		image_take_overlay(&s->image, fd);
		return; /* the image comes behind it */
	}
	s->asked = false;
	if (msg->type == BW_MSG_EXPORT_OPENED) {
		image_opened(s, fd);
	} else if (msg->type == BW_MSG_CONNECTION_WRAPPED) {
		tls_begin(s, fd);
	} else if (msg->type == BW_MSG_OVERLAY_GROWN) {
		grow_done(s, msg->u.overlay.room);
	} else {
		BW_ASSERT(msg->type == BW_MSG_EXPORT_REFUSED ||
			  msg->type == BW_MSG_CONNECTION_REFUSED);
		nbd_core_refused(
		    &s->core, msg->u.refused.error, &s->stream.out);
	}
	if (!s->ended) {
		session_run(s);
	}
}

void
session_init(struct session *s, struct bw_worker *worker, int memory_fd)
{
	*s = (struct session){
	    .worker = worker,
	    .source = {.fd = bw_worker_door(worker, "peer", 0),
		.ready = peer_ready,
		.arg = s},
	    .due_ms = UINT64_MAX,
	    .report_ms = UINT64_MAX,
	};
	worker->state = s;
	image_init(&s->image, memory_fd);
	/* A peer that has gone already has no address: so does its event. */
	s->peer = peer_address(s->source.fd);
	peer_set_timeout(s->source.fd, worker->conf->nbdd.peer_timeout_ms);
	bw_sock_unpace(s->source.fd);
	stream_init(&s->stream, s->source.fd);
	nbd_core_init(&s->core, &worker->conf->nbdd.exports, &s->stream.out);
}

void
session_start(struct bw_worker *worker)
{
	struct session *s = worker->state;
	int error = bw_loop_add(&worker->loop, &s->source, BW_LOOP_READ);

	BW_ASSERT(error == 0);
	s->due_ms = worker->loop.now_ms + NBD_HANDSHAKE_MAX_MS;
	session_run(s);
}

/*
 * What is in hand is finished: a write whose rest is on its way, replies.  Who
 * waits for an export does so in vain.
 */
void
session_stop(struct bw_worker *worker)
{
	struct session *s = worker->state;

	if (s->asked && !nbd_core_attached(&s->core)) {
		s->asked = false;
		nbd_core_refused(&s->core, -ESHUTDOWN, &s->stream.out);
		session_run(s);
	} else if (s->stream.out.len == 0 && s->stream.loaded == 0 &&
		   !nbd_core_busy(&s->core)) {
		session_end(s, "stopped");
	}
}

void
session_expire(struct bw_worker *worker)
{
	session_end(worker->state, "stopped in a request");
}

uint64_t
session_due(struct bw_worker *worker)
{
	const struct session *s = worker->state;

	return s->due_ms < s->report_ms ? s->due_ms : s->report_ms;
}

void
session_tick(struct bw_worker *worker, uint64_t now_ms)
{
	struct session *s = worker->state;

	if (now_ms >= s->report_ms && !s->ended) {
		s->report_ms = UINT64_MAX;
		stream_rest(&s->stream);
		if (nbd_core_attached(&s->core)) {
			report(s, BW_MSG_EXPORT_PROGRESSED);
		}
	}
	if (now_ms >= s->due_ms) {
		session_end(s, "handshake took too long");
	}
}
