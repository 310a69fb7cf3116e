/* SPDX-License-Identifier: ISC */
/* Blocks out, acknowledgements in; see service.h.  transfer.c decides. */
#include <errno.h>
#include <string.h>

#include "service.h"

/* Packets of strangers that are answered, in a second. */
#define STRANGERS_PER_SECOND 100

_Static_assert(TFTP_WINDOW_MAX <= BW_SOCK_SEGMENTS_MAX,
    "a window has no more packets than may be sent at once");

/* Send len bytes of service->packets. */
static int
send_packets(struct service *service, const struct session *session, size_t len,
    size_t segment)
{
	const struct bw_datagram datagram = {
	    .peer = session->peer,
	    .local = session->local,
	    .ifindex = session->ifindex,
	    .buf = service->packets,
	    .len = len,
	    .segment = segment,
	};

	return bw_sock_send(session->socket->source.fd, &datagram);
}

static void
send_error(struct service *service, const struct session *session,
    enum tftp_error code, const char *text)
{
	size_t len;

	if (tftp_error_build(code, text, service->packets,
		sizeof(service->packets), &len) == 0) {
		/* An ERROR may be lost: RFC 1350 section 7. */
		(void)send_packets(service, session, len, 0);
	}
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

/* Room for what may be built at once. */
static size_t
room(const struct service *service, const struct session *session)
{
	const struct tftp_transfer *t = &session->transfer;

	return session->singly && tftp_transfer_next(t) == TFTP_SEND_DATA
		   ? TFTP_HEADER_SIZE + (size_t)t->options.blksize
		   : sizeof(service->packets);
}

/* false: the kernel takes no more for now */
static bool
send_next(struct service *service, struct session *session, uint64_t now_us)
{
	static struct bw_log_limit limit;
	struct tftp_transfer *t = &session->transfer;
	char peer[BW_ADDR_STR_MAX];
	struct tftp_run run;
	int error = tftp_transfer_build(t, source_read, &session->source,
	    service->packets, room(service, session), &run);

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
		/* A route may come back: for now it is a packet lost. */
		bw_log_limited(&limit, BW_LOG_LEVEL_WARNING,
		    "peer=%s send=\"%s\"", bw_addr_str(&session->peer, peer),
		    strerror(-error));
	}
	tftp_transfer_sent(t, run.n, now_us);
	return true;
}

static void
session_end(struct service *service, int slot, uint64_t now_us)
{
	struct session *session = &service->sessions[slot];
	const struct tftp_transfer *t = &session->transfer;

	if (t->tell) {
		send_error(service, session, t->code, t->text);
	}
	report_ended(service, session, now_us);
	source_close(&session->source);
	tftp_table_remove(&service->table, slot);
}

void
session_advance(struct service *service, int slot, uint64_t now_us)
{
	struct session *session = &service->sessions[slot];
	struct tftp_transfer *t = &session->transfer;

	while (!session->socket->blocked &&
	       tftp_transfer_next(t) != TFTP_SEND_NOTHING &&
	       send_next(service, session, now_us)) {
	}
	if (t->ended) {
		session_end(service, slot, now_us);
		return;
	}
	report_progressed(service, session, now_us);
	if (t->due_us < service->due_us) {
		service->due_us = t->due_us;
	}
}

/*
 * RFC 1350 section 4: a packet from elsewhere is answered with an error, and
 * disturbs nobody.  Answers to an ERROR would never end.
 */
static void
answer_stranger(struct service *service, const struct bw_datagram *datagram,
    uint64_t now_us)
{
	static uint64_t second;
	static unsigned n;
	uint16_t opcode = tftp_opcode_peek(datagram->buf, datagram->len);

	if (now_us / 1000000 != second) {
		second = now_us / 1000000;
		n = 0;
	}
	if ((opcode == TFTP_OPCODE_ACK || opcode == TFTP_OPCODE_DATA) &&
	    n++ < STRANGERS_PER_SECOND) {
		service_refuse(service, datagram, TFTP_REFUSAL_UNKNOWN_TID);
	}
}

void
service_packet(struct service_socket *socket,
    const struct bw_datagram *datagram, uint64_t now_us)
{
	struct service *service = socket->service;
	int slot = tftp_table_find(&service->table, &datagram->peer);
	struct tftp_transfer *t;
	struct tftp_packet packet;

	if (slot == TFTP_TABLE_NONE ||
	    service->sessions[slot].socket != socket) {
		answer_stranger(service, datagram, now_us);
		return;
	}
	/* What is no ACK or ERROR may be forged: it ends nothing. */
	if (tftp_packet_parse(datagram->buf, datagram->len, &packet) != 0) {
		return;
	}
	t = &service->sessions[slot].transfer;
	tftp_transfer_packet(t, &packet, now_us);
	if (t->confirmed) {
		tftp_table_confirm(&service->table, slot, now_us / 1000);
	}
	session_advance(service, slot, now_us);
}

void
service_writable(struct service_socket *socket, uint64_t now_us)
{
	struct service *service = socket->service;

	socket->blocked = false;
	for (int i = 0; i < TFTP_TRANSFERS_MAX && !socket->blocked; i++) {
		if (service->table.slots[i].used &&
		    service->sessions[i].socket == socket) {
			session_advance(service, i, now_us);
		}
	}
	if (!socket->blocked) {
		/* Cannot fail: it is watched. */
		(void)bw_loop_change(
		    &service->worker->loop, &socket->source, BW_LOOP_READ);
	}
}

void
service_tick(struct service *service, uint64_t now_us)
{
	if (now_us < service->due_us) {
		return;
	}
	service->due_us = SERVICE_NEVER;
	for (int i = 0; i < TFTP_TRANSFERS_MAX; i++) {
		if (service->table.slots[i].used) {
			tftp_transfer_tick(
			    &service->sessions[i].transfer, now_us);
			session_advance(service, i, now_us);
		}
	}
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
	       (bw_bytes_zero(socket->addr.ip, sizeof(socket->addr.ip)) ||
		   bw_addr_same_ip(&socket->addr, &asked->local));
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

void
service_refuse(struct service *service, const struct bw_datagram *asked,
    enum tftp_refusal refusal)
{
	const struct tftp_refusal_text *text = tftp_refusal_text(refusal);
	const struct session stranger = {
	    .socket = service_socket_for(service, asked),
	    .peer = asked->peer,
	    .local = asked->local,
	    .ifindex = service_interface_for(asked),
	};

	if (stranger.socket != NULL) {
		send_error(service, &stranger, text->code, text->text);
	}
}
