/* SPDX-License-Identifier: ISC */
/* What connections share: exchanges, the last head read, the last built. */
#include <errno.h>
#include <stdio.h>

#include "connection.h"

static struct http_exchange *x;

static void
setup_exchange(void)
{
	setup();
	x = http_pool_take(&pool);
}

static int
ask(const char *text)
{
	x->in_len = strlen(text);
	x->scanned = 0;
	memcpy(x->in, text, x->in_len);
	return http_pool_ask(&pool, x);
}

static void
check_target(const char *wanted)
{
	struct http_text target = http_span_text(x->in, x->request.target);

	ck_assert_uint_eq(target.len, strlen(wanted));
	ck_assert_mem_eq(target.at, wanted, target.len);
}

START_TEST(http_pool_take_hands_out_all_there_are)
{
	struct http_exchange *taken[N] = {x};

	for (size_t i = 1; i < N; i++) {
		taken[i] = http_pool_take(&pool);
		for (size_t j = 0; j < i; j++) {
			ck_assert_ptr_ne(taken[i], taken[j]);
		}
	}
	ck_assert_uint_eq(pool.n_free, 0);
	taken[1]->in_len = 5;
	http_pool_give(&pool, taken[1]);
	ck_assert_ptr_eq(http_pool_take(&pool), taken[1]);
	ck_assert_uint_eq(taken[1]->in_len, 0);
}
END_TEST

#define FIELDS "Host: h\r\nRange: bytes=0-1\r\n\r\n"

START_TEST(http_pool_ask_reads_the_same_head_alike)
{
	struct http_request first;

	ck_assert_int_eq(ask("GET /a HTTP/1.1\r\n" FIELDS), 0);
	first = x->request;
	x->request = (struct http_request){.has_body = true};
	x->head_len = 0;
	/* and what comes after it makes no difference */
	ck_assert_int_eq(ask("GET /a HTTP/1.1\r\n" FIELDS "GET /b"), 0);
	ck_assert_mem_eq(&x->request, &first, sizeof(first));
	ck_assert_uint_eq(x->head_len, strlen("GET /a HTTP/1.1\r\n" FIELDS));
	check_target("/a");
}
END_TEST

START_TEST(http_pool_ask_judges_alike_what_is_asked_again)
{
	static const struct {
		const char *head;
		const char *path;
		enum http_status verdict;
	} rows[] = {
	    {"GET /a%20b?c HTTP/1.1\r\nHost: h\r\n\r\n", "a b",
		HTTP_STATUS_NONE},
	    {"GET /../%61 HTTP/1.1\r\nHost: h\r\n\r\n", "/../%61",
		HTTP_STATUS_FORBIDDEN},
	    {"GET /.git HTTP/1.1\r\nHost: h\r\n\r\n", ".git",
		HTTP_STATUS_NOT_FOUND},
	    {"POST /a%20b HTTP/1.1\r\nHost: h\r\n\r\n", "a b",
		HTTP_STATUS_METHOD_NOT_ALLOWED},
	};

	for (size_t i = 0; i < 2 * ARRAY_LEN(rows); i++) {
		memset(x->path, 'x', sizeof(x->path));
		x->verdict = HTTP_STATUS_OK;
		ck_assert_int_eq(ask(rows[i / 2].head), 0);
		ck_assert_str_eq(x->path, rows[i / 2].path);
		ck_assert_int_eq(x->verdict, rows[i / 2].verdict);
	}
}
END_TEST

START_TEST(http_exchange_query_is_what_follows_the_question_mark)
{
	ck_assert_int_eq(ask("GET /a?b?c HTTP/1.0\r\n\r\n"), 0);
	ck_assert(http_text_is(http_exchange_query(x), "b?c"));
	ck_assert_int_eq(ask("GET /a HTTP/1.0\r\n\r\n"), 0);
	ck_assert(http_text_is(http_exchange_query(x), ""));
}
END_TEST

START_TEST(http_pool_ask_tells_heads_apart_that_differ_in_a_byte)
{
	ck_assert_int_eq(ask("GET /a HTTP/1.1\r\n" FIELDS), 0);
	ck_assert_int_eq(ask("GET /b HTTP/1.1\r\n" FIELDS), 0);
	check_target("/b");
	ck_assert_int_eq(ask("GET /a HTTP/1.0\r\n" FIELDS), 0);
	ck_assert_uint_eq(x->request.minor, 0);
	ck_assert_int_eq(ask("HEAD /a HTTP/1.0\r\n" FIELDS), 0);
	ck_assert_int_eq(x->request.method, HTTP_METHOD_HEAD);
}
END_TEST

START_TEST(http_pool_ask_keeps_nothing_of_what_was_no_request)
{
	ck_assert_int_eq(ask("GET /a HTTP/1.1\r\n" FIELDS), 0);
	ck_assert_int_eq(ask("GET /a HTTP/1.1\r\nHost: h\r\n"), -EAGAIN);
	ck_assert_int_eq(ask("GET /a HTTP/1.1\r\n\r\n"), -EBADMSG);
	ck_assert_int_eq(ask("GET /a HTTP/1.1\r\n\r\n"), -EBADMSG);
	ck_assert_int_eq(ask("GET /a HTTP/1.1\r\n" FIELDS), 0);
	check_target("/a");
}
END_TEST

/* A head of exactly len bytes for the target /LETTER. */
static int
ask_long(char letter, size_t len)
{
	char head[HTTP_ASKED_MAX + 2];
	int n = snprintf(
	    head, sizeof(head), "GET /%c HTTP/1.1\r\nHost: h\r\nX: ", letter);

	memset(head + n, 'x', len - (size_t)n);
	memcpy(head + len - 4, "\r\n\r\n", 5);
	return ask(head);
}

START_TEST(http_pool_ask_keeps_heads_of_a_limited_length)
{
	ck_assert_int_eq(ask_long('a', HTTP_ASKED_MAX), 0);
	ck_assert_uint_eq(pool.asked.len, HTTP_ASKED_MAX);
	ck_assert_int_eq(ask_long('b', HTTP_ASKED_MAX + 1), 0);
	check_target("/b");
	ck_assert_uint_eq(pool.asked.len, HTTP_ASKED_MAX);
}
END_TEST

/* Build the answer to x with this as the date. */
static void
build(uint64_t date_s)
{
	x->response = (struct http_response){
	    .status = HTTP_STATUS_NOT_MODIFIED,
	    .date_s = date_s,
	    .etag = "\"1\"",
	};
	http_pool_build(&pool, x);
}

START_TEST(http_pool_build_repeats_only_what_is_the_same)
{
	uint8_t first[HTTP_REPLY_MAX];
	size_t len;

	build(784111777);
	len = x->out_len;
	memcpy(first, x->out, len);
	memset(x->out, 0, sizeof(x->out));
	build(784111777);
	ck_assert_uint_eq(x->out_len, len);
	ck_assert_mem_eq(x->out, first, len);
	build(784111778);
	ck_assert_uint_eq(x->out_len, len);
	ck_assert_mem_ne(x->out, first, len);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("httpd/pool");
	TCase *tc = tcase_create("pool");

	suite_add_tcase(suite, tc);
	tcase_add_checked_fixture(tc, setup_exchange, NULL);
	tcase_add_test(tc, http_pool_take_hands_out_all_there_are);
	tcase_add_test(tc, http_pool_ask_reads_the_same_head_alike);
	tcase_add_test(tc, http_pool_ask_judges_alike_what_is_asked_again);
	tcase_add_test(
	    tc, http_exchange_query_is_what_follows_the_question_mark);
	tcase_add_test(
	    tc, http_pool_ask_tells_heads_apart_that_differ_in_a_byte);
	tcase_add_test(tc, http_pool_ask_keeps_nothing_of_what_was_no_request);
	tcase_add_test(tc, http_pool_ask_keeps_heads_of_a_limited_length);
	tcase_add_test(tc, http_pool_build_repeats_only_what_is_the_same);
	return unit_main(suite);
}
