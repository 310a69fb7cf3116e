/* SPDX-License-Identifier: ISC */
/* Names as clients spell them. */
#include "base/base.h"
#include "name.h"
#include "unit.h"

struct row {
	const char *asked, *name;
	bool cut;
};

static void
check_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char out[64];
		bool cut;

		ck_assert_int_eq(
		    tftp_name_normalise(rows[i].asked, out, sizeof(out), &cut),
		    0);
		ck_assert_str_eq(out, rows[i].name);
		ck_assert_int_eq(cut, rows[i].cut);
	}
}

START_TEST(tftp_name_normalise_drops_leading_slashes_of_both_kinds)
{
	static const struct row rows[] = {
	    {"pxelinux.0", "pxelinux.0", false},
	    {"/grub/grub.cfg", "grub/grub.cfg", false},
	    {"\\Boot\\x64\\wdsnbp.com", "Boot/x64/wdsnbp.com", false},
	    {"/\\//x//y\\", "x//y/", false},
	    {"./x", "./x", false},
	    {"", "", false},
	    {"///", "", false},
	};

	check_rows(rows, ARRAY_LEN(rows));
}
END_TEST

START_TEST(tftp_name_normalise_leaves_dots_to_the_kernel)
{
	static const struct row rows[] = {
	    {"../../etc/passwd", "../../etc/passwd", false},
	    {"..\\..\\etc\\passwd", "../../etc/passwd", false},
	    {"a/../b", "a/../b", false},
	};

	check_rows(rows, ARRAY_LEN(rows));
}
END_TEST

START_TEST(tftp_name_normalise_cuts_one_stray_byte)
{
	static const struct row rows[] = {
	    {"boot.efi\xff", "boot.efi", true},
	    {"boot.efi\xff\xff", "boot.efi\xff", true},
	    {"boot.efi\x80", "boot.efi", true},
	    {"boot.efi\x7f", "boot.efi\x7f", false},
	    {"boot.efi\xc3", "boot.efi", true},
	    {"\xff", "", true},
	    {"\x80\x80\x80\x80", "\x80\x80\x80", true},
	};

	check_rows(rows, ARRAY_LEN(rows));
}
END_TEST

START_TEST(tftp_name_normalise_keeps_utf8)
{
	static const struct row rows[] = {
	    {"men\xc3\xbc", "men\xc3\xbc", false},             /* 2 bytes */
	    {"\xe2\x82\xac", "\xe2\x82\xac", false},           /* 3 */
	    {"x\xf0\x9f\x98\x80", "x\xf0\x9f\x98\x80", false}, /* 4 */
	    {"men\xc3\xbc\xff", "men\xc3\xbc", true},
	    {"\xe2\x82", "\xe2", true},         /* one short */
	    {"\xc3\xbc\xbc", "\xc3\xbc", true}, /* one too many */
	    {"\xc0\x80", "\xc0", true},         /* overlong */
	};

	check_rows(rows, ARRAY_LEN(rows));
}
END_TEST

START_TEST(tftp_name_normalise_fills_its_room_exactly)
{
	char out[5] = "kept";
	bool cut;

	ck_assert_int_eq(
	    tftp_name_normalise("abcde", out, sizeof(out), &cut), -EMSGSIZE);
	ck_assert_str_eq(out, "kept");
	ck_assert_int_eq(
	    tftp_name_normalise("/abcd\xff", out, sizeof(out), &cut), 0);
	ck_assert_str_eq(out, "abcd");
}
END_TEST

START_TEST(tftp_name_for_upload_takes_plain_names_only)
{
	static const char *const wrong[] = {
	    "", ".", "..", ".hidden", "a/b", "a/", "a\nb", "\x1b[2J", "a\x7f"};
	char out[9] = "kept";

	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		ck_assert_int_eq(
		    tftp_name_for_upload(wrong[i], out, sizeof(out)), -EACCES);
	}
	ck_assert_int_eq(
	    tftp_name_for_upload("123456789", out, sizeof(out)), -EMSGSIZE);
	ck_assert_str_eq(out, "kept");
	ck_assert_int_eq(tftp_name_for_upload("sw-1.cfg", out, sizeof(out)), 0);
	ck_assert_str_eq(out, "sw-1.cfg");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tftpd/name");
	TCase *tc = tcase_create("name");

	tcase_add_test(
	    tc, tftp_name_normalise_drops_leading_slashes_of_both_kinds);
	tcase_add_test(tc, tftp_name_normalise_leaves_dots_to_the_kernel);
	tcase_add_test(tc, tftp_name_normalise_cuts_one_stray_byte);
	tcase_add_test(tc, tftp_name_normalise_keeps_utf8);
	tcase_add_test(tc, tftp_name_normalise_fills_its_room_exactly);
	tcase_add_test(tc, tftp_name_for_upload_takes_plain_names_only);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
