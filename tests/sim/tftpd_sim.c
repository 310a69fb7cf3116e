/* SPDX-License-Identifier: ISC */
/*
 * Whole transfers over a made-up network that loses, doubles, delays and
 * reorders packets, with a made-up clock: the client of the day asks, the core
 * answers, every byte is compared.  A run is its scenario and its seed.
 */
#include <stdio.h>

#include "base/writer.h"
#include "core.h"
#include "transfer.h"

#include "tftpd_world.h"

/* ---- the server: what main.c does, without sockets ---- */

static uint64_t data_sent;

static int
read_file(void *arg, uint64_t offset, uint8_t *buf, size_t size)
{
	(void)arg;
	must(offset + size <= sc->size);
	for (size_t i = 0; i < size; i++) {
		buf[i] = byte_at(offset + i);
	}
	return 0;
}

static void
server_send(void)
{
	struct tftp_transfer *t = &server.transfer;
	enum tftp_send what;

	while ((what = tftp_transfer_next(t)) != TFTP_SEND_NOTHING) {
		static uint8_t packets[TFTP_PACKET_SIZE_MAX];
		struct tftp_run run;

		must(tftp_transfer_build(t, read_file, NULL, packets,
			 sizeof(packets), &run) == 0);
		for (size_t at = 0; at < run.len; at += run.segment) {
			size_t left = run.len - at;

			put_on_wire(false, packets + at,
			    left < run.segment ? left : run.segment);
		}
		tftp_transfer_sent(t, run.n, now);
		data_sent += what == TFTP_SEND_DATA ? run.n : 0;
	}
}

static void
server_request(const uint8_t *bytes, size_t len)
{
	static const struct bw_conf_tftpd no_filters = {.upload = {.dir = ""}};
	static const struct tftp_terms terms = {512, 65464, 64, 0};
	struct tftp_options options;
	struct tftp_ask ask;

	if (server.began) {
		/* the end's stray copies find nothing to start over for */
		(void)tftp_transfer_asked_again(&server.transfer, true, now);
		return;
	}
	tftp_core_ask(&no_filters, NULL, bytes, len, &ask);
	ck_assert_int_eq(ask.verdict, TFTP_VERDICT_SERVE);
	ck_assert_str_eq(ask.target.text, "some/file");
	tftp_options_choose(
	    &ask.request, &terms, sc->size, ask.netascii, &options);
	tftp_transfer_init(
	    &server.transfer, &options, sc->size, 2000 * MS, 12, now);
	server.began = true;
}

static void
server_receive(const uint8_t *bytes, size_t len)
{
	struct tftp_packet packet;

	if (tftp_opcode_peek(bytes, len) == TFTP_OPCODE_RRQ) {
		server_request(bytes, len);
	} else if (server.began) {
		must(tftp_packet_parse(bytes, len, &packet) == 0);
		tftp_transfer_packet(&server.transfer, &packet, now);
	}
	server_send();
}

/* ---- the client: RFC 1350 and RFC 7440 as the cleverer ones read them ---- */

static struct {
	unsigned in_window;
	uint64_t block; /* the last one in order */
	uint64_t bytes; /* of the file, compared */
	uint64_t wire;  /* as sent */
	bool cr;        /* netascii: half a pair came */
} got;

static void
client_ask(void)
{
	uint8_t packet[PAYLOAD_MAX];
	struct bw_writer w;

	bw_writer_init(&w, packet, sizeof(packet));
	bw_writer_u16(&w, TFTP_OPCODE_RRQ);
	bw_writer_cstr(&w, "/some\\file");
	bw_writer_cstr(&w, sc->mode);
	for (size_t i = 0; i < 8 && sc->options[i] != NULL; i++) {
		bw_writer_cstr(&w, sc->options[i]);
	}
	put_on_wire(true, packet, w.len);
}

/* The number of a block: 0 or 1 follows 65535. */
static uint16_t
wire(uint64_t block)
{
	return (uint16_t)(client.rollover == 0 || block == 0
			      ? block
			      : (block - 1) % 65535 + 1);
}

static void
client_ack(void)
{
	uint16_t block = wire(got.block);
	uint8_t packet[] = {
	    0, TFTP_OPCODE_ACK, (uint8_t)(block >> 8), (uint8_t)block};

	got.in_window = 0;
	put_on_wire(true, packet, sizeof(packet));
}

static void
client_go_on(void)
{
	client_ack();
}

static void
client_byte(uint8_t byte)
{
	if (sc->mode[0] == 'n' && got.cr) {
		must(byte == '\n' || byte == '\0');
		got.cr = false;
		byte = byte == '\n' ? '\n' : '\r';
	} else if (sc->mode[0] == 'n' && byte == '\r') {
		got.cr = true;
		return;
	}
	must(got.bytes < sc->size);
	must(byte == byte_at(got.bytes));
	got.bytes++;
}

static void
client_data(uint16_t block, const uint8_t *data, size_t len)
{
	if (!client.heard) { /* no OACK: our options were refused */
		client.blksize = 512;
		client.windowsize = 1;
		client.heard = true;
	}
	if (client.done || block != wire(got.block + 1)) {
		/* a gap, or heard before: say where we are */
		client_ack();
		return;
	}
	must(len <= client.blksize);
	got.block++;
	got.wire += len;
	for (size_t i = 0; i < len; i++) {
		client_byte(data[i]);
	}
	client.done = len < client.blksize;
	got.in_window++;
	if (client.done || got.in_window == client.windowsize) {
		client_ack();
	}
}

static void
client_receive(const uint8_t *bytes, size_t len)
{
	must(len >= 4);
	client.due_us = now + sc->client_us;
	if (bytes[1] == TFTP_OPCODE_OACK) {
		if (!client.heard) {
			client.heard = true;
			client.blksize = option_of(bytes, len, "blksize", 512);
			client.windowsize =
			    option_of(bytes, len, "windowsize", 1);
			client.rollover = option_of(bytes, len, "rollover", 0);
		}
		if (got.block == 0) {
			client_ack();
		}
		return;
	}
	must(bytes[1] == TFTP_OPCODE_DATA);
	client_data((uint16_t)(bytes[2] << 8 | bytes[3]), bytes + 4, len - 4);
}

/* ---- the runs ---- */

static void
run(void)
{
	double needed;

	world_begin();
	data_sent = 0;
	memset(&got, 0, sizeof(got));
	world_run();
	ck_assert_msg(client.done, "%s, seed %u", sc->name, seed);
	ck_assert_uint_eq(got.bytes, sc->size);
	ck_assert(!got.cr);
	ck_assert_msg(server.transfer.end == BW_END_COMPLETE, "%s, seed %u: %s",
	    sc->name, seed, server.transfer.reason);
	ck_assert_uint_eq(tftp_transfer_bytes(&server.transfer), sc->size);
	needed = (double)(got.wire / client.blksize + 1);
	ck_assert_msg((double)data_sent <= needed * sc->overhead + 4,
	    "%s, seed %u: %.0f blocks, sent %llu", sc->name, seed, needed,
	    (unsigned long long)data_sent);
	if (getenv("TFTPD_SIM_VERBOSE") != NULL) {
		fprintf(stderr, "%s, seed %u: %.2f x, %llu ms\n", sc->name,
		    seed, (double)data_sent / needed,
		    (unsigned long long)(now - START_US) / MS);
	}
}

START_TEST(tftp_transfer_delivers_every_byte)
{
	sc = &scenarios[_i];
	for (seed = 1; seed <= sc->seeds; seed++) {
		run();
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tftpd");
	TCase *tc = tcase_create("transfers");

	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(tc, tftp_transfer_delivers_every_byte, 0,
	    (int)ARRAY_LEN(scenarios));
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
