/* SPDX-License-Identifier: ISC */
/* Pieces that fit, and the first that does not. */
#include "base/line.h"
#include "unit.h"

static struct bw_line line;
static char text[8];

static void
set_up(void)
{
	memset(text, '#', sizeof(text));
	bw_line_init(&line, text, 6);
}

START_TEST(line_add_joins_pieces)
{
	ck_assert_str_eq(text, "");
	bw_line_add(&line, "%s=%u", "a", 1u);
	bw_line_add(&line, "%s", "bc");
	ck_assert_str_eq(text, "a=1bc");
	ck_assert_uint_eq(line.len, 5);
	ck_assert(!line.full);
}
END_TEST

START_TEST(line_add_cuts_the_piece_that_does_not_fit)
{
	bw_line_add(&line, "abc");
	bw_line_add(&line, "defg");
	ck_assert_str_eq(text, "abcde");
	ck_assert(line.full);
	bw_line_add(&line, "x");
	ck_assert_str_eq(text, "abcde");
	ck_assert_int_eq(text[6], '#');
}
END_TEST

START_TEST(line_add_whole_leaves_out_what_does_not_fit_and_all_behind_it)
{
	bw_line_add_whole(&line, "abc");
	bw_line_add_whole(&line, "def");
	ck_assert_str_eq(text, "abc");
	bw_line_add_whole(&line, "d");
	ck_assert_str_eq(text, "abc");
	ck_assert_uint_eq(line.len, 3);
}
END_TEST

START_TEST(line_add_text_leaves_out_what_does_not_fit_and_all_behind_it)
{
	bw_line_add_text(&line, "ab");
	bw_line_add_text(&line, "cde"); /* to the last byte */
	ck_assert_str_eq(text, "abcde");
	bw_line_init(&line, text, 6);
	bw_line_add_text(&line, "ab");
	bw_line_add_text(&line, "cdef");
	bw_line_add_text(&line, "c");
	ck_assert_str_eq(text, "ab");
	ck_assert(line.full);
}
END_TEST

START_TEST(line_of_one_byte_holds_nothing)
{
	bw_line_init(&line, text, 1);
	bw_line_add(&line, "a");
	ck_assert_str_eq(text, "");
	ck_assert_int_eq(text[1], '#');
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("common/line");
	TCase *tc = tcase_create("line");

	tcase_add_checked_fixture(tc, set_up, NULL);
	tcase_add_test(tc, line_add_joins_pieces);
	tcase_add_test(tc, line_add_cuts_the_piece_that_does_not_fit);
	tcase_add_test(
	    tc, line_add_whole_leaves_out_what_does_not_fit_and_all_behind_it);
	tcase_add_test(
	    tc, line_add_text_leaves_out_what_does_not_fit_and_all_behind_it);
	tcase_add_test(tc, line_of_one_byte_holds_nothing);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
