/* SPDX-License-Identifier: ISC */
/* The event loop: readiness, removal while serving, deadlines, thousands. */
#include <netinet/in.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "os/clock.h"
#include "os/loop.h"
#include "unit.h"

#define MANY 10000

static struct bw_loop loop;

static void
setup(void)
{
	ck_assert_int_eq(bw_loop_init(&loop), 0);
}

static void
teardown(void)
{
	bw_loop_fini(&loop);
}

static void
pair(int fds[2])
{
	ck_assert_int_eq(
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
}

static unsigned seen;

static void
remember(struct bw_source *source, unsigned events)
{
	(void)source;
	seen = events;
	bw_loop_end(&loop, 7);
}

static uint64_t
due_now(void *arg)
{
	(void)arg;
	return 0;
}

static void
end_at_tick(void *arg, uint64_t now_ms)
{
	(void)arg;
	(void)now_ms;
	bw_loop_end(&loop, 1);
}

/* Look once, without waiting. */
static unsigned
poll_once(void)
{
	seen = 0;
	loop.done = false;
	loop.due = due_now;
	loop.tick = end_at_tick;
	(void)bw_loop_run(&loop);
	return seen;
}

START_TEST(bw_loop_run_serves_what_is_ready)
{
	struct bw_source source = {.ready = remember};
	int fds[2];

	pair(fds);
	source.fd = fds[0];
	ck_assert_int_eq(bw_loop_add(&loop, &source, BW_LOOP_READ), 0);
	ck_assert_int_eq(write(fds[1], "x", 1), 1);
	ck_assert_int_eq(bw_loop_run(&loop), 7);
	ck_assert_uint_eq(seen, BW_LOOP_READ);
}
END_TEST

START_TEST(bw_loop_change_says_what_is_wanted_now)
{
	struct bw_source source = {.ready = remember};
	int fds[2];

	pair(fds);
	source.fd = fds[0];
	ck_assert_int_eq(bw_loop_add(&loop, &source, BW_LOOP_READ), 0);
	ck_assert_uint_eq(poll_once(), 0);
	ck_assert_int_eq(bw_loop_change(&loop, &source, BW_LOOP_WRITE), 0);
	ck_assert_uint_eq(poll_once(), BW_LOOP_WRITE);
	ck_assert_int_eq(bw_loop_change(&loop, &source, 0), 0);
	ck_assert_uint_eq(poll_once(), 0);
	bw_loop_remove(&loop, &source);
	bw_loop_remove(&loop, &source); /* does no harm */
	ck_assert_int_eq(bw_loop_add(&loop, &source, BW_LOOP_WRITE), 0);
	ck_assert_uint_eq(poll_once(), BW_LOOP_WRITE);
}
END_TEST

START_TEST(bw_loop_reports_hangup_unasked)
{
	struct bw_source source = {.ready = remember};
	int fds[2];

	pair(fds);
	source.fd = fds[0];
	ck_assert_int_eq(bw_loop_add(&loop, &source, 0), 0);
	ck_assert_int_eq(close(fds[1]), 0);
	ck_assert_uint_eq(poll_once(), BW_LOOP_HANGUP);
	ck_assert_int_eq(bw_loop_change(&loop, &source, BW_LOOP_READ), 0);
	ck_assert_uint_eq(poll_once(), BW_LOOP_HANGUP | BW_LOOP_READ);
}
END_TEST

/* An error alone, without anything to read: a refused datagram. */
START_TEST(bw_loop_reports_errors_together_with_what_is_wanted)
{
	struct bw_source source = {.ready = remember};
	struct sockaddr_in sin = {.sin_family = AF_INET, .sin_port = htons(9)};

	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	source.fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(
	    connect(source.fd, (struct sockaddr *)&sin, sizeof(sin)), 0);
	ck_assert_int_eq(send(source.fd, "x", 1, 0), 1);
	ck_assert_int_eq(bw_loop_add(&loop, &source, BW_LOOP_READ), 0);
	ck_assert_uint_eq(poll_once(), BW_LOOP_HANGUP | BW_LOOP_READ);
}
END_TEST

static void
take_one(struct bw_source *source, unsigned events)
{
	char byte;

	remember(source, events);
	ck_assert_int_ge(read(source->fd, &byte, sizeof(byte)), 0);
}

START_TEST(bw_loop_run_tells_once_of_bytes_if_that_is_wanted)
{
	struct bw_source source = {.ready = take_one, .once = true};
	int fds[2];

	pair(fds);
	source.fd = fds[0];
	ck_assert_int_eq(bw_loop_add(&loop, &source, BW_LOOP_READ), 0);
	ck_assert_int_eq(write(fds[1], "xyz", 3), 3);
	ck_assert_uint_eq(poll_once(), BW_LOOP_READ);
	ck_assert_uint_eq(poll_once(), 0); /* two are left */
	ck_assert_int_eq(bw_loop_again(&loop, &source), 0);
	ck_assert_uint_eq(poll_once(), BW_LOOP_READ);
	ck_assert_uint_eq(poll_once(), 0);
	ck_assert_int_eq(write(fds[1], "x", 1), 1); /* more tells, too */
	ck_assert_uint_eq(poll_once(), BW_LOOP_READ);
	ck_assert_int_eq(bw_loop_change(&loop, &source, BW_LOOP_WRITE), 0);
	ck_assert_int_eq(bw_loop_change(&loop, &source, BW_LOOP_READ), 0);
	ck_assert_uint_eq(poll_once(), BW_LOOP_READ);
}
END_TEST

START_TEST(bw_loop_run_tells_of_the_end_until_it_is_dealt_with)
{
	struct bw_source source = {.ready = take_one, .once = true};
	int fds[2];

	pair(fds);
	source.fd = fds[0];
	ck_assert_int_eq(bw_loop_add(&loop, &source, BW_LOOP_READ), 0);
	ck_assert_int_eq(write(fds[1], "x", 1), 1);
	ck_assert_int_eq(shutdown(fds[1], SHUT_WR), 0);
	for (int i = 0; i < 3; i++) {
		ck_assert_uint_eq(poll_once() & BW_LOOP_READ, BW_LOOP_READ);
	}
}
END_TEST

static struct bw_source sources[MANY];
static int pairs[MANY][2];
static unsigned served;

static void
remove_all(struct bw_source *source, unsigned events)
{
	(void)source;
	(void)events;
	served++;
	for (size_t i = 0; i < 8; i++) {
		bw_loop_remove(&loop, &sources[i]);
		/* What would be read, were it looked at once more. */
		memset(&sources[i], 0xff, sizeof(sources[i]));
	}
}

START_TEST(bw_loop_remove_is_safe_inside_a_callback)
{
	for (size_t i = 0; i < 8; i++) {
		pair(pairs[i]);
		sources[i] =
		    (struct bw_source){.fd = pairs[i][0], .ready = remove_all};
		ck_assert_int_eq(
		    bw_loop_add(&loop, &sources[i], BW_LOOP_WRITE), 0);
	}
	served = 0;
	(void)poll_once();
	ck_assert_uint_eq(served, 1);
}
END_TEST

static void
read_one(struct bw_source *source, unsigned events)
{
	uint64_t count;

	ck_assert_uint_eq(events, BW_LOOP_READ);
	ck_assert_int_eq(read(source->fd, &count, sizeof(count)), 8);
	if (++served == MANY) {
		bw_loop_end(&loop, 0);
	}
}

START_TEST(bw_loop_run_serves_thousands)
{
	struct rlimit limit;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = limit.rlim_max;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	if (limit.rlim_cur < MANY + 64) {
		return;
	}
	served = 0;
	for (size_t i = 0; i < MANY; i++) {
		int fd = eventfd(1, EFD_CLOEXEC);

		sources[i] = (struct bw_source){.fd = fd, .ready = read_one};
		ck_assert_int_eq(
		    bw_loop_add(&loop, &sources[i], BW_LOOP_READ), 0);
	}
	ck_assert_int_eq(bw_loop_run(&loop), 0);
	ck_assert_uint_eq(served, MANY);
}
END_TEST

static uint64_t deadline_ms;
static unsigned ticks;

static uint64_t
due_later(void *arg)
{
	ck_assert_ptr_eq(arg, &ticks);
	return deadline_ms;
}

static void
tick(void *arg, uint64_t now_ms)
{
	ck_assert_ptr_eq(arg, &ticks);
	ck_assert(now_ms == loop.now_ms);
	ticks++;
	if (now_ms >= deadline_ms) {
		bw_loop_end(&loop, 3);
	}
}

START_TEST(bw_loop_run_ticks_when_due)
{
	uint64_t begun_ms = bw_clock_ms();

	deadline_ms = begun_ms + 30;
	loop.due = due_later;
	loop.tick = tick;
	loop.arg = &ticks;
	ck_assert_int_eq(bw_loop_run(&loop), 3);
	ck_assert(bw_clock_ms() >= deadline_ms);
	ck_assert(bw_clock_ms() < begun_ms + 5000);
	ck_assert_uint_le(ticks, 3);
}
END_TEST

START_TEST(bw_loop_run_lingers_only_while_that_is_worth_it)
{
	int fds[2];
	struct bw_source source = {.ready = remember};

	pair(fds);
	source.fd = fds[0];
	ck_assert_int_eq(bw_loop_add(&loop, &source, BW_LOOP_READ), 0);
	loop.linger_us = 1000000;
	ck_assert_int_eq(write(fds[1], "", 1), 1);
	ck_assert_int_eq(bw_loop_run(&loop), 7);
	ck_assert(!loop.lively); /* seen for the first time */
	for (int i = 0; i < 3; i++) {
		loop.done = false;
		ck_assert_int_eq(bw_loop_run(&loop), 7);
		ck_assert(loop.lively);
	}

	loop.done = false;
	loop.linger_us = 1000;
	ck_assert_int_eq(bw_loop_change(&loop, &source, 0), 0);
	deadline_ms = bw_clock_ms() + 30;
	loop.due = due_later;
	loop.tick = tick;
	loop.arg = &ticks;
	ck_assert_int_eq(bw_loop_run(&loop), 3);
	ck_assert(!loop.lively);
	bw_loop_remove(&loop, &source);
	(void)close(fds[0]);
	(void)close(fds[1]);
}
END_TEST

static void
take(struct bw_source *source, unsigned events)
{
	char byte;

	(void)events;
	ck_assert_int_eq(read(source->fd, &byte, 1), 1);
	bw_loop_end(&loop, 7);
}

/* Is it lively when n sources have their turns one after the other? */
static bool
lively_with(int n)
{
	struct bw_source talkers[BW_LOOP_TALKERS_MAX + 1];
	int fds[BW_LOOP_TALKERS_MAX + 1][2];

	for (int i = 0; i < n; i++) {
		pair(fds[i]);
		talkers[i] = (struct bw_source){.fd = fds[i][0], .ready = take};
		ck_assert_int_eq(
		    bw_loop_add(&loop, &talkers[i], BW_LOOP_READ), 0);
	}
	for (int i = 0; i < 3 * n; i++) {
		ck_assert_int_eq(write(fds[i % n][1], "", 1), 1);
		loop.done = false;
		ck_assert_int_eq(bw_loop_run(&loop), 7);
	}
	for (int i = 0; i < n; i++) {
		bw_loop_remove(&loop, &talkers[i]);
		(void)close(fds[i][0]);
		(void)close(fds[i][1]);
	}
	return loop.lively;
}

START_TEST(bw_loop_run_does_not_linger_for_a_crowd)
{
	loop.linger_us = 1000000;
	ck_assert(lively_with(1));
	ck_assert(lively_with(BW_LOOP_TALKERS_MAX));
	ck_assert(!lively_with(BW_LOOP_TALKERS_MAX + 1));
}
END_TEST

static void
nothing(int number)
{
	(void)number;
}

START_TEST(bw_loop_run_survives_signals)
{
	struct itimerval every = {{0, 2000}, {0, 2000}};
	struct sigaction action = {.sa_handler = nothing};

	ck_assert_int_eq(sigaction(SIGALRM, &action, NULL), 0);
	ck_assert_int_eq(setitimer(ITIMER_REAL, &every, NULL), 0);
	deadline_ms = bw_clock_ms() + 30;
	loop.due = due_later;
	loop.tick = tick;
	loop.arg = &ticks;
	ck_assert_int_eq(bw_loop_run(&loop), 3);
	ck_assert_uint_gt(ticks, 3);
}
END_TEST

START_TEST(bw_loop_add_refuses_a_closed_descriptor)
{
	struct bw_source source = {.fd = 1 << 20, .ready = remember};

	ck_assert_int_eq(bw_loop_add(&loop, &source, BW_LOOP_READ), -EBADF);
	ck_assert(!source.added);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("common/os/loop");
	TCase *tcase = tcase_create("loop");

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, bw_loop_run_serves_what_is_ready);
	tcase_add_test(tcase, bw_loop_change_says_what_is_wanted_now);
	tcase_add_test(tcase, bw_loop_reports_hangup_unasked);
	tcase_add_test(
	    tcase, bw_loop_reports_errors_together_with_what_is_wanted);
	tcase_add_test(
	    tcase, bw_loop_run_tells_once_of_bytes_if_that_is_wanted);
	tcase_add_test(
	    tcase, bw_loop_run_tells_of_the_end_until_it_is_dealt_with);
	tcase_add_test(tcase, bw_loop_remove_is_safe_inside_a_callback);
	tcase_add_test(tcase, bw_loop_run_serves_thousands);
	tcase_add_test(tcase, bw_loop_run_ticks_when_due);
	tcase_add_test(tcase, bw_loop_run_lingers_only_while_that_is_worth_it);
	tcase_add_test(tcase, bw_loop_run_does_not_linger_for_a_crowd);
	tcase_add_test(tcase, bw_loop_run_survives_signals);
	tcase_add_test(tcase, bw_loop_add_refuses_a_closed_descriptor);
	return unit_main(suite);
}
