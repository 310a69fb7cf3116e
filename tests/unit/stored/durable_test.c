/* SPDX-License-Identifier: ISC */
/* What the SQLite backend has said to be on disk, in bad times. */
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "database.h"

/* Files may grow to this size from now on. */
static void
limit_files(rlim_t bytes)
{
	struct rlimit limit;

	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

START_TEST(sqlite_refuses_when_full_and_goes_on_when_there_is_room)
{
	struct bw_lease lease = make_lease(1, 100);
	struct bw_lease batch[200];
	struct stat status;
	char wal[160];

	(void)signal(SIGXFSZ, SIG_IGN);
	(void)snprintf(wal, sizeof(wal), "%s-wal", file);
	for (uint32_t i = 0; i < ARRAY_LEN(batch); i++) {
		batch[i] = make_lease(i + 1, 200);
	}
	open_store();
	commit_one(&lease);
	ck_assert_int_eq(stat(wal, &status), 0);
	limit_files((rlim_t)status.st_size + 5000);
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(
		    store->commit(store, batch, ARRAY_LEN(batch), NOW_S),
		    -ENOSPC);
	}
	ck_assert_uint_eq(load(), 0);
	ck_assert_uint_eq(n_loaded, 1); /* none of a refused batch */
	ck_assert_uint_eq(loaded[0].expires_s, 100);
	limit_files(RLIM_INFINITY);
	ck_assert_int_eq(
	    store->commit(store, batch, ARRAY_LEN(batch), NOW_S), 0);
	close_store();
	open_store();
	ck_assert_uint_eq(load(), 0);
	ck_assert_uint_eq(n_loaded, ARRAY_LEN(batch));
	close_store();
}
END_TEST

/* Commit for ever, saying after each batch how far it is durable. */
static void
commit_until_killed(int acks)
{
	struct bw_lease batch[8];

	if (store_sqlite_open(directory, &store, reason) != 0) {
		_exit(1);
	}
	for (uint64_t round = 1;; round++) {
		for (uint32_t i = 0; i < ARRAY_LEN(batch); i++) {
			batch[i] = make_lease(
			    1 + (uint32_t)(round * 8 + i) % 500, round);
		}
		if (store->commit(store, batch, ARRAY_LEN(batch), NOW_S) != 0 ||
		    write(acks, &round, sizeof(round)) != sizeof(round)) {
			_exit(1);
		}
	}
}

/* The last round that was acknowledged before the end. */
static uint64_t
last_ack(int acks)
{
	uint64_t round, last = 0;

	while (read(acks, &round, sizeof(round)) == sizeof(round)) {
		last = round;
	}
	return last;
}

/* Every lease is of the last acknowledged round that wrote it, or newer. */
static void
check_rounds(uint64_t last)
{
	uint64_t expected[501] = {0};

	for (uint64_t round = 1; round <= last; round++) {
		for (uint32_t i = 0; i < 8; i++) {
			expected[1 + (uint32_t)(round * 8 + i) % 500] = round;
		}
	}
	for (uint32_t address = 1; address <= 500; address++) {
		const struct bw_lease *lease = find(address);

		if (expected[address] == 0) {
			continue;
		}
		ck_assert_ptr_nonnull(lease);
		ck_assert_uint_ge(lease->expires_s, expected[address]);
		/* One batch may have become durable unsaid, not more. */
		ck_assert_uint_le(lease->expires_s, last + 1);
	}
}

START_TEST(sqlite_loses_no_acknowledged_lease_to_a_kill)
{
	uint64_t total = 0;

	for (unsigned i = 0; i < 20; i++) {
		int acks[2], status;
		uint64_t last;
		pid_t pid;

		ck_assert_int_eq(pipe(acks), 0);
		pid = fork();
		ck_assert_int_ge(pid, 0);
		if (pid == 0) {
			commit_until_killed(acks[1]);
		}
		(void)close(acks[1]);
		(void)usleep(5000 + i * 7919 % 40000);
		ck_assert_int_eq(kill(pid, SIGKILL), 0);
		last = last_ack(acks[0]);
		(void)close(acks[0]);
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		ck_assert(WIFSIGNALED(status));
		open_store();
		ck_assert_uint_eq(load(), 0);
		check_rounds(last);
		close_store();
		ck_assert_int_eq(unlink(file), 0);
		total += last;
	}
	ck_assert_uint_gt(total, 0); /* else nothing was tried */
}
END_TEST

static Suite *
durable_suite(void)
{
	Suite *suite = suite_create("stored/durable");
	TCase *tcase = tcase_create("durable");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(
	    tcase, sqlite_refuses_when_full_and_goes_on_when_there_is_room);
	tcase_add_test(tcase, sqlite_loses_no_acknowledged_lease_to_a_kill);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return unit_main(durable_suite());
}
