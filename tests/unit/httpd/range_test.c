/* SPDX-License-Identifier: ISC */
/* The Range field. */
#include "unit.h"

#include "range.h"

static void
check_range(const char *text, uint64_t size, uint64_t first, uint64_t length)
{
	struct http_range range;

	ck_assert_msg(http_range_parse(http_text_of(text), size, &range) == 0,
	    "%s", text);
	ck_assert_uint_eq(range.first, first);
	ck_assert_uint_eq(range.length, length);
}

static void
check_error(const char *text, uint64_t size, int error)
{
	struct http_range range = {.first = 42, .length = 43};

	ck_assert_msg(
	    http_range_parse(http_text_of(text), size, &range) == error, "%s",
	    text);
	ck_assert_uint_eq(range.first, 42);
	ck_assert_uint_eq(range.length, 43);
}

START_TEST(http_range_parse_reads_the_three_forms)
{
	check_range("bytes=0-0", 100, 0, 1);
	check_range("bytes=0-99", 100, 0, 100);
	check_range("bytes=10-19", 100, 10, 10);
	check_range("bytes=10-", 100, 10, 90);
	check_range("bytes=-10", 100, 90, 10);
	check_range("Bytes=99-", 100, 99, 1);
	check_range("bytes= 5-6 ", 100, 5, 2);
}
END_TEST

START_TEST(http_range_parse_cuts_what_reaches_past_the_end)
{
	check_range("bytes=90-100", 100, 90, 10);
	check_range("bytes=0-18446744073709551615", 100, 0, 100);
	check_range("bytes=0-99999999999999999999999", 100, 0, 100);
	check_range("bytes=-100", 100, 0, 100);
	check_range("bytes=-101", 100, 0, 100);
	check_range("bytes=-99999999999999999999999", 100, 0, 100);
}
END_TEST

START_TEST(http_range_parse_holds_positions_of_64_bits)
{
	uint64_t five_gib = 5ull << 30;

	check_range("bytes=4294967296-4294967297", five_gib, 1ull << 32, 2);
	check_range("bytes=-1", UINT64_MAX, UINT64_MAX - 1, 1);
	check_range("bytes=0-", UINT64_MAX, 0, UINT64_MAX);
}
END_TEST

START_TEST(http_range_parse_says_when_there_are_no_such_bytes)
{
	check_error("bytes=100-", 100, -ERANGE);
	check_error("bytes=100-200", 100, -ERANGE);
	check_error("bytes=18446744073709551615-", 100, -ERANGE);
	check_error("bytes=99999999999999999999999-", 100, -ERANGE);
	check_error("bytes=-0", 100, -ERANGE);
	check_error("bytes=0-", 0, -ERANGE);
	check_error("bytes=0-0", 0, -ERANGE);
}
END_TEST

START_TEST(http_range_parse_leaves_an_empty_file_whole)
{
	check_error("bytes=-5", 0, -ENOTSUP);
}
END_TEST

START_TEST(http_range_parse_ignores_other_units_and_several_ranges)
{
	check_error("items=0-5", 100, -ENOTSUP);
	check_error("bytes", 100, -ENOTSUP);
	check_error("bytes 0-5", 100, -ENOTSUP);
	check_error("bytes=0-5,7-9", 100, -ENOTSUP);
	check_error("bytes=0-5,", 100, -ENOTSUP);
	check_error("bytes=,", 100, -ENOTSUP);
	check_error("", 100, -ENOTSUP);
}
END_TEST

START_TEST(http_range_parse_ignores_what_has_no_shape)
{
	static const char *const texts[] = {"bytes=", "bytes=5", "bytes=-",
	    "bytes=--5", "bytes=5-4", "bytes=a-b", "bytes=0x1-5", "bytes=+1-5",
	    "bytes=1-5x", "bytes=1 -5", "bytes=1- 5", "bytes=-5-",
	    "bytes=1-2-3", "bytes=-+5"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		check_error(texts[i], 100, -EBADMSG);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("httpd/range");
	TCase *tc = tcase_create("range");

	tcase_add_test(tc, http_range_parse_reads_the_three_forms);
	tcase_add_test(tc, http_range_parse_cuts_what_reaches_past_the_end);
	tcase_add_test(tc, http_range_parse_holds_positions_of_64_bits);
	tcase_add_test(tc, http_range_parse_says_when_there_are_no_such_bytes);
	tcase_add_test(tc, http_range_parse_leaves_an_empty_file_whole);
	tcase_add_test(
	    tc, http_range_parse_ignores_other_units_and_several_ranges);
	tcase_add_test(tc, http_range_parse_ignores_what_has_no_shape);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
