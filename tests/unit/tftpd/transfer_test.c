/* SPDX-License-Identifier: ISC */
/* One transfer, event by event. */
#include "transfer.h"
#include "unit.h"

#define FIRST_US 1000000
#define MS       1000

static struct tftp_transfer t;
static uint64_t now;
static uint8_t packet[TFTP_PACKET_SIZE_MAX];
static size_t packet_len;

/* A file whose every byte follows from its offset. */
static uint8_t
byte_at(uint64_t offset)
{
	return (uint8_t)(offset * 31 + (offset >> 8) * 7 + (offset >> 24));
}

static int
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

static struct tftp_options
plain(uint32_t blksize, uint32_t windowsize)
{
	return (struct tftp_options){
	    .blksize = blksize,
	    .windowsize = windowsize,
	};
}

static struct tftp_options
negotiated(uint32_t blksize, uint32_t windowsize)
{
	struct tftp_options options = plain(blksize, windowsize);

	options.tsize = true;
	options.grants[0] = (struct tftp_grant){"blksize", blksize};
	options.n_grants = 1;
	return options;
}

static void
begin(struct tftp_options options, uint64_t size)
{
	now = 10000 * MS;
	tftp_transfer_init(&t, &options, size, FIRST_US, now);
}

/* Build and send one packet. */
static void
send_one(void)
{
	ck_assert_int_eq(tftp_transfer_build(&t, read_pattern, NULL, packet,
			     sizeof(packet), &packet_len),
	    0);
	tftp_transfer_sent(&t, now);
}

/* Expect exactly the blocks first to last to be sent now; first > last: none */
static void
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

static void
expect_nothing(void)
{
	expect_blocks(1, 0);
}

static void
expect_oack(void)
{
	ck_assert_int_eq(tftp_transfer_next(&t), TFTP_SEND_OACK);
	send_one();
	ck_assert_uint_eq(packet[1], TFTP_OPCODE_OACK);
	expect_nothing();
}

static void
ack(uint64_t block)
{
	struct tftp_packet p = {
	    .opcode = TFTP_OPCODE_ACK,
	    .block = (uint16_t)block,
	    .text = "",
	};

	tftp_transfer_packet(&t, &p, now);
}

static void
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

static void
pass(uint64_t us)
{
	now += us;
	tftp_transfer_tick(&t, now);
}

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
	pass(50 * MS); /* the timer gives leave to answer another */
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
	ck_assert_uint_eq(sendings_until_timeout(), TFTP_TRIES_MAX);
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

	options.timeout_s = 2;
	begin(options, 1000);
	before = now;
	(void)sendings_until_timeout();
	ck_assert_uint_eq(now - before,
	    (1 + 2 * (TFTP_TRIES_UNCONFIRMED_MAX - 1)) * 1000 * MS);
	options.timeout_s = 255;
	begin(options, 1000);
	before = now;
	(void)sendings_until_timeout(); /* 1, 2, 4, 5, 5 s */
	ck_assert_uint_eq(now - before, 17000 * MS);
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
			     packet, sizeof(packet), &packet_len),
	    -ENODATA);
}
END_TEST

START_TEST(tftp_transfer_never_builds_past_its_room)
{
	begin(plain(512, 1), 1000);
	ck_assert_int_eq(tftp_transfer_build(
			     &t, read_pattern, NULL, packet, 515, &packet_len),
	    -EMSGSIZE);
	begin(negotiated(512, 1), 1000);
	ck_assert_int_eq(tftp_transfer_build(
			     &t, read_pattern, NULL, packet, 10, &packet_len),
	    -EMSGSIZE);
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
	size_t len;

	options.netascii = true;
	begin(options, 30); /* 10 line feeds: 40 bytes on the wire */
	for (int i = 1; i <= 4; i++) {
		ck_assert_int_eq(tftp_transfer_build(
				     &t, read_lines, NULL, first[i], 12, &len),
		    0);
		ck_assert_uint_eq(len, 12);
		tftp_transfer_sent(&t, now);
	}
	ack(2);
	ck_assert_uint_eq(tftp_transfer_bytes(&t), 12);
	for (int i = 3; i <= 4; i++) {
		ck_assert_int_eq(tftp_transfer_build(&t, read_lines, NULL,
				     again, sizeof(again), &len),
		    0);
		ck_assert_mem_eq(again, first[i], 12);
		tftp_transfer_sent(&t, now);
	}
	for (int i = 5; i <= 6; i++) { /* the last full, then an empty one */
		ck_assert_int_eq(tftp_transfer_build(&t, read_lines, NULL,
				     again, sizeof(again), &len),
		    0);
		ck_assert_uint_eq(len, i == 5 ? 12 : 4);
		tftp_transfer_sent(&t, now);
	}
	expect_nothing();
	ack(6);
	ck_assert_int_eq(t.end, BW_END_COMPLETE);
	ck_assert_uint_eq(tftp_transfer_bytes(&t), 30);
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
	tcase_add_test(tc, tftp_transfer_goes_back_once_in_a_round_trip);
	tcase_add_test(tc, tftp_transfer_ignores_acks_outside_the_window);
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
	tcase_add_test(tc, tftp_transfer_takes_error_8_after_tsize_for_a_probe);
	tcase_add_test(tc, tftp_transfer_takes_other_errors_for_an_abort);
	tcase_add_test(tc, tftp_transfer_cuts_a_long_error_text);
	tcase_add_test(tc, tftp_transfer_reports_a_file_that_shrank);
	tcase_add_test(tc, tftp_transfer_never_builds_past_its_room);
	tcase_add_test(
	    tc, tftp_transfer_answers_the_same_request_again_until_confirmed);
	tcase_add_test(tc, tftp_transfer_notices_a_client_that_started_over);
	tcase_add_test(tc, tftp_transfer_rolls_over_past_block_65535);
	tcase_add_test(tc, tftp_transfer_knows_the_window_across_the_roll_over);
	tcase_add_test(tc, tftp_transfer_reads_at_64_bit_offsets);
	tcase_add_test(tc, tftp_transfer_makes_netascii_blocks_again_exactly);
	tcase_add_test(tc, tftp_transfer_stays_ended);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
