/* SPDX-License-Identifier: ISC */
/* Files of the log: whose they are, and begun anew. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/log_file.h"
#include "unit.h"

#define OWNER 64399

static char directory[] = "/tmp/bw-log-file-XXXXXX";
static char path[64], moved[64];
static struct bw_log_file file;
static const struct bw_ids owner = {.uid = OWNER, .gid = OWNER};

static void
setup(void)
{
	ck_assert_ptr_nonnull(mkdtemp(directory));
	ck_assert_int_eq(chmod(directory, 0755), 0);
	(void)snprintf(path, sizeof(path), "%s/log", directory);
	(void)snprintf(moved, sizeof(moved), "%s/log.1", directory);
}

static void
teardown(void)
{
	(void)unlink(path); /* these may not be there */
	(void)rmdir(path);
	(void)unlink(moved);
	ck_assert_int_eq(rmdir(directory), 0);
}

static void
line(const char *text)
{
	ssize_t len = (ssize_t)strlen(text);

	ck_assert_int_eq(write(file.fd, text, (size_t)len), len);
}

static struct stat
about(const char *name)
{
	struct stat status;

	ck_assert_int_eq(lstat(name, &status), 0);
	return status;
}

static void
make(const char *name, mode_t mode)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(close(fd), 0);
}

START_TEST(bw_log_file_open_appends)
{
	make(path, 0640);
	ck_assert_int_eq(truncate(path, 3), 0);
	ck_assert_int_eq(bw_log_file_open(&file, path, NULL), 0);
	line("four");
	ck_assert_int_eq(about(path).st_size, 7);
}
END_TEST

START_TEST(bw_log_file_open_makes_it_readable_by_its_group_at_most)
{
	ck_assert_int_eq(bw_log_file_open(&file, path, NULL), 0);
	ck_assert_uint_eq(about(path).st_mode & 0777 & ~0640u, 0);
}
END_TEST

START_TEST(bw_log_file_open_says_why_not)
{
	char name[512];

	ck_assert_int_eq(
	    bw_log_file_open(&file, "/no/such/file", NULL), -ENOENT);
	ck_assert_int_eq(file.fd, -1);
	ck_assert_int_eq(file.directory_fd, -1);
	ck_assert_int_eq(bw_log_file_open(&file, directory, NULL), -EISDIR);
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	ck_assert_int_eq(bw_log_file_open(&file, name, NULL), -ENAMETOOLONG);
	ck_assert_int_eq(file.directory_fd, -1);
}
END_TEST

START_TEST(bw_log_file_open_gives_what_it_makes_to_its_owner)
{
	if (geteuid() != 0) {
		return; /* nobody to give it */
	}
	ck_assert_int_eq(bw_log_file_open(&file, path, &owner), 0);
	ck_assert_uint_eq(about(path).st_uid, OWNER);
	ck_assert_uint_eq(about(path).st_gid, 0);
	ck_assert_uint_eq(geteuid(), 0);
	line("a line\n");
}
END_TEST

START_TEST(bw_log_file_open_takes_over_what_root_had)
{
	if (geteuid() != 0) {
		return;
	}
	make(path, 0600);
	ck_assert_int_eq(bw_log_file_open(&file, path, &owner), 0);
	ck_assert_uint_eq(about(path).st_uid, OWNER);
}
END_TEST

START_TEST(bw_log_file_open_gives_away_no_file_of_two_names)
{
	if (geteuid() != 0) {
		return;
	}
	make(moved, 0600);
	ck_assert_int_eq(link(moved, path), 0);
	ck_assert_int_eq(bw_log_file_open(&file, path, &owner), -EPERM);
	ck_assert_uint_eq(about(moved).st_uid, 0);
}
END_TEST

START_TEST(bw_log_file_open_follows_no_link_to_what_is_not_its_owners)
{
	if (geteuid() != 0) {
		return;
	}
	make(moved, 0600);
	ck_assert_int_eq(symlink(moved, path), 0);
	ck_assert_int_eq(bw_log_file_open(&file, path, &owner), -ELOOP);
	ck_assert_uint_eq(about(moved).st_uid, 0);
	ck_assert_int_eq(chown(moved, OWNER, (gid_t)-1), 0);
	ck_assert_int_eq(bw_log_file_open(&file, path, &owner), 0);
}
END_TEST

START_TEST(bw_log_file_open_gives_away_no_device)
{
	if (geteuid() != 0) {
		return;
	}
	ck_assert_int_eq(mknod(path, S_IFIFO | 0600, 0), 0);
	ck_assert_int_lt(bw_log_file_open(&file, path, &owner), 0);
	ck_assert_uint_eq(about(path).st_uid, 0);
	ck_assert_int_eq(bw_log_file_open(&file, "/dev/null", &owner), 0);
	ck_assert_uint_eq(about("/dev/null").st_uid, 0);
}
END_TEST

START_TEST(bw_log_file_reopen_begins_anew_what_was_moved_away)
{
	ck_assert_int_eq(bw_log_file_open(&file, path, NULL), 0);
	line("before\n");
	ck_assert_int_eq(rename(path, moved), 0);
	line("between\n");
	ck_assert_int_eq(bw_log_file_reopen(&file), 0);
	line("after\n");
	ck_assert_int_eq(about(moved).st_size, 15);
	ck_assert_int_eq(about(path).st_size, 6);
	ck_assert_uint_eq(about(path).st_mode & 0777 & ~0640u, 0);
}
END_TEST

START_TEST(bw_log_file_reopen_appends_to_what_is_there)
{
	ck_assert_int_eq(bw_log_file_open(&file, path, NULL), 0);
	line("before\n");
	ck_assert_int_eq(bw_log_file_reopen(&file), 0);
	line("after\n");
	ck_assert_int_eq(about(path).st_size, 13);
}
END_TEST

START_TEST(bw_log_file_reopen_keeps_the_old_one_when_there_can_be_no_other)
{
	ck_assert_int_eq(bw_log_file_open(&file, path, NULL), 0);
	ck_assert_int_eq(rename(path, moved), 0);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	ck_assert_int_eq(bw_log_file_reopen(&file), -EISDIR);
	line("on\n");
	ck_assert_int_eq(about(moved).st_size, 3);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("common/os/log_file");
	TCase *tcase = tcase_create("log_file");

	suite_add_tcase(suite, tcase);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, bw_log_file_open_appends);
	tcase_add_test(
	    tcase, bw_log_file_open_makes_it_readable_by_its_group_at_most);
	tcase_add_test(tcase, bw_log_file_open_says_why_not);
	tcase_add_test(
	    tcase, bw_log_file_open_gives_what_it_makes_to_its_owner);
	tcase_add_test(tcase, bw_log_file_open_takes_over_what_root_had);
	tcase_add_test(tcase, bw_log_file_open_gives_away_no_file_of_two_names);
	tcase_add_test(
	    tcase, bw_log_file_open_follows_no_link_to_what_is_not_its_owners);
	tcase_add_test(tcase, bw_log_file_open_gives_away_no_device);
	tcase_add_test(
	    tcase, bw_log_file_reopen_begins_anew_what_was_moved_away);
	tcase_add_test(tcase, bw_log_file_reopen_appends_to_what_is_there);
	tcase_add_test(tcase,
	    bw_log_file_reopen_keeps_the_old_one_when_there_can_be_no_other);
	return unit_main(suite);
}
