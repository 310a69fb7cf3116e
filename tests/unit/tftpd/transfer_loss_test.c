/* SPDX-License-Identifier: ISC */
/* One transfer whose packets are lost, late or doubled; and its ends. */
#include "transfer_fixture.h"

START_TEST(tftp_transfer_goes_back_once_in_a_round_trip)
{
	begin(plain(512, 8), 512 * 100);
	expect_blocks(1, 8);
	now += MS;
	ack(8); /* patience is 3 ms now */
	expect_blocks(9, 16);
	now += MS;
	ack(12);
	expect_blocks(13, 20);
	/* the peer gets 13 to 16 twice, and complains of each */
	now += MS;
	ack(16);
	expect_blocks(21, 24);
	ack(16);
	ack(16);
	ack(18);
	expect_blocks(25, 26);
	ck_assert_uint_eq(t.retransmits, 4);
	now += 2 * MS; /* but this one is news */
	ack(20);
	expect_blocks(21, 28);
	ck_assert_uint_eq(t.retransmits, 10);
}
END_TEST

START_TEST(tftp_transfer_answers_a_repeated_ack_once_after_a_round_trip)
{
	begin(plain(512, 1), 512 * 100);
	expect_blocks(1, 1);
	ack(1); /* a round trip of nothing: patience is at its least, 2 ms */
	expect_blocks(2, 2);
	now += 2 * MS - 1;
	ack(1);
	expect_nothing();
	now += 1;
	ack(1);
	expect_blocks(2, 2);
	ck_assert_uint_eq(t.retransmits, 1);
	now += 20 * MS;
	ack(1);
	ack(1);
	expect_nothing();
	pass(TFTP_RTO_MIN_US); /* the timer gives leave to answer another */
	expect_blocks(2, 2);
	now += 30 * MS;
	ack(1);
	expect_blocks(2, 2);
}
END_TEST

START_TEST(tftp_transfer_does_not_double_its_packets)
{
	/* Each packet arrives twice; each copy is acknowledged. */
	begin(plain(512, 1), 512 * 50);
	expect_blocks(1, 1);
	for (uint64_t block = 1; block <= 50; block++) {
		now += 300;
		ack(block);
		ack(block);
		expect_blocks(block + 1, block + 1);
		now += 300;
		ack(block);
		expect_nothing();
	}
	ck_assert_uint_eq(t.retransmits, 0);
}
END_TEST

START_TEST(tftp_transfer_sends_the_oack_again)
{
	begin(negotiated(512, 1), 1000);
	expect_oack();
	pass(FIRST_US - 1);
	expect_nothing();
	pass(1);
	expect_oack();
	pass(2 * FIRST_US - 1);
	expect_nothing();
	pass(1);
	expect_oack();
	ck_assert_uint_eq(t.retransmits, 2);
	ack(0);
	expect_blocks(1, 1);
	/* Karn: the round trip of a packet sent twice is not known */
	ck_assert(!t.timer.measured);
}
END_TEST

START_TEST(tftp_transfer_sends_the_window_again_when_time_is_up)
{
	begin(plain(512, 4), 512 * 100);
	expect_blocks(1, 4);
	ack(4);
	expect_blocks(5, 8);
	pass(TFTP_RTO_MIN_US - 1);
	expect_nothing();
	pass(1);
	expect_blocks(5, 8);
	ck_assert_uint_eq(t.retransmits, 4);
	ack(8);
	expect_blocks(9, 12);
}
END_TEST

START_TEST(tftp_transfer_counts_what_was_sent_before_a_rewind)
{
	begin(plain(512, 4), 512 * 100);
	expect_blocks(1, 4);
	pass(FIRST_US); /* rewound to block 1, nothing sent yet */
	ack(4);         /* the first sending arrived after all */
	expect_blocks(5, 8);
}
END_TEST

/* How often is the packet sent to a peer that never answers again? */
static unsigned
sendings_until_timeout(void)
{
	unsigned n = 0;

	while (!t.ended) {
		ck_assert_uint_lt(n, 100);
		while (tftp_transfer_next(&t) != TFTP_SEND_NOTHING) {
			send_one();
			n++;
		}
		pass(t.due_us - now);
	}
	return n;
}

START_TEST(tftp_transfer_gives_up_on_a_peer_that_went_away)
{
	uint64_t start;

	begin(plain(512, 1), 1024);
	expect_blocks(1, 1);
	ack(1);
	start = now;
	ck_assert_uint_eq(sendings_until_timeout(), TRIES);
	ck_assert_int_eq(t.end, BW_END_TIMEOUT);
	ck_assert(t.tell);
	ck_assert_int_eq(t.code, TFTP_ERROR_NOT_DEFINED);
	ck_assert_str_eq(t.text, "timed out");
	ck_assert_str_eq(t.reason, "no acknowledgement");
	ck_assert_uint_gt(now - start, 20000 * MS);
	ck_assert_uint_lt(now - start, 60000 * MS);
	ck_assert_uint_eq(tftp_transfer_bytes(&t), 512);
}
END_TEST

START_TEST(tftp_transfer_gives_up_sooner_on_a_peer_never_heard_of)
{
	begin(negotiated(512, 64), 1 << 20);
	ck_assert_uint_eq(sendings_until_timeout(), TFTP_TRIES_UNCONFIRMED_MAX);
	ck_assert_int_eq(t.end, BW_END_TIMEOUT);
	begin(plain(512, 1), 1 << 20);
	ck_assert_uint_eq(sendings_until_timeout(), TFTP_TRIES_UNCONFIRMED_MAX);
}
END_TEST

START_TEST(tftp_transfer_says_when_only_the_last_ack_was_missing)
{
	begin(plain(512, 1), 100);
	(void)sendings_until_timeout();
	ck_assert_int_eq(t.end, BW_END_TIMEOUT);
	ck_assert_str_eq(t.reason, "last block not acknowledged");
}
END_TEST

START_TEST(tftp_transfer_takes_the_timeout_option_as_the_longest_wait)
{
	struct tftp_options options = negotiated(512, 1);
	uint64_t before;

	options.timeout_us = 2000000;
	begin(options, 1000);
	before = now;
	(void)sendings_until_timeout();
	ck_assert_uint_eq(now - before,
	    (1 + 2 * (TFTP_TRIES_UNCONFIRMED_MAX - 1)) * 1000 * MS);
	options.timeout_us = 255000000;
	begin(options, 1000);
	before = now;
	(void)sendings_until_timeout(); /* 1, 2, 4, 5, 5 s */
	ck_assert_uint_eq(now - before, 17000 * MS);
}
END_TEST

START_TEST(tftp_transfer_waits_as_long_as_configured)
{
	struct tftp_options options = plain(512, 1);
	uint64_t before = now = 10000 * MS;

	tftp_transfer_init(&t, &options, 1000, 10000 * MS, TRIES, now);
	(void)sendings_until_timeout();
	ck_assert_uint_eq(
	    now - before, TFTP_TRIES_UNCONFIRMED_MAX * 10000 * MS);
}
END_TEST

START_TEST(tftp_transfer_measures_only_what_was_sent_once)
{
	begin(plain(512, 1), 512 * 100);
	expect_blocks(1, 1);
	pass(FIRST_US);
	expect_blocks(1, 1);
	ack(1);
	ck_assert(!t.timer.measured);
	ck_assert_uint_eq(t.timer.rto_us, 2 * FIRST_US); /* Karn */
	expect_blocks(2, 2);
	now += MS;
	ack(2);
	ck_assert(t.timer.measured);
	ck_assert_uint_eq(t.timer.rto_us, TFTP_RTO_MIN_US);
}
END_TEST

START_TEST(tftp_transfer_waits_no_longer_for_lost_packets)
{
	begin(plain(512, 4), 512 * 100);
	expect_blocks(1, 4);
	ack(4);
	expect_blocks(5, 8);
	pass(TFTP_RTO_MIN_US);
	expect_blocks(5, 8);
	ck_assert_uint_eq(t.timer.rto_us, 2 * TFTP_RTO_MIN_US);
	ack(6); /* the peer is there and hears us */
	ck_assert_uint_eq(t.timer.rto_us, TFTP_RTO_MIN_US);
}
END_TEST

START_TEST(tftp_transfer_takes_error_8_after_tsize_for_a_probe)
{
	begin(negotiated(1468, 4), 173792);
	expect_oack();
	error(8, "User aborted the transfer");
	ck_assert(t.ended);
	ck_assert_int_eq(t.end, BW_END_PROBE);
	ck_assert(!t.tell);
	expect_nothing();
	begin(negotiated(1468, 4), 173792);
	expect_oack();
	error(0, "");
	ck_assert_int_eq(t.end, BW_END_PROBE);
}
END_TEST

START_TEST(tftp_transfer_takes_other_errors_for_an_abort)
{
	begin(negotiated(512, 1), 1000);
	expect_oack();
	ack(0);
	expect_blocks(1, 1);
	error(8, "");
	ck_assert_int_eq(t.end, BW_END_ABORTED);
	begin(negotiated(512, 1), 1000);
	expect_oack();
	error(3, "disk\x1b[2J full");
	ck_assert_int_eq(t.end, BW_END_ABORTED);
	ck_assert_str_eq(t.reason, "client error 3 disk\\x1b[2J\\x20full");
	begin(plain(512, 1), 1000);
	expect_blocks(1, 1);
	error(8, "");
	ck_assert_int_eq(t.end, BW_END_ABORTED);
	ck_assert(!t.tell);
}
END_TEST

START_TEST(tftp_transfer_cuts_a_long_error_text)
{
	char text[2000];

	memset(text, '\xff', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	begin(plain(512, 1), 1000);
	error(65535, text);
	ck_assert_uint_lt(strlen(t.reason), BW_REASON_MAX);
}
END_TEST

START_TEST(tftp_transfer_reports_a_file_that_shrank)
{
	uint64_t real_size = 700;

	begin(plain(512, 1), 1000);
	expect_blocks(1, 1);
	ack(1);
	ck_assert_int_eq(tftp_transfer_build(&t, read_pattern, &real_size,
			     packet, sizeof(packet), &run),
	    -ENODATA);
}
END_TEST

START_TEST(tftp_transfer_answers_the_same_request_again_until_confirmed)
{
	begin(negotiated(512, 1), 1000);
	expect_oack();
	ck_assert(tftp_transfer_asked_again(&t, true, now));
	expect_nothing(); /* a duplicate of the network */
	now += 500 * MS;
	ck_assert(tftp_transfer_asked_again(&t, true, now));
	expect_oack();
	ack(0);
	expect_blocks(1, 1);
	now += 999 * MS;
	ck_assert(tftp_transfer_asked_again(&t, true, now));
	expect_nothing(); /* it had its answer */
}
END_TEST

START_TEST(tftp_transfer_notices_a_client_that_started_over)
{
	begin(negotiated(512, 1), 1000);
	expect_oack();
	ck_assert(!tftp_transfer_asked_again(&t, false, now));
	ack(0);
	expect_blocks(1, 1);
	ck_assert(!tftp_transfer_asked_again(&t, false, now));
	now += 1000 * MS;
	ck_assert(!tftp_transfer_asked_again(&t, true, now));
}
END_TEST

START_TEST(tftp_transfer_stays_ended)
{
	begin(plain(512, 1), 1000);
	tftp_transfer_end(&t, BW_END_STOPPED, "stopping",
	    TFTP_ERROR_NOT_DEFINED, "server is stopping");
	ack(1);
	error(0, "x");
	(void)tftp_transfer_asked_again(&t, true, now + 1000 * MS);
	pass(100000 * MS);
	expect_nothing();
	ck_assert_int_eq(t.end, BW_END_STOPPED);
	ck_assert(t.tell);
	ck_assert_str_eq(t.reason, "stopping");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tftpd/transfer_loss");
	TCase *tc = tcase_create("transfer");

	tcase_add_test(tc, tftp_transfer_goes_back_once_in_a_round_trip);
	tcase_add_test(
	    tc, tftp_transfer_answers_a_repeated_ack_once_after_a_round_trip);
	tcase_add_test(tc, tftp_transfer_does_not_double_its_packets);
	tcase_add_test(tc, tftp_transfer_sends_the_oack_again);
	tcase_add_test(
	    tc, tftp_transfer_sends_the_window_again_when_time_is_up);
	tcase_add_test(tc, tftp_transfer_counts_what_was_sent_before_a_rewind);
	tcase_add_test(tc, tftp_transfer_gives_up_on_a_peer_that_went_away);
	tcase_add_test(
	    tc, tftp_transfer_gives_up_sooner_on_a_peer_never_heard_of);
	tcase_add_test(
	    tc, tftp_transfer_says_when_only_the_last_ack_was_missing);
	tcase_add_test(
	    tc, tftp_transfer_takes_the_timeout_option_as_the_longest_wait);
	tcase_add_test(tc, tftp_transfer_waits_as_long_as_configured);
	tcase_add_test(tc, tftp_transfer_measures_only_what_was_sent_once);
	tcase_add_test(tc, tftp_transfer_waits_no_longer_for_lost_packets);
	tcase_add_test(tc, tftp_transfer_takes_error_8_after_tsize_for_a_probe);
	tcase_add_test(tc, tftp_transfer_takes_other_errors_for_an_abort);
	tcase_add_test(tc, tftp_transfer_cuts_a_long_error_text);
	tcase_add_test(tc, tftp_transfer_reports_a_file_that_shrank);
	tcase_add_test(
	    tc, tftp_transfer_answers_the_same_request_again_until_confirmed);
	tcase_add_test(tc, tftp_transfer_notices_a_client_that_started_over);
	tcase_add_test(tc, tftp_transfer_stays_ended);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
