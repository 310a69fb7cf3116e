/* SPDX-License-Identifier: ISC */
/*
 * nbdd: network block devices.  One worker is one client's session:
 * it moves bytes between the connection, core.c and the image that the parent
 * hands over once the client has named it.  Decides nothing; opens nothing.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "child/child.h"
#include "core.h"
#include "image.h"
#include "os/sock.h"
#include "profile.h"

/* A client that is silent for a minute is asked whether it is still there. */
#define KEEPALIVE_IDLE_S     60
#define KEEPALIVE_INTERVAL_S 15
#define KEEPALIVE_PROBES     4
/* After STOP replies that are on their way have this long. */
#define STOP_GRACE_MS 2000

struct session {
	struct bw_worker *worker;
	struct bw_source source;
	struct bw_addr peer;
	struct nbd_core core;
	struct bw_reader in; /* received, not yet used; within input */
	struct bw_writer out;
	size_t sent;         /* of out */
	struct image image;  /* once a client has it */
	int copy_fd;         /* memory for the client's copy, or -1 */
	bool asked;          /* the parent's answer is awaited */
	uint64_t due_ms;     /* it ends then at the latest */
	uint64_t began_ms;   /* transmission */
	struct bw_msg event; /* ATTACHED, later DETACHED */
	bool ended;
};

static struct session session;
static uint8_t input[NBD_INPUT_SIZE];
static uint8_t output[NBD_OUTPUT_SIZE];
static struct overlay overlay; /* touched only where the client writes */

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
		s->event.type = BW_MSG_EXPORT_DETACHED;
		attachment->bytes_read = s->core.bytes_read;
		attachment->bytes_written = s->core.bytes_written;
		attachment->ms =
		    (uint32_t)(s->worker->loop.now_ms - s->began_ms);
		bw_text_cut(
		    attachment->reason, sizeof(attachment->reason), reason);
		bw_worker_send(s->worker, &s->event, -1);
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

/* Send what is in the output.  Returns whether nothing is left of it. */
static bool
output_send(struct session *s)
{
	while (s->sent < s->out.len) {
		ssize_t n = write(
		    s->source.fd, s->out.buf + s->sent, s->out.len - s->sent);

		if (n >= 0) {
			s->sent += (size_t)n;
		} else if (errno == EAGAIN) {
			watch(s, BW_LOOP_WRITE);
			return false;
		} else if (errno != EINTR) {
			session_end(s, "connection lost");
			return false;
		}
	}
	s->out.len = 0;
	s->sent = 0;
	return true;
}

/* Receive behind what is not yet used.  Returns whether something came. */
static bool
input_receive(struct session *s)
{
	size_t left = bw_reader_left(&s->in);
	ssize_t n;

	BW_ASSERT(left < sizeof(input));
	if (left > 0) {
		memmove(input, s->in.at, left);
	}
	n = read(s->source.fd, input + left, sizeof(input) - left);
	bw_reader_init(&s->in, input, left + (n > 0 ? (size_t)n : 0));
	if (n == 0) {
		session_end(s, "connection closed");
	} else if (n < 0 && errno != EAGAIN && errno != EINTR) {
		session_end(s, "connection lost");
	}
	return n > 0;
}

static void
export_ask(struct session *s, const char *name)
{
	struct bw_msg msg = {.type = BW_MSG_EXPORT_OPEN};

	bw_text_cut(
	    msg.u.export_open.name, sizeof(msg.u.export_open.name), name);
	s->event.u.attachment = (struct bw_msg_attachment){.peer = s->peer};
	bw_text_cut(s->event.u.attachment.name,
	    sizeof(s->event.u.attachment.name), name);
	s->asked = true;
	watch(s, 0); /* what the client says meanwhile waits */
	bw_worker_send(s->worker, &msg, -1);
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
		if (s->worker->stopping) {
			session_end(s, "stopped");
			return false;
		}
		watch(s, BW_LOOP_READ);
		return false;
	case NBD_ACTION_SEND:
		/* By way of the loop, which may have a STOP for us. */
		watch(s, BW_LOOP_WRITE);
		return false;
	case NBD_ACTION_OPEN:
		export_ask(s, action->name);
		return false;
	case NBD_ACTION_READ:
		nbd_core_read_done(
		    &s->core, image_read(&s->image, action), &s->out);
		return true;
	case NBD_ACTION_EXTENT:
		image_extent(&s->image, action, &extent);
		nbd_core_extent_done(&s->core, &extent, &s->out);
		return true;
	case NBD_ACTION_CACHE:
	case NBD_ACTION_WRITE:
	case NBD_ACTION_TRIM:
	case NBD_ACTION_ZERO:
	case NBD_ACTION_FLUSH:
		nbd_core_done(&s->core, image_do(&s->image, action), &s->out);
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
		nbd_core_step(&s->core, &s->in, &s->out, &action);
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
	if ((events & BW_LOOP_READ) != 0 && !input_receive(s)) {
		return;
	}
	session_run(s);
}

/* Let the client write to a copy of its own. */
static int
image_copy(struct session *s)
{
	const struct bw_conf_export *export = s->core.handshake.export;
	int error = copy_open(&s->image.copy, &overlay, s->copy_fd, s->image.fd,
	    s->image.size, (uint64_t) export->cow_quota_mib << 20);

	if (error != 0) {
		bw_log(BW_LOG_LEVEL_ERR,
		    "export=%s error=\"too large for copies\"", export->name);
		image_close(&s->image);
	}
	return error;
}

/* The parent has opened the image that the client named; takes fd. */
static void
image_opened(struct session *s, int fd)
{
	struct bw_msg_attachment *attachment = &s->event.u.attachment;
	int error = image_open(&s->image, fd);

	if (error == 0 && s->core.handshake.export->cow != BW_CONF_COW_NONE) {
		error = image_copy(s);
	}
	if (error != 0) {
		nbd_core_refused(&s->core, error, &s->out);
		return;
	}
	if (!nbd_core_opened(
		&s->core, s->image.size, s->image.sparse, &s->out)) {
		image_close(&s->image); /* it was asked for its size */
		return;
	}
	s->began_ms = s->worker->loop.now_ms;
	s->due_ms = UINT64_MAX;
	s->event.type = BW_MSG_EXPORT_ATTACHED;
	attachment->size = s->image.size;
	bw_worker_send(s->worker, &s->event, -1);
}

static void
nbdd_message(struct bw_worker *worker, const struct bw_msg *msg, int fd)
{
	struct session *s = worker->state;

	BW_ASSERT(s->asked);
	s->asked = false;
	if (msg->type == BW_MSG_EXPORT_OPENED) {
		image_opened(s, fd);
	} else {
		BW_ASSERT(msg->type == BW_MSG_EXPORT_REFUSED);
		nbd_core_refused(&s->core, msg->u.refused.error, &s->out);
	}
	session_run(s);
}

/* A peer whose machine has died must not keep its worker for ever. */
static void
set_keepalive(int fd)
{
	static const struct {
		int level, name, value;
	} options[] = {
	    {SOL_SOCKET, SO_KEEPALIVE, 1},
	    {IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_IDLE_S},
	    {IPPROTO_TCP, TCP_KEEPINTVL, KEEPALIVE_INTERVAL_S},
	    {IPPROTO_TCP, TCP_KEEPCNT, KEEPALIVE_PROBES},
	};

	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		/* Fails when the peer has gone already; reading will tell. */
		(void)setsockopt(fd, options[i].level, options[i].name,
		    &options[i].value, sizeof(options[i].value));
	}
}

/*
 * Memory for a copy, if any export may want one: later none can be had.
 * Returns a descriptor, -1 or another negative errno.
 */
static int
copy_memory(const struct bw_conf_exports *exports)
{
	int fd;

	for (size_t i = 0; i < exports->n; i++) {
		if (exports->items[i].cow == BW_CONF_COW_MEMORY) {
			fd = memfd_create("copy", MFD_CLOEXEC);
			return fd < 0 ? -errno : fd;
		}
	}
	return -1;
}

static int
nbdd_open(struct bw_worker *worker)
{
	struct session *s = &session;
	struct sockaddr_storage peer;
	socklen_t peer_len = sizeof(peer);

	*s = (struct session){.worker = worker, .image.fd = -1};
	s->source = (struct bw_source){
	    .fd = bw_worker_door(worker, "peer", 0),
	    .ready = peer_ready,
	    .arg = s,
	};
	s->due_ms = UINT64_MAX;
	worker->state = s;
	s->copy_fd = copy_memory(&worker->conf->nbdd.exports);
	if (s->copy_fd < -1) {
		bw_log(BW_LOG_LEVEL_ERR, "copy=memory error=\"%s\"",
		    strerror(-s->copy_fd));
		return s->copy_fd;
	}
	/* A peer that has gone already has no address: so does its event. */
	if (getpeername(s->source.fd, (struct sockaddr *)&peer, &peer_len) ==
	    0) {
		(void)bw_sock_from_kernel(
		    (struct sockaddr *)&peer, peer_len, &s->peer);
	}
	set_keepalive(s->source.fd);
	bw_writer_init(&s->out, output, sizeof(output));
	bw_reader_init(&s->in, input, 0);
	nbd_core_init(&s->core, &worker->conf->nbdd.exports, &s->out);
	return 0;
}

static void
nbdd_start(struct bw_worker *worker)
{
	struct session *s = worker->state;
	int error = bw_loop_add(&worker->loop, &s->source, BW_LOOP_READ);

	BW_ASSERT(error == 0);
	s->due_ms = worker->loop.now_ms + NBD_HANDSHAKE_MAX_MS;
	session_run(s);
}

static void
nbdd_stop(struct bw_worker *worker)
{
	struct session *s = worker->state;

	if (s->asked || s->sent == s->out.len || !s->source.added) {
		session_end(s, "stopped");
		return;
	}
	s->due_ms = worker->loop.now_ms + STOP_GRACE_MS;
}

static uint64_t
nbdd_due(struct bw_worker *worker)
{
	const struct session *s = worker->state;

	return s->due_ms;
}

static void
nbdd_tick(struct bw_worker *worker, uint64_t now_ms)
{
	struct session *s = worker->state;

	if (now_ms >= s->due_ms) {
		session_end(s,
		    worker->stopping ? "stopped" : "handshake took too long");
	}
}

static const struct bw_child nbdd = {
    .role = BW_ROLE_NBDD,
    .profile = &nbdd_profile,
    .open_rows = nbdd_open_rows,
    .n_open_rows = NBDD_N_OPEN_ROWS,
    .per_connection = true,
    .open = nbdd_open,
    .start = nbdd_start,
    .message = nbdd_message,
    .stop = nbdd_stop,
    .due = nbdd_due,
    .tick = nbdd_tick,
};

int
main(int argc, char **argv)
{
	return bw_child_main(argc, argv, &nbdd);
}
