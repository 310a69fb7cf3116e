/* SPDX-License-Identifier: ISC */
/* common/os/dropbox.c */
#include "os/dropbox.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"

static char base[] = "/tmp/bw-dropbox-XXXXXX";
static int box;

static void
set_up(void)
{
	ck_assert_ptr_nonnull(mkdtemp(base));
	box = open(base, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ck_assert_int_ge(box, 0);
}

static void
tear_down(void)
{
	static const char *const made[] = {
	    "name", "link", "other", ".upload-0"};

	for (size_t i = 0; i < ARRAY_LEN(made); i++) {
		(void)unlinkat(box, made[i], 0); /* or it is not there */
	}
	ck_assert_int_eq(close(box), 0);
	ck_assert_int_eq(rmdir(base), 0); /* so nothing was left in it */
}

static struct bw_dropbox_usage
look(size_t n_max)
{
	struct bw_dropbox_usage usage = {0};

	ck_assert_int_eq(bw_dropbox_look(box, n_max, &usage), 0);
	return usage;
}

static struct bw_dropbox_file
written(const char *text)
{
	struct bw_dropbox_file file = {.fd = -1};

	ck_assert_int_eq(bw_dropbox_begin(box, &file), 0);
	ck_assert_int_eq(
	    bw_dropbox_write(&file, (const uint8_t *)text, strlen(text)), 0);
	return file;
}

static void
expect_contents(const char *name, const char *text)
{
	char buf[32] = {0};
	int fd = openat(box, name, O_RDONLY | O_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_ge(read(fd, buf, sizeof(buf) - 1), 0);
	ck_assert_str_eq(buf, text);
	ck_assert_int_eq(close(fd), 0);
}

START_TEST(bw_dropbox_keep_shows_a_file_when_it_is_whole)
{
	struct bw_dropbox_file file = written("one ");
	struct stat st;

	ck_assert(!bw_dropbox_has(box, "name"));
	ck_assert_int_eq(bw_dropbox_write(&file, (const uint8_t *)"two", 3), 0);
	ck_assert_int_eq(bw_dropbox_keep(box, &file, "name"), 0);
	ck_assert_int_eq(file.fd, -1);
	ck_assert(bw_dropbox_has(box, "name"));
	expect_contents("name", "one two");
	ck_assert_int_eq(fstatat(box, "name", &st, 0), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	ck_assert_uint_eq(st.st_nlink, 1);
	ck_assert_uint_eq(look(100).n_files, 1);
}
END_TEST

START_TEST(bw_dropbox_keep_takes_nobodys_name)
{
	struct bw_dropbox_file first = written("first");
	struct bw_dropbox_file second = written("second");
	struct bw_dropbox_file third = written("third");

	ck_assert_int_eq(bw_dropbox_keep(box, &first, "name"), 0);
	ck_assert_int_eq(bw_dropbox_keep(box, &second, "name"), -EEXIST);
	expect_contents("name", "first");
	/* not even a link's that leads nowhere */
	ck_assert_int_eq(symlinkat("/nowhere", box, "link"), 0);
	ck_assert(bw_dropbox_has(box, "link"));
	ck_assert_int_eq(bw_dropbox_keep(box, &third, "link"), -EEXIST);
	ck_assert_uint_eq(look(100).bytes, 5);
}
END_TEST

START_TEST(bw_dropbox_discard_leaves_nothing)
{
	struct bw_dropbox_file file = written("half");
	struct bw_dropbox_file none = {.fd = -1};

	ck_assert_uint_eq(look(100).n_files, 1);
	bw_dropbox_discard(box, &file);
	bw_dropbox_discard(box, &none);
	ck_assert_uint_eq(look(100).n_files, 0);
}
END_TEST

START_TEST(bw_dropbox_look_counts_what_there_is_up_to_a_limit)
{
	struct bw_dropbox_file file = written("12345");
	struct bw_dropbox_file other = written("123");
	struct bw_dropbox_usage usage;

	ck_assert_int_eq(bw_dropbox_keep(box, &file, "name"), 0);
	usage = look(2);
	ck_assert_uint_eq(usage.n_files, 2);
	ck_assert_uint_eq(usage.bytes, 8);
	/* "." and ".." may come first or last */
	ck_assert_uint_ge(look(1).n_files, 1);
	bw_dropbox_discard(box, &other);
}
END_TEST

START_TEST(bw_dropbox_look_removes_what_nobody_will_finish)
{
	struct timespec long_ago[2] = {{.tv_sec = 1}, {.tv_sec = 1}};
	int fd = openat(box, ".upload-0", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	struct bw_dropbox_file file = written("being written");

	ck_assert_int_ge(fd, 0);
	ck_assert_uint_eq(look(100).n_files, 2);
	ck_assert_int_eq(futimens(fd, long_ago), 0);
	ck_assert_int_eq(close(fd), 0);
	ck_assert_uint_eq(look(100).n_files, 1);
	ck_assert(!bw_dropbox_has(box, ".upload-0"));
	/* whole files may be as old as they like */
	ck_assert_int_eq(bw_dropbox_keep(box, &file, "name"), 0);
	ck_assert_int_eq(utimensat(box, "name", long_ago, 0), 0);
	ck_assert_uint_eq(look(100).n_files, 1);
	ck_assert(bw_dropbox_has(box, "name"));
}
END_TEST

START_TEST(bw_dropbox_reaches_nothing_outside)
{
	struct bw_dropbox_file file = written("x");

	ck_assert(bw_dropbox_has(box, ".."));
	ck_assert(bw_dropbox_has(box, "/etc/passwd"));
	bw_dropbox_discard(box, &file);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("common/os/dropbox");
	TCase *tc = tcase_create("dropbox");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, bw_dropbox_keep_shows_a_file_when_it_is_whole);
	tcase_add_test(tc, bw_dropbox_keep_takes_nobodys_name);
	tcase_add_test(tc, bw_dropbox_discard_leaves_nothing);
	tcase_add_test(tc, bw_dropbox_look_counts_what_there_is_up_to_a_limit);
	tcase_add_test(tc, bw_dropbox_look_removes_what_nobody_will_finish);
	tcase_add_test(tc, bw_dropbox_reaches_nothing_outside);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
