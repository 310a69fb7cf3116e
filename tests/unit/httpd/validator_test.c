/* SPDX-License-Identifier: ISC */
/* Entity tags. */
#include "unit.h"

#include "validator.h"

#define WEAK   HTTP_COMPARE_WEAK
#define STRONG HTTP_COMPARE_STRONG

static bool
listed(const char *list, enum http_compare compare)
{
	uint8_t *block = unit_exact(list, strlen(list));
	struct http_text text = {(const char *)block, strlen(list)};
	bool is = http_etag_listed(text, "\"1-2-3\"", compare);

	free(block);
	return is;
}

START_TEST(http_etag_str_is_inode_mtime_size)
{
	struct http_file file = {.size = 0x100, .inode = 0xabc, .mtime_s = 1};
	char out[HTTP_ETAG_MAX];

	ck_assert_str_eq(http_etag_str(&file, out), "\"abc-3b9aca00-100\"");
}
END_TEST

START_TEST(http_etag_str_fits_the_largest_file)
{
	struct http_file file = {.size = UINT64_MAX,
	    .inode = UINT64_MAX,
	    .mtime_s = UINT64_MAX / 1000000000u,
	    .mtime_ns = 709551615u};
	char out[HTTP_ETAG_MAX];

	ck_assert_str_eq(http_etag_str(&file, out),
	    "\"ffffffffffffffff-ffffffffffffffff-ffffffffffffffff\"");
}
END_TEST

START_TEST(http_etag_str_changes_with_a_nanosecond)
{
	struct http_file file = {.size = 1, .inode = 2, .mtime_s = 3};
	char before[HTTP_ETAG_MAX], after[HTTP_ETAG_MAX];

	(void)http_etag_str(&file, before);
	file.mtime_ns = 1;
	ck_assert_str_ne(http_etag_str(&file, after), before);
}
END_TEST

START_TEST(http_etag_listed_finds_the_tag_anywhere)
{
	ck_assert(listed("*", STRONG));
	ck_assert(listed("\"1-2-3\"", STRONG));
	ck_assert(listed("\"a\", \"1-2-3\"", STRONG));
	ck_assert(listed("\"a,b\",\t\"1-2-3\",\"c\"", STRONG));
	ck_assert(listed(",, ,\"1-2-3\"", STRONG));
	ck_assert(!listed("\"1-2-4\"", STRONG));
	ck_assert(!listed("\"1-2-3\x80\"", STRONG));
	ck_assert(!listed("1-2-3", WEAK));
	ck_assert(!listed("", WEAK));
	ck_assert(!listed(",,,", WEAK));
}
END_TEST

START_TEST(http_etag_listed_takes_weak_tags_in_weak_comparison_only)
{
	ck_assert(listed("W/\"1-2-3\"", WEAK));
	ck_assert(!listed("W/\"1-2-3\"", STRONG));
	ck_assert(!listed("w/\"1-2-3\"", WEAK));
	ck_assert(listed("W/\"a\", \"1-2-3\"", STRONG));
}
END_TEST

START_TEST(http_etag_listed_stops_at_a_malformed_tag)
{
	ck_assert(!listed("\"a", WEAK));
	ck_assert(!listed("a, \"1-2-3\"", WEAK));
	ck_assert(!listed("W/, \"1-2-3\"", WEAK));
	ck_assert(!listed("\"", WEAK));
	ck_assert(!listed("*, \"1-2-3\"", WEAK));
}
END_TEST

START_TEST(http_etag_like_tells_tags_from_dates)
{
	ck_assert(http_etag_like(http_text_of("\"a\"")));
	ck_assert(http_etag_like(http_text_of("W/\"a\"")));
	ck_assert(!http_etag_like(http_text_of("Wed, 01 Jan 2020")));
	ck_assert(!http_etag_like(http_text_of("")));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("httpd/validator");
	TCase *tc = tcase_create("validator");

	tcase_add_test(tc, http_etag_str_is_inode_mtime_size);
	tcase_add_test(tc, http_etag_str_fits_the_largest_file);
	tcase_add_test(tc, http_etag_str_changes_with_a_nanosecond);
	tcase_add_test(tc, http_etag_listed_finds_the_tag_anywhere);
	tcase_add_test(
	    tc, http_etag_listed_takes_weak_tags_in_weak_comparison_only);
	tcase_add_test(tc, http_etag_listed_stops_at_a_malformed_tag);
	tcase_add_test(tc, http_etag_like_tells_tags_from_dates);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
