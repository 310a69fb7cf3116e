/* SPDX-License-Identifier: ISC */
/* Lines of the access log. */
#include <stdio.h>

#include "unit.h"

#include "combined.h"

#define NOW_S 784111777u /* 06 Nov 1994 08:49:37 */
#define BEGIN "10.0.0.7 - - [06/Nov/1994:08:49:37 +0000] "

static struct http_exchange x;
static char line[HTTP_COMBINED_MAX];

/* What came, and 404 in answer to it. */
static const char *
line_for(const void *in, size_t len)
{
	struct bw_addr peer = bw_addr_ipv4(0x0a000007, 1234);
	size_t scanned = 0;

	memset(&x, 0, sizeof(x));
	memcpy(x.in, in, len);
	x.in_len = len;
	if (http_head_find(x.in, len, &scanned, &x.head_len) == 0) {
		(void)http_request_parse(x.in, x.head_len, &x.request);
	}
	x.response = (struct http_response){.status = HTTP_STATUS_NOT_FOUND};
	ck_assert_int_eq(
	    http_response_build(&x.response, x.out, sizeof(x.out), &x.out_len),
	    0);
	x.out_sent = x.out_len;
	return http_combined_str(&peer, &x, NOW_S, line);
}

static void
check_line(const char *in, const char *expected)
{
	ck_assert_str_eq(line_for(in, strlen(in)), expected);
}

START_TEST(http_combined_str_has_all_of_a_request)
{
	check_line("GET /a?b HTTP/1.1\r\nHost: h\r\nUser-Agent: iPXE/1.21\r\n"
		   "Referer: http://h/\r\n\r\nGET /next",
	    BEGIN "\"GET /a?b HTTP/1.1\" 404 15 \"http://h/\" \"iPXE/1.21\"");
	check_line("GET /a HTTP/1.0\r\n\r\n",
	    BEGIN "\"GET /a HTTP/1.0\" 404 15 \"-\" \"-\"");
}
END_TEST

START_TEST(http_combined_str_shows_the_beginning_of_what_is_no_request)
{
	check_line("", BEGIN "\"-\" 404 15 \"-\" \"-\"");
	check_line("GE", BEGIN "\"GE\" 404 15 \"-\" \"-\"");
	check_line("\x16\x03\x01\nUser-Agent: x",
	    BEGIN "\"\\x16\\x03\\x01\" 404 15 \"-\" \"-\"");
}
END_TEST

START_TEST(http_combined_str_counts_what_was_sent_of_the_body)
{
	struct bw_addr peer = bw_addr_ipv4(0x0a000007, 1234);

	(void)line_for("GET", 3);
	x.out_sent = 10;
	ck_assert_str_eq(http_combined_str(&peer, &x, NOW_S, line),
	    BEGIN "\"GET\" 404 0 \"-\" \"-\"");
	x.out_sent = x.out_len - 1;
	ck_assert_str_eq(http_combined_str(&peer, &x, NOW_S, line),
	    BEGIN "\"GET\" 404 14 \"-\" \"-\"");
	x.response = (struct http_response){
	    .status = HTTP_STATUS_OK, .type = "a/b", .length = 5};
	ck_assert_int_eq(
	    http_response_build(&x.response, x.out, sizeof(x.out), &x.out_len),
	    0);
	x.out_sent = x.out_len;
	x.file_sent = 5000000000u;
	ck_assert_str_eq(http_combined_str(&peer, &x, NOW_S, line),
	    BEGIN "\"GET\" 200 5000000000 \"-\" \"-\"");
}
END_TEST

/* As one that reads the log would: quotes in pairs, nothing unprintable. */
START_TEST(http_combined_str_lets_nothing_out_of_its_field)
{
	static const char head[] =
	    "GET /\" HTTP/1.1\r\nHost: h\r\nUser-Agent: ";
	char in[sizeof(head) + 4];

	for (int c = 0; c < 256; c++) {
		unsigned n_quotes = 0;
		size_t len = strlen(head);

		memcpy(in, head, len);
		in[len++] = (char)c;
		memcpy(in + len, "\r\n\r\n", 4);
		(void)line_for(in, len + 4);
		for (const char *at = line; *at != '\0'; at++) {
			ck_assert(*at >= ' ' && *at <= '~');
			if (*at == '\\') {
				at++;
			} else if (*at == '"') {
				n_quotes++;
			}
		}
		ck_assert_uint_eq(n_quotes, 6);
	}
}
END_TEST

START_TEST(http_combined_str_cuts_what_is_long)
{
	static const char fields[] = " HTTP/1.1\r\nHost: h\r\nReferer: ";
	static char in[HTTP_HEAD_MAX];
	size_t len = 0;

	len += (size_t)sprintf(in, "GET /");
	memset(in + len, 0x80, 3000);
	len += 3000;
	len += (size_t)sprintf(in + len, fields);
	memset(in + len, '"', 2000);
	len += 2000;
	len += (size_t)sprintf(in + len, "\r\nUser-Agent: ");
	memset(in + len, 'a', 2000);
	len += 2000;
	len += (size_t)sprintf(in + len, "\r\n\r\n");
	(void)line_for(in, len);
	ck_assert_uint_gt(strlen(line), 1300);
	ck_assert_uint_lt(strlen(line), HTTP_COMBINED_MAX - 200);
	ck_assert_str_eq(line + strlen(line) - 2, "a\"");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("httpd/combined");
	TCase *tc = tcase_create("combined");

	tcase_add_test(tc, http_combined_str_has_all_of_a_request);
	tcase_add_test(
	    tc, http_combined_str_shows_the_beginning_of_what_is_no_request);
	tcase_add_test(tc, http_combined_str_counts_what_was_sent_of_the_body);
	tcase_add_test(tc, http_combined_str_lets_nothing_out_of_its_field);
	tcase_add_test(tc, http_combined_str_cuts_what_is_long);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
