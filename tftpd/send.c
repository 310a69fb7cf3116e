/* SPDX-License-Identifier: ISC */
/*
 * Packets out; see service.h.  A window goes out as one run at once; blocks of
 * clients in lockstep wait for those of others, until service_flush().
 */
#include <errno.h>
#include <string.h>

#include "service.h"

_Static_assert(TFTP_WINDOW_MAX <= BW_SOCK_SEGMENTS_MAX,
    "a window has no more packets than may be sent at once");

static struct bw_datagram
datagram_to(const struct session *session)
{
	struct bw_datagram datagram = {
	    .peer = session->peer,
	    .ifindex = session->ifindex,
	};

	/* Else it can only be answered from the one address. */
	if (session->socket->wild) {
		datagram.local = session->local;
	}
	return datagram;
}

/* Send len bytes of service->packets. */
static int
send_packets(struct service *service, const struct session *session, size_t len,
    size_t segment)
{
	struct bw_datagram datagram = datagram_to(session);

	report_packet("out", &session->peer, service->packets, len);
	datagram.buf = service->packets;
	datagram.len = len;
	datagram.segment = segment;
	return bw_sock_send(session->socket->source.fd, &datagram);
}

void
session_send_error(struct service *service, const struct session *session,
    enum tftp_error code, const char *text)
{
	size_t len;

	if (tftp_error_build(code, text, service->packets,
		sizeof(service->packets), &len) == 0) {
		/* An ERROR may be lost: RFC 1350 section 7. */
		(void)send_packets(service, session, len, 0);
	}
}

/* A route may come back: for now it is a packet lost. */
static void
log_lost(const struct session *session, int error)
{
	static struct bw_log_limit limit;
	char peer[BW_ADDR_STR_MAX];

	bw_log_limited(&limit, BW_LOG_LEVEL_WARNING, "peer=%s send=\"%s\"",
	    bw_addr_str(&session->peer, peer), strerror(-error));
}

/* Wait until the kernel has room, and then go on with all of its sessions. */
static void
wait_writable(struct service_socket *socket)
{
	/* Should it fail, the timers of the transfers go on instead. */
	socket->blocked =
	    bw_loop_change(&socket->service->worker->loop, &socket->source,
		BW_LOOP_READ | BW_LOOP_WRITE) == 0;
}

static const char *
read_error_str(int error)
{
	switch (error) {
	case -ENODATA:
		return "the file became shorter";
	case -ESTALE:
		return "the file was changed or replaced";
	case -ETIMEDOUT:
		return "the origin fell silent";
	default:
		return strerror(-error);
	}
}

static void
end_unreadable(struct tftp_transfer *t, int error)
{
	const struct tftp_refusal_text *text =
	    tftp_refusal_text(TFTP_REFUSAL_SERVER);

	tftp_transfer_end(
	    t, BW_END_ERROR, read_error_str(error), text->code, text->text);
}

/* A window, or an OACK. */
static bool
send_run(struct service *service, struct session *session, uint64_t now_us)
{
	struct tftp_transfer *t = &session->transfer;
	struct tftp_run run;
	int error = tftp_transfer_build(t, source_read, &session->source,
	    service->packets, sizeof(service->packets), &run);

	if (error == -EAGAIN) {
		return false; /* a remote file has not come so far */
	}
	if (error != 0) {
		end_unreadable(t, error);
		return true;
	}
	error = send_packets(service, session, run.len, run.segment);
	if (error == -EAGAIN) {
		wait_writable(session->socket);
		return false;
	}
	if (error == -ENOTSUP) {
		session->singly = true;
		return true;
	}
	if (error != 0) {
		log_lost(session, error);
	}
	tftp_transfer_sent(t, run.n, now_us);
	return true;
}

static void
block_failed(void *arg, size_t i, int error)
{
	struct service *service = arg;
	const struct outgoing *outgoing = &service->outgoing[i];
	struct session *session = &service->sessions[outgoing->slot];

	if (session->id != outgoing->id) {
		return; /* it has ended meanwhile */
	}
	if (error == -EAGAIN) {
		tftp_transfer_unsent(&session->transfer, &outgoing->run);
		wait_writable(session->socket);
	} else {
		log_lost(session, error);
	}
}

void
service_flush(struct service *service)
{
	if (service->outbox.n > 0) {
		bw_outbox_flush(&service->outbox, block_failed, service);
	}
}

static uint8_t *
block_room(struct service *service, const struct session *session, size_t size)
{
	int fd = session->socket->source.fd;
	uint8_t *at = bw_outbox_room(&service->outbox, fd, size);

	if (at == NULL) {
		service_flush(service);
		at = bw_outbox_room(&service->outbox, fd, size);
	}
	return at;
}

/* One block, or the ACK of one, to be sent together with others'. */
static bool
send_block(struct service *service, struct session *session, uint64_t now_us)
{
	struct tftp_transfer *t = &session->transfer;
	size_t size = TFTP_HEADER_SIZE + (size_t)t->options.blksize;
	struct bw_datagram datagram = datagram_to(session);
	struct outgoing outgoing = {
	    .slot = (int)(session - service->sessions),
	    .id = session->id,
	};
	int error;

	datagram.buf = block_room(service, session, size);
	if (session->socket->blocked) {
		return false;
	}
	error = tftp_transfer_build(t, source_read, &session->source,
	    datagram.buf, size, &outgoing.run);
	if (error == -EAGAIN) {
		return false; /* a remote file has not come so far */
	}
	if (error != 0) {
		end_unreadable(t, error);
		return true;
	}
	datagram.len = outgoing.run.len;
	service->outgoing[service->outbox.n] = outgoing;
	bw_outbox_put(&service->outbox, session->socket->source.fd, &datagram);
	tftp_transfer_sent(t, outgoing.run.n, now_us);
	return true;
}

bool
session_send(struct service *service, struct session *session, uint64_t now_us)
{
	const struct tftp_transfer *t = &session->transfer;
	bool lockstep = session->singly || t->options.windowsize == 1;
	enum tftp_send next = tftp_transfer_next(t);

	return next == TFTP_SEND_ACK || (lockstep && next == TFTP_SEND_DATA)
		   ? send_block(service, session, now_us)
		   : send_run(service, session, now_us);
}

uint32_t
service_interface_for(const struct bw_datagram *asked)
{
	const struct bw_addr *peer = &asked->peer;

	/* fe80::/10; RFC 4291 2.5.6 */
	return peer->family == BW_FAMILY_IPV6 && peer->ip[0] == 0xfe &&
		       (peer->ip[1] & 0xc0) == 0x80
		   ? asked->ifindex
		   : 0;
}

static bool
can_answer(const struct service_socket *socket, const struct bw_datagram *asked)
{
	return socket->addr.family == asked->peer.family &&
	       (socket->wild || bw_addr_same_ip(&socket->addr, &asked->local));
}

struct service_socket *
service_socket_for(struct service *service, const struct bw_datagram *asked)
{
	struct service_socket *fit[SERVICE_SOCKETS_MAX];
	size_t n = 0;

	for (size_t i = 0; i < service->n_transfer; i++) {
		if (can_answer(&service->transfer[i], asked)) {
			fit[n++] = &service->transfer[i];
		}
	}
	return n == 0 ? NULL : fit[bw_addr_hash(&asked->peer) % n];
}

/* Somebody who has no transfer. */
static struct session
stranger_of(struct service *service, const struct bw_datagram *asked)
{
	return (struct session){
	    .socket = service_socket_for(service, asked),
	    .peer = asked->peer,
	    .local = asked->local,
	    .ifindex = service_interface_for(asked),
	};
}

void
service_refuse(struct service *service, const struct bw_datagram *asked,
    enum tftp_refusal refusal)
{
	const struct tftp_refusal_text *text = tftp_refusal_text(refusal);
	const struct session stranger = stranger_of(service, asked);

	if (stranger.socket != NULL) {
		session_send_error(service, &stranger, text->code, text->text);
	}
}

void
service_acknowledge(
    struct service *service, const struct bw_datagram *asked, uint16_t block)
{
	const struct session stranger = stranger_of(service, asked);

	if (stranger.socket != NULL) {
		tftp_header_build(TFTP_OPCODE_ACK, block, service->packets);
		/* If it is lost, too, we are asked again. */
		(void)send_packets(service, &stranger, TFTP_HEADER_SIZE, 0);
	}
}
