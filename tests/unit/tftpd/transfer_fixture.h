/* SPDX-License-Identifier: ISC */
/* A transfer, its clock, and the peer's words, for the tests of transfer.c. */
#ifndef BW_TESTS_TFTPD_TRANSFER_FIXTURE_H
#define BW_TESTS_TFTPD_TRANSFER_FIXTURE_H

#include "transfer.h"
#include "unit.h"

#define FIRST_US 1000000
#define TRIES    12
#define MS       1000

static struct tftp_transfer t;
static uint64_t now;
static uint8_t packet[TFTP_PACKET_SIZE_MAX];
static size_t packet_len;
static struct tftp_run run;

/* A file whose every byte follows from its offset. */
static inline uint8_t
byte_at(uint64_t offset)
{
	return (uint8_t)(offset * 31 + (offset >> 8) * 7 + (offset >> 24));
}

static inline int
read_pattern(void *arg, uint64_t offset, uint8_t *buf, size_t size)
{
	const uint64_t *real_size = arg;

	if (real_size != NULL && offset + size > *real_size) {
		return -ENODATA;
	}
	for (size_t i = 0; i < size; i++) {
		buf[i] = byte_at(offset + i);
	}
	return 0;
}

static inline struct tftp_options
plain(uint32_t blksize, uint32_t windowsize)
{
	return (struct tftp_options){
	    .blksize = blksize,
	    .windowsize = windowsize,
	};
}

static inline struct tftp_options
negotiated(uint32_t blksize, uint32_t windowsize)
{
	struct tftp_options options = plain(blksize, windowsize);

	options.tsize = true;
	options.grants[0] = (struct tftp_grant){"blksize", blksize};
	options.n_grants = 1;
	return options;
}

static inline void
begin(struct tftp_options options, uint64_t size)
{
	now = 10000 * MS;
	tftp_transfer_init(&t, &options, size, FIRST_US, TRIES, now);
}

/* Build and send one packet. */
static inline void
send_one(void)
{
	size_t room = tftp_transfer_next(&t) == TFTP_SEND_DATA
			  ? TFTP_HEADER_SIZE + (size_t)t.options.blksize
			  : sizeof(packet);

	ck_assert_int_eq(
	    tftp_transfer_build(&t, read_pattern, NULL, packet, room, &run), 0);
	ck_assert_uint_eq(run.n, 1);
	packet_len = run.len;
	tftp_transfer_sent(&t, 1, now);
}

/* Expect exactly the blocks first to last to be sent now; first > last: none */
static inline void
expect_blocks(uint64_t first, uint64_t last)
{
	for (uint64_t block = first; block <= last; block++) {
		ck_assert_int_eq(tftp_transfer_next(&t), TFTP_SEND_DATA);
		ck_assert_uint_eq(t.next, block);
		send_one();
		ck_assert_uint_eq(packet[0], 0);
		ck_assert_uint_eq(packet[1], TFTP_OPCODE_DATA);
		ck_assert_uint_eq(packet[2], block >> 8 & 255);
		ck_assert_uint_eq(packet[3], block & 255);
	}
	ck_assert_int_eq(tftp_transfer_next(&t), TFTP_SEND_NOTHING);
}

static inline void
expect_nothing(void)
{
	expect_blocks(1, 0);
}

static inline void
expect_oack(void)
{
	ck_assert_int_eq(tftp_transfer_next(&t), TFTP_SEND_OACK);
	send_one();
	ck_assert_uint_eq(packet[1], TFTP_OPCODE_OACK);
	expect_nothing();
}

static inline void
ack(uint64_t block)
{
	struct tftp_packet p = {
	    .opcode = TFTP_OPCODE_ACK,
	    .block = (uint16_t)block,
	    .text = "",
	};

	tftp_transfer_packet(&t, &p, now);
}

static inline void
error(uint16_t code, const char *text)
{
	struct tftp_packet p = {
	    .opcode = TFTP_OPCODE_ERROR,
	    .code = code,
	    .text = text,
	    .text_len = strlen(text),
	};

	tftp_transfer_packet(&t, &p, now);
}

static inline void
pass(uint64_t us)
{
	now += us;
	tftp_transfer_tick(&t, now);
}

#endif
