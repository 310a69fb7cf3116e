/* SPDX-License-Identifier: ISC */
/* [filters]: patterns and what they stand for. */
#include "conf/filter.h"
#include "unit.h"

START_TEST(bw_filter_match_knows_stars_and_question_marks)
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
		ck_assert_msg(bw_filter_match(rows[i].pattern, rows[i].name) ==
				  rows[i].match,
		    "%s and %s", rows[i].pattern, rows[i].name);
	}
}
END_TEST

START_TEST(bw_filter_match_keeps_case_and_forgives_the_front)
{
	ck_assert(bw_filter_match("Boot*", "Boot/x"));
	ck_assert(!bw_filter_match("Boot*", "boot/x"));
	ck_assert(bw_filter_match("./boot", "boot"));
	ck_assert(bw_filter_match("/boot", "boot"));
	ck_assert(bw_filter_match(".//boot", "boot"));
	ck_assert(!bw_filter_match(".boot", "boot"));
}
END_TEST

START_TEST(bw_filter_match_takes_bounded_time)
{
	char pattern[1024], name[1024];

	for (size_t i = 0; i < sizeof(pattern); i++) {
		pattern[i] = i % 2 == 0 ? '*' : 'a';
	}
	pattern[sizeof(pattern) - 2] = 'b';
	pattern[sizeof(pattern) - 1] = '\0';
	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	ck_assert(!bw_filter_match(pattern, name));
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

static struct bw_filter_target target;

static int
apply(const struct bw_conf_pairs *pairs, const char *name)
{
	return bw_filter_apply(
	    pairs, BW_CONF_BRACKETS_AUTO, name, NULL, &target);
}

static void
check_target(const char *name, const char *text, enum bw_filter_kind kind)
{
	ck_assert_int_eq(apply(&filters, name), 0);
	ck_assert_str_eq(target.text, text);
	ck_assert_int_eq(target.kind, kind);
}

START_TEST(bw_filter_apply_takes_the_first_that_matches)
{
	check_target("pxelinux.cfg/01-52", "hosts/pxelinux.cfg/01-52",
	    BW_FILTER_KIND_FILE);
	check_target(
	    "pxelinux.cfg/default", "/common/default", BW_FILTER_KIND_FILE);
	check_target("twice", "twice/twice", BW_FILTER_KIND_FILE);
	check_target("other", "other", BW_FILTER_KIND_NAME);
	check_target("", "", BW_FILTER_KIND_NAME);
}
END_TEST

START_TEST(bw_filter_apply_gives_inline_text)
{
	check_target("egg.info", "egg.info", BW_FILTER_KIND_TEXT);
	check_target("hello", "hello world", BW_FILTER_KIND_TEXT);
	check_target("empty", "", BW_FILTER_KIND_TEXT);
}
END_TEST

START_TEST(bw_filter_apply_reads_brackets_as_it_is_told)
{
	static const struct {
		const char *value, *text;
		enum bw_filter_kind automatic, as_text, as_file;
	} rows[] = {
	    {"[a.cfg]", "a.cfg", BW_FILTER_KIND_TEXT, BW_FILTER_KIND_TEXT,
		BW_FILTER_KIND_NAMED_IN},
	    {"[dir/{filename}.cfg]", "dir/x.cfg", BW_FILTER_KIND_NAMED_IN,
		BW_FILTER_KIND_TEXT, BW_FILTER_KIND_NAMED_IN},
	    {"[boot /linux]", "boot /linux", BW_FILTER_KIND_TEXT,
		BW_FILTER_KIND_TEXT, BW_FILTER_KIND_NAMED_IN},
	    {"[file:a]", "a", BW_FILTER_KIND_NAMED_IN, BW_FILTER_KIND_NAMED_IN,
		BW_FILTER_KIND_NAMED_IN},
	    {"[text:a/b]", "a/b", BW_FILTER_KIND_TEXT, BW_FILTER_KIND_TEXT,
		BW_FILTER_KIND_TEXT},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bw_conf_pair row = {"*", rows[i].value};
		const struct bw_conf_pairs one = {&row, 1};
		const enum bw_filter_kind kinds[] = {
		    rows[i].automatic, rows[i].as_text, rows[i].as_file};

		for (int b = BW_CONF_BRACKETS_AUTO; b <= BW_CONF_BRACKETS_FILE;
		     b++) {
			ck_assert_int_eq(
			    bw_filter_apply(&one, (enum bw_conf_brackets)b, "x",
				NULL, &target),
			    0);
			ck_assert_str_eq(target.text, rows[i].text);
			ck_assert_int_eq(target.kind, kinds[b]);
		}
	}
}
END_TEST

START_TEST(bw_filter_apply_asks_who_the_client_is)
{
	struct bw_conf_pair row = {"*",
	    "{mac} {mac-dash} {ip} {uuid} {arch} {hostname} {client-file} "
	    "{filename}"};
	const struct bw_conf_pairs one = {&row, 1};
	struct bw_filter_client client = {
	    {NULL, "m", "md", "i", "u", "a", "h", "f"}};

	ck_assert_int_eq(apply(&one, "x"), -EAGAIN);
	ck_assert_int_eq(
	    bw_filter_apply(&one, BW_CONF_BRACKETS_AUTO, "x", &client, &target),
	    0);
	ck_assert_str_eq(target.text, "m md i u a h f x");
	client.of[BW_FILTER_HOSTNAME] = "";
	ck_assert_int_eq(
	    bw_filter_apply(&one, BW_CONF_BRACKETS_AUTO, "x", &client, &target),
	    -ENOENT);
	client.of[BW_FILTER_HOSTNAME] = NULL;
	ck_assert_int_eq(
	    bw_filter_apply(&one, BW_CONF_BRACKETS_AUTO, "x", &client, &target),
	    -ENOENT);
}
END_TEST

START_TEST(bw_filter_apply_never_overflows)
{
	struct bw_conf_pair doubled = {"*", "{filename}{filename}"};
	const struct bw_conf_pairs one = {&doubled, 1};
	char name[BW_FILTER_TEXT_MAX / 2 + 1];

	memset(name, 'x', sizeof(name));
	name[sizeof(name) - 1] = '\0'; /* twice its length, and a NUL: over */
	ck_assert_int_eq(apply(&one, name), -EMSGSIZE);
	name[sizeof(name) - 2] = '\0';
	ck_assert_int_eq(apply(&one, name), 0);
	ck_assert_uint_eq(strlen(target.text), BW_FILTER_TEXT_MAX - 2);
}
END_TEST

START_TEST(bw_filter_mistake_names_what_cannot_be_served)
{
	static const struct {
		const char *value;
		bool good;
	} rows[] = {
	    {"a/b", true},
	    {"[text]", true},
	    {"{filename}", true},
	    {"x{filename}y{filename}", true},
	    {"[dir/{filename}.cfg]", true},
	    {"[file:{mac}]", true},
	    {"{mac}{mac-dash}{ip}{uuid}{arch}{hostname}{client-file}", true},
	    {"[http://server/]", true},
	    {"[", false},
	    {"[x", false},
	    {"", false},
	    {"http://server/{filename}", false},
	    {"{mac}{macs}", false},
	    {"{filename", false},
	    {"{", false},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ck_assert_msg(
		    (bw_filter_mistake(rows[i].value) == NULL) == rows[i].good,
		    "%s", rows[i].value);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("conf/filter");
	TCase *tc = tcase_create("filter");

	tcase_add_test(tc, bw_filter_match_knows_stars_and_question_marks);
	tcase_add_test(tc, bw_filter_match_keeps_case_and_forgives_the_front);
	tcase_add_test(tc, bw_filter_match_takes_bounded_time);
	tcase_add_test(tc, bw_filter_apply_takes_the_first_that_matches);
	tcase_add_test(tc, bw_filter_apply_gives_inline_text);
	tcase_add_test(tc, bw_filter_apply_reads_brackets_as_it_is_told);
	tcase_add_test(tc, bw_filter_apply_asks_who_the_client_is);
	tcase_add_test(tc, bw_filter_apply_never_overflows);
	tcase_add_test(tc, bw_filter_mistake_names_what_cannot_be_served);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
