/* SPDX-License-Identifier: ISC */
/* [filters]: patterns and what they stand for. */
#include "filter.h"
#include "unit.h"

START_TEST(tftp_filter_match_knows_stars_and_question_marks)
{
	static const struct {
		const char *pattern, *name;
		bool match;
	} rows[] = {
	    {"pxelinux.0", "pxelinux.0", true},
	    {"pxelinux.0", "pxelinux.01", false},
	    {"pxelinux.0", "pxelinux", false},
	    {"*", "", true},
	    {"*", "any/thing", true},
	    {"", "", true},
	    {"", "x", false},
	    {"?", "", false},
	    {"?", "/", true},
	    {"?", "xy", false},
	    {"pxelinux.cfg/*", "pxelinux.cfg/01-52-54", true},
	    {"*/default", "pxelinux.cfg/default", true},
	    {"*/default", "pxelinux.cfg/default2", false},
	    {"*.efi", "a.efi.efi", true},
	    {"a*b*c", "aXXbYYbZc", true},
	    {"a*b*c", "aXXbYYbZ", false},
	    {"a**c", "ac", true},
	    {"a*?c", "ac", false},
	    {"a*?c", "abc", true},
	    {"*a", "aaaab", false},
	    {"[ab]", "a", false},
	    {"[ab]", "[ab]", true},
	    {"a\\*", "a\\x", true},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ck_assert_msg(tftp_filter_match(rows[i].pattern,
				  rows[i].name) == rows[i].match,
		    "%s and %s", rows[i].pattern, rows[i].name);
	}
}
END_TEST

START_TEST(tftp_filter_match_keeps_case_and_forgives_the_front)
{
	ck_assert(tftp_filter_match("Boot*", "Boot/x"));
	ck_assert(!tftp_filter_match("Boot*", "boot/x"));
	ck_assert(tftp_filter_match("./boot", "boot"));
	ck_assert(tftp_filter_match("/boot", "boot"));
	ck_assert(tftp_filter_match(".//boot", "boot"));
	ck_assert(!tftp_filter_match(".boot", "boot"));
}
END_TEST

START_TEST(tftp_filter_match_takes_bounded_time)
{
	char pattern[1024], name[1024];

	for (size_t i = 0; i < sizeof(pattern); i++) {
		pattern[i] = i % 2 == 0 ? '*' : 'a';
	}
	pattern[sizeof(pattern) - 2] = 'b';
	pattern[sizeof(pattern) - 1] = '\0';
	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	ck_assert(!tftp_filter_match(pattern, name));
}
END_TEST

static struct bw_conf_pair items[] = {
    {"pxelinux.cfg/01-*", "hosts/{filename}"},
    {"pxelinux.cfg/*", "/common/default"},
    {"egg.info", "[{filename}]"},
    {"hello", "[hello world]"},
    {"empty", "[]"},
    {"twice", "{filename}/{filename}"},
    {"pxelinux.cfg/default", "never"},
};
static const struct bw_conf_pairs filters = {items, ARRAY_LEN(items)};

static void
check_target(const char *name, const char *text, bool inline_text)
{
	struct tftp_target target;

	ck_assert_int_eq(tftp_filter_apply(&filters, name, &target), 0);
	ck_assert_str_eq(target.text, text);
	ck_assert_int_eq(target.inline_text, inline_text);
}

START_TEST(tftp_filter_apply_takes_the_first_that_matches)
{
	check_target("pxelinux.cfg/01-52", "hosts/pxelinux.cfg/01-52", false);
	check_target("pxelinux.cfg/default", "common/default", false);
	check_target("twice", "twice/twice", false);
	check_target("other", "other", false);
	check_target("", "", false);
}
END_TEST

START_TEST(tftp_filter_apply_gives_inline_text)
{
	check_target("egg.info", "egg.info", true);
	check_target("hello", "hello world", true);
	check_target("empty", "", true);
}
END_TEST

START_TEST(tftp_filter_apply_never_overflows)
{
	struct bw_conf_pair doubled = {"*", "{filename}{filename}"};
	const struct bw_conf_pairs one = {&doubled, 1};
	char name[TFTP_NAME_MAX / 2 + 1];
	struct tftp_target target;

	memset(name, 'x', sizeof(name));
	name[sizeof(name) - 1] = '\0'; /* twice its length, and a NUL: over */
	ck_assert_int_eq(tftp_filter_apply(&one, name, &target), -EMSGSIZE);
	name[sizeof(name) - 2] = '\0';
	ck_assert_int_eq(tftp_filter_apply(&one, name, &target), 0);
	ck_assert_uint_eq(strlen(target.text), TFTP_NAME_MAX - 2);
}
END_TEST

START_TEST(tftp_filter_mistake_names_what_cannot_be_served)
{
	static const struct {
		const char *value;
		bool good;
	} rows[] = {
	    {"a/b", true},
	    {"[text]", true},
	    {"{filename}", true},
	    {"x{filename}y{filename}", true},
	    {"[", true},
	    {"", false},
	    {"http://server/{filename}", false},
	    {"[dir/{filename}.cfg]", false},
	    {"{mac}", false},
	    {"{filename", false},
	    {"{", false},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bw_conf_pair row = {"x", rows[i].value};

		ck_assert_msg(
		    (tftp_filter_mistake(&row) == NULL) == rows[i].good, "%s",
		    rows[i].value);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tftpd/filter");
	TCase *tc = tcase_create("filter");

	tcase_add_test(tc, tftp_filter_match_knows_stars_and_question_marks);
	tcase_add_test(tc, tftp_filter_match_keeps_case_and_forgives_the_front);
	tcase_add_test(tc, tftp_filter_match_takes_bounded_time);
	tcase_add_test(tc, tftp_filter_apply_takes_the_first_that_matches);
	tcase_add_test(tc, tftp_filter_apply_gives_inline_text);
	tcase_add_test(tc, tftp_filter_apply_never_overflows);
	tcase_add_test(tc, tftp_filter_mistake_names_what_cannot_be_served);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
