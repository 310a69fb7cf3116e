/* SPDX-License-Identifier: ISC */
/* What a connection refuses, and whether it goes on after that. */
#include "connection.h"

START_TEST(http_conn_refuses_whatever_is_asked_when_told_so)
{
	http_conn_refuse(&conn, HTTP_STATUS_SERVICE_UNAVAILABLE);
	ck_assert_int_eq(receive(GET GET), HTTP_ACTION_SEND);
	check_refused(HTTP_STATUS_SERVICE_UNAVAILABLE);
	ck_assert(conn.exchange->response.close);
}
END_TEST

START_TEST(http_conn_moves_no_name_that_would_not_fit)
{
	ck_assert_int_eq(receive("GET /"), HTTP_ACTION_RECV);
	ck_assert_int_eq(
	    receive_many('"', HTTP_LOCATION_MAX), HTTP_ACTION_RECV);
	ck_assert_int_eq(receive(" HTTP/1.0\r\n\r\n"), HTTP_ACTION_OPEN);
	ck_assert_int_eq(http_conn_moved(&conn, now), HTTP_ACTION_SEND);
	check_refused(HTTP_STATUS_MOVED_PERMANENTLY);
	http_conn_fini(&conn);
	setup_conn();
	ck_assert_int_eq(receive("GET /"), HTTP_ACTION_RECV);
	ck_assert_int_eq(
	    receive_many('"', HTTP_LOCATION_MAX + 1), HTTP_ACTION_RECV);
	ck_assert_int_eq(receive(" HTTP/1.0\r\n\r\n"), HTTP_ACTION_OPEN);
	ck_assert_int_eq(http_conn_moved(&conn, now), HTTP_ACTION_SEND);
	check_refused(HTTP_STATUS_NOT_FOUND);
}
END_TEST

START_TEST(http_conn_says_why_a_file_cannot_be_had)
{
	ck_assert_int_eq(receive(GET), HTTP_ACTION_OPEN);
	ck_assert_int_eq(
	    http_conn_opened(&conn, -ENOENT, NULL, now), HTTP_ACTION_SEND);
	check_refused(HTTP_STATUS_NOT_FOUND);
	ck_assert(!conn.exchange->response.close);
	send_all();
	ck_assert_int_eq(http_conn_next(&conn, now), HTTP_ACTION_RECV);
}
END_TEST

START_TEST(http_conn_refuses_and_stays_open)
{
	static const struct {
		const char *head;
		enum http_status status;
		const char *path; /* as sent when it cannot be decoded */
	} rows[] = {
	    {"POST /a HTTP/1.1\r\nHost: h\r\n\r\n", 405, "a"},
	    {"OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", 204, "*"},
	    {"BREW /a HTTP/1.1\r\nHost: h\r\n\r\n", 501, "a"},
	    {"GET /../a HTTP/1.1\r\nHost: h\r\n\r\n", 403, "/../a"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ck_assert_int_eq(receive(rows[i].head), HTTP_ACTION_SEND);
		check_refused(rows[i].status);
		ck_assert(!conn.exchange->malformed);
		ck_assert_str_eq(conn.exchange->path, rows[i].path);
		send_all();
		ck_assert_int_eq(http_conn_next(&conn, now), HTTP_ACTION_RECV);
	}
}
END_TEST

/* RFC 9110 9.3.2 */
START_TEST(http_conn_sends_no_body_to_head_whatever_is_wrong_with_it)
{
	static const char *const heads[] = {
	    "HEAD /../a HTTP/1.1\r\nHost: h\r\n\r\n",
	    "HEAD /a HTTP/1.1\r\n\r\n",
	    "HEAD /a HTTP/2.0\r\n\r\n",
	    "HEAD /a\n",
	};

	for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
		const struct http_exchange *x;

		setup_conn();
		ck_assert_int_eq(receive(heads[i]), HTTP_ACTION_SEND);
		x = conn.exchange;
		ck_assert_mem_eq(x->out + x->out_len - 4, "\r\n\r\n", 4);
		http_conn_fini(&conn);
	}
	setup_conn();
}
END_TEST

START_TEST(http_conn_closes_after_what_it_cannot_delimit)
{
	static const struct {
		const char *head;
		enum http_status status;
	} rows[] = {
	    {"GET /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n" GET,
		413},
	    {"POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n" GET,
		405},
	    {"GET /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
	     "0\r\n\r\n" GET,
		413},
	    {"GET /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: x\r\n\r\n" GET,
		501},
	    {"GET /a HTTP/1.1\r\n\r\n" GET, 400},
	    {"GET /a HTTP/2.0\r\n\r\n" GET, 505},
	    {"GET /%00 HTTP/1.1\r\nHost: h\r\n\r\n" GET, 400},
	    {"GET /a\nHost: h\n\n" GET, 400}, {"\x16\x03\x01", 400}, /* TLS */
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		setup();
		ck_assert_int_eq(receive(rows[i].head), HTTP_ACTION_SEND);
		check_refused(rows[i].status);
		ck_assert(conn.exchange->response.close);
		send_all();
		ck_assert_int_eq(http_conn_next(&conn, now), HTTP_ACTION_DRAIN);
		ck_assert_uint_eq(pool.n_free, N);
	}
}
END_TEST

START_TEST(http_conn_refuses_a_line_without_end)
{
	ck_assert_int_eq(
	    receive_many('a', HTTP_HEAD_MAX - 1), HTTP_ACTION_RECV);
	ck_assert_int_eq(receive_many('a', 1), HTTP_ACTION_SEND);
	check_refused(HTTP_STATUS_URI_TOO_LONG);
}
END_TEST

START_TEST(http_conn_refuses_a_head_without_end)
{
	static const char line[] = "GET /a HTTP/1.1\r\n";

	ck_assert_int_eq(receive(line), HTTP_ACTION_RECV);
	ck_assert_int_eq(
	    receive_many('a', HTTP_HEAD_MAX - strlen(line)), HTTP_ACTION_SEND);
	check_refused(HTTP_STATUS_HEADER_FIELDS_TOO_LARGE);
}
END_TEST

START_TEST(http_conn_asks_whether_the_peer_may_fetch)
{
	ck_assert_int_eq(
	    http_conn_begin(&conn, &pool, true, now), HTTP_ACTION_CHECK);
	ck_assert_int_eq(http_conn_checked(&conn, true, now), HTTP_ACTION_RECV);
	ck_assert_int_eq(receive(GET), HTTP_ACTION_OPEN);
}
END_TEST

START_TEST(http_conn_refuses_a_peer_that_may_not)
{
	ck_assert_int_eq(
	    http_conn_begin(&conn, &pool, true, now), HTTP_ACTION_CHECK);
	ck_assert_int_eq(
	    http_conn_checked(&conn, false, now), HTTP_ACTION_RECV);
	ck_assert_int_eq(receive(GET GET), HTTP_ACTION_SEND);
	check_refused(HTTP_STATUS_UNAUTHORIZED);
	ck_assert_str_eq(conn.exchange->path, "a b");
	send_all();
	ck_assert_int_eq(http_conn_next(&conn, now), HTTP_ACTION_DRAIN);
}
END_TEST

START_TEST(http_conn_hides_names_that_begin_with_a_dot)
{
	static const char *const served[] = {".treeinfo"};

	ck_assert_int_eq(receive("GET /.treeinfo HTTP/1.1\r\nHost: h\r\n\r\n"),
	    HTTP_ACTION_SEND);
	check_refused(HTTP_STATUS_NOT_FOUND);
	ck_assert(!conn.exchange->response.close);
	setup();
	pool.dot_names = served;
	pool.n_dot_names = 1;
	ck_assert_int_eq(receive("GET /.treeinfo HTTP/1.1\r\nHost: h\r\n\r\n"),
	    HTTP_ACTION_OPEN);
	setup_conn();
	ck_assert_int_eq(receive("GET /a/%2egit/config HTTP/1.1\r\n"
				 "Host: h\r\n\r\n"),
	    HTTP_ACTION_SEND);
	check_refused(HTTP_STATUS_NOT_FOUND);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("httpd/core_refusal");
	TCase *tc = tcase_create("core");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, http_conn_refuses_whatever_is_asked_when_told_so);
	tcase_add_test(tc, http_conn_moves_no_name_that_would_not_fit);
	tcase_add_test(tc, http_conn_says_why_a_file_cannot_be_had);
	tcase_add_test(tc, http_conn_refuses_and_stays_open);
	tcase_add_test(
	    tc, http_conn_sends_no_body_to_head_whatever_is_wrong_with_it);
	tcase_add_test(tc, http_conn_closes_after_what_it_cannot_delimit);
	tcase_add_test(tc, http_conn_refuses_a_line_without_end);
	tcase_add_test(tc, http_conn_refuses_a_head_without_end);
	tcase_add_test(tc, http_conn_asks_whether_the_peer_may_fetch);
	tcase_add_test(tc, http_conn_refuses_a_peer_that_may_not);
	tcase_add_test(tc, http_conn_hides_names_that_begin_with_a_dot);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
