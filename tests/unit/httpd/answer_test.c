/* SPDX-License-Identifier: ISC */
/* Conditions and ranges of a request, and the statuses of errors. */
#include "unit.h"

#include <stdio.h>

#include "answer.h"

#define NOW_S    784111777u /* Sun, 06 Nov 1994 08:49:37 GMT */
#define MTIME_S  (NOW_S - 100)
#define MODIFIED "Sun, 06 Nov 1994 08:47:57 GMT"
#define EARLIER  "Sun, 06 Nov 1994 08:47:56 GMT"
#define TAG      "\"1-ae1b96a73d22200-64\""

static const struct http_file file = {
    .size = 100, .inode = 1, .mtime_s = MTIME_S};

/* The answer to a request with these fields, each ending in CR LF. */
static struct http_response
answer_to(const char *method, const char *fields)
{
	char head[1024];
	struct http_request request;
	struct http_response response;
	char tag[HTTP_ETAG_MAX];

	(void)snprintf(head, sizeof(head),
	    "%s /a.iso HTTP/1.1\r\nHost: h\r\n"
	    "%s\r\n",
	    method, fields);
	ck_assert_int_eq(
	    http_request_parse((const uint8_t *)head, strlen(head), &request),
	    0);
	ck_assert_str_eq(http_etag_str(&file, tag), TAG);
	http_answer_file((const uint8_t *)head, &request, &file,
	    "application/vnd.efi-iso", NOW_S, &response);
	return response;
}

static void
check_status(const char *fields, enum http_status status)
{
	struct http_response response = answer_to("GET", fields);

	ck_assert_msg(
	    response.status == status, "%d: %s", (int)response.status, fields);
	response = answer_to("HEAD", fields);
	if (status == HTTP_STATUS_OK) {
		ck_assert_int_eq(response.status, HTTP_STATUS_OK);
	}
}

START_TEST(http_answer_file_is_the_whole_file_without_fields)
{
	struct http_response response = answer_to("GET", "");

	ck_assert_int_eq(response.status, HTTP_STATUS_OK);
	ck_assert_uint_eq(response.length, 100);
	ck_assert_uint_eq(response.size, 100);
	ck_assert_uint_eq(response.first, 0);
	ck_assert_uint_eq(response.modified_s, MTIME_S);
	ck_assert_uint_eq(response.date_s, NOW_S);
	ck_assert_str_eq(response.type, "application/vnd.efi-iso");
	ck_assert_str_eq(response.etag, TAG);
	ck_assert(!response.head_only);
	ck_assert(answer_to("HEAD", "").head_only);
}
END_TEST

START_TEST(http_answer_file_knows_if_none_match)
{
	check_status("If-None-Match: " TAG "\r\n", HTTP_STATUS_NOT_MODIFIED);
	check_status("If-None-Match: W/" TAG "\r\n", HTTP_STATUS_NOT_MODIFIED);
	check_status("If-None-Match: *\r\n", HTTP_STATUS_NOT_MODIFIED);
	check_status("If-None-Match: \"x\"\r\n", HTTP_STATUS_OK);
}
END_TEST

START_TEST(http_answer_file_knows_if_modified_since)
{
	check_status(
	    "If-Modified-Since: " MODIFIED "\r\n", HTTP_STATUS_NOT_MODIFIED);
	check_status("If-Modified-Since: " EARLIER "\r\n", HTTP_STATUS_OK);
	check_status("If-Modified-Since: yesterday\r\n", HTTP_STATUS_OK);
	/* 13.1.3: ignored when there is If-None-Match */
	check_status("If-Modified-Since: " MODIFIED "\r\n"
		     "If-None-Match: \"x\"\r\n",
	    HTTP_STATUS_OK);
}
END_TEST

START_TEST(http_answer_file_knows_if_match)
{
	check_status("If-Match: " TAG "\r\n", HTTP_STATUS_OK);
	check_status("If-Match: *\r\n", HTTP_STATUS_OK);
	check_status("If-Match: \"x\"\r\n", HTTP_STATUS_PRECONDITION_FAILED);
	check_status(
	    "If-Match: W/" TAG "\r\n", HTTP_STATUS_PRECONDITION_FAILED);
	check_status("If-Match: \"x\"\r\nIf-None-Match: " TAG "\r\n",
	    HTTP_STATUS_PRECONDITION_FAILED);
	check_status("If-Match: " TAG "\r\nIf-None-Match: " TAG "\r\n",
	    HTTP_STATUS_NOT_MODIFIED);
}
END_TEST

START_TEST(http_answer_file_knows_if_unmodified_since)
{
	check_status("If-Unmodified-Since: " MODIFIED "\r\n", HTTP_STATUS_OK);
	check_status("If-Unmodified-Since: " EARLIER "\r\n",
	    HTTP_STATUS_PRECONDITION_FAILED);
	check_status("If-Unmodified-Since: never\r\n", HTTP_STATUS_OK);
	/* 13.1.4: ignored when there is If-Match */
	check_status("If-Unmodified-Since: " EARLIER "\r\nIf-Match: *\r\n",
	    HTTP_STATUS_OK);
}
END_TEST

START_TEST(http_answer_file_sends_a_range)
{
	struct http_response response =
	    answer_to("GET", "Range: bytes=10-19\r\n");

	ck_assert_int_eq(response.status, HTTP_STATUS_PARTIAL_CONTENT);
	ck_assert_uint_eq(response.first, 10);
	ck_assert_uint_eq(response.length, 10);
	ck_assert_uint_eq(response.size, 100);
	check_status("Range: bytes=0-1,5-6\r\n", HTTP_STATUS_OK);
	check_status("Range: lines=1-\r\n", HTTP_STATUS_OK);
	check_status(
	    "Range: bytes=100-\r\n", HTTP_STATUS_RANGE_NOT_SATISFIABLE);
}
END_TEST

START_TEST(http_answer_file_ignores_the_range_of_head)
{
	struct http_response response =
	    answer_to("HEAD", "Range: bytes=10-19\r\n");

	ck_assert_int_eq(response.status, HTTP_STATUS_OK);
	ck_assert_uint_eq(response.length, 100);
	response = answer_to("HEAD", "Range: bytes=100-\r\n");
	ck_assert_int_eq(response.status, HTTP_STATUS_OK);
}
END_TEST

START_TEST(http_answer_file_sends_a_range_only_if_it_is_the_same_file)
{
#define IF(validator) "Range: bytes=1-2\r\nIf-Range: " validator "\r\n"
	check_status(IF(TAG), HTTP_STATUS_PARTIAL_CONTENT);
	check_status(IF(MODIFIED), HTTP_STATUS_PARTIAL_CONTENT);
	check_status(IF("\"x\""), HTTP_STATUS_OK);
	check_status(IF("W/" TAG), HTTP_STATUS_OK);
	check_status(IF("*"), HTTP_STATUS_OK);
	check_status(IF(EARLIER), HTTP_STATUS_OK);
	check_status(IF("Sun, 06 Nov 1994 08:47:58 GMT"), HTTP_STATUS_OK);
	check_status("If-Range: " TAG "\r\n", HTTP_STATUS_OK);
	/* 13.1.5: a range that cannot be met is no error then */
	check_status(
	    "Range: bytes=100-\r\nIf-Range: \"x\"\r\n", HTTP_STATUS_OK);
#undef IF
}
END_TEST

START_TEST(http_answer_file_holds_a_date_of_this_second_for_weak)
{
	static const char head[] = "GET /a HTTP/1.0\r\nRange: bytes=1-2\r\n"
				   "If-Range: " MODIFIED "\r\n\r\n";
	struct http_request request;
	struct http_response response;

	ck_assert_int_eq(
	    http_request_parse((const uint8_t *)head, strlen(head), &request),
	    0);
	http_answer_file(
	    (const uint8_t *)head, &request, &file, "a/b", MTIME_S, &response);
	ck_assert_int_eq(response.status, HTTP_STATUS_OK);
	http_answer_file((const uint8_t *)head, &request, &file, "a/b",
	    MTIME_S + 1, &response);
	ck_assert_int_eq(response.status, HTTP_STATUS_PARTIAL_CONTENT);
}
END_TEST

static void
check_page(const char *fields, enum http_status status)
{
	char head[256];
	struct http_request request;
	struct http_response response;

	(void)snprintf(head, sizeof(head),
	    "GET /a/ HTTP/1.1\r\nHost: h\r\n%s\r\n", fields);
	ck_assert_int_eq(
	    http_request_parse((const uint8_t *)head, strlen(head), &request),
	    0);
	http_answer_page(
	    (const uint8_t *)head, &request, "text/html", 77, NOW_S, &response);
	ck_assert_msg(
	    response.status == status, "%d: %s", (int)response.status, fields);
	ck_assert_uint_eq(response.length, 77);
}

START_TEST(http_answer_page_has_no_ranges_and_no_validators)
{
	check_page("", HTTP_STATUS_OK);
	check_page("Range: bytes=0-1\r\n", HTTP_STATUS_OK);
	check_page("If-Modified-Since: " MODIFIED "\r\n", HTTP_STATUS_OK);
	check_page("If-Unmodified-Since: " EARLIER "\r\n", HTTP_STATUS_OK);
	check_page("If-None-Match: " TAG "\r\n", HTTP_STATUS_OK);
	check_page("If-None-Match: *\r\n", HTTP_STATUS_NOT_MODIFIED);
	check_page("If-Match: *\r\n", HTTP_STATUS_OK);
	check_page("If-Match: " TAG "\r\n", HTTP_STATUS_PRECONDITION_FAILED);
	check_page("If-Match: \"\"\r\n", HTTP_STATUS_PRECONDITION_FAILED);
}
END_TEST

START_TEST(http_answer_refusal_takes_get_and_head_without_body)
{
	struct http_request request = {.method = HTTP_METHOD_GET};

	ck_assert_int_eq(http_answer_refusal(&request), HTTP_STATUS_NONE);
	request.method = HTTP_METHOD_HEAD;
	ck_assert_int_eq(http_answer_refusal(&request), HTTP_STATUS_NONE);
	request.has_body = true;
	ck_assert_int_eq(
	    http_answer_refusal(&request), HTTP_STATUS_CONTENT_TOO_LARGE);
	request.method = HTTP_METHOD_OTHER;
	ck_assert_int_eq(
	    http_answer_refusal(&request), HTTP_STATUS_METHOD_NOT_ALLOWED);
	request.method = HTTP_METHOD_UNKNOWN;
	ck_assert_int_eq(
	    http_answer_refusal(&request), HTTP_STATUS_NOT_IMPLEMENTED);
}
END_TEST

START_TEST(http_status_of_translates_errors)
{
	ck_assert_int_eq(http_status_of(-EBADMSG), 400);
	ck_assert_int_eq(http_status_of(-EACCES), 403);
	ck_assert_int_eq(http_status_of(-ENOENT), 404);
	ck_assert_int_eq(http_status_of(-EISDIR), 404);
	ck_assert_int_eq(http_status_of(-EMSGSIZE), 414);
	ck_assert_int_eq(http_status_of(-E2BIG), 431);
	ck_assert_int_eq(http_status_of(-ENOTSUP), 501);
	ck_assert_int_eq(http_status_of(-EMFILE), 503);
	ck_assert_int_eq(http_status_of(-EPROTONOSUPPORT), 505);
	ck_assert_int_eq(http_status_of(-EIO), 500);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("httpd/answer");
	TCase *tc = tcase_create("answer");

	tcase_add_test(tc, http_answer_file_is_the_whole_file_without_fields);
	tcase_add_test(tc, http_answer_file_knows_if_none_match);
	tcase_add_test(tc, http_answer_file_knows_if_modified_since);
	tcase_add_test(tc, http_answer_file_knows_if_match);
	tcase_add_test(tc, http_answer_file_knows_if_unmodified_since);
	tcase_add_test(tc, http_answer_file_sends_a_range);
	tcase_add_test(tc, http_answer_file_ignores_the_range_of_head);
	tcase_add_test(
	    tc, http_answer_file_sends_a_range_only_if_it_is_the_same_file);
	tcase_add_test(
	    tc, http_answer_file_holds_a_date_of_this_second_for_weak);
	tcase_add_test(tc, http_answer_page_has_no_ranges_and_no_validators);
	tcase_add_test(tc, http_answer_refusal_takes_get_and_head_without_body);
	tcase_add_test(tc, http_status_of_translates_errors);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
