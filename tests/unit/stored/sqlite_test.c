/* SPDX-License-Identifier: ISC */
/*
 * stored/sqlite.c and sqlite_open.c, with the real library in a temporary
 * directory.
 */
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "database.h"

static unsigned n_syncs;

/* Stands before the C library's: what SQLite calls is counted. */
int
fdatasync(int fd)
{
	n_syncs++;
	return (int)syscall(SYS_fdatasync, fd);
}

/* As an operator with the shell, or something worse, would. */
static void
execute(const char *sql)
{
	sqlite3 *db;

	ck_assert_int_eq(sqlite3_open(file, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
}

static void
overwrite(long at, const void *bytes, size_t len)
{
	FILE *f = fopen(file, "r+b");

	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(fseek(f, at, SEEK_SET), 0);
	ck_assert_uint_eq(fwrite(bytes, 1, len, f), len);
	ck_assert_int_eq(fclose(f), 0);
}

static void
read_file(uint8_t *out, size_t len)
{
	FILE *f = fopen(file, "rb");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fread(out, 1, len, f), len);
	ck_assert_int_eq(fclose(f), 0);
}

START_TEST(sqlite_begins_empty)
{
	open_store();
	ck_assert_uint_eq(load(), 0);
	ck_assert_uint_eq(n_loaded, 0);
	close_store();
}
END_TEST

START_TEST(sqlite_keeps_what_was_committed)
{
	struct bw_lease lease = make_lease(0xc0a80001, 5000);
	struct bw_lease plain = {.address = 0xffffffff};

	memset(lease.client.bytes, 0xcc, sizeof(lease.client.bytes));
	lease.client.len = BW_CLIENT_ID_MAX;
	open_store();
	commit_one(&lease);
	commit_one(&plain);
	close_store();
	open_store();
	ck_assert_uint_eq(load(), 0);
	ck_assert_uint_eq(n_loaded, 2);
	ck_assert_mem_eq(find(0xc0a80001), &lease, sizeof(lease));
	ck_assert_mem_eq(find(0xffffffff), &plain, sizeof(plain));
	close_store();
}
END_TEST

START_TEST(sqlite_replaces_the_lease_of_an_address)
{
	struct bw_lease both[] = {make_lease(9, 100), make_lease(9, 200)};

	open_store();
	commit_one(&both[0]);
	ck_assert_int_eq(store->commit(store, both, 2, NOW_S), 0);
	ck_assert_uint_eq(load(), 0);
	ck_assert_uint_eq(n_loaded, 1);
	ck_assert_uint_eq(loaded[0].expires_s, 200);
	close_store();
}
END_TEST

START_TEST(sqlite_syncs_once_for_a_whole_batch)
{
	struct bw_lease batch[100];

	for (uint32_t i = 0; i < ARRAY_LEN(batch); i++) {
		batch[i] = make_lease(i + 1, 100);
	}
	open_store();
	commit_one(&batch[0]); /* begins the log, which costs one more */
	n_syncs = 0;
	ck_assert_int_eq(
	    store->commit(store, batch, ARRAY_LEN(batch), NOW_S), 0);
	ck_assert_uint_eq(n_syncs, 1);
	for (unsigned i = 1; i <= 10; i++) {
		commit_one(&batch[i]);
		ck_assert_uint_eq(n_syncs, 1 + i);
	}
	close_store();
}
END_TEST

START_TEST(sqlite_skips_rows_that_make_no_sense)
{
	struct bw_lease good = make_lease(1, 100);

	open_store();
	commit_one(&good);
	close_store();
	execute(
	    "INSERT INTO lease VALUES "
	    "(11, 2, 9, 1, x'020000000001', zeroblob(16), x'01', 'h', 0, 0),"
	    "(12, 3, 1, -1, x'020000000001', zeroblob(16), x'01', 'h', 0, 0),"
	    "(13, 4, 1, 1, x'0200000000', zeroblob(16), x'01', 'h', 0, 0),"
	    "(14, 5, 1, 1, x'020000000001', x'', x'01', 'h', 0, 0),"
	    "(15, 6, 1, 1, x'020000000001', zeroblob(16), zeroblob(256), 'h', "
	    "0, "
	    "0),"
	    "(16, 7, 1, 1, x'020000000001', zeroblob(16), x'01', char(10), 0, "
	    "0),"
	    "(17, 8, 1, 1, x'020000000001', zeroblob(16), x'01', 'h', 7, 0),"
	    "(18, 0, 1, 1, x'020000000001', zeroblob(16), x'01', 'h', 0, 0),"
	    "(19, -9, 1, 1, x'020000000001', zeroblob(16), x'01', 'h', 0, 0),"
	    "(20, 4294967296, 1, 1, x'020000000001', zeroblob(16), x'01', 'h', "
	    "0, "
	    "0)");
	open_store();
	ck_assert_uint_eq(load(), 10);
	ck_assert_uint_eq(n_loaded, 1);
	ck_assert_mem_eq(&loaded[0], &good, sizeof(good));
	close_store();
}
END_TEST

START_TEST(sqlite_skips_values_of_other_types)
{
	execute(
	    "PRAGMA application_id = 1651993715;" /* bwls */
	    "PRAGMA user_version = 2;"
	    "CREATE TABLE lease (slot INTEGER PRIMARY KEY, address, state, "
	    "expires_s, mac, uuid, client, hostname, pxe, changed_s);"
	    "INSERT INTO lease VALUES "
	    "(1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),"
	    "(2, 2, 'x', 1.5, 1, 'u', 'c', x'00', '1', '0'),"
	    "(3, 3, 1, 1, '6bytes', zeroblob(16), x'01', 'h', 0, 0),"
	    "(4, 4, 1, 1, x'020000000001', zeroblob(16), x'01', 'h', 0, 0)");
	open_store();
	ck_assert_uint_eq(load(), 3);
	ck_assert_uint_eq(n_loaded, 1);
	ck_assert_uint_eq(loaded[0].address, 4);
	close_store();
}
END_TEST

static void
expect_refusal(int error, const char *words)
{
	ck_assert_int_eq(store_sqlite_open(directory, &store, reason), error);
	ck_assert_msg(strstr(reason, words) != NULL, "%s", reason);
}

START_TEST(sqlite_refuses_what_is_no_database)
{
	static char junk[8192];
	struct stat status;

	memset(junk, 'j', sizeof(junk));
	ck_assert_int_ge(close(open(file, O_CREAT | O_WRONLY, 0600)), 0);
	overwrite(0, junk, sizeof(junk));
	expect_refusal(-EUCLEAN, "not a database");
	ck_assert_int_eq(stat(file, &status), 0);
	ck_assert_int_eq(status.st_size, sizeof(junk));
}
END_TEST

START_TEST(sqlite_refuses_a_corrupt_database_and_leaves_it)
{
	static const uint8_t junk[4096] = {0xa5, 0xa5, 0xa5};
	struct bw_lease batch[200];
	struct stat before, after;

	for (uint32_t i = 0; i < ARRAY_LEN(batch); i++) {
		batch[i] = make_lease(i + 1, 100);
	}
	open_store();
	ck_assert_int_eq(
	    store->commit(store, batch, ARRAY_LEN(batch), NOW_S), 0);
	close_store();
	overwrite(2 * 4096, junk, sizeof(junk));
	ck_assert_int_eq(stat(file, &before), 0);
	expect_refusal(-EUCLEAN, "");
	ck_assert_str_ne(reason, "");
	ck_assert_int_eq(stat(file, &after), 0);
	ck_assert_int_eq(after.st_size, before.st_size);
	ck_assert_uint_eq(after.st_ino, before.st_ino);
}
END_TEST

START_TEST(sqlite_refuses_the_database_of_another_program)
{
	static uint8_t before[8192], after[8192];

	execute("CREATE TABLE mail (text TEXT)");
	read_file(before, sizeof(before));
	expect_refusal(-ENOTSUP, "not a lease database");
	read_file(after, sizeof(after));
	ck_assert_mem_eq(before, after, sizeof(before));
}
END_TEST

START_TEST(sqlite_refuses_a_newer_version)
{
	open_store();
	close_store();
	execute("PRAGMA user_version = 3");
	expect_refusal(-ENOTSUP, "version is 3");
}
END_TEST

START_TEST(sqlite_brings_version_1_up_to_date)
{
	execute("PRAGMA application_id = 1651993715; PRAGMA user_version = 1;"
		"CREATE TABLE lease (address INTEGER PRIMARY KEY, "
		"state INTEGER NOT NULL, expires_s INTEGER NOT NULL, "
		"mac BLOB NOT NULL, uuid BLOB NOT NULL, client BLOB NOT NULL, "
		"hostname TEXT NOT NULL, pxe INTEGER NOT NULL, "
		"changed_s INTEGER NOT NULL) STRICT;"
		"INSERT INTO lease VALUES "
		"(7, 1, 50, x'020000000001', zeroblob(16), x'01', 'h', 0, 0),"
		"(9, 1, 60, x'020000000002', zeroblob(16), x'02', '', 1, 0)");
	for (int i = 0; i < 2; i++) { /* once is enough */
		open_store();
		ck_assert_uint_eq(load(), 0);
		ck_assert_uint_eq(n_loaded, 2);
		ck_assert_uint_eq(loaded[0].expires_s, 50);
		ck_assert(loaded[1].pxe);
		close_store();
	}
}
END_TEST

START_TEST(sqlite_gives_an_address_one_row)
{
	struct bw_lease one = make_lease(0x0a000001, 0);
	struct bw_lease two = make_lease(0x0a000002, 0);

	for (uint64_t i = 1; i <= 3; i++) {
		one.expires_s = two.expires_s = i;
		open_store();
		ck_assert_uint_eq(load(), 0);
		commit_one(&one);
		commit_one(&two);
		ck_assert_uint_eq(load(), 0);
		ck_assert_uint_eq(n_loaded, 2);
		ck_assert_uint_eq(loaded[0].expires_s, i);
		close_store();
	}
}
END_TEST

/* The second of two rows for one address is the one that is changed. */
START_TEST(sqlite_takes_the_later_of_two_rows)
{
	struct bw_lease lease = make_lease(7, 90);

	open_store();
	close_store();
	execute(
	    "INSERT INTO lease VALUES "
	    "(3, 7, 1, 50, x'020000000001', zeroblob(16), x'01', 'h', 0, 0),"
	    "(5, 7, 1, 60, x'020000000001', zeroblob(16), x'01', 'h', 0, 0),"
	    "(-1, 8, 1, 60, x'020000000001', zeroblob(16), x'01', 'h', 0, 0)");
	open_store();
	ck_assert_uint_eq(load(), 1);
	ck_assert_uint_eq(loaded[n_loaded - 1].expires_s, 60);
	commit_one(&lease);
	ck_assert_uint_eq(load(), 1);
	ck_assert_uint_eq(n_loaded, 2);
	ck_assert_uint_eq(loaded[n_loaded - 1].expires_s, 90);
	close_store();
}
END_TEST

START_TEST(sqlite_refuses_a_table_that_lacks_columns)
{
	execute("PRAGMA application_id = 1651993715; PRAGMA user_version = 2;"
		"CREATE TABLE lease (slot INTEGER PRIMARY KEY)");
	expect_refusal(-ENOTSUP, "no such column");
}
END_TEST

START_TEST(sqlite_refuses_a_second_owner)
{
	struct store *second = NULL;
	pid_t pid;
	int status;

	open_store();
	commit_one(&(struct bw_lease){.address = 1});
	pid = fork(); /* locks are between processes */
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		_exit(store_sqlite_open(directory, &second, reason) == -EBUSY
			  ? 0
			  : 1);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	close_store();
}
END_TEST

START_TEST(sqlite_refuses_a_directory_that_is_not_there)
{
	char nowhere[128];

	(void)snprintf(nowhere, sizeof(nowhere), "%s/nowhere", directory);
	ck_assert_int_eq(store_sqlite_open(nowhere, &store, reason), -EACCES);
	ck_assert_str_ne(reason, "");
}
END_TEST

START_TEST(sqlite_log_stays_small)
{
	struct bw_lease lease = make_lease(1, 0);
	struct stat status;
	char wal[160];

	(void)snprintf(wal, sizeof(wal), "%s-wal", file);
	open_store();
	for (uint64_t i = 0; i < 3000; i++) {
		lease.expires_s = i;
		commit_one(&lease);
	}
	ck_assert_int_eq(stat(wal, &status), 0);
	ck_assert_int_lt(status.st_size, 8 << 20);
	close_store();
}
END_TEST

static Suite *
sqlite_suite(void)
{
	Suite *suite = suite_create("stored/sqlite");
	TCase *tcase = tcase_create("sqlite");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, sqlite_begins_empty);
	tcase_add_test(tcase, sqlite_keeps_what_was_committed);
	tcase_add_test(tcase, sqlite_replaces_the_lease_of_an_address);
	tcase_add_test(tcase, sqlite_syncs_once_for_a_whole_batch);
	tcase_add_test(tcase, sqlite_skips_rows_that_make_no_sense);
	tcase_add_test(tcase, sqlite_skips_values_of_other_types);
	tcase_add_test(tcase, sqlite_refuses_what_is_no_database);
	tcase_add_test(tcase, sqlite_refuses_a_corrupt_database_and_leaves_it);
	tcase_add_test(tcase, sqlite_refuses_the_database_of_another_program);
	tcase_add_test(tcase, sqlite_refuses_a_newer_version);
	tcase_add_test(tcase, sqlite_brings_version_1_up_to_date);
	tcase_add_test(tcase, sqlite_gives_an_address_one_row);
	tcase_add_test(tcase, sqlite_takes_the_later_of_two_rows);
	tcase_add_test(tcase, sqlite_refuses_a_table_that_lacks_columns);
	tcase_add_test(tcase, sqlite_refuses_a_second_owner);
	tcase_add_test(tcase, sqlite_refuses_a_directory_that_is_not_there);
	tcase_add_test(tcase, sqlite_log_stays_small);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return unit_main(sqlite_suite());
}
