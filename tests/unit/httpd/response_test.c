/* SPDX-License-Identifier: ISC */
/* Response heads, byte for byte: GRUB and others compare them so. */
#include "unit.h"

#include "wire.h"

#define NOW_S  784111777u /* Sun, 06 Nov 1994 08:49:37 GMT */
#define COMMON "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nServer: bootward\r\n"

static void
check_built(const struct http_response *response, const char *expected)
{
	uint8_t out[HTTP_REPLY_MAX];
	size_t len;

	ck_assert_int_eq(
	    http_response_build(response, out, sizeof(out), &len), 0);
	ck_assert_uint_lt(len, sizeof(out));
	out[len] = '\0';
	ck_assert_str_eq((const char *)out, expected);
}

static struct http_response
file_response(enum http_status status)
{
	return (struct http_response){
	    .status = status,
	    .date_s = NOW_S,
	    .type = "application/efi",
	    .length = 5000000000u,
	    .size = 5000000000u,
	    .modified_s = NOW_S - 1,
	    .etag = "\"1-2-3\"",
	};
}

#define FILE_FIELDS                                                            \
	"Accept-Ranges: bytes\r\n"                                             \
	"Last-Modified: Sun, 06 Nov 1994 08:49:36 GMT\r\n"                     \
	"ETag: \"1-2-3\"\r\n"

START_TEST(http_response_build_writes_a_file_s_head)
{
	struct http_response response = file_response(HTTP_STATUS_OK);

	check_built(&response,
	    "HTTP/1.1 200 OK\r\n" COMMON "Content-Type: application/efi\r\n"
	    "Content-Length: 5000000000\r\n" FILE_FIELDS "\r\n");
	ck_assert_uint_eq(http_response_file_bytes(&response), 5000000000u);
	response.head_only = true;
	check_built(&response,
	    "HTTP/1.1 200 OK\r\n" COMMON "Content-Type: application/efi\r\n"
	    "Content-Length: 5000000000\r\n" FILE_FIELDS "\r\n");
	ck_assert_uint_eq(http_response_file_bytes(&response), 0);
}
END_TEST

START_TEST(http_response_build_writes_a_part_s_head)
{
	struct http_response response =
	    file_response(HTTP_STATUS_PARTIAL_CONTENT);

	response.first = 4294967296u;
	response.length = 512;
	check_built(&response,
	    "HTTP/1.1 206 Partial Content\r\n" COMMON
	    "Content-Type: application/efi\r\nContent-Length: "
	    "512\r\n" FILE_FIELDS
	    "Content-Range: bytes 4294967296-4294967807/5000000000\r\n\r\n");
	ck_assert_uint_eq(http_response_file_bytes(&response), 512);
}
END_TEST

START_TEST(http_response_build_says_what_is_allowed_and_no_more)
{
	struct http_response response = {
	    .status = HTTP_STATUS_NO_CONTENT,
	    .date_s = NOW_S,
	};

	check_built(&response, "HTTP/1.1 204 No Content\r\n" COMMON
			       "Allow: GET, HEAD, OPTIONS\r\n\r\n");
}
END_TEST

START_TEST(http_response_build_writes_a_page_s_head)
{
	struct http_response response = file_response(HTTP_STATUS_OK);

	response.etag[0] = '\0';
	response.length = 7;
	check_built(&response,
	    "HTTP/1.1 200 OK\r\n" COMMON "Content-Type: application/efi\r\n"
	    "Content-Length: 7\r\n\r\n");
}
END_TEST

START_TEST(http_response_build_sends_elsewhere)
{
	struct http_response response = {
	    .status = HTTP_STATUS_MOVED_PERMANENTLY,
	    .date_s = NOW_S,
	    .location = "a b\r\n/\xc3\xa9",
	};

	check_built(&response,
	    "HTTP/1.1 301 Moved Permanently\r\n" COMMON
	    "Content-Type: text/plain\r\nContent-Length: 23\r\n"
	    "Location: /a%20b%0D%0A/%C3%A9/\r\n\r\n"
	    "301 Moved Permanently\r\n");
}
END_TEST

START_TEST(http_response_build_says_that_it_is_compressed)
{
	struct http_response response = file_response(HTTP_STATUS_OK);

	response.gzip = true;
	response.varies = true;
	check_built(&response,
	    "HTTP/1.1 200 OK\r\n" COMMON
	    "Content-Type: application/efi\r\nContent-Length: "
	    "5000000000\r\n" FILE_FIELDS
	    "Vary: Accept-Encoding\r\nContent-Encoding: gzip\r\n\r\n");
	response.status = HTTP_STATUS_NOT_MODIFIED;
	check_built(&response,
	    "HTTP/1.1 304 Not Modified\r\n" COMMON
	    "ETag: \"1-2-3\"\r\nVary: Accept-Encoding\r\n\r\n");
}
END_TEST

START_TEST(http_response_build_never_dates_a_file_in_the_future)
{
	struct http_response response = file_response(HTTP_STATUS_OK);
	uint8_t out[HTTP_REPLY_MAX];
	size_t len;

	response.modified_s = NOW_S + 1;
	ck_assert_int_eq(
	    http_response_build(&response, out, sizeof(out), &len), 0);
	out[len] = '\0';
	ck_assert_ptr_nonnull(strstr((const char *)out,
	    "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n"));
}
END_TEST

START_TEST(http_response_build_writes_304_without_body_or_length)
{
	struct http_response response = file_response(HTTP_STATUS_NOT_MODIFIED);

	check_built(&response,
	    "HTTP/1.1 304 Not Modified\r\n" COMMON "ETag: \"1-2-3\"\r\n\r\n");
	ck_assert_uint_eq(http_response_file_bytes(&response), 0);
}
END_TEST

START_TEST(http_response_build_gives_errors_a_body_but_to_head)
{
	struct http_response response = {
	    .status = HTTP_STATUS_NOT_FOUND, .date_s = NOW_S};

	check_built(&response,
	    "HTTP/1.1 404 Not Found\r\n" COMMON "Content-Type: text/plain\r\n"
	    "Content-Length: 15\r\n\r\n404 Not Found\r\n");
	ck_assert_uint_eq(http_response_file_bytes(&response), 0);
	response.head_only = true;
	check_built(&response,
	    "HTTP/1.1 404 Not Found\r\n" COMMON "Content-Type: text/plain\r\n"
	    "Content-Length: 15\r\n\r\n");
}
END_TEST

START_TEST(http_response_build_adds_what_certain_errors_need)
{
	struct http_response response = {.status = HTTP_STATUS_UNAUTHORIZED,
	    .date_s = NOW_S,
	    .close = true,
	    .head_only = true};

	check_built(&response,
	    "HTTP/1.1 401 Unauthorized\r\n" COMMON
	    "Content-Type: text/plain\r\nContent-Length: 18\r\n"
	    "WWW-Authenticate: bootward-lease\r\nConnection: close\r\n\r\n");
	response.status = HTTP_STATUS_METHOD_NOT_ALLOWED;
	check_built(&response,
	    "HTTP/1.1 405 Method Not Allowed\r\n" COMMON
	    "Content-Type: text/plain\r\nContent-Length: 24\r\n"
	    "Allow: GET, HEAD, OPTIONS\r\nConnection: close\r\n\r\n");
	response.status = HTTP_STATUS_RANGE_NOT_SATISFIABLE;
	response.size = 77;
	check_built(&response,
	    "HTTP/1.1 416 Range Not Satisfiable\r\n" COMMON
	    "Content-Type: text/plain\r\nContent-Length: 27\r\n"
	    "Content-Range: bytes */77\r\nConnection: close\r\n\r\n");
}
END_TEST

START_TEST(http_response_build_names_the_connection_only_when_needed)
{
	struct http_response response = {.status = HTTP_STATUS_NOT_FOUND,
	    .date_s = NOW_S,
	    .head_only = true,
	    .keep_alive = true};

	check_built(&response,
	    "HTTP/1.1 404 Not Found\r\n" COMMON "Content-Type: text/plain\r\n"
	    "Content-Length: 15\r\nConnection: keep-alive\r\n\r\n");
}
END_TEST

START_TEST(http_response_build_says_when_it_does_not_fit)
{
	struct http_response response = file_response(HTTP_STATUS_OK);
	uint8_t out[HTTP_REPLY_MAX];
	size_t len, unused = 42;

	ck_assert_int_eq(
	    http_response_build(&response, out, sizeof(out), &len), 0);
	for (size_t size = 0; size < len; size++) {
		uint8_t *block = unit_exact(out, size);

		ck_assert_int_eq(
		    http_response_build(&response, block, size, &unused),
		    -EMSGSIZE);
		ck_assert_uint_eq(unused, 42);
		free(block);
	}
}
END_TEST

START_TEST(http_response_build_names_no_tag_where_there_is_none)
{
	struct http_response response = {
	    .status = HTTP_STATUS_NOT_MODIFIED, .date_s = 784111777};
	uint8_t out[HTTP_REPLY_MAX];
	size_t len;

	ck_assert_int_eq(
	    http_response_build(&response, out, sizeof(out), &len), 0);
	ck_assert_ptr_null(memmem(out, len, "ETag", 4));
}
END_TEST

START_TEST(http_response_build_fits_the_largest_answer)
{
	struct http_response response =
	    file_response(HTTP_STATUS_PARTIAL_CONTENT);
	uint8_t out[HTTP_REPLY_MAX];
	size_t len;

	response.type = "application/vnd.debian.binary-package";
	response.first = UINT64_MAX - 9;
	response.length = UINT64_MAX / 2;
	response.size = UINT64_MAX;
	response.close = true;
	memset(response.etag, 'f', sizeof(response.etag) - 1);
	ck_assert_int_eq(
	    http_response_build(&response, out, sizeof(out), &len), 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("httpd/response");
	TCase *tc = tcase_create("response");

	tcase_add_test(tc, http_response_build_writes_a_file_s_head);
	tcase_add_test(tc, http_response_build_writes_a_part_s_head);
	tcase_add_test(
	    tc, http_response_build_says_what_is_allowed_and_no_more);
	tcase_add_test(tc, http_response_build_writes_a_page_s_head);
	tcase_add_test(tc, http_response_build_sends_elsewhere);
	tcase_add_test(tc, http_response_build_says_that_it_is_compressed);
	tcase_add_test(
	    tc, http_response_build_never_dates_a_file_in_the_future);
	tcase_add_test(
	    tc, http_response_build_writes_304_without_body_or_length);
	tcase_add_test(tc, http_response_build_gives_errors_a_body_but_to_head);
	tcase_add_test(tc, http_response_build_adds_what_certain_errors_need);
	tcase_add_test(
	    tc, http_response_build_names_the_connection_only_when_needed);
	tcase_add_test(tc, http_response_build_says_when_it_does_not_fit);
	tcase_add_test(
	    tc, http_response_build_names_no_tag_where_there_is_none);
	tcase_add_test(tc, http_response_build_fits_the_largest_answer);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
