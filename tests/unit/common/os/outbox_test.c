/* SPDX-License-Identifier: ISC */
/* Many datagrams sent at once, on loopback; and those that are not. */
#include <poll.h>

#include "os/inbox.h"
#include "os/outbox.h"
#include "unit.h"

static struct bw_inbox inbox;
static struct bw_outbox outbox;
static int door, client;
static struct bw_addr to;
static size_t failed[BW_OUTBOX_MAX];
static int errors[BW_OUTBOX_MAX];
static size_t n_failed;

static void
note_failed(void *arg, size_t i, int error)
{
	ck_assert_ptr_eq(arg, &outbox);
	failed[n_failed] = i;
	errors[n_failed++] = error;
}

static void
open_both(void)
{
	struct bw_addr addr;

	ck_assert_int_eq(bw_addr_parse("127.0.0.1", &addr), 0);
	door = bw_sock_udp_open(&addr, BW_SOCK_BIGBUF);
	client = bw_sock_udp_open(&addr, 0);
	ck_assert_int_eq(bw_sock_local(door, &to), 0);
	bw_inbox_init(&inbox);
	n_failed = 0;
}

static void
put(const struct bw_addr *peer, uint8_t byte, size_t len)
{
	struct bw_datagram datagram = {
	    .peer = *peer,
	    .buf = bw_outbox_room(&outbox, client, len),
	    .len = len,
	};

	ck_assert_ptr_nonnull(datagram.buf);
	memset(datagram.buf, byte, len);
	bw_outbox_put(&outbox, client, &datagram);
}

static void
receive(void)
{
	struct pollfd ready = {.fd = door, .events = POLLIN};

	ck_assert_int_eq(poll(&ready, 1, 5000), 1);
	(void)bw_inbox_recv(&inbox, door);
}

START_TEST(bw_outbox_flush_sends_all_in_their_order)
{
	open_both();
	for (uint8_t i = 0; i < BW_OUTBOX_MAX; i++) {
		put(&to, i, 1 + (size_t)i);
	}
	ck_assert_ptr_null(bw_outbox_room(&outbox, client, 1));
	bw_outbox_flush(&outbox, note_failed, &outbox);
	ck_assert_uint_eq(n_failed, 0);
	ck_assert_uint_eq(outbox.n, 0);
	receive();
	ck_assert_uint_eq(inbox.n, BW_OUTBOX_MAX);
	for (size_t i = 0; i < inbox.n; i++) {
		ck_assert_uint_eq(inbox.datagrams[i].len, i + 1);
		ck_assert_uint_eq(inbox.datagrams[i].buf[i], i);
	}
}
END_TEST

START_TEST(bw_outbox_room_is_of_one_socket_and_so_many_bytes)
{
	open_both();
	put(&to, 1, BW_OUTBOX_BYTES_MAX / 2);
	ck_assert_ptr_nonnull(
	    bw_outbox_room(&outbox, client, BW_OUTBOX_BYTES_MAX / 2));
	ck_assert_ptr_null(
	    bw_outbox_room(&outbox, client, BW_OUTBOX_BYTES_MAX / 2 + 1));
	ck_assert_ptr_null(bw_outbox_room(&outbox, door, 1));
	bw_outbox_flush(&outbox, note_failed, &outbox);
	ck_assert_ptr_nonnull(bw_outbox_room(&outbox, door, 1));
}
END_TEST

START_TEST(bw_outbox_flush_tells_what_failed_and_goes_on)
{
	struct bw_addr nowhere = bw_addr_ipv4(0xc0000201, 0); /* no port */

	open_both();
	put(&nowhere, 1, 4);
	put(&to, 2, 4);
	put(&nowhere, 3, 4);
	put(&to, 4, 4);
	bw_outbox_flush(&outbox, note_failed, &outbox);
	ck_assert_uint_eq(n_failed, 2);
	ck_assert_uint_eq(failed[0], 2); /* the last one first */
	ck_assert_uint_eq(failed[1], 0);
	ck_assert_int_eq(errors[0], -EINVAL);
	receive();
	ck_assert_uint_eq(inbox.n, 2);
	ck_assert_uint_eq(inbox.datagrams[0].buf[0], 2);
	ck_assert_uint_eq(inbox.datagrams[1].buf[0], 4);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("common/os/outbox");
	TCase *tc = tcase_create("outbox");

	tcase_add_test(tc, bw_outbox_flush_sends_all_in_their_order);
	tcase_add_test(tc, bw_outbox_room_is_of_one_socket_and_so_many_bytes);
	tcase_add_test(tc, bw_outbox_flush_tells_what_failed_and_goes_on);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
