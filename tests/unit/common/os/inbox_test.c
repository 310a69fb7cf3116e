/* SPDX-License-Identifier: ISC */
/* Many datagrams at once, on loopback: received by batches, sent in runs. */
#include <poll.h>

#include "os/inbox.h"
#include "unit.h"

static struct bw_inbox inbox;
static uint8_t bytes[BW_SOCK_SEND_MAX + 1];
static int door, client;
static struct bw_addr to, from;

static void
open_both(void)
{
	struct bw_addr addr;

	ck_assert_int_eq(bw_addr_parse("127.0.0.1", &addr), 0);
	door = bw_sock_udp_open(&addr, BW_SOCK_BIGBUF);
	client = bw_sock_udp_open(&addr, 0);
	ck_assert_int_eq(bw_sock_local(door, &to), 0);
	ck_assert_int_eq(bw_sock_local(client, &from), 0);
	for (size_t i = 0; i < sizeof(bytes); i++) {
		bytes[i] = (uint8_t)(i * 7 + i / 251);
	}
	bw_inbox_init(&inbox);
}

static int
send_run(size_t len, size_t segment)
{
	const struct bw_datagram out = {
	    .peer = to,
	    .local = from,
	    .buf = bytes,
	    .len = len,
	    .segment = segment,
	};

	return bw_sock_send(client, &out);
}

static void
wait_for_some(void)
{
	struct pollfd ready = {.fd = door, .events = POLLIN};

	ck_assert_int_eq(poll(&ready, 1, 5000), 1);
}

START_TEST(bw_inbox_recv_takes_all_there_is)
{
	open_both();
	for (size_t i = 0; i < 3; i++) {
		ck_assert_int_eq(send_run(i + 1, 0), 0);
	}
	wait_for_some();
	ck_assert(!bw_inbox_recv(&inbox, door));
	ck_assert_uint_eq(inbox.n, 3);
	for (size_t i = 0; i < 3; i++) {
		const struct bw_datagram *got = &inbox.datagrams[i];

		ck_assert_uint_eq(got->len, i + 1);
		ck_assert(bw_addr_equal(&got->peer, &from));
		ck_assert_uint_eq(got->local.family, BW_FAMILY_IPV4);
		ck_assert_mem_eq(got->buf, bytes, got->len);
	}
	ck_assert(!bw_inbox_recv(&inbox, door));
	ck_assert_uint_eq(inbox.n, 0);
}
END_TEST

START_TEST(bw_inbox_recv_takes_so_many_and_says_that_there_may_be_more)
{
	open_both();
	for (size_t i = 0; i < BW_INBOX_MAX + 5; i++) {
		ck_assert_int_eq(send_run(4, 0), 0);
	}
	wait_for_some();
	ck_assert(bw_inbox_recv(&inbox, door));
	ck_assert_uint_eq(inbox.n, BW_INBOX_MAX);
	ck_assert(!bw_inbox_recv(&inbox, door));
	ck_assert_uint_eq(inbox.n, 5);
}
END_TEST

START_TEST(bw_inbox_recv_leaves_out_what_is_too_long)
{
	open_both();
	ck_assert_int_eq(send_run(BW_INBOX_BYTES_MAX + 1, 0), 0);
	ck_assert_int_eq(send_run(BW_INBOX_BYTES_MAX, 0), 0);
	ck_assert_int_eq(send_run(0, 0), 0);
	wait_for_some();
	ck_assert(!bw_inbox_recv(&inbox, door));
	ck_assert_uint_eq(inbox.n, 2);
	ck_assert_uint_eq(inbox.datagrams[0].len, BW_INBOX_BYTES_MAX);
	ck_assert_uint_eq(inbox.datagrams[1].len, 0);
}
END_TEST

START_TEST(bw_sock_send_of_a_run_arrives_as_datagrams)
{
	open_both();
	ck_assert_int_eq(send_run(5 * 1472 + 9, 1472), 0);
	wait_for_some();
	(void)bw_inbox_recv(&inbox, door);
	ck_assert_uint_eq(inbox.n, 6);
	for (size_t i = 0; i < 6; i++) {
		const struct bw_datagram *got = &inbox.datagrams[i];

		ck_assert_uint_eq(got->len, i < 5 ? 1472 : 9);
		ck_assert(bw_addr_equal(&got->peer, &from));
		ck_assert_mem_eq(got->buf, bytes + i * 1472, got->len);
	}
}
END_TEST

START_TEST(bw_sock_send_of_a_run_takes_as_many_as_it_says)
{
	open_both();
	ck_assert_int_eq(send_run(BW_SOCK_SEGMENTS_MAX * 12, 12), 0);
	ck_assert_int_eq(send_run(BW_SOCK_SEND_MAX, 1472), 0);
	wait_for_some();
	(void)bw_inbox_recv(&inbox, door);
	ck_assert_uint_eq(inbox.n, BW_SOCK_SEGMENTS_MAX);
	ck_assert_uint_eq(inbox.datagrams[0].len, 12);
}
END_TEST

START_TEST(bw_sock_send_of_one_is_no_run)
{
	open_both();
	/* what no run could be: fragmented */
	ck_assert_int_eq(send_run(BW_SOCK_SEND_MAX, BW_SOCK_SEND_MAX), 0);
	ck_assert_int_eq(send_run(12, 512), 0);
}
END_TEST

START_TEST(bw_sock_send_says_when_a_way_takes_no_runs)
{
	open_both();
	/* above loopback's 65536, with headers: even there it would be */
	ck_assert_int_eq(send_run(BW_SOCK_SEND_MAX + 1, 65000), -ENOTSUP);
	ck_assert_int_eq(send_run(BW_SOCK_SEND_MAX + 1, 0), -EMSGSIZE);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("common/os/inbox");
	TCase *tc = tcase_create("inbox");

	tcase_add_test(tc, bw_inbox_recv_takes_all_there_is);
	tcase_add_test(
	    tc, bw_inbox_recv_takes_so_many_and_says_that_there_may_be_more);
	tcase_add_test(tc, bw_inbox_recv_leaves_out_what_is_too_long);
	tcase_add_test(tc, bw_sock_send_of_a_run_arrives_as_datagrams);
	tcase_add_test(tc, bw_sock_send_of_a_run_takes_as_many_as_it_says);
	tcase_add_test(tc, bw_sock_send_of_one_is_no_run);
	tcase_add_test(tc, bw_sock_send_says_when_a_way_takes_no_runs);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
