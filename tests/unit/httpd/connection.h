/* SPDX-License-Identifier: ISC */
/* One connection, and what happens to it; for core_*_test.c. */
#ifndef UNIT_HTTPD_CONNECTION_H
#define UNIT_HTTPD_CONNECTION_H

#include "unit.h"

#include "core.h"

#define N 4

static struct http_exchange exchanges[N];
static struct http_exchange *free_exchanges[N];
static struct http_mime mime;
static struct http_pool pool;
static struct http_conn conn;
static struct http_time now;

static const struct http_file file = {.size = 100, .inode = 1, .mtime_s = 1};

static inline void
setup_conn(void)
{
	ck_assert_int_eq(
	    http_conn_begin(&conn, &pool, false, now), HTTP_ACTION_RECV);
}

static inline void
setup(void)
{
	http_pool_init(&pool, exchanges, free_exchanges, N, &mime);
	now = (struct http_time){.ms = 1000, .wall_s = 784111777};
	setup_conn();
}

static inline enum http_action
receive(const char *text)
{
	size_t room;
	uint8_t *at = http_conn_room(&conn, &room);

	ck_assert_uint_le(strlen(text), room);
	memcpy(at, text, strlen(text));
	return http_conn_received(&conn, strlen(text), now);
}

/* Receive one byte many times. */
static inline enum http_action
receive_many(char byte, size_t n)
{
	enum http_action action = HTTP_ACTION_RECV;
	char text[2] = {byte, '\0'};

	for (size_t i = 0; i < n && action == HTTP_ACTION_RECV; i++) {
		action = receive(text);
	}
	return action;
}

static inline enum http_action
opened(void)
{
	return http_conn_opened(&conn, 0, &file, now);
}

/* Send all that is left; the response's head ends up in the exchange. */
static inline void
send_all(void)
{
	enum http_action action = HTTP_ACTION_SEND;
	size_t out_len;

	(void)http_conn_out(&conn, &out_len);
	action = http_conn_sent(&conn, out_len, now);
	if (http_conn_file_left(&conn) > 0) {
		ck_assert_int_eq(action, HTTP_ACTION_SEND);
		action = http_conn_sent(
		    &conn, (size_t)http_conn_file_left(&conn), now);
	}
	ck_assert_int_eq(action, HTTP_ACTION_FINISH);
}

static inline void
check_refused(enum http_status status)
{
	ck_assert_int_eq(conn.phase, HTTP_PHASE_SEND);
	ck_assert_int_eq(conn.exchange->response.status, status);
	ck_assert_uint_eq(http_conn_file_left(&conn), 0);
}

#define GET   "GET /a%20b HTTP/1.1\r\nHost: h\r\n\r\n"
#define GET_0 "GET /a HTTP/1.0\r\n\r\n"

#endif
