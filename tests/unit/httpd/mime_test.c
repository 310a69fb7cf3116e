/* SPDX-License-Identifier: ISC */
/* Media types. */
#include "unit.h"

#include "mime.h"

START_TEST(http_mime_str_knows_what_firmware_asks_for)
{
	ck_assert_str_eq(http_mime_str("grubx64.efi"), "application/efi");
	ck_assert_str_eq(http_mime_str("GRUBX64.EFI"), "application/efi");
	ck_assert_str_eq(http_mime_str("a/b.iso"), "application/vnd.efi-iso");
	ck_assert_str_eq(http_mime_str("b.img"), "application/vnd.efi-img");
	ck_assert_str_eq(http_mime_str("boot.ipxe"), "text/plain");
	ck_assert_str_eq(http_mime_str("initrd.tar.gz"), "application/gzip");
	ck_assert_str_eq(http_mime_str("index.html"), "text/html");
}
END_TEST

START_TEST(http_mime_str_calls_all_else_octets)
{
	static const char octets[] = "application/octet-stream";

	ck_assert_str_eq(http_mime_str("vmlinuz"), octets);
	ck_assert_str_eq(http_mime_str(""), octets);
	ck_assert_str_eq(http_mime_str("efi"), octets);
	ck_assert_str_eq(http_mime_str("x."), octets);
	ck_assert_str_eq(http_mime_str("x.efi.old"), octets);
	ck_assert_str_eq(http_mime_str("v1.efi/x"), octets);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("httpd/mime");
	TCase *tc = tcase_create("mime");

	tcase_add_test(tc, http_mime_str_knows_what_firmware_asks_for);
	tcase_add_test(tc, http_mime_str_calls_all_else_octets);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
