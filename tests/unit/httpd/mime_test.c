/* SPDX-License-Identifier: ISC */
/* Media types. */
#include <stdio.h>

#include "unit.h"

#include "mime.h"

static const char octets[] = "application/octet-stream";

static struct http_mime mime;

static void
setup(void)
{
	http_mime_init(&mime);
}

static void
learn(const char *text)
{
	uint8_t *exact = unit_exact(text, strlen(text));

	http_mime_learn(&mime, (char *)exact, strlen(text));
	free(exact);
}

static void
check_type(const char *path, const char *type)
{
	ck_assert_str_eq(http_mime_str(&mime, path), type);
}

START_TEST(http_mime_str_knows_what_firmware_asks_for)
{
	check_type("grubx64.efi", "application/efi");
	check_type("GRUBX64.EFI", "application/efi");
	check_type("a/b.iso", "application/vnd.efi-iso");
	check_type("b.img", "application/vnd.efi-img");
	check_type("boot.ipxe", "text/plain");
	check_type("initrd.tar.gz", "application/gzip");
	check_type("index.html", "text/html");
}
END_TEST

START_TEST(http_mime_str_calls_all_else_octets)
{
	check_type("vmlinuz", octets);
	check_type("", octets);
	check_type("efi", octets);
	check_type("x.", octets);
	check_type("x.efi.old", octets);
	check_type("v1.efi/x", octets);
}
END_TEST

START_TEST(http_mime_learn_takes_every_extension_of_a_line)
{
	learn("# a comment\n"
	      "\n"
	      "application/x-tcl\ttcl TK\t tkx\n"
	      "application/without\n"
	      "video/ogg ogv # not an extension\n"
	      "image/last last");
	check_type("a.tcl", "application/x-tcl");
	check_type("a.tk", "application/x-tcl");
	check_type("a.Tkx", "application/x-tcl");
	check_type("a.ogv", "video/ogg");
	check_type("a.extension", octets);
	check_type("a.#", octets);
	check_type("a.last", "image/last");
}
END_TEST

START_TEST(http_mime_learn_leaves_what_is_known)
{
	learn("application/x-iso9660-image iso img efi\n"
	      "text/one one\ntext/two one\n");
	check_type("a.iso", "application/vnd.efi-iso");
	check_type("a.efi", "application/efi");
	check_type("a.one", "text/one");
}
END_TEST

START_TEST(http_mime_learn_passes_over_what_is_no_type)
{
	char line[HTTP_MIME_TYPE_MAX + 16];

	learn("types {\ntext/a\r\nx: y a1\ntext a2\n/x a3\nx/ a4\n"
	      "a/b/c a5\ntext/\"q\" a6\n"
	      "text/x a2345678901234567890123456789012 ok\n");
	for (char c = '1'; c <= '6'; c++) {
		char path[] = "x.a?";

		path[3] = c;
		check_type(path, octets);
	}
	check_type("x.a2345678901234567890123456789012", octets);
	check_type("x.ok", "text/x");
	(void)snprintf(
	    line, sizeof(line), "a/%0*d long\n", HTTP_MIME_TYPE_MAX - 3, 0);
	learn(line);
	ck_assert_uint_eq(
	    strlen(http_mime_str(&mime, "x.long")), HTTP_MIME_TYPE_MAX - 1);
	(void)snprintf(
	    line, sizeof(line), "a/%0*d longer\n", HTTP_MIME_TYPE_MAX - 2, 0);
	learn(line);
	check_type("x.longer", octets);
}
END_TEST

START_TEST(http_mime_learn_stops_at_its_limits)
{
	char line[256], path[64];

	for (unsigned i = 0; i < HTTP_MIME_TYPES_MAX; i++) {
		(void)snprintf(line, sizeof(line), "a/b e%u\n", i);
		learn(line);
	}
	ck_assert_uint_eq(mime.n, HTTP_MIME_TYPES_MAX);
	check_type("x.e0", "a/b");
	(void)snprintf(path, sizeof(path), "x.e%u", HTTP_MIME_TYPES_MAX - 1);
	check_type(path, octets);

	setup();
	(void)snprintf(line, sizeof(line), "a/%0120d a b c d e f\n", 0);
	while (mime.text_len < sizeof(mime.text) - 200) {
		learn(line);
	}
	for (int i = 0; i < 10; i++) {
		learn(line);
	}
	ck_assert_uint_le(mime.text_len, sizeof(mime.text));
	check_type("x.efi", "application/efi");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("httpd/mime");
	TCase *tc = tcase_create("mime");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, http_mime_str_knows_what_firmware_asks_for);
	tcase_add_test(tc, http_mime_str_calls_all_else_octets);
	tcase_add_test(tc, http_mime_learn_takes_every_extension_of_a_line);
	tcase_add_test(tc, http_mime_learn_leaves_what_is_known);
	tcase_add_test(tc, http_mime_learn_passes_over_what_is_no_type);
	tcase_add_test(tc, http_mime_learn_stops_at_its_limits);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
