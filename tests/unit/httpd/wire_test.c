/* SPDX-License-Identifier: ISC */
/* Request heads: what real clients send, and what no server should take. */
#include "unit.h"

#include <stdio.h>

#include "wire.h"

#define HOST "Host: 10.77.0.1\r\n"

/* Parse a head of its exact size, found in one go. */
static int
parse(const char *head, struct http_request *out)
{
	size_t len = strlen(head), scanned = 0, found;
	uint8_t *block = unit_exact(head, len);
	int error = http_head_find(block, len, &scanned, &found);

	if (error == 0) {
		ck_assert_uint_eq(found, len);
		error = http_request_parse(block, len, out);
	}
	free(block);
	return error;
}

static struct http_request
parsed(const char *head)
{
	struct http_request request;
	int error = parse(head, &request);

	ck_assert_msg(error == 0, "%d: %s", error, head);
	return request;
}

static void
check_error(const char *head, int expected)
{
	struct http_request request;
	int error = parse(head, &request);

	ck_assert_msg(
	    error == expected, "%d, not %d: %s", error, expected, head);
}

static void
check_field(const char *head, const struct http_request *request,
    enum http_field field, const char *expected)
{
	struct http_text text =
	    http_field_text((const uint8_t *)head, request, field);

	ck_assert(http_field_present(request, field));
	ck_assert_uint_eq(text.len, strlen(expected));
	ck_assert(memcmp(text.at, expected, text.len) == 0);
}

static void
check_target(const char *head, const char *expected)
{
	struct http_request request = parsed(head);
	struct http_text text =
	    http_span_text((const uint8_t *)head, request.target);

	ck_assert_uint_eq(text.len, strlen(expected));
	ck_assert(memcmp(text.at, expected, text.len) == 0);
}

/* as captured */
static const char ipxe[] =
    "GET /boot.ipxe HTTP/1.1\r\nConnection: keep-alive\r\n"
    "User-Agent: iPXE/1.0.0+git-20190125.36a4c85-5.1\r\n" HOST "\r\n";
static const char ovmf[] =
    "HEAD /snponly.efi HTTP/1.1\r\n" HOST
    "Accept: */*\r\nUser-Agent: UefiHttpBoot/1.0\r\n\r\n";
static const char shim[] =
    "GET //grubx64.efi HTTP/1.1\r\n" HOST
    "Accept: */*\r\nUser-Agent: UefiHttpBoot/1.0\r\n\r\n";
static const char installer[] =
    "GET /preseed.cfg HTTP/1.1\r\n" HOST
    "User-Agent: debian-installer\r\nAccept: */*\r\n"
    "Accept-Encoding: identity\r\nConnection: Keep-Alive\r\n\r\n";

START_TEST(http_request_parse_takes_what_boot_clients_send)
{
	struct http_request request = parsed(ipxe);

	ck_assert_int_eq(request.method, HTTP_METHOD_GET);
	ck_assert_uint_eq(request.minor, 1);
	ck_assert(request.keep_alive);
	ck_assert(!request.close);
	ck_assert(!request.has_body);
	check_field(ipxe, &request, HTTP_FIELD_HOST, "10.77.0.1");
	check_target(ipxe, "/boot.ipxe");
	ck_assert_int_eq(parsed(ovmf).method, HTTP_METHOD_HEAD);
	check_target(shim, "//grubx64.efi");
	ck_assert(parsed(installer).keep_alive);
}
END_TEST

START_TEST(http_head_find_wants_more_for_every_prefix)
{
	size_t len = strlen(ovmf);

	for (size_t n = 0; n < len; n++) {
		uint8_t *block = unit_exact(ovmf, n);
		size_t scanned = 0, found = 42;

		ck_assert_int_eq(
		    http_head_find(block, n, &scanned, &found), -EAGAIN);
		ck_assert_uint_eq(found, 42);
		free(block);
	}
}
END_TEST

START_TEST(http_head_find_goes_on_where_it_stopped)
{
	size_t len = strlen(ipxe), scanned = 0, found = 0;

	for (size_t n = 0; n < len; n++) {
		ck_assert_int_eq(
		    http_head_find((const uint8_t *)ipxe, n, &scanned, &found),
		    -EAGAIN);
		ck_assert_uint_eq(scanned, n);
	}
	ck_assert_int_eq(
	    http_head_find((const uint8_t *)ipxe, len, &scanned, &found), 0);
	ck_assert_uint_eq(found, len);
}
END_TEST

START_TEST(http_head_find_stops_at_the_first_of_two_requests)
{
	char two[512];
	size_t scanned = 0, found;

	(void)snprintf(two, sizeof(two), "%s%s", ovmf, shim);
	ck_assert_int_eq(
	    http_head_find((const uint8_t *)two, strlen(two), &scanned, &found),
	    0);
	ck_assert_uint_eq(found, strlen(ovmf));
}
END_TEST

START_TEST(http_head_blank_counts_whole_empty_lines)
{
	ck_assert_uint_eq(http_head_blank((const uint8_t *)"", 0), 0);
	ck_assert_uint_eq(http_head_blank((const uint8_t *)"\r", 1), 0);
	ck_assert_uint_eq(http_head_blank((const uint8_t *)"\r\n\r", 3), 2);
	ck_assert_uint_eq(http_head_blank((const uint8_t *)"\r\n\r\nG", 5), 4);
	ck_assert_uint_eq(http_head_blank((const uint8_t *)"\nG", 2), 0);
}
END_TEST

START_TEST(http_request_parse_refuses_every_prefix)
{
	size_t len = strlen(installer);

	for (size_t n = 0; n < len; n++) {
		uint8_t *block = unit_exact(installer, n);
		struct http_request request;

		ck_assert_int_ne(http_request_parse(block, n, &request), 0);
		free(block);
	}
}
END_TEST

START_TEST(http_request_parse_tells_methods_apart)
{
	static const char *const others[] = {
	    "POST", "PUT", "DELETE", "CONNECT", "TRACE", "PATCH"};
	char head[128];

	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		(void)snprintf(head, sizeof(head),
		    "%s /x HTTP/1.1\r\n" HOST "\r\n", others[i]);
		ck_assert_int_eq(parsed(head).method, HTTP_METHOD_OTHER);
	}
	ck_assert_int_eq(parsed("OPTIONS * HTTP/1.1\r\n" HOST "\r\n").method,
	    HTTP_METHOD_OPTIONS);
	ck_assert_int_eq(parsed("get / HTTP/1.1\r\n" HOST "\r\n").method,
	    HTTP_METHOD_UNKNOWN);
	ck_assert_int_eq(parsed("BREW / HTTP/1.1\r\n" HOST "\r\n").method,
	    HTTP_METHOD_UNKNOWN);
	ck_assert_int_eq(
	    parsed("G / HTTP/1.1\r\n" HOST "\r\n").method, HTTP_METHOD_UNKNOWN);
}
END_TEST

START_TEST(http_request_parse_refuses_malformed_request_lines)
{
	static const char *const lines[] = {"", "GET", "GET /", "GET / ",
	    " GET / HTTP/1.1", "GET  / HTTP/1.1", "GET /  HTTP/1.1",
	    "GET / HTTP/1.1 ", "GET\t/\tHTTP/1.1", "GET /a b HTTP/1.1",
	    "G@T / HTTP/1.1", "GET / http/1.1", "GET / HTTP/1", "GET / HTTP/1.",
	    "GET / HTTP/1.32", "GET / HTTP/01.1", "GET / HTTP/1,1",
	    "GET / HTTP/x.1", "GET / HTTP/1.x", "GET / HTTP 1.1",
	    "GET /\x01 HTTP/1.1", "GET /\x7f HTTP/1.1"};
	char head[128];

	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		(void)snprintf(
		    head, sizeof(head), "%s\r\n" HOST "\r\n", lines[i]);
		check_error(head, -EBADMSG);
	}
}
END_TEST

START_TEST(http_request_parse_knows_versions)
{
	ck_assert_uint_eq(parsed("GET / HTTP/1.0\r\n\r\n").minor, 0);
	ck_assert_uint_eq(parsed("GET / HTTP/1.9\r\n" HOST "\r\n").minor, 9);
	check_error("GET / HTTP/0.9\r\n" HOST "\r\n", -EPROTONOSUPPORT);
	check_error("GET / HTTP/2.0\r\n" HOST "\r\n", -EPROTONOSUPPORT);
	check_error("PRI * HTTP/2.0\r\n\r\n", -EPROTONOSUPPORT);
}
END_TEST

START_TEST(http_request_parse_refuses_malformed_fields)
{
	static const char *const fields[] = {"X", ": x", "X : y", " X: y",
	    "\tX: y", "X: y\r\n folded", "X: y\r\n\tfolded", "X(: y",
	    "X\x80: y", "X: a\x01", "X: a\x7f", "X: a\rb", "X: a\nb",
	    "X: a\r\n\n", "Host: 10.77.0.1"};
	char head[256];

	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		(void)snprintf(head, sizeof(head),
		    "GET / HTTP/1.1\r\n" HOST "%s\r\n\r\n", fields[i]);
		check_error(head, -EBADMSG);
		(void)snprintf(head, sizeof(head),
		    "GET / HTTP/1.1\r\n%s\r\n" HOST "\r\n", fields[i]);
		check_error(head, -EBADMSG);
	}
}
END_TEST

START_TEST(http_head_find_refuses_control_characters_anywhere)
{
	const size_t len = strlen(ipxe);
	size_t scanned, found;

	for (size_t at = 0; at < len; at++) {
		for (int c = 0; c < 256; c++) {
			bool control = (c < ' ' && c != '\t') || c == 0x7f;
			uint8_t *head = unit_exact(ipxe, len);
			int error;

			if (head[at] == '\r' || head[at] == '\n') {
				control = c != head[at];
			}
			head[at] = (uint8_t)c;
			scanned = 0;
			error = http_head_find(head, len, &scanned, &found);
			ck_assert_int_eq(error, control ? -EBADMSG : 0);
			free(head);
		}
	}
}
END_TEST

START_TEST(http_request_parse_takes_odd_but_legal_values)
{
	static const char head[] =
	    "GET / HTTP/1.1\r\n" HOST "X:\r\nX: \xe4 \t \"\r\n"
	    "range:bytes=0-1\r\nIF-RANGE:\t\"a\" \t\r\n\r\n";
	struct http_request request = parsed(head);

	check_field(head, &request, HTTP_FIELD_RANGE, "bytes=0-1");
	check_field(head, &request, HTTP_FIELD_IF_RANGE, "\"a\"");
	ck_assert(!http_field_present(&request, HTTP_FIELD_IF_MATCH));
}
END_TEST

START_TEST(http_request_parse_wants_host_exactly_once)
{
	check_error("GET / HTTP/1.1\r\nX: y\r\n\r\n", -EBADMSG);
	check_error("GET / HTTP/1.1\r\n" HOST HOST "\r\n", -EBADMSG);
	check_error("GET / HTTP/1.0\r\n" HOST HOST "\r\n", -EBADMSG);
	check_error("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", -EBADMSG);
	check_error("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", -EBADMSG);
	check_error("GET http://a/ HTTP/1.1\r\n\r\n", -EBADMSG);
	(void)parsed("GET / HTTP/1.1\r\nHost:\r\n\r\n");
	(void)parsed("GET / HTTP/1.1\r\nhOST: [::1]:80\r\n\r\n");
}
END_TEST

START_TEST(http_request_parse_refuses_fields_of_one_value_twice)
{
	static const char *const names[] = {"Content-Length", "If-Match",
	    "If-None-Match", "If-Modified-Since", "If-Unmodified-Since",
	    "If-Range", "Range", "Transfer-Encoding"};
	char head[256];

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		(void)snprintf(head, sizeof(head),
		    "GET / HTTP/1.1\r\n" HOST "%s: 0\r\nX: y\r\n%s: 0\r\n\r\n",
		    names[i], names[i]);
		check_error(head, -EBADMSG);
	}
}
END_TEST

START_TEST(http_request_parse_knows_where_a_body_ends)
{
#define LENGTH(value)                                                          \
	"GET / HTTP/1.1\r\n" HOST "Content-Length:" value "\r\n\r\n"
	ck_assert(!parsed(LENGTH("0")).has_body);
	ck_assert(!parsed(LENGTH(" 000 ")).has_body);
	ck_assert(parsed(LENGTH("1")).has_body);
	ck_assert(parsed(LENGTH("18446744073709551615")).has_body);
	ck_assert(parsed(LENGTH("99999999999999999999999")).has_body);
	check_error(LENGTH(""), -EBADMSG);
	check_error(LENGTH("-1"), -EBADMSG);
	check_error(LENGTH("+1"), -EBADMSG);
	check_error(LENGTH("0x1"), -EBADMSG);
	check_error(LENGTH("1 1"), -EBADMSG);
	check_error(LENGTH("5,5"), -EBADMSG);
	check_error(LENGTH("5\r\nContent-Length: 5"), -EBADMSG);
	check_error(LENGTH("5\r\nTransfer-Encoding: chunked"), -EBADMSG);
#undef LENGTH
}
END_TEST

START_TEST(http_request_parse_knows_transfer_codings)
{
#define CODING(value)                                                          \
	"GET / HTTP/1.1\r\n" HOST "Transfer-Encoding:" value "\r\n\r\n"
	ck_assert(parsed(CODING(" Chunked")).has_body);
	check_error(CODING("gzip"), -ENOTSUP);
	check_error(CODING(""), -ENOTSUP);
	check_error(CODING("\vchunked"), -EBADMSG);
	check_error(CODING("chunked, chunked"), -ENOTSUP);
	check_error(
	    "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", -EBADMSG);
#undef CODING
}
END_TEST

START_TEST(http_request_parse_reads_connection_options)
{
#define OPTIONS(value) "GET / HTTP/1.1\r\n" HOST "Connection:" value "\r\n\r\n"
	ck_assert(parsed(OPTIONS("close")).close);
	ck_assert(parsed(OPTIONS(" , ,x,\tCLOSE ,")).close);
	ck_assert(parsed(OPTIONS("x\r\nConnection: close")).close);
	ck_assert(parsed(OPTIONS("Keep-Alive, TE")).keep_alive);
	ck_assert(!parsed(OPTIONS("closed, xclose, clo se")).close);
	ck_assert(!parsed(OPTIONS(",,,")).close);
	ck_assert(!parsed(OPTIONS("")).close);
#undef OPTIONS
}
END_TEST

START_TEST(http_request_parse_limits_the_target)
{
	static char head[HTTP_HEAD_MAX + 1], target[HTTP_TARGET_MAX + 2];
	struct http_request request;

	memset(target, '/', HTTP_TARGET_MAX);
	(void)snprintf(
	    head, sizeof(head), "GET %s HTTP/1.1\r\n" HOST "\r\n", target);
	ck_assert_uint_eq(parsed(head).target.len, HTTP_TARGET_MAX);
	target[HTTP_TARGET_MAX] = '/';
	(void)snprintf(
	    head, sizeof(head), "GET %s HTTP/1.1\r\n" HOST "\r\n", target);
	ck_assert_int_eq(parse(head, &request), -EMSGSIZE);
	ck_assert_uint_eq(request.target.len, HTTP_TARGET_MAX + 1);
}
END_TEST

START_TEST(http_request_parse_takes_the_first_accept_encoding)
{
	static const char head[] =
	    "GET / HTTP/1.1\r\nHost: h\r\nAccept-Encoding: br\r\n"
	    "Accept-Encoding: gzip\r\n\r\n";
	struct http_request request;
	struct http_text value;

	ck_assert_int_eq(
	    http_request_parse((const uint8_t *)head, strlen(head), &request),
	    0);
	value = http_field_text(
	    (const uint8_t *)head, &request, HTTP_FIELD_ACCEPT_ENCODING);
	ck_assert(http_text_is(value, "br"));
}
END_TEST

START_TEST(http_request_parse_limits_the_number_of_fields)
{
	char head[HTTP_HEAD_MAX] = "GET / HTTP/1.1\r\n" HOST;

	for (int i = 1; i < HTTP_HEADERS_MAX; i++) {
		strcat(head, "X: y\r\n");
	}
	strcat(head, "\r\n");
	(void)parsed(head);
	strcpy(head + strlen(head) - 2, "X: y\r\n\r\n");
	check_error(head, -E2BIG);
}
END_TEST

START_TEST(http_request_parse_fills_the_whole_head)
{
	static char head[HTTP_HEAD_MAX + 1];
	size_t at;

	(void)snprintf(head, sizeof(head), "GET / HTTP/1.1\r\n" HOST "X: ");
	at = strlen(head);
	memset(head + at, 'y', HTTP_HEAD_MAX - 4 - at);
	memcpy(head + HTTP_HEAD_MAX - 4, "\r\n\r\n", 4);
	(void)parsed(head);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("httpd/wire");
	TCase *tc = tcase_create("wire");

	tcase_add_test(tc, http_request_parse_takes_what_boot_clients_send);
	tcase_add_test(tc, http_head_find_wants_more_for_every_prefix);
	tcase_add_test(tc, http_head_find_goes_on_where_it_stopped);
	tcase_add_test(tc, http_head_find_stops_at_the_first_of_two_requests);
	tcase_add_test(tc, http_head_blank_counts_whole_empty_lines);
	tcase_add_test(tc, http_request_parse_refuses_every_prefix);
	tcase_add_test(tc, http_request_parse_tells_methods_apart);
	tcase_add_test(tc, http_request_parse_refuses_malformed_request_lines);
	tcase_add_test(tc, http_request_parse_knows_versions);
	tcase_add_test(tc, http_request_parse_refuses_malformed_fields);
	tcase_add_test(tc, http_head_find_refuses_control_characters_anywhere);
	tcase_add_test(tc, http_request_parse_takes_odd_but_legal_values);
	tcase_add_test(tc, http_request_parse_wants_host_exactly_once);
	tcase_add_test(
	    tc, http_request_parse_refuses_fields_of_one_value_twice);
	tcase_add_test(tc, http_request_parse_knows_where_a_body_ends);
	tcase_add_test(tc, http_request_parse_knows_transfer_codings);
	tcase_add_test(tc, http_request_parse_reads_connection_options);
	tcase_add_test(tc, http_request_parse_limits_the_target);
	tcase_add_test(tc, http_request_parse_takes_the_first_accept_encoding);
	tcase_add_test(tc, http_request_parse_limits_the_number_of_fields);
	tcase_add_test(tc, http_request_parse_fills_the_whole_head);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
