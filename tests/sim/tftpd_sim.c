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

static struct {
	bool began;
	struct tftp_transfer transfer;
	uint64_t data_sent;
} server;

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
		server.data_sent += what == TFTP_SEND_DATA ? run.n : 0;
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
	bool heard; /* an OACK or DATA came */
	bool done;
	unsigned blksize, windowsize, rollover;
	unsigned in_window;
	uint64_t block; /* the last one in order */
	uint64_t bytes; /* of the file, compared */
	uint64_t wire;  /* as sent */
	bool cr;        /* netascii: half a pair came */
	uint64_t due_us;
} client;

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
	uint16_t block = wire(client.block);
	uint8_t packet[] = {
	    0, TFTP_OPCODE_ACK, (uint8_t)(block >> 8), (uint8_t)block};

	client.in_window = 0;
	put_on_wire(true, packet, sizeof(packet));
}

static void
client_byte(uint8_t byte)
{
	if (sc->mode[0] == 'n' && client.cr) {
		must(byte == '\n' || byte == '\0');
		client.cr = false;
		byte = byte == '\n' ? '\n' : '\r';
	} else if (sc->mode[0] == 'n' && byte == '\r') {
		client.cr = true;
		return;
	}
	must(client.bytes < sc->size);
	must(byte == byte_at(client.bytes));
	client.bytes++;
}

static void
client_data(uint16_t block, const uint8_t *data, size_t len)
{
	if (!client.heard) { /* no OACK: our options were refused */
		client.blksize = 512;
		client.windowsize = 1;
		client.heard = true;
	}
	if (client.done || block != wire(client.block + 1)) {
		/* a gap, or heard before: say where we are */
		client_ack();
		return;
	}
	must(len <= client.blksize);
	client.block++;
	client.wire += len;
	for (size_t i = 0; i < len; i++) {
		client_byte(data[i]);
	}
	client.done = len < client.blksize;
	client.in_window++;
	if (client.done || client.in_window == client.windowsize) {
		client_ack();
	}
}

static unsigned
option_of(const uint8_t *bytes, size_t len, const char *name, unsigned unset)
{
	for (size_t at = 2; at < len;) {
		const char *key = (const char *)bytes + at;
		const char *value = key + strlen(key) + 1;

		at += strlen(key) + strlen(value) + 2;
		if (strcmp(key, name) == 0) {
			return (unsigned)atoi(value);
		}
	}
	return unset;
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
		if (client.block == 0) {
			client_ack();
		}
		return;
	}
	must(bytes[1] == TFTP_OPCODE_DATA);
	client_data((uint16_t)(bytes[2] << 8 | bytes[3]), bytes + 4, len - 4);
}

static void
client_tick(void)
{
	if (now < client.due_us || client.done) {
		return;
	}
	client.due_us = now + sc->client_us;
	if (client.heard) {
		client_ack();
	} else {
		client_ask();
	}
}

/* ---- the runs ---- */

static uint64_t
earliest(const struct flight *flight)
{
	uint64_t at = UINT64_MAX;

	if (flight != NULL) {
		at = flight->due_us;
	}
	if (!client.done && client.due_us < at) {
		at = client.due_us;
	}
	if (server.began && !server.transfer.ended &&
	    server.transfer.due_us < at) {
		at = server.transfer.due_us;
	}
	return at;
}

static bool
step(void)
{
	struct flight *flight = next_flight();
	uint64_t at = earliest(flight);

	if (at == UINT64_MAX || (client.done && server.transfer.ended)) {
		return false;
	}
	must(at <= LIMIT_US);
	now = at > now ? at : now;
	if (flight != NULL && flight->due_us <= now) {
		struct flight arrived = *flight;

		flight->used = false;
		if (arrived.to_server) {
			server_receive(arrived.bytes, arrived.len);
		} else {
			client_receive(arrived.bytes, arrived.len);
		}
	}
	client_tick();
	if (server.began) {
		tftp_transfer_tick(&server.transfer, now);
		server_send();
	}
	return true;
}

static void
run(void)
{
	double needed;

	world_begin();
	memset(&server, 0, sizeof(server));
	memset(&client, 0, sizeof(client));
	client_ask();
	client.due_us = now + sc->client_us;
	while (step()) {
	}
	ck_assert_msg(client.done, "%s, seed %u", sc->name, seed);
	ck_assert_uint_eq(client.bytes, sc->size);
	ck_assert(!client.cr);
	ck_assert_msg(server.transfer.end == BW_END_COMPLETE, "%s, seed %u: %s",
	    sc->name, seed, server.transfer.reason);
	ck_assert_uint_eq(tftp_transfer_bytes(&server.transfer), sc->size);
	needed = (double)(client.wire / client.blksize + 1);
	ck_assert_msg((double)server.data_sent <= needed * sc->overhead + 4,
	    "%s, seed %u: %.0f blocks, sent %llu", sc->name, seed, needed,
	    (unsigned long long)server.data_sent);
	if (getenv("TFTPD_SIM_VERBOSE") != NULL) {
		fprintf(stderr, "%s, seed %u: %.2f x, %llu ms\n", sc->name,
		    seed, (double)server.data_sent / needed,
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
