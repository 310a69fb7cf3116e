/* SPDX-License-Identifier: ISC */
/* Heads as lines, whatever they are made of. */
#include "decode.h"

#include "unit.h"

static char line[256];

static const char *
decoded(const char *text)
{
	size_t len = strlen(text);
	uint8_t *exact = unit_exact((const uint8_t *)text, len);

	http_decode(exact, len, line, sizeof(line));
	free(exact);
	return line;
}

START_TEST(http_decode_tells_a_head_line_by_line)
{
	ck_assert_str_eq(decoded("GET /a%20b HTTP/1.1\r\nHost: x\r\n"
				 "Range: bytes=0-9\r\n\r\nbody"),
	    "GET /a%20b HTTP/1.1 | Host: x | Range: bytes=0-9");
	ck_assert_str_eq(decoded("GET / HTTP/1.0\n\n"), "GET / HTTP/1.0");
	ck_assert_str_eq(decoded("GET / HT"), "GET / HT");
	ck_assert_str_eq(decoded("\r\nGET"), "");
}
END_TEST

START_TEST(http_decode_escapes_what_is_not_printable)
{
	ck_assert_str_eq(decoded("GET /\x1b[2J\xff\\ H\rT\r\n\t x: y\r\n"),
	    "GET /\\x1b[2J\\xff\\x5c H\\x0dT | \\x09 x: y");
}
END_TEST

START_TEST(http_decode_is_never_too_long)
{
	char text[3000];

	memset(text, 1, sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	ck_assert_uint_lt(strlen(decoded(text)), sizeof(line));
	memset(text, ' ', sizeof(text) - 1);
	ck_assert_uint_eq(strlen(decoded(text)), sizeof(line) - 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("httpd/decode");
	TCase *tc = tcase_create("decode");

	tcase_add_test(tc, http_decode_tells_a_head_line_by_line);
	tcase_add_test(tc, http_decode_escapes_what_is_not_printable);
	tcase_add_test(tc, http_decode_is_never_too_long);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
