/* SPDX-License-Identifier: ISC */
/* One connection, event by event.  Whole conversations are in the sim. */
#include "connection.h"

START_TEST(http_conn_holds_an_exchange_only_while_it_needs_one)
{
	ck_assert_uint_eq(pool.n_free, N);
	ck_assert_int_eq(receive(""), HTTP_ACTION_RECV);
	ck_assert_uint_eq(pool.n_free, N);
	ck_assert_int_eq(receive("G"), HTTP_ACTION_RECV);
	ck_assert_uint_eq(pool.n_free, N - 1);
	ck_assert_int_eq(receive(GET + 1), HTTP_ACTION_OPEN);
	ck_assert_int_eq(opened(), HTTP_ACTION_SEND);
	send_all();
	ck_assert_uint_eq(pool.n_free, N - 1);
	ck_assert_int_eq(http_conn_next(&conn, now), HTTP_ACTION_RECV);
	ck_assert_uint_eq(pool.n_free, N);
	ck_assert_int_eq(receive("\r\n"), HTTP_ACTION_RECV);
	ck_assert_uint_eq(pool.n_free, N);
}
END_TEST

START_TEST(http_conn_answers_a_request_and_waits_for_the_next)
{
	ck_assert_int_eq(receive("\r\n" GET), HTTP_ACTION_OPEN);
	ck_assert_str_eq(conn.exchange->path, "a b");
	ck_assert_int_eq(opened(), HTTP_ACTION_SEND);
	ck_assert(!conn.exchange->response.close);
	ck_assert(!conn.exchange->response.keep_alive);
	send_all();
	ck_assert_uint_eq(conn.exchange->file_sent, 100);
	ck_assert(!http_conn_idle(&conn));
	ck_assert_int_eq(http_conn_next(&conn, now), HTTP_ACTION_RECV);
	ck_assert(http_conn_idle(&conn));
	ck_assert_int_eq(http_conn_ended(&conn), HTTP_ACTION_CLOSE);
}
END_TEST

START_TEST(http_conn_counts_what_leaves_in_one_call)
{
	size_t out_len;

	ck_assert_int_eq(receive(GET), HTTP_ACTION_OPEN);
	ck_assert_int_eq(opened(), HTTP_ACTION_SEND);
	(void)http_conn_out(&conn, &out_len);
	ck_assert_int_eq(
	    http_conn_sent(&conn, out_len - 1, now), HTTP_ACTION_SEND);
	ck_assert_int_eq(http_conn_sent(&conn, 1 + 60, now), HTTP_ACTION_SEND);
	ck_assert_uint_eq(http_conn_file_at(&conn), 60);
	ck_assert_uint_eq(http_conn_file_left(&conn), 40);
	ck_assert_int_eq(http_conn_sent(&conn, 40, now), HTTP_ACTION_FINISH);
}
END_TEST

START_TEST(http_conn_closes_after_as_many_requests_as_it_may_make)
{
	pool.limits.max_requests = 2;
	ck_assert_int_eq(receive(GET GET GET), HTTP_ACTION_OPEN);
	ck_assert_int_eq(opened(), HTTP_ACTION_SEND);
	ck_assert(!conn.exchange->response.close);
	send_all();
	ck_assert_int_eq(http_conn_next(&conn, now), HTTP_ACTION_OPEN);
	ck_assert_int_eq(opened(), HTTP_ACTION_SEND);
	ck_assert(conn.exchange->response.close);
	send_all();
	ck_assert_int_eq(http_conn_next(&conn, now), HTTP_ACTION_DRAIN);
}
END_TEST

START_TEST(http_conn_keeps_to_the_limits_of_its_pool)
{
	size_t room;

	pool.limits = (struct http_limits){
	    .head_max = 64,
	    .head_timeout_ms = 11,
	    .idle_timeout_ms = 12,
	    .send_timeout_ms = 13,
	};
	setup_conn();
	ck_assert_uint_eq(conn.due_ms, now.ms + 11);
	(void)http_conn_room(&conn, &room);
	ck_assert_uint_eq(room, 64);
	ck_assert_int_eq(receive(GET), HTTP_ACTION_OPEN);
	ck_assert_int_eq(opened(), HTTP_ACTION_SEND);
	ck_assert_uint_eq(conn.due_ms, now.ms + 13);
	send_all();
	ck_assert_int_eq(http_conn_next(&conn, now), HTTP_ACTION_RECV);
	ck_assert_uint_eq(conn.due_ms, now.ms + 12);
	ck_assert_int_eq(receive("GET / HTTP/1.1\r\n"), HTTP_ACTION_RECV);
	ck_assert_int_eq(receive_many('a', 64 - 16), HTTP_ACTION_SEND);
	check_refused(HTTP_STATUS_HEADER_FIELDS_TOO_LARGE);
}
END_TEST

START_TEST(http_conn_answers_with_pages)
{
	ck_assert_int_eq(
	    receive("GET /d/?a?b HTTP/1.0\r\n\r\n"), HTTP_ACTION_OPEN);
	ck_assert(http_text_is(http_exchange_query(conn.exchange), "a?b"));
	ck_assert(http_conn_append(&conn, "index.html"));
	ck_assert_str_eq(conn.exchange->path, "d/index.html");
	ck_assert_int_eq(http_conn_listed(&conn, 77, now), HTTP_ACTION_SEND);
	ck_assert_int_eq(conn.exchange->response.status, HTTP_STATUS_OK);
	ck_assert_uint_eq(http_conn_file_left(&conn), 77);
	http_conn_fini(&conn);

	setup_conn();
	ck_assert_int_eq(receive("GET /a.txt HTTP/1.1\r\nHost: x\r\n"
				 "Range: bytes=1-2\r\n\r\n"),
	    HTTP_ACTION_OPEN);
	ck_assert_int_eq(http_conn_made(&conn, 77, now), HTTP_ACTION_SEND);
	ck_assert_uint_eq(http_conn_file_left(&conn), 77); /* all of it */
	ck_assert_str_eq(
	    conn.exchange->response.type, "application/octet-stream");
	http_conn_fini(&conn);

	setup_conn();
	ck_assert_int_eq(receive(GET), HTTP_ACTION_OPEN);
	ck_assert_int_eq(http_conn_moved(&conn, now), HTTP_ACTION_SEND);
	check_refused(HTTP_STATUS_MOVED_PERMANENTLY);
	conn.exchange->out[conn.exchange->out_len] = '\0';
	ck_assert_ptr_nonnull(strstr(
	    (const char *)conn.exchange->out, "\r\nLocation: /a%20b/\r\n"));
	ck_assert(!conn.exchange->response.close);
}
END_TEST

START_TEST(http_conn_is_not_idle_before_its_first_request)
{
	ck_assert(!http_conn_idle(&conn));
}
END_TEST

START_TEST(http_conn_answers_pipelined_requests_in_order)
{
	ck_assert_int_eq(receive(GET GET_0), HTTP_ACTION_OPEN);
	ck_assert_str_eq(conn.exchange->path, "a b");
	ck_assert_int_eq(opened(), HTTP_ACTION_SEND);
	send_all();
	ck_assert_int_eq(http_conn_next(&conn, now), HTTP_ACTION_OPEN);
	ck_assert_str_eq(conn.exchange->path, "a");
	ck_assert_int_eq(opened(), HTTP_ACTION_SEND);
	send_all();
	ck_assert_int_eq(http_conn_next(&conn, now), HTTP_ACTION_DRAIN);
	ck_assert_uint_eq(pool.n_free, N);
}
END_TEST

START_TEST(http_conn_knows_when_to_keep_alive)
{
	static const struct {
		const char *head;
		bool close;
		bool keep_alive;
	} rows[] = {
	    {"GET /a HTTP/1.1\r\nHost: h\r\n\r\n", false, false},
	    {"GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", true,
		false},
	    {"GET /a HTTP/1.0\r\n\r\n", true, false},
	    {"GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", false, true},
	    {"GET /a HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n", true,
		false},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		setup();
		ck_assert_int_eq(receive(rows[i].head), HTTP_ACTION_OPEN);
		ck_assert_int_eq(opened(), HTTP_ACTION_SEND);
		ck_assert_int_eq(conn.exchange->response.close, rows[i].close);
		ck_assert_int_eq(
		    conn.exchange->response.keep_alive, rows[i].keep_alive);
		http_conn_fini(&conn);
	}
}
END_TEST

START_TEST(http_conn_gives_a_head_a_fixed_time)
{
	ck_assert_uint_eq(conn.due_ms, now.ms + HTTP_HEAD_TIMEOUT_MS);
	now.ms += 10000;
	ck_assert_int_eq(receive("G"), HTTP_ACTION_RECV);
	ck_assert_uint_eq(conn.due_ms, now.ms + HTTP_HEAD_TIMEOUT_MS);
	now.ms += 10000;
	ck_assert_int_eq(receive("E"), HTTP_ACTION_RECV);
	ck_assert_uint_eq(conn.due_ms, now.ms + HTTP_HEAD_TIMEOUT_MS - 10000);
	ck_assert_int_eq(http_conn_expired(&conn, now), HTTP_ACTION_SEND);
	check_refused(HTTP_STATUS_REQUEST_TIMEOUT);
	ck_assert(conn.exchange->response.close);
}
END_TEST

START_TEST(http_conn_closes_silently_what_is_idle)
{
	ck_assert_int_eq(receive(GET), HTTP_ACTION_OPEN);
	ck_assert_int_eq(opened(), HTTP_ACTION_SEND);
	send_all();
	ck_assert_int_eq(http_conn_next(&conn, now), HTTP_ACTION_RECV);
	ck_assert_uint_eq(conn.due_ms, now.ms + HTTP_IDLE_TIMEOUT_MS);
	ck_assert_int_eq(http_conn_expired(&conn, now), HTTP_ACTION_CLOSE);
}
END_TEST

START_TEST(http_conn_lets_a_transfer_live_only_while_it_moves)
{
	struct http_file big = {.size = 1 << 20};
	uint64_t due_ms;
	size_t out_len;

	ck_assert_int_eq(receive(GET), HTTP_ACTION_OPEN);
	ck_assert_int_eq(
	    http_conn_opened(&conn, 0, &big, now), HTTP_ACTION_SEND);
	due_ms = now.ms + HTTP_STALL_TIMEOUT_MS;
	ck_assert_uint_eq(conn.due_ms, due_ms);
	(void)http_conn_out(&conn, &out_len);
	now.ms += 50000;
	ck_assert_int_eq(http_conn_sent(&conn, out_len, now), HTTP_ACTION_SEND);
	ck_assert_uint_eq(conn.due_ms, due_ms);
	ck_assert_int_eq(
	    http_conn_sent(&conn, HTTP_PROGRESS_MIN, now), HTTP_ACTION_SEND);
	ck_assert_uint_eq(conn.due_ms, now.ms + HTTP_STALL_TIMEOUT_MS);
	ck_assert_int_eq(http_conn_expired(&conn, now), HTTP_ACTION_CLOSE);
}
END_TEST

static void
check_head_is_of_this_request(const char *request)
{
	uint8_t fresh[HTTP_REPLY_MAX];
	size_t len;

	ck_assert_int_eq(receive(request), HTTP_ACTION_OPEN);
	ck_assert_int_eq(opened(), HTTP_ACTION_SEND);
	ck_assert_int_eq(http_response_build(&conn.exchange->response, fresh,
			     sizeof(fresh), &len),
	    0);
	ck_assert_uint_eq(conn.exchange->out_len, len);
	ck_assert_mem_eq(conn.exchange->out, fresh, len);
	send_all();
	ck_assert_int_eq(http_conn_next(&conn, now), HTTP_ACTION_RECV);
}

START_TEST(http_conn_repeats_an_answer_only_when_it_is_the_same)
{
	static const char ranged[] =
	    "GET /a HTTP/1.1\r\nHost: h\r\nRange: bytes=1-2\r\n\r\n";

	check_head_is_of_this_request(GET);
	check_head_is_of_this_request(GET);
	check_head_is_of_this_request(ranged);
	check_head_is_of_this_request("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n");
	check_head_is_of_this_request(GET);
	check_head_is_of_this_request(
	    "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
	now.wall_s++;
	check_head_is_of_this_request(GET);
}
END_TEST

START_TEST(http_conn_stop_closes_what_waits)
{
	ck_assert(http_conn_stop(&conn));
	ck_assert_int_eq(receive(""), HTTP_ACTION_CLOSE);
	ck_assert_uint_eq(pool.n_free, N);
}
END_TEST

START_TEST(http_conn_stop_answers_a_request_that_has_come)
{
	ck_assert_int_eq(receive("GET"), HTTP_ACTION_RECV);
	ck_assert(http_conn_stop(&conn));
	ck_assert_int_eq(receive(""), HTTP_ACTION_RECV);
	ck_assert_int_eq(receive(GET + 3), HTTP_ACTION_OPEN);
	ck_assert_int_eq(opened(), HTTP_ACTION_SEND);
	ck_assert(conn.exchange->response.close);
	send_all();
	ck_assert_int_eq(http_conn_next(&conn, now), HTTP_ACTION_DRAIN);
}
END_TEST

START_TEST(http_conn_stop_lets_a_response_finish)
{
	ck_assert_int_eq(receive(GET GET), HTTP_ACTION_OPEN);
	ck_assert_int_eq(opened(), HTTP_ACTION_SEND);
	ck_assert(!http_conn_stop(&conn));
	send_all();
	ck_assert_int_eq(http_conn_next(&conn, now), HTTP_ACTION_DRAIN);
}
END_TEST

START_TEST(http_conn_fini_gives_back_what_is_held)
{
	ck_assert_int_eq(receive("GET"), HTTP_ACTION_RECV);
	ck_assert_uint_eq(pool.n_free, N - 1);
	http_conn_fini(&conn);
	ck_assert_uint_eq(pool.n_free, N);
	http_conn_fini(&conn);
	ck_assert_uint_eq(pool.n_free, N);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("httpd/core");
	TCase *tc = tcase_create("core");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, http_conn_holds_an_exchange_only_while_it_needs_one);
	tcase_add_test(tc, http_conn_answers_a_request_and_waits_for_the_next);
	tcase_add_test(tc, http_conn_counts_what_leaves_in_one_call);
	tcase_add_test(
	    tc, http_conn_closes_after_as_many_requests_as_it_may_make);
	tcase_add_test(tc, http_conn_keeps_to_the_limits_of_its_pool);
	tcase_add_test(tc, http_conn_answers_with_pages);
	tcase_add_test(tc, http_conn_is_not_idle_before_its_first_request);
	tcase_add_test(tc, http_conn_answers_pipelined_requests_in_order);
	tcase_add_test(tc, http_conn_knows_when_to_keep_alive);
	tcase_add_test(tc, http_conn_gives_a_head_a_fixed_time);
	tcase_add_test(tc, http_conn_closes_silently_what_is_idle);
	tcase_add_test(tc, http_conn_lets_a_transfer_live_only_while_it_moves);
	tcase_add_test(
	    tc, http_conn_repeats_an_answer_only_when_it_is_the_same);
	tcase_add_test(tc, http_conn_stop_closes_what_waits);
	tcase_add_test(tc, http_conn_stop_answers_a_request_that_has_come);
	tcase_add_test(tc, http_conn_stop_lets_a_response_finish);
	tcase_add_test(tc, http_conn_fini_gives_back_what_is_held);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
