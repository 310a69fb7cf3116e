/* SPDX-License-Identifier: ISC */
/* Views of text. */
#include "unit.h"

#include <ctype.h>

#include "text.h"

static void
check_text(struct http_text text, const char *expected)
{
	ck_assert_uint_eq(text.len, strlen(expected));
	ck_assert(memcmp(text.at, expected, text.len) == 0);
}

START_TEST(http_text_is_compares_the_whole_word_without_case)
{
	ck_assert(http_text_is(http_text_of("CLOSE"), "close"));
	ck_assert(!http_text_is(http_text_of("closed"), "close"));
	ck_assert(!http_text_is(http_text_of("clos"), "close"));
	ck_assert(http_text_is((struct http_text){0}, ""));
}
END_TEST

START_TEST(http_text_skip_takes_only_a_word_that_is_there)
{
	struct http_text text = http_text_of("bytes=0-");

	ck_assert(!http_text_skip(&text, "items="));
	check_text(text, "bytes=0-");
	ck_assert(http_text_skip(&text, "Bytes="));
	check_text(text, "0-");
	ck_assert(!http_text_skip(&text, "0-9"));
}
END_TEST

static bool
among(int c, const char *marks)
{
	return c != '\0' && strchr(marks, c) != NULL;
}

START_TEST(http_text_all_knows_every_character)
{
	for (int c = 0; c < 256; c++) {
		char at = (char)c;
		struct http_text text = {&at, 1};
		bool plain = c < 0x80 && isalnum(c) != 0;
		bool control = (c < ' ' && c != '\t') || c == 0x7f;

		ck_assert_int_eq(http_text_all(text, HTTP_KIND_TOKEN),
		    plain || among(c, "!#$%&'*+-.^_`|~"));
		ck_assert_int_eq(http_text_all(text, HTTP_KIND_AUTHORITY),
		    plain || among(c, "-._~%!$&'()*+,;=:[]"));
		ck_assert_int_eq(http_text_all(text, HTTP_KIND_TARGET),
		    c > ' ' && c != 0x7f);
		ck_assert_int_eq(
		    http_text_all(text, HTTP_KIND_CONTROL), control);
	}
	ck_assert(http_text_all(http_text_of(""), HTTP_KIND_TOKEN));
	ck_assert(http_text_all(http_text_of("abc"), HTTP_KIND_TOKEN));
	ck_assert(!http_text_all(http_text_of("ab c"), HTTP_KIND_TOKEN));
}
END_TEST

START_TEST(http_text_trim_takes_spaces_and_tabs_only)
{
	check_text(http_text_trim(http_text_of(" \t a b \t")), "a b");
	check_text(http_text_trim(http_text_of(" \t ")), "");
	check_text(http_text_trim(http_text_of("\va")), "\va");
}
END_TEST

START_TEST(http_text_take_splits_at_the_first_stop)
{
	struct http_text text = http_text_of("a,,b");

	check_text(http_text_take(&text, ','), "a");
	check_text(http_text_take(&text, ','), "");
	check_text(http_text_take(&text, ','), "b");
	ck_assert_uint_eq(text.len, 0);
	check_text(http_text_take(&text, ','), "");
}
END_TEST

START_TEST(http_text_has_looks_no_further_than_its_end)
{
	struct http_text text = http_text_of("abc");

	text.len = 2;
	ck_assert(http_text_has(text, 'b'));
	ck_assert(!http_text_has(text, 'c'));
	ck_assert(!http_text_has((struct http_text){0}, 'a'));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("httpd/text");
	TCase *tc = tcase_create("text");

	tcase_add_test(tc, http_text_is_compares_the_whole_word_without_case);
	tcase_add_test(tc, http_text_skip_takes_only_a_word_that_is_there);
	tcase_add_test(tc, http_text_all_knows_every_character);
	tcase_add_test(tc, http_text_trim_takes_spaces_and_tabs_only);
	tcase_add_test(tc, http_text_take_splits_at_the_first_stop);
	tcase_add_test(tc, http_text_has_looks_no_further_than_its_end);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
