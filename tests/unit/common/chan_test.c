/* SPDX-License-Identifier: ISC */
/* The channel over a real socketpair. */
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ipc/chan.h"
#include "unit.h"

static int ends[2];

static void
open_pair(void)
{
	ck_assert_int_eq(bw_chan_pair(ends), 0);
}

static void
close_pair(void)
{
	(void)close(ends[0]);
	(void)close(ends[1]); /* a test may have closed it already */
}

START_TEST(bw_chan_recv_takes_one_message_at_a_time)
{
	struct bw_msg msg = {.type = BW_MSG_READY}, out;

	ck_assert_int_eq(bw_chan_recv_now(ends[1], &out, NULL), -EAGAIN);
	ck_assert_int_eq(bw_chan_send(ends[0], &msg, -1), 0);
	msg.type = BW_MSG_START;
	msg.id = 9;
	ck_assert_int_eq(bw_chan_send_now(ends[0], &msg, -1), 0);
	ck_assert_int_eq(bw_chan_recv_now(ends[1], &out, NULL), 0);
	ck_assert_int_eq(out.type, BW_MSG_READY);
	ck_assert_int_eq(bw_chan_await(ends[1], &out, NULL), 0);
	ck_assert_int_eq(out.type, BW_MSG_START);
	ck_assert_uint_eq(out.id, 9);
}
END_TEST

START_TEST(bw_chan_recv_passes_a_descriptor)
{
	struct bw_msg msg = {.type = BW_MSG_CONFIG}, out;
	struct stat a, b;
	int fd = -1;
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	ck_assert_int_eq(bw_chan_send(ends[0], &msg, null), 0);
	ck_assert_int_eq(bw_chan_recv_now(ends[1], &out, &fd), 0);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_ne(fd, null);
	ck_assert_int_eq(fstat(fd, &a), 0);
	ck_assert_int_eq(fstat(null, &b), 0);
	ck_assert_uint_eq(a.st_rdev, b.st_rdev);
	ck_assert_int_ne(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
	(void)close(fd);
	(void)close(null);
}
END_TEST

static int
count_fds(void)
{
	int n = 0;

	for (int fd = 0; fd < 256; fd++) {
		n += fcntl(fd, F_GETFD) >= 0;
	}
	return n;
}

START_TEST(bw_chan_recv_refuses_a_descriptor_nobody_expects)
{
	struct bw_msg msg = {.type = BW_MSG_CONFIG}, out;
	int before = count_fds();

	ck_assert_int_eq(bw_chan_send(ends[0], &msg, STDIN_FILENO), 0);
	ck_assert_int_eq(bw_chan_recv_now(ends[1], &out, NULL), -EBADMSG);
	ck_assert_int_eq(count_fds(), before);
}
END_TEST

START_TEST(bw_chan_recv_refuses_two_descriptors_and_keeps_none)
{
	uint8_t bytes[BW_MSG_HEADER_SIZE] = {
	    0, BW_MSG_READY, 0, BW_MSG_HEADER_SIZE};
	int fds[2] = {STDIN_FILENO, STDOUT_FILENO};
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(fds))];
	} control = {0};
	struct iovec iov = {.iov_base = bytes, .iov_len = sizeof(bytes)};
	struct msghdr header = {
	    .msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = &control,
	    .msg_controllen = sizeof(control.room),
	};
	struct bw_msg out;
	int before = count_fds(), fd = -1;

	control.header.cmsg_len = CMSG_LEN(sizeof(fds));
	control.header.cmsg_level = SOL_SOCKET;
	control.header.cmsg_type = SCM_RIGHTS;
	memcpy(CMSG_DATA(&control.header), fds, sizeof(fds));
	ck_assert_int_gt(sendmsg(ends[0], &header, 0), 0);
	ck_assert_int_eq(bw_chan_recv_now(ends[1], &out, &fd), -EBADMSG);
	ck_assert_int_eq(fd, -1);
	ck_assert_int_eq(count_fds(), before);
}
END_TEST

START_TEST(bw_chan_says_when_the_other_side_is_gone)
{
	struct bw_msg msg = {.type = BW_MSG_READY}, out;

	ck_assert_int_eq(bw_chan_send(ends[1], &msg, -1), 0);
	(void)close(ends[1]);
	ck_assert_int_eq(bw_chan_recv_now(ends[0], &out, NULL), 0);
	ck_assert_int_eq(bw_chan_recv_now(ends[0], &out, NULL), -EPIPE);
	ck_assert_int_eq(bw_chan_send(ends[0], &msg, -1), -EPIPE);
}
END_TEST

START_TEST(bw_chan_send_now_never_waits)
{
	struct bw_msg msg = {.type = BW_MSG_READY};
	int error = 0;

	for (int i = 0; error == 0 && i < 1000000; i++) {
		error = bw_chan_send_now(ends[0], &msg, -1);
	}
	ck_assert_int_eq(error, -EAGAIN);
}
END_TEST

START_TEST(bw_bundle_carries_many_messages_in_one_packet)
{
	struct bw_msg msg = {.type = BW_MSG_LEASE_COMMITTED}, out;
	static struct bw_bundle sent, got;
	uint32_t n = 0;

	ck_assert_int_eq(bw_bundle_send(ends[0], &sent), 0); /* nothing */
	ck_assert_int_eq(bw_bundle_recv_now(ends[1], &got, NULL), -EAGAIN);
	for (msg.id = 0; bw_bundle_add(&sent, &msg) == 0; msg.id++) {
	}
	ck_assert_uint_eq(msg.id, BW_BUNDLE_SIZE_MAX / BW_MSG_HEADER_SIZE);
	ck_assert_int_eq(bw_bundle_send_now(ends[0], &sent), 0);
	ck_assert_uint_eq(sent.len, 0);
	ck_assert_int_eq(bw_bundle_recv_now(ends[1], &got, NULL), 0);
	for (; bw_bundle_next(&got, &out) == 0; n++) {
		ck_assert_int_eq(out.type, BW_MSG_LEASE_COMMITTED);
		ck_assert_uint_eq(out.id, n);
	}
	ck_assert_uint_eq(n, msg.id);
	ck_assert_int_eq(bw_bundle_next(&got, &out), -EAGAIN);
	ck_assert_int_eq(bw_bundle_recv_now(ends[1], &got, NULL), -EAGAIN);
}
END_TEST

START_TEST(bw_bundle_stays_whole_when_the_channel_is_full)
{
	struct bw_msg msg = {.type = BW_MSG_READY};
	static struct bw_bundle bundle;
	int error = 0;

	while (error == 0) {
		ck_assert_int_eq(bw_bundle_add(&bundle, &msg), 0);
		error = bw_bundle_send_now(ends[0], &bundle);
	}
	ck_assert_int_eq(error, -EAGAIN);
	ck_assert_uint_eq(bundle.len, BW_MSG_HEADER_SIZE);
	(void)close(ends[1]);
	ck_assert_int_eq(bw_bundle_send(ends[0], &bundle), -EPIPE);
}
END_TEST

START_TEST(bw_bundle_refuses_bytes_after_a_message_that_are_none)
{
	static struct bw_bundle bundle;
	struct bw_msg msg = {.type = BW_MSG_READY}, out;

	ck_assert_int_eq(bw_bundle_add(&bundle, &msg), 0);
	memset(bundle.buf + bundle.len, 0, BW_MSG_HEADER_SIZE);
	bundle.len += BW_MSG_HEADER_SIZE;
	ck_assert_int_eq(bw_bundle_next(&bundle, &out), 0);
	ck_assert_int_eq(bw_bundle_next(&bundle, &out), -EBADMSG);
	ck_assert_int_eq(bw_bundle_next(&bundle, &out), -EBADMSG);
}
END_TEST

/* A bundle is refused where one message is expected, and with a descriptor. */
START_TEST(bw_bundle_is_no_message_and_bears_no_descriptor)
{
	static struct bw_bundle bundle;
	struct bw_msg msg = {.type = BW_MSG_CONFIG}, out;
	int before = count_fds(), fd = -1;

	ck_assert_int_eq(bw_bundle_add(&bundle, &msg), 0);
	ck_assert_int_eq(bw_bundle_add(&bundle, &msg), 0);
	ck_assert_int_eq(bw_bundle_send(ends[0], &bundle), 0);
	ck_assert_int_eq(bw_chan_recv_now(ends[1], &out, NULL), -EBADMSG);
	ck_assert_int_eq(bw_chan_send(ends[0], &msg, STDIN_FILENO), 0);
	ck_assert_int_eq(bw_bundle_recv_now(ends[1], &bundle, NULL), -EBADMSG);
	ck_assert_int_eq(bw_chan_send(ends[0], &msg, STDIN_FILENO), 0);
	ck_assert_int_eq(bw_bundle_recv_now(ends[1], &bundle, &fd), 0);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(bw_bundle_next(&bundle, &out), 0);
	ck_assert_int_eq(out.type, BW_MSG_CONFIG);
	(void)close(fd);
	ck_assert_int_eq(count_fds(), before);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("ipc/chan");
	TCase *tc = tcase_create("chan");

	tcase_add_checked_fixture(tc, open_pair, close_pair);
	tcase_add_test(tc, bw_chan_recv_takes_one_message_at_a_time);
	tcase_add_test(tc, bw_chan_recv_passes_a_descriptor);
	tcase_add_test(tc, bw_chan_recv_refuses_a_descriptor_nobody_expects);
	tcase_add_test(tc, bw_chan_recv_refuses_two_descriptors_and_keeps_none);
	tcase_add_test(tc, bw_chan_says_when_the_other_side_is_gone);
	tcase_add_test(tc, bw_chan_send_now_never_waits);
	tcase_add_test(tc, bw_bundle_carries_many_messages_in_one_packet);
	tcase_add_test(tc, bw_bundle_stays_whole_when_the_channel_is_full);
	tcase_add_test(
	    tc, bw_bundle_refuses_bytes_after_a_message_that_are_none);
	tcase_add_test(tc, bw_bundle_is_no_message_and_bears_no_descriptor);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
