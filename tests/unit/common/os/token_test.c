/* SPDX-License-Identifier: ISC */
/* common/os/token.c */
#include "os/token.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"

static char token[BW_TOKEN_MAX];

static const char *
read_bytes(const char *bytes, size_t len)
{
	int fd = memfd_create("token", MFD_CLOEXEC);
	const char *why;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, bytes, len), (ssize_t)len);
	why = bw_token_read(fd, token);
	(void)close(fd);
	return why;
}

static const char *
read_text(const char *text)
{
	return read_bytes(text, strlen(text));
}

START_TEST(token_read_takes_one_line_with_or_without_its_end)
{
	ck_assert_ptr_null(read_text("abc-._~+/="));
	ck_assert_str_eq(token, "abc-._~+/=");
	ck_assert_ptr_null(read_text("one\n"));
	ck_assert_str_eq(token, "one");
	ck_assert_ptr_null(read_text("two\r\n"));
	ck_assert_str_eq(token, "two");
}
END_TEST

START_TEST(token_read_refuses_what_could_not_stand_in_a_header)
{
	static const char *const wrong[] = {"a b", " a", "a ", "a\tb", "a\nb",
	    "a\r\nX: y\r\n", "a\n\n", "a\r", "\x01", "a\x7f", "\xc3\xa4"};

	strcpy(token, "as it was");
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		ck_assert_msg(read_text(wrong[i]) != NULL, "%zu", i);
	}
	ck_assert_ptr_nonnull(read_bytes("a\0b", 3));
	ck_assert_str_eq(token, "as it was");
}
END_TEST

START_TEST(token_read_refuses_nothing_and_too_much)
{
	static char text[BW_TOKEN_MAX + 64];
	size_t most = BW_TOKEN_MAX - 1;

	ck_assert_ptr_nonnull(read_text(""));
	ck_assert_ptr_nonnull(read_text("\n"));
	ck_assert_ptr_nonnull(read_text("\r\n"));
	memset(text, 'a', sizeof(text));
	ck_assert_ptr_null(read_bytes(text, most));
	ck_assert_uint_eq(strlen(token), most);
	ck_assert_ptr_nonnull(read_bytes(text, most + 1));
	ck_assert_ptr_nonnull(read_bytes(text, sizeof(text)));
	memcpy(text + most, "\r\n", 2);
	ck_assert_ptr_null(read_bytes(text, most + 2));
	ck_assert_ptr_nonnull(read_bytes(text, most + 3));
}
END_TEST

START_TEST(token_refuse_file_wants_it_to_be_a_secret)
{
	static const struct {
		mode_t mode;
		bool fine;
	} rows[] = {{0600, true}, {0400, true}, {0440, true}, {0640, true},
	    {0660, false}, {0644, false}, {0604, false}, {0602, false},
	    {0601, false}};
	int fd = memfd_create("token", MFD_CLOEXEC);
	int directory = open("/", O_RDONLY | O_CLOEXEC);

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ck_assert_int_eq(fchmod(fd, rows[i].mode), 0);
		ck_assert_msg(
		    (bw_token_refuse_file(fd) == NULL) == rows[i].fine, "%o",
		    (unsigned)rows[i].mode);
	}
	ck_assert_ptr_nonnull(bw_token_refuse_file(directory));
	ck_assert_ptr_nonnull(bw_token_refuse_file(-1));
	(void)close(fd);
	(void)close(directory);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("os/token");
	TCase *tc = tcase_create("token");

	suite_add_tcase(suite, tc);
	tcase_add_test(tc, token_read_takes_one_line_with_or_without_its_end);
	tcase_add_test(tc, token_read_refuses_what_could_not_stand_in_a_header);
	tcase_add_test(tc, token_read_refuses_nothing_and_too_much);
	tcase_add_test(tc, token_refuse_file_wants_it_to_be_a_secret);
	return unit_main(suite);
}
