/* SPDX-License-Identifier: ISC */
/* Uploads, block by block. */
#include "transfer_fixture.h"

static uint8_t file[4096];
static size_t file_len;
static unsigned n_writes;
static bool whole;
static int write_error;

static int
keep(void *arg, const uint8_t *buf, size_t len, bool last)
{
	(void)arg;
	n_writes++;
	if (write_error != 0) {
		return write_error;
	}
	ck_assert_uint_le(file_len + len, sizeof(file));
	memcpy(file + file_len, buf, len);
	file_len += len;
	whole = last;
	return 0;
}

static void
begin_upload(struct tftp_options options)
{
	file_len = n_writes = 0;
	whole = false;
	write_error = 0;
	options.upload = true;
	begin(options, 0);
}

/* A block of so many bytes, each the block's number. */
static int
data(uint64_t block, size_t len)
{
	uint8_t bytes[TFTP_UPLOAD_BLKSIZE_MAX + 1];
	struct tftp_packet p = {
	    .opcode = TFTP_OPCODE_DATA,
	    .block = (uint16_t)block,
	    .data = bytes,
	    .data_len = len,
	};

	memset(bytes, (int)block, len);
	return tftp_transfer_take(&t, &p, keep, NULL, now);
}

static void
expect_ack(uint64_t block)
{
	ck_assert_int_eq(tftp_transfer_next(&t), TFTP_SEND_ACK);
	send_one();
	ck_assert_uint_eq(packet_len, 4);
	ck_assert_uint_eq(packet[1], TFTP_OPCODE_ACK);
	ck_assert_uint_eq(packet[2], block >> 8 & 255);
	ck_assert_uint_eq(packet[3], block & 255);
	expect_nothing();
}

START_TEST(tftp_transfer_take_acknowledges_each_block_in_lockstep)
{
	begin_upload(plain(8, 1));
	expect_ack(0);
	for (unsigned block = 1; block <= 3; block++) {
		ck_assert_int_eq(data(block, 8), 0);
		ck_assert(!t.ended);
		expect_ack(block);
	}
	ck_assert(!whole);
	ck_assert_int_eq(data(4, 3), 0);
	ck_assert(whole);
	ck_assert(!t.ended);
	expect_ack(4);
	ck_assert(t.ended);
	ck_assert_int_eq(t.end, BW_END_COMPLETE);
	ck_assert_uint_eq(tftp_transfer_bytes(&t), 27);
	ck_assert_uint_eq(t.size, 27);
	ck_assert_uint_eq(t.retransmits, 0);
	ck_assert_mem_eq(
	    file, "\1\1\1\1\1\1\1\1\2\2\2\2\2\2\2\2\3\3\3\3\3\3\3\3\4\4\4", 27);
}
END_TEST

START_TEST(tftp_transfer_take_lets_block_1_acknowledge_the_options)
{
	begin_upload(negotiated(8, 1));
	expect_oack();
	ack(0); /* of nothing: a writer does not say that */
	expect_nothing();
	ck_assert(!t.confirmed);
	ck_assert_int_eq(data(1, 0), 0);
	expect_ack(1);
	ck_assert_int_eq(t.end, BW_END_COMPLETE);
	ck_assert_uint_eq(file_len, 0);
}
END_TEST

START_TEST(tftp_transfer_take_acknowledges_whole_windows_and_the_end)
{
	begin_upload(negotiated(8, 4));
	expect_oack();
	for (unsigned block = 1; block <= 3; block++) {
		ck_assert_int_eq(data(block, 8), 0);
		expect_nothing();
	}
	ck_assert_int_eq(data(4, 8), 0);
	expect_ack(4);
	ck_assert_int_eq(data(5, 8), 0);
	expect_nothing();
	ck_assert_int_eq(data(6, 7), 0);
	expect_ack(6);
	ck_assert(t.ended);
}
END_TEST

START_TEST(tftp_transfer_take_tells_of_a_gap_once)
{
	begin_upload(negotiated(8, 8));
	expect_oack();
	ck_assert_int_eq(data(1, 8), 0);
	ck_assert_int_eq(data(3, 8), 0);
	expect_ack(1);
	ck_assert_int_eq(data(4, 8), 0);
	ck_assert_int_eq(data(8, 8), 0);
	expect_nothing();
	ck_assert_uint_eq(n_writes, 1);
	/* the window begins anew there */
	for (unsigned block = 2; block <= 8; block++) {
		ck_assert_int_eq(data(block, 8), 0);
		expect_nothing();
	}
	ck_assert_int_eq(data(9, 8), 0);
	expect_ack(9);
}
END_TEST

START_TEST(tftp_transfer_take_acknowledges_again_who_did_not_hear)
{
	begin_upload(plain(8, 1));
	expect_ack(0);
	ck_assert_int_eq(data(1, 8), 0);
	expect_ack(1);
	ck_assert_int_eq(data(1, 8), 0); /* a copy, of the network's */
	expect_nothing();
	now += 30 * MS;
	ck_assert_int_eq(data(1, 8), 0);
	expect_ack(1);
	ck_assert_uint_eq(t.retransmits, 1);
	ck_assert_uint_eq(n_writes, 1);
}
END_TEST

START_TEST(tftp_transfer_take_follows_a_window_begun_anew)
{
	begin_upload(negotiated(8, 4));
	expect_oack();
	for (unsigned block = 1; block <= 4; block++) {
		ck_assert_int_eq(data(block, 8), 0);
	}
	expect_ack(4);
	now += 1000 * MS; /* which was lost */
	for (unsigned block = 1; block <= 4; block++) {
		ck_assert_int_eq(data(block, 8), 0);
		if (block == 1) {
			expect_ack(4);
		}
		expect_nothing();
	}
	for (unsigned block = 5; block <= 7; block++) {
		ck_assert_int_eq(data(block, 8), 0);
		expect_nothing();
	}
	ck_assert_int_eq(data(8, 8), 0);
	expect_ack(8);
	ck_assert_uint_eq(n_writes, 8);
}
END_TEST

START_TEST(tftp_transfer_take_says_what_is_missing_and_gives_up)
{
	unsigned n = 0;

	begin_upload(plain(8, 1));
	expect_ack(0);
	ck_assert_int_eq(data(1, 8), 0);
	expect_ack(1);
	while (!t.ended) {
		pass(t.due_us - now);
		if (!t.ended) {
			expect_ack(1);
			n++;
		}
	}
	ck_assert_uint_eq(n, TRIES - 1);
	ck_assert_int_eq(t.end, BW_END_TIMEOUT);
	ck_assert_str_eq(t.reason, "no more data");
	ck_assert(t.tell);
	ck_assert(!whole);
}
END_TEST

START_TEST(tftp_transfer_take_ignores_what_is_no_block_of_it)
{
	begin_upload(plain(8, 1));
	expect_ack(0);
	now += 1000 * MS;
	ck_assert_int_eq(data(0, 8), 0);
	ck_assert_int_eq(data(2, 8), 0);
	ck_assert_int_eq(data(65535, 8), 0);
	ck_assert_int_eq(data(1, 9), 0); /* more than a block */
	expect_nothing();
	ck_assert_uint_eq(n_writes, 0);
	begin(plain(8, 1), 100); /* no upload */
	expect_blocks(1, 1);
	ck_assert_int_eq(data(1, 8), 0);
	ck_assert_uint_eq(n_writes, 0);
	ck_assert(!t.ended);
}
END_TEST

START_TEST(tftp_transfer_take_returns_what_writing_returned)
{
	begin_upload(plain(8, 1));
	expect_ack(0);
	write_error = -EEXIST;
	ck_assert_int_eq(data(1, 7), -EEXIST);
	expect_nothing();
	ck_assert(!t.ended);
}
END_TEST

START_TEST(tftp_transfer_take_counts_past_block_65535)
{
	begin_upload(plain(1, 1));
	t.arrivals.block = t.arrivals.base = t.acked = 65534;
	expect_ack(65534);
	ck_assert_int_eq(data(65535, 1), 0);
	expect_ack(65535);
	ck_assert_int_eq(data(0, 1), 0);
	expect_ack(0);
	ck_assert_uint_eq(t.arrivals.block, 65536);
	now += 1000 * MS;
	ck_assert_int_eq(data(65535, 1), 0); /* the one before, again */
	expect_ack(0);
	t.options.rollover = 1;
	t.arrivals.block = t.arrivals.base = t.acked = 65535;
	ck_assert_int_eq(data(1, 0), 0);
	expect_ack(1);
	ck_assert_int_eq(t.end, BW_END_COMPLETE);
}
END_TEST

START_TEST(tftp_transfer_take_decodes_netascii_across_blocks)
{
	struct tftp_options options = plain(4, 1);
	struct tftp_packet p = {.opcode = TFTP_OPCODE_DATA, .data_len = 4};
	static const char *const blocks[] = {
	    "ab\r\n", "c\r\0\r", "\nd\r\r", "\r"};

	options.netascii = true;
	begin_upload(options);
	expect_ack(0);
	for (unsigned i = 0; i < ARRAY_LEN(blocks); i++) {
		p.block = (uint16_t)(i + 1);
		p.data = (const uint8_t *)blocks[i];
		p.data_len = i == ARRAY_LEN(blocks) - 1 ? 1 : 4;
		ck_assert_int_eq(
		    tftp_transfer_take(&t, &p, keep, NULL, now), 0);
		expect_ack(i + 1);
	}
	ck_assert_uint_eq(file_len, 10);
	ck_assert_mem_eq(file, "ab\nc\r\nd\r\r\r", 10);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tftpd/transfer_take");
	TCase *tc = tcase_create("transfer_take");

	tcase_add_test(
	    tc, tftp_transfer_take_acknowledges_each_block_in_lockstep);
	tcase_add_test(
	    tc, tftp_transfer_take_lets_block_1_acknowledge_the_options);
	tcase_add_test(
	    tc, tftp_transfer_take_acknowledges_whole_windows_and_the_end);
	tcase_add_test(tc, tftp_transfer_take_tells_of_a_gap_once);
	tcase_add_test(
	    tc, tftp_transfer_take_acknowledges_again_who_did_not_hear);
	tcase_add_test(tc, tftp_transfer_take_follows_a_window_begun_anew);
	tcase_add_test(
	    tc, tftp_transfer_take_says_what_is_missing_and_gives_up);
	tcase_add_test(tc, tftp_transfer_take_ignores_what_is_no_block_of_it);
	tcase_add_test(tc, tftp_transfer_take_returns_what_writing_returned);
	tcase_add_test(tc, tftp_transfer_take_counts_past_block_65535);
	tcase_add_test(tc, tftp_transfer_take_decodes_netascii_across_blocks);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
