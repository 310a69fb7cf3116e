/* SPDX-License-Identifier: ISC */
/* Request targets, and every way out of the root that we know of. */
#include "unit.h"

#include "target.h"

static void
check_path(const char *target, const char *expected)
{
	char path[HTTP_PATH_MAX] = "?";
	uint8_t *block = unit_exact(target, strlen(target));
	struct http_text text = {(const char *)block, strlen(target)};

	ck_assert_msg(http_target_decode(text, path) == 0, "%s", target);
	ck_assert_str_eq(path, expected);
	free(block);
}

static void
check_error(const char *target, int error)
{
	char path[HTTP_PATH_MAX] = "?";
	uint8_t *block = unit_exact(target, strlen(target));
	struct http_text text = {(const char *)block, strlen(target)};

	ck_assert_msg(
	    http_target_decode(text, path) == error, "%s: %s", target, path);
	ck_assert_str_eq(path, "?");
	free(block);
}

START_TEST(http_target_decode_names_a_file_below_the_root)
{
	check_path("/", "");
	check_path("/boot.ipxe", "boot.ipxe");
	check_path("/di/initrd.gz", "di/initrd.gz");
	check_path("/.treeinfo", ".treeinfo");
	check_path("/..x/...", "..x/...");
	check_path("/dir/", "dir/");
}
END_TEST

START_TEST(http_target_decode_merges_slashes)
{
	check_path("//grubx64.efi", "grubx64.efi");
	check_path("///a////b//", "a/b/");
	check_path("/%2f%2Fetc/passwd", "etc/passwd");
}
END_TEST

START_TEST(http_target_decode_decodes_once)
{
	check_path("/a%20b", "a b");
	check_path("/a+b", "a+b");
	check_path("/%41%5a", "AZ");
	check_path("/100%25", "100%");
	check_path("/%252e%252e/x", "%2e%2e/x");
	check_path("/%c3%a4", "\xc3\xa4");
	check_path("/\xc3\xa4", "\xc3\xa4");
	check_path("/a\\b", "a\\b");
}
END_TEST

START_TEST(http_target_decode_drops_the_query)
{
	check_path("/f?x=1", "f");
	check_path("/f?", "f");
	check_path("/?/../..", "");
	check_path("/f%3fx", "f?x");
	check_path("/f?%zz", "f");
}
END_TEST

START_TEST(http_target_decode_takes_absolute_form)
{
	check_path("http://10.77.0.1/boot.ipxe", "boot.ipxe");
	check_path("HTTP://[::1]:8080//a", "a");
	check_path("http://host", "");
	check_path("http://host?q", "");
	check_error("http:///a", -EBADMSG);
	check_error("http://", -EBADMSG);
	check_error("http://user@host/a", -EBADMSG);
	check_error("https://host/a", -EBADMSG);
	check_error("http:/host/a", -EBADMSG);
}
END_TEST

START_TEST(http_target_decode_resolves_dots_that_stay_inside)
{
	check_path("/./a/./b", "a/b");
	check_path("/a/../b", "b");
	check_path("/a/b/../../c", "c");
	check_path("/a/%2e%2e/b", "b");
	check_path("/a/b/..", "a/");
	check_path("/a/.", "a/");
	check_path("/a/..", "");
	check_path("/a//../b", "b");
}
END_TEST

START_TEST(http_target_decode_refuses_to_climb_above_the_root)
{
	static const char *const targets[] = {"/..", "/../", "/../etc/passwd",
	    "/%2e%2e/etc/passwd", "/%2E./x", "/..%2fetc/passwd",
	    "/a/../../etc/passwd", "/a/%2e%2e%2f%2e%2e%2fetc", "//../x",
	    "/./../x", "http://host/../x", "/../a/../a"};

	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		check_error(targets[i], -EACCES);
	}
}
END_TEST

START_TEST(http_target_decode_leaves_other_spellings_as_plain_names)
{
	/* overlong UTF-8 and backslashes mean nothing here */
	check_path("/..%5c..%5cetc", "..\\..\\etc");
	check_path("/%c0%ae%c0%ae/x", "\xc0\xae\xc0\xae/x");
	check_path("/..;/x", "..;/x");
	check_path("/.%20./x", ". ./x");
}
END_TEST

START_TEST(http_target_decode_refuses_bad_escapes)
{
	static const char *const targets[] = {"", "a", "*", "/%", "/%4", "/a%",
	    "/%zz", "/%4g", "/%g4", "/%u0041", "/%00", "/a%00.efi", "/% 41",
	    "/a#b", "/%+4"};

	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		check_error(targets[i], -EBADMSG);
	}
}
END_TEST

START_TEST(http_target_decode_takes_the_longest_target)
{
	char target[HTTP_TARGET_MAX], path[HTTP_PATH_MAX];
	struct http_text text = {target, sizeof(target)};

	memset(target, 'a', sizeof(target));
	target[0] = '/';
	ck_assert_int_eq(http_target_decode(text, path), 0);
	ck_assert_uint_eq(strlen(path), HTTP_TARGET_MAX - 1);
	memset(target, '/', sizeof(target));
	ck_assert_int_eq(http_target_decode(text, path), 0);
	ck_assert_str_eq(path, "");
}
END_TEST

START_TEST(http_authority_valid_knows_hosts_with_and_without_port)
{
	ck_assert(http_authority_valid(http_text_of("")));
	ck_assert(http_authority_valid(http_text_of("boot.example:8080")));
	ck_assert(http_authority_valid(http_text_of("boot.example:")));
	ck_assert(http_authority_valid(http_text_of("[::1]")));
	ck_assert(http_authority_valid(http_text_of("[::ffff:10.0.0.1]:80")));
	ck_assert(http_authority_valid(http_text_of("[fe80::1%25eth0]")));
	ck_assert(http_authority_valid(http_text_of("2001:db8::1")));
	ck_assert(!http_authority_valid(http_text_of("boot.example:http")));
	ck_assert(!http_authority_valid(http_text_of("x:80:80")));
	ck_assert(!http_authority_valid(http_text_of("[::1")));
	ck_assert(!http_authority_valid(http_text_of("::1]")));
	ck_assert(!http_authority_valid(http_text_of("[::1]80")));
	ck_assert(!http_authority_valid(http_text_of("[::1]:x")));
	ck_assert(!http_authority_valid(http_text_of("[]")));
	ck_assert(!http_authority_valid(http_text_of("[host]")));
	ck_assert(!http_authority_valid(http_text_of("[::1][::1]")));
	ck_assert(!http_authority_valid(http_text_of("a[::1]")));
	ck_assert(!http_authority_valid(http_text_of("a b")));
	ck_assert(!http_authority_valid(http_text_of("a/b")));
	ck_assert(!http_authority_valid(http_text_of("u@h")));
	ck_assert(!http_authority_valid(http_text_of("a\x80")));
	ck_assert(!http_authority_valid((struct http_text){"a\0b", 3}));
}
END_TEST

START_TEST(http_target_hidden_knows_names_that_begin_with_a_dot)
{
	static const char *const some[] = {".treeinfo", ".disk"};
	static const char *const all[] = {".x", "*"};
	static const char *const hidden[] = {".git", ".git/config", "a/.b",
	    "a/.b/c", "...", ".treeinfo.gz", ".tree", ".TREEINFO", ".disk/.x",
	    ".*", "a/."};
	static const char *const shown[] = {"", "a", "a.b", "a./b.", "a/b.c/",
	    ".treeinfo", "a/.disk/info", ".disk/"};

	for (size_t i = 0; i < ARRAY_LEN(hidden); i++) {
		ck_assert(http_target_hidden(hidden[i], some, 2));
		ck_assert(http_target_hidden(hidden[i], NULL, 0));
		ck_assert(!http_target_hidden(hidden[i], all, 2));
	}
	for (size_t i = 0; i < ARRAY_LEN(shown); i++) {
		ck_assert(!http_target_hidden(shown[i], some, 2));
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("httpd/target");
	TCase *tc = tcase_create("target");

	tcase_add_test(tc, http_target_decode_names_a_file_below_the_root);
	tcase_add_test(tc, http_target_decode_merges_slashes);
	tcase_add_test(tc, http_target_decode_decodes_once);
	tcase_add_test(tc, http_target_decode_drops_the_query);
	tcase_add_test(tc, http_target_decode_takes_absolute_form);
	tcase_add_test(tc, http_target_decode_resolves_dots_that_stay_inside);
	tcase_add_test(tc, http_target_decode_refuses_to_climb_above_the_root);
	tcase_add_test(
	    tc, http_target_decode_leaves_other_spellings_as_plain_names);
	tcase_add_test(tc, http_target_decode_refuses_bad_escapes);
	tcase_add_test(tc, http_target_decode_takes_the_longest_target);
	tcase_add_test(
	    tc, http_authority_valid_knows_hosts_with_and_without_port);
	tcase_add_test(
	    tc, http_target_hidden_knows_names_that_begin_with_a_dot);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
