/* SPDX-License-Identifier: ISC */
/*
 * Acknowledgements and uploads in; see service.h.  transfer.c decides, send.c
 * sends.
 */
#include "service.h"

/* Packets of strangers that are answered, in a second. */
#define STRANGERS_PER_SECOND 100

static void
session_end(struct service *service, int slot, uint64_t now_us)
{
	struct session *session = &service->sessions[slot];
	const struct tftp_transfer *t = &session->transfer;

	if (t->tell) {
		session_send_error(service, session, t->code, t->text);
	}
	if (!t->options.upload) {
		tftp_caution_learn(&service->caution, &session->peer,
		    t->options.windowsize, t->acked, t->retransmits);
	} else if (t->end == BW_END_COMPLETE) {
		tftp_farewell_note(&service->farewells, &session->peer,
		    tftp_transfer_wire(t, t->last), now_us);
	}
	report_ended(service, session, now_us);
	source_close(&session->source);
	upload_close(&session->upload);
	tftp_table_remove(&service->table, slot);
}

void
session_advance(struct service *service, int slot, uint64_t now_us)
{
	struct session *session = &service->sessions[slot];
	struct tftp_transfer *t = &session->transfer;

	while (!session->socket->blocked &&
	       tftp_transfer_next(t) != TFTP_SEND_NOTHING &&
	       session_send(service, session, now_us)) {
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
	struct tftp_packet packet;

	if (opcode == TFTP_OPCODE_DATA &&
	    tftp_packet_parse(datagram->buf, datagram->len, &packet) == 0 &&
	    tftp_farewell_due(
		&service->farewells, &datagram->peer, packet.block, now_us)) {
		service_acknowledge(service, datagram, packet.block);
		return;
	}
	if (now_us / 1000000 != second) {
		second = now_us / 1000000;
		n = 0;
	}
	if ((opcode == TFTP_OPCODE_ACK || opcode == TFTP_OPCODE_DATA) &&
	    n++ < STRANGERS_PER_SECOND) {
		service_refuse(service, datagram, TFTP_REFUSAL_UNKNOWN_TID);
	}
}

/* A block of an upload. */
static void
take(struct session *session, const struct tftp_packet *packet, uint64_t now_us)
{
	struct tftp_transfer *t = &session->transfer;
	int error = tftp_transfer_take(
	    t, packet, upload_write, &session->upload, now_us);

	if (error != 0) {
		const struct tftp_refusal_text *text =
		    tftp_refusal_text(tftp_refusal_of(error));

		tftp_transfer_end(
		    t, BW_END_ERROR, text->text, text->code, text->text);
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

	report_packet("in", &datagram->peer, datagram->buf, datagram->len);
	if (slot == TFTP_TABLE_NONE ||
	    service->sessions[slot].socket != socket) {
		answer_stranger(service, datagram, now_us);
		return;
	}
	/* What is none of a transfer's may be forged: it ends nothing. */
	if (tftp_packet_parse(datagram->buf, datagram->len, &packet) != 0) {
		return;
	}
	t = &service->sessions[slot].transfer;
	if (packet.opcode == TFTP_OPCODE_DATA) {
		take(&service->sessions[slot], &packet, now_us);
	} else {
		tftp_transfer_packet(t, &packet, now_us);
	}
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
	for (int i = 0; i < service->table.max && !socket->blocked; i++) {
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
	for (int i = 0; i < service->table.max; i++) {
		if (service->table.slots[i].used) {
			tftp_transfer_tick(
			    &service->sessions[i].transfer, now_us);
			session_advance(service, i, now_us);
		}
	}
}
