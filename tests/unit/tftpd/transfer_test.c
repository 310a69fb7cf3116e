/* SPDX-License-Identifier: ISC */
/* One transfer, block by block. */
#include "transfer_fixture.h"

START_TEST(tftp_transfer_without_options_sends_block_1_at_once)
{
	begin(plain(512, 1), 1000);
	expect_blocks(1, 1);
	ck_assert_uint_eq(packet_len, 516);
	ack(1);
	expect_blocks(2, 2);
	ck_assert_uint_eq(packet_len, 4 + 488);
	ack(2);
	ck_assert(t.ended);
	ck_assert_int_eq(t.end, BW_END_COMPLETE);
	ck_assert(!t.tell);
	ck_assert_uint_eq(tftp_transfer_bytes(&t), 1000);
	ck_assert_uint_eq(t.retransmits, 0);
}
END_TEST

START_TEST(tftp_transfer_with_options_waits_for_the_ack_of_block_0)
{
	begin(negotiated(512, 1), 1000);
	expect_oack();
	ack(1);
	expect_nothing();
	ack(0);
	expect_blocks(1, 1);
}
END_TEST

START_TEST(tftp_transfer_ends_with_an_empty_block_after_a_full_one)
{
	begin(plain(512, 1), 1024);
	expect_blocks(1, 1);
	ack(1);
	expect_blocks(2, 2);
	ack(2);
	ck_assert(!t.ended);
	expect_blocks(3, 3);
	ck_assert_uint_eq(packet_len, 4);
	ack(3);
	ck_assert_int_eq(t.end, BW_END_COMPLETE);
	ck_assert_uint_eq(tftp_transfer_bytes(&t), 1024);
}
END_TEST

START_TEST(tftp_transfer_of_nothing_is_one_empty_block)
{
	begin(plain(512, 64), 0);
	expect_blocks(1, 1);
	ck_assert_uint_eq(packet_len, 4);
	ack(1);
	ck_assert_int_eq(t.end, BW_END_COMPLETE);
}
END_TEST

START_TEST(tftp_transfer_sends_whole_windows)
{
	begin(negotiated(512, 4), 512 * 9 + 1); /* ten blocks */
	expect_oack();
	ack(0);
	expect_blocks(1, 4);
	ack(4);
	expect_blocks(5, 8);
	ack(8);
	expect_blocks(9, 10);
	ack(10);
	ck_assert_int_eq(t.end, BW_END_COMPLETE);
	ck_assert_uint_eq(t.retransmits, 0);
}
END_TEST

START_TEST(tftp_transfer_resumes_behind_an_ack_inside_the_window)
{
	begin(plain(512, 8), 512 * 100);
	expect_blocks(1, 8);
	ack(5);
	expect_blocks(6, 13);
	ck_assert_uint_eq(t.retransmits, 3);
}
END_TEST

START_TEST(tftp_transfer_ignores_acks_outside_the_window)
{
	begin(plain(512, 4), 512 * 100);
	expect_blocks(1, 4);
	ack(4);
	expect_blocks(5, 8);
	ack(9);    /* never sent */
	ack(3);    /* of the window before */
	ack(4100); /* far away */
	ack(32768 + 4);
	expect_nothing();
	ck_assert_uint_eq(t.acked, 4);
	ack(8);
	expect_blocks(9, 12);
}
END_TEST

START_TEST(tftp_transfer_never_builds_past_its_room)
{
	begin(plain(512, 1), 1000);
	ck_assert_int_eq(
	    tftp_transfer_build(&t, read_pattern, NULL, packet, 515, &run),
	    -EMSGSIZE);
	begin(negotiated(512, 1), 1000);
	ck_assert_int_eq(
	    tftp_transfer_build(&t, read_pattern, NULL, packet, 10, &run),
	    -EMSGSIZE);
}
END_TEST

START_TEST(tftp_transfer_rolls_over_past_block_65535)
{
	const uint64_t last = 3 * 65536 + 5;

	begin(plain(8, 64), last * 8 - 3);
	while (!t.ended) {
		uint64_t at = t.acked;

		while (tftp_transfer_next(&t) == TFTP_SEND_DATA) {
			uint64_t block = t.next;

			send_one();
			ck_assert_uint_eq(packet[2], block >> 8 & 255);
			ck_assert_uint_eq(packet[3], block & 255);
			ck_assert_uint_eq(packet[4], byte_at((block - 1) * 8));
			ck_assert_uint_eq(packet_len, block == last ? 9 : 12);
			at = block;
		}
		ack(at);
		ck_assert_uint_eq(t.acked, at);
	}
	ck_assert_int_eq(t.end, BW_END_COMPLETE);
	ck_assert_uint_eq(t.acked, last);
}
END_TEST

START_TEST(tftp_transfer_rolls_over_to_1_when_asked_to)
{
	const uint64_t last = 2 * 65535 + 5;
	struct tftp_options options = plain(8, 4);
	uint64_t at = 0;

	options.rollover = 1;
	begin(options, last * 8 - 3);
	while (!t.ended) {
		while (tftp_transfer_next(&t) == TFTP_SEND_DATA) {
			uint64_t number = (t.next - 1) % 65535 + 1;

			send_one();
			ck_assert_uint_eq(packet[2], number >> 8);
			ck_assert_uint_eq(packet[3], number & 255);
			at++;
		}
		ack(0); /* no block has this number */
		ck_assert_uint_lt(t.acked, at);
		ack((at - 1) % 65535 + 1);
		ck_assert_uint_eq(t.acked, at);
	}
	ck_assert_uint_eq(at, last);
	ck_assert_int_eq(t.end, BW_END_COMPLETE);
	ck_assert_uint_eq(t.retransmits, 0);
}
END_TEST

START_TEST(tftp_transfer_knows_the_window_across_the_roll_over)
{
	begin(plain(512, 8), (uint64_t)512 * 100000);
	t.acked = t.top = 65532;
	t.next = 65533;
	expect_blocks(65533, 65540);
	ack(65536 - 5); /* 65531: before the window */
	expect_nothing();
	ack(5); /* 65541: behind it */
	expect_nothing();
	ack(0); /* 65536: inside */
	ck_assert_uint_eq(t.acked, 65536);
	expect_blocks(65537, 65544);
	ck_assert_uint_eq(t.retransmits, 4);
}
END_TEST

START_TEST(tftp_transfer_reads_at_64_bit_offsets)
{
	const uint64_t size = ((uint64_t)5 << 30) + 1;

	begin(plain(1024, 1), size);
	t.acked = t.top = size / 1024;
	t.next = t.acked + 1;
	expect_blocks(size / 1024 + 1, size / 1024 + 1);
	ck_assert_uint_eq(packet_len, 5);
	ck_assert_uint_eq(packet[4], byte_at(size - 1));
	ack(size / 1024 + 1);
	ck_assert_int_eq(t.end, BW_END_COMPLETE);
	ck_assert_uint_eq(tftp_transfer_bytes(&t), size);
}
END_TEST

static int
read_lines(void *arg, uint64_t offset, uint8_t *buf, size_t size)
{
	(void)arg;
	for (size_t i = 0; i < size; i++) {
		buf[i] = (offset + i) % 3 == 0 ? '\n' : 'x';
	}
	return 0;
}

START_TEST(tftp_transfer_makes_netascii_blocks_again_exactly)
{
	struct tftp_options options = plain(8, 4);
	uint8_t first[5][12], again[12];

	options.netascii = true;
	begin(options, 30); /* 10 line feeds: 40 bytes on the wire */
	for (int i = 1; i <= 4; i++) {
		ck_assert_int_eq(tftp_transfer_build(
				     &t, read_lines, NULL, first[i], 12, &run),
		    0);
		ck_assert_uint_eq(run.len, 12);
		tftp_transfer_sent(&t, 1, now);
	}
	ack(2);
	ck_assert_uint_eq(tftp_transfer_bytes(&t), 12);
	for (int i = 3; i <= 4; i++) {
		ck_assert_int_eq(tftp_transfer_build(&t, read_lines, NULL,
				     again, sizeof(again), &run),
		    0);
		ck_assert_mem_eq(again, first[i], 12);
		tftp_transfer_sent(&t, 1, now);
	}
	for (int i = 5; i <= 6; i++) { /* the last full, then an empty one */
		ck_assert_int_eq(tftp_transfer_build(&t, read_lines, NULL,
				     again, sizeof(again), &run),
		    0);
		ck_assert_uint_eq(run.len, i == 5 ? 12 : 4);
		tftp_transfer_sent(&t, 1, now);
	}
	expect_nothing();
	ack(6);
	ck_assert_int_eq(t.end, BW_END_COMPLETE);
	ck_assert_uint_eq(tftp_transfer_bytes(&t), 30);
}
END_TEST

static void
expect_run(size_t room, size_t n, size_t len)
{
	ck_assert_int_eq(
	    tftp_transfer_build(&t, read_pattern, NULL, packet, room, &run), 0);
	ck_assert_uint_eq(run.segment, 516);
	ck_assert_uint_eq(run.n, n);
	ck_assert_uint_eq(run.len, len);
	for (size_t i = 0; i < n; i++) {
		const uint8_t *at = packet + i * run.segment;

		ck_assert_uint_eq(at[1], TFTP_OPCODE_DATA);
		ck_assert_uint_eq(at[3], t.next + i);
		if (len > i * run.segment + TFTP_HEADER_SIZE) {
			ck_assert_uint_eq(
			    at[4], byte_at((t.next + i - 1) * 512));
		}
	}
	tftp_transfer_sent(&t, n, now);
}

START_TEST(tftp_transfer_builds_a_window_in_one_run)
{
	begin(plain(512, 8), 512 * 13 + 7); /* 14 blocks */
	expect_run(sizeof(packet), 8, 8 * 516);
	expect_nothing();
	ack(8);
	expect_run(sizeof(packet), 6, 5 * 516 + 11);
	expect_nothing();
	ack(14);
	ck_assert_int_eq(t.end, BW_END_COMPLETE);
	ck_assert_uint_eq(t.retransmits, 0);
}
END_TEST

START_TEST(tftp_transfer_builds_no_longer_a_run_than_there_is_room)
{
	begin(plain(512, 8), 512 * 8);
	expect_run(3 * 516 + 515, 3, 3 * 516);
	expect_run(5 * 516, 5, 5 * 516);
	expect_nothing();
}
END_TEST

START_TEST(tftp_transfer_counts_what_a_run_repeats)
{
	begin(plain(512, 8), 512 * 100);
	expect_run(4 * 516, 4, 4 * 516);
	pass(FIRST_US);
	expect_run(sizeof(packet), 8, 8 * 516); /* four of them again */
	ck_assert_uint_eq(t.retransmits, 4);
	ck_assert_uint_eq(t.top, 8);
}
END_TEST

START_TEST(tftp_transfer_builds_what_is_there_before_an_error)
{
	uint64_t real_size = 512 * 2 + 10;

	begin(plain(512, 8), 512 * 100);
	ck_assert_int_eq(tftp_transfer_build(&t, read_pattern, &real_size,
			     packet, sizeof(packet), &run),
	    0);
	ck_assert_uint_eq(run.n, 2);
	tftp_transfer_sent(&t, 2, now);
	ck_assert_int_eq(tftp_transfer_build(&t, read_pattern, &real_size,
			     packet, sizeof(packet), &run),
	    -ENODATA);
}
END_TEST

START_TEST(tftp_transfer_unsent_takes_a_run_back)
{
	struct tftp_run first, second;

	begin(plain(512, 8), 512 * 100);
	expect_run(3 * 516, 3, 3 * 516);
	pass(FIRST_US); /* 1 to 3 again, and then more */
	expect_run(2 * 516, 2, 2 * 516);
	first = run;
	expect_run(3 * 516, 3, 3 * 516);
	second = run;
	ck_assert_uint_eq(t.retransmits, 3);
	ck_assert_uint_eq(t.top, 5);
	tftp_transfer_unsent(&t, &second);
	ck_assert_uint_eq(t.retransmits, 2);
	ck_assert_uint_eq(t.top, 3);
	tftp_transfer_unsent(&t, &first);
	ck_assert_uint_eq(t.retransmits, 0);
	expect_blocks(1, 8);
	ck_assert_uint_eq(t.retransmits, 3);
}
END_TEST

START_TEST(tftp_transfer_unsent_forgets_what_has_arrived_since)
{
	struct tftp_run again;

	begin(plain(512, 4), 512 * 100);
	expect_run(sizeof(packet), 4, 4 * 516);
	pass(FIRST_US);
	expect_run(sizeof(packet), 4, 4 * 516);
	again = run;
	ack(2); /* of the first sending */
	tftp_transfer_unsent(&t, &again);
	ck_assert_uint_eq(t.acked, 2);
	ck_assert_uint_gt(t.next, 2);
	ck_assert_uint_ge(t.top, t.acked);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tftpd/transfer");
	TCase *tc = tcase_create("transfer");

	tcase_add_test(tc, tftp_transfer_without_options_sends_block_1_at_once);
	tcase_add_test(
	    tc, tftp_transfer_with_options_waits_for_the_ack_of_block_0);
	tcase_add_test(
	    tc, tftp_transfer_ends_with_an_empty_block_after_a_full_one);
	tcase_add_test(tc, tftp_transfer_of_nothing_is_one_empty_block);
	tcase_add_test(tc, tftp_transfer_sends_whole_windows);
	tcase_add_test(
	    tc, tftp_transfer_resumes_behind_an_ack_inside_the_window);
	tcase_add_test(tc, tftp_transfer_ignores_acks_outside_the_window);
	tcase_add_test(tc, tftp_transfer_never_builds_past_its_room);
	tcase_add_test(tc, tftp_transfer_rolls_over_past_block_65535);
	tcase_add_test(tc, tftp_transfer_rolls_over_to_1_when_asked_to);
	tcase_add_test(tc, tftp_transfer_knows_the_window_across_the_roll_over);
	tcase_add_test(tc, tftp_transfer_reads_at_64_bit_offsets);
	tcase_add_test(tc, tftp_transfer_makes_netascii_blocks_again_exactly);
	tcase_add_test(tc, tftp_transfer_builds_a_window_in_one_run);
	tcase_add_test(
	    tc, tftp_transfer_builds_no_longer_a_run_than_there_is_room);
	tcase_add_test(tc, tftp_transfer_counts_what_a_run_repeats);
	tcase_add_test(tc, tftp_transfer_builds_what_is_there_before_an_error);
	tcase_add_test(tc, tftp_transfer_unsent_takes_a_run_back);
	tcase_add_test(tc, tftp_transfer_unsent_forgets_what_has_arrived_since);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
