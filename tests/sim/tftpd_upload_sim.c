/* SPDX-License-Identifier: ISC */
/*
 * Whole uploads over the network of tftpd_world.h: the client sends, the core
 * writes, every byte is compared.  A run is its scenario and its seed.
 */
#include <stdio.h>

#include "base/writer.h"
#include "core.h"
#include "farewell.h"
#include "transfer.h"

#include "tftpd_world.h"

static const struct scenario uploads[] = {
    {"a quiet wire", "octet", LOCKSTEP, 100000, 100, 0, 0, 0, 0, 1000 * MS, 5,
	1.0},
    {"tftp-hpa", "octet", {"tsize", "0", "blksize", "1468"}, 100000, 200, 10, 5,
	5, 3000, 1000 * MS, 300, 1.2},
    {"a switch, in lockstep", "octet", LOCKSTEP, 50000, 1 * MS, 20, 10, 10,
	3000, 2000 * MS, 300, 1.3},
    {"windows of 4", "octet", {"blksize", "1468", "windowsize", "4"}, 200000,
	300, 10, 5, 5, 3000, 1000 * MS, 200, 1.3},
    {"windows of 64", "octet", {"blksize", "512", "windowsize", "64"}, 300000,
	300, 5, 2, 2, 2000, 1000 * MS, 100, 2.5},
    {"windows of 16, much reordered", "octet",
	{"blksize", "512", "windowsize", "16"}, 100000, 500, 0, 0, 20, 1000,
	1000 * MS, 50, 4.0},
    {"lockstep, everything twice", "octet", LOCKSTEP, 50000, 2 * MS, 0, 1000, 0,
	0, 1000 * MS, 20, 1.0},
    {"windows, everything twice", "octet",
	{"blksize", "512", "windowsize", "8"}, 100000, 2 * MS, 0, 1000, 0, 0,
	1000 * MS, 20, 2.0},
    {"heavy loss", "octet", {"blksize", "1400", "windowsize", "8"}, 60000,
	2 * MS, 200, 50, 50, 5 * MS, 500 * MS, 200, 7.0},
    {"heavy loss in lockstep", "octet", {"blksize", "512"}, 30000, 2 * MS, 200,
	50, 50, 5 * MS, 500 * MS, 200, 2.0},
    {"past block 65535, lockstep", "octet", {"blksize", "8"}, 530000, 50, 1, 1,
	0, 0, 500 * MS, 2, 1.1},
    {"past block 65535 twice, windows", "octet",
	{"blksize", "8", "windowsize", "64"}, 1200003, 50, 1, 1, 1, 500,
	500 * MS, 3, 1.5},
    {"past block 65535 to 1, windows", "octet",
	{"blksize", "8", "windowsize", "16", "rollover", "1"}, 1200003, 50, 1,
	1, 1, 500, 500 * MS, 3, 1.5},
    {"netascii", "netascii", LOCKSTEP, 60000, 200, 20, 10, 10, 2 * MS, 200 * MS,
	100, 1.3},
    {"netascii in windows of odd blocks", "netascii",
	{"blksize", "13", "windowsize", "7"}, 30000, 200, 10, 10, 10, 2 * MS,
	200 * MS, 100, 2.0},
    {"nothing at all", "octet", {"tsize", "0"}, 0, 1 * MS, 50, 50, 50, 5 * MS,
	200 * MS, 500, 3.0},
    {"whole blocks only", "octet", {"blksize", "512"}, 51200, 200, 20, 10, 5,
	3 * MS, 200 * MS, 500, 1.3},
};

/* ---- the server: what session.c does, without sockets or files ---- */

static struct {
	struct tftp_farewells farewells;
	uint64_t bytes; /* compared */
	bool whole;
} stored;

static int
write_file(void *arg, const uint8_t *buf, size_t len, bool last)
{
	(void)arg;
	must(!stored.whole);
	must(stored.bytes + len <= sc->size);
	for (size_t i = 0; i < len; i++) {
		must(buf[i] == byte_at(stored.bytes + i));
	}
	stored.bytes += len;
	stored.whole = last;
	return 0;
}

static void
server_send(void)
{
	struct tftp_transfer *t = &server.transfer;
	bool ended = t->ended;

	while (tftp_transfer_next(t) != TFTP_SEND_NOTHING) {
		uint8_t packet[PAYLOAD_MAX];
		struct tftp_run run;

		must(tftp_transfer_build(
			 t, NULL, NULL, packet, sizeof(packet), &run) == 0);
		put_on_wire(false, packet, run.len);
		tftp_transfer_sent(t, run.n, now);
	}
	if (t->ended && !ended && t->end == BW_END_COMPLETE) {
		struct bw_addr peer = bw_addr_ipv4(1, 1);

		tftp_farewell_note(&stored.farewells, &peer,
		    tftp_transfer_wire(t, t->last), now);
	}
}

static void
server_request(const uint8_t *bytes, size_t len)
{
	static const struct bw_conf_tftpd conf = {
	    .upload = {.dir = "/drop/box"}};
	static const struct tftp_terms terms = {512, 1468, 64, 0};
	struct tftp_options options;
	struct tftp_ask ask;

	if (server.began) {
		(void)tftp_transfer_asked_again(&server.transfer, true, now);
		return;
	}
	tftp_core_ask(&conf, NULL, bytes, len, &ask);
	ck_assert_int_eq(ask.verdict, TFTP_VERDICT_STORE);
	ck_assert_str_eq(ask.upload, "file");
	tftp_options_choose(&ask.request, &terms, 0, ask.netascii, &options);
	tftp_transfer_init(&server.transfer, &options, 0, 2000 * MS, 12, now);
	server.began = true;
}

static void
server_farewell(uint16_t block)
{
	struct bw_addr peer = bw_addr_ipv4(1, 1);
	uint8_t packet[TFTP_HEADER_SIZE];

	if (tftp_farewell_due(&stored.farewells, &peer, block, now)) {
		tftp_header_build(TFTP_OPCODE_ACK, block, packet);
		put_on_wire(false, packet, sizeof(packet));
	}
}

static void
server_receive(const uint8_t *bytes, size_t len)
{
	struct tftp_packet packet;

	if (tftp_opcode_peek(bytes, len) == TFTP_OPCODE_WRQ) {
		server_request(bytes, len);
	} else if (server.began) {
		must(tftp_packet_parse(bytes, len, &packet) == 0);
		if (server.transfer.ended) {
			server_farewell(packet.block);
			return;
		}
		must(tftp_transfer_take(&server.transfer, &packet, write_file,
			 NULL, now) == 0);
	}
	server_send();
}

/* ---- the client: sends windows, goes back where an ACK says ---- */

static struct {
	uint64_t acked;
	uint64_t blocks; /* in all */
	uint64_t wire_size;
	uint64_t sent;
	uint8_t *wire; /* the file as sent */
} given;

/* The file as it goes over the wire. */
static void
client_encode(void)
{
	given.wire = malloc(2 * sc->size + 1);
	for (uint64_t i = 0; i < sc->size; i++) {
		uint8_t byte = byte_at(i);
		bool pair =
		    sc->mode[0] == 'n' && (byte == '\r' || byte == '\n');

		if (pair) {
			given.wire[given.wire_size++] = '\r';
		}
		given.wire[given.wire_size++] =
		    pair && byte == '\r' ? '\0' : byte;
	}
}

static void
client_ask(void)
{
	uint8_t packet[PAYLOAD_MAX];
	struct bw_writer w;

	bw_writer_init(&w, packet, sizeof(packet));
	bw_writer_u16(&w, TFTP_OPCODE_WRQ);
	bw_writer_cstr(&w, "/file");
	bw_writer_cstr(&w, sc->mode);
	for (size_t i = 0; i < 8 && sc->options[i] != NULL; i++) {
		bw_writer_cstr(&w, sc->options[i]);
	}
	put_on_wire(true, packet, w.len);
}

/* Block b, of 1 to given.blocks. */
static void
client_block(uint64_t b)
{
	uint8_t packet[PAYLOAD_MAX];
	uint64_t at = (b - 1) * client.blksize;
	uint64_t left = given.wire_size - at;
	size_t len = left < client.blksize ? (size_t)left : client.blksize;
	uint16_t number =
	    (uint16_t)(client.rollover == 0 ? b : (b - 1) % 65535 + 1);

	tftp_header_build(TFTP_OPCODE_DATA, number, packet);
	memcpy(packet + TFTP_HEADER_SIZE, given.wire + at, len);
	put_on_wire(true, packet, TFTP_HEADER_SIZE + len);
	given.sent++;
}

static void
client_window(void)
{
	uint64_t end = given.acked + client.windowsize;

	for (uint64_t b = given.acked + 1; b <= end && b <= given.blocks; b++) {
		client_block(b);
	}
	client.due_us = now + sc->client_us;
}

static void
client_go_on(void)
{
	client_window();
}

static void
client_begin(const uint8_t *bytes, size_t len)
{
	bool oack = bytes[1] == TFTP_OPCODE_OACK;

	client.heard = true;
	client.blksize = oack ? option_of(bytes, len, "blksize", 512) : 512;
	client.windowsize = oack ? option_of(bytes, len, "windowsize", 1) : 1;
	client.rollover = oack ? option_of(bytes, len, "rollover", 0) : 0;
	given.blocks = given.wire_size / client.blksize + 1;
	client_window();
}

static uint64_t
client_ahead(uint16_t block)
{
	uint64_t ring = client.rollover == 0 ? 65536 : 65535;
	uint64_t ahead = 0;

	for (; ahead <= client.windowsize; ahead++) {
		uint64_t b = given.acked + ahead;
		uint64_t wire = client.rollover == 0 || b == 0
				    ? b % ring
				    : (b - 1) % ring + 1;

		if (wire == block) {
			break;
		}
	}
	return ahead;
}

static void
client_receive(const uint8_t *bytes, size_t len)
{
	uint64_t ahead;

	must(len >= 4);
	if (!client.heard) {
		client_begin(bytes, len);
		return;
	}
	if (bytes[1] != TFTP_OPCODE_ACK || client.done) {
		return;
	}
	ahead = client_ahead((uint16_t)(bytes[2] << 8 | bytes[3]));
	/* In lockstep a repeated ACK is ignored: RFC 1123 4.2.3.1. */
	if (ahead > client.windowsize ||
	    (ahead == 0 && client.windowsize == 1)) {
		return;
	}
	given.acked += ahead;
	client.done = given.acked >= given.blocks;
	if (!client.done) {
		client_window();
	}
}

/* ---- the runs ---- */

static void
run(void)
{
	world_begin();
	memset(&stored, 0, sizeof(stored));
	memset(&given, 0, sizeof(given));
	client_encode();
	world_run();
	must(client.done);
	must(stored.whole);
	must(stored.bytes == sc->size);
	must(server.transfer.end == BW_END_COMPLETE);
	must(tftp_transfer_bytes(&server.transfer) == sc->size);
	ck_assert_msg(
	    (double)given.sent <= (double)given.blocks * sc->overhead + 4,
	    "%s, seed %u: %llu blocks, sent %llu", sc->name, seed,
	    (unsigned long long)given.blocks, (unsigned long long)given.sent);
	if (getenv("TFTPD_SIM_VERBOSE") != NULL) {
		fprintf(stderr, "%s, seed %u: %.2f x, %llu ms\n", sc->name,
		    seed, (double)given.sent / (double)given.blocks,
		    (unsigned long long)(now - START_US) / MS);
	}
	free(given.wire);
}

START_TEST(tftp_transfer_takes_every_byte)
{
	sc = &uploads[_i];
	for (seed = 1; seed <= sc->seeds; seed++) {
		run();
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tftpd_upload");
	TCase *tc = tcase_create("uploads");

	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(
	    tc, tftp_transfer_takes_every_byte, 0, (int)ARRAY_LEN(uploads));
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
