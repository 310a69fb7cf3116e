/* SPDX-License-Identifier: ISC */
/* Text of strangers: printable, within bounds, numbers without strto*. */
#include <stdio.h>

#include "base/text.h"
#include "unit.h"

START_TEST(bw_text_printable_escapes_every_byte_that_is_not_plain)
{
	for (int i = 0; i < 256; i++) {
		uint8_t byte = (uint8_t)i;
		char out[8], hex[8];
		bool plain = i >= 0x21 && i <= 0x7e && i != '\\';

		(void)snprintf(hex, sizeof(hex), plain ? "%c" : "\\x%02x", i);
		bw_text_printable(out, sizeof(out), &byte, 1);
		ck_assert_str_eq(out, hex);
	}
}
END_TEST

START_TEST(bw_text_printable_cuts_at_a_whole_character)
{
	static const char *const results[] = {
	    "", "", "a", "a", "a", "a", "a\\x0a", "a\\x0ab", "a\\x0ab"};

	for (size_t size = 1; size < ARRAY_LEN(results); size++) {
		char *out = malloc(size);

		ck_assert_ptr_nonnull(out);
		bw_text_printable(out, size, "a\nb", 3);
		ck_assert_str_eq(out, results[size]);
		free(out);
	}
}
END_TEST

START_TEST(bw_text_printable_of_nothing_is_empty)
{
	char out[4] = "xyz";

	ck_assert_ptr_eq(bw_text_printable(out, sizeof(out), NULL, 0), out);
	ck_assert_str_eq(out, "");
}
END_TEST

START_TEST(bw_text_copy_refuses_what_does_not_fit)
{
	char out[4] = "old";

	ck_assert_int_eq(bw_text_copy(out, sizeof(out), "four"), -EMSGSIZE);
	ck_assert_str_eq(out, "old");
	ck_assert_int_eq(bw_text_copy(out, sizeof(out), "new"), 0);
	ck_assert_str_eq(out, "new");
	ck_assert_int_eq(bw_text_copy(out, 0, ""), -EMSGSIZE);
}
END_TEST

START_TEST(bw_text_cut_cuts)
{
	char out[4];

	bw_text_cut(out, sizeof(out), "four");
	ck_assert_str_eq(out, "fou");
	bw_text_cut(out, sizeof(out), "");
	ck_assert_str_eq(out, "");
	bw_text_cut(out, 1, "x");
	ck_assert_str_eq(out, "");
}
END_TEST

static const struct {
	const char *text;
	uint64_t max;
	int error;
	uint64_t value;
} numbers[] = {
    {"0", 0, 0, 0},
    {"7", 7, 0, 7},
    {"8", 7, -ERANGE, 0},
    {"007", 7, 0, 7},
    {"10", 9, -ERANGE, 0},
    {"65535", 65535, 0, 65535},
    {"65536", 65535, -ERANGE, 0},
    {"18446744073709551615", UINT64_MAX, 0, UINT64_MAX},
    {"18446744073709551616", UINT64_MAX, -ERANGE, 0},
    {"100000000000000000000000000000", UINT64_MAX, -ERANGE, 0},
    {"", 9, -EBADMSG, 0},
    {"-1", 9, -EBADMSG, 0},
    {"+5", 9, -EBADMSG, 0},
    {" 5", 9, -EBADMSG, 0},
    {"5 ", 9, -EBADMSG, 0},
    {"0x5", 9, -EBADMSG, 0},
    {"1e3", UINT64_MAX, -EBADMSG, 0},
    {"99999999999999999999x", UINT64_MAX, -EBADMSG, 0},
};

START_TEST(bw_text_u64_takes_digits_only)
{
	uint64_t value = 42;
	size_t len = strlen(numbers[_i].text);
	uint8_t *block = unit_exact(numbers[_i].text, len);

	ck_assert_int_eq(
	    bw_text_u64((const char *)block, len, numbers[_i].max, &value),
	    numbers[_i].error);
	ck_assert(value == (numbers[_i].error == 0 ? numbers[_i].value : 42));
	free(block);
}
END_TEST

START_TEST(bw_text_equal_nocase_knows_ascii_only)
{
	ck_assert(bw_text_equal_nocase("oCtEt", "OcTeT"));
	ck_assert(!bw_text_equal_nocase("octet", "octets"));
	ck_assert(!bw_text_equal_nocase("octets", "octet"));
	ck_assert(!bw_text_equal_nocase("@[", "`{")); /* next to A and Z */
	ck_assert(!bw_text_equal_nocase("\xc4", "\xe4"));
	ck_assert(bw_text_equal_nocase("", ""));
}
END_TEST

START_TEST(bw_text_starts_nocase_needs_the_whole_prefix)
{
	ck_assert(bw_text_starts_nocase("Bytes=0-", "bytes="));
	ck_assert(!bw_text_starts_nocase("byte", "bytes"));
	ck_assert(bw_text_starts_nocase("x", ""));
}
END_TEST

START_TEST(bw_text_hex_knows_sixteen_digits)
{
	int n = 0;

	for (int i = -128; i < 128; i++) {
		n += bw_text_hex((char)i) >= 0 ? 1 : 0;
	}
	ck_assert_int_eq(n, 22);
	ck_assert_int_eq(bw_text_hex('9'), 9);
	ck_assert_int_eq(bw_text_hex('a'), 10);
	ck_assert_int_eq(bw_text_hex('F'), 15);
	ck_assert_int_eq(bw_text_hex('g'), -1);
	ck_assert_int_eq(bw_text_hex('/'), -1);
	ck_assert_int_eq(bw_text_hex(':'), -1);
}
END_TEST

START_TEST(bw_text_distance_counts_edits)
{
	char longest[65], longer[66];

	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	ck_assert_uint_eq(bw_text_distance("kitten", "sitting"), 3);
	ck_assert_uint_eq(bw_text_distance("port", "port"), 0);
	ck_assert_uint_eq(bw_text_distance("", "port"), 4);
	ck_assert_uint_eq(bw_text_distance("adress", "address"), 1);
	ck_assert_uint_eq(bw_text_distance("port", "prot"), 2);
	ck_assert_uint_eq(bw_text_distance(longest, longest), 0);
	ck_assert_uint_eq(bw_text_distance(longer, longer), 64);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("common/text");
	TCase *tcase = tcase_create("text");

	suite_add_tcase(suite, tcase);
	tcase_add_test(
	    tcase, bw_text_printable_escapes_every_byte_that_is_not_plain);
	tcase_add_test(tcase, bw_text_printable_cuts_at_a_whole_character);
	tcase_add_test(tcase, bw_text_printable_of_nothing_is_empty);
	tcase_add_test(tcase, bw_text_copy_refuses_what_does_not_fit);
	tcase_add_test(tcase, bw_text_cut_cuts);
	tcase_add_loop_test(
	    tcase, bw_text_u64_takes_digits_only, 0, ARRAY_LEN(numbers));
	tcase_add_test(tcase, bw_text_equal_nocase_knows_ascii_only);
	tcase_add_test(tcase, bw_text_starts_nocase_needs_the_whole_prefix);
	tcase_add_test(tcase, bw_text_hex_knows_sixteen_digits);
	tcase_add_test(tcase, bw_text_distance_counts_edits);
	return unit_main(suite);
}
