/* SPDX-License-Identifier: ISC */
/*
 * Whole conversations with one connection, without a socket: the client's
 * bytes arrive in fragments of random size, the responses leave in others, the
 * clock moves, and a reader that shares no code with ours checks what came out.
 */
#include "unit.h"

#include <stdio.h>

#include "core.h"

#define WIRE_MAX (1u << 20)
#define SEEDS    300
#define CRLF     "\r\n"
#define HOST     "Host: h" CRLF
#define START_MS 1000000u
#define START_S  1700000000u
#define FILE_ODD 100003u

/* A file whose byte at each offset says which one it is. */
struct sim_file {
	const char *path;
	uint64_t size;
};

static const struct sim_file files[] = {
    {"boot.ipxe", 42}, {"grubx64.efi", FILE_ODD}, {"empty", 0}, {"a b", 1}};

enum sim_end {
	SIM_END_CLOSED,  /* by us, at once */
	SIM_END_DRAINED, /* by us, after a response */
	SIM_END_WAITING, /* the client has nothing more to say */
};

struct sim {
	struct http_exchange exchange;
	struct http_exchange *free[1];
	struct http_pool pool;
	struct http_conn conn;
	struct http_time now;
	const struct sim_file *file;
	uint32_t random;
	const char *in; /* of the client, still to come */
	size_t in_len;
	bool half_close; /* after in */
	char out[WIRE_MAX];
	size_t out_len;
	unsigned n_finished;
	enum sim_end end;
};

static struct sim sim;
static struct http_mime mime;

static uint32_t
roll(uint32_t bound) /* 0 ... bound - 1 */
{
	sim.random = sim.random * 1664525u + 1013904223u;
	return (sim.random >> 8) % bound;
}

static size_t
fragment(uint64_t available)
{
	static const uint32_t bounds[] = {1, 2, 7, 100, 1460, 65536};
	uint32_t bound = bounds[roll(ARRAY_LEN(bounds))];
	size_t len = 1 + roll(bound);

	return len < available ? len : (size_t)available;
}

static char
file_byte(uint64_t at)
{
	return (char)('a' + at % 23);
}

static enum http_action
sim_recv(void)
{
	size_t room, len;
	uint8_t *at = http_conn_room(&sim.conn, &room);

	ck_assert_uint_gt(room, 0);
	if (sim.in_len == 0) {
		enum http_action action =
		    http_conn_received(&sim.conn, 0, sim.now);

		ck_assert_int_eq(action, HTTP_ACTION_RECV);
		return sim.half_close ? http_conn_ended(&sim.conn) : action;
	}
	len = fragment(sim.in_len < room ? sim.in_len : room);
	memcpy(at, sim.in, len);
	sim.in += len;
	sim.in_len -= len;
	return http_conn_received(&sim.conn, len, sim.now);
}

static enum http_action
sim_open(void)
{
	struct http_file facts = {.inode = 7, .mtime_s = START_S - 5};

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		if (strcmp(files[i].path, sim.conn.exchange->path) == 0) {
			facts.size = files[i].size;
			return http_conn_opened(&sim.conn, 0, &facts, sim.now);
		}
	}
	return http_conn_opened(&sim.conn, -ENOENT, NULL, sim.now);
}

static enum http_action
sim_send(void)
{
	size_t left, len;
	const uint8_t *out = http_conn_out(&sim.conn, &left);

	if (left > 0) {
		len = fragment(left);
		ck_assert_uint_le(len, WIRE_MAX - sim.out_len);
		memcpy(sim.out + sim.out_len, out, len);
	} else {
		uint64_t at = http_conn_file_at(&sim.conn);

		len = fragment(http_conn_file_left(&sim.conn));
		ck_assert_uint_gt(len, 0);
		ck_assert_uint_le(len, WIRE_MAX - sim.out_len);
		for (size_t i = 0; i < len; i++) {
			sim.out[sim.out_len + i] = file_byte(at + i);
		}
	}
	sim.out_len += len;
	return http_conn_sent(&sim.conn, len, sim.now);
}

/* One step of what a program does; false: the conversation is over. */
static bool
sim_step(enum http_action *action)
{
	switch (*action) {
	case HTTP_ACTION_CHECK:
		*action = http_conn_checked(&sim.conn, true, sim.now);
		return true;
	case HTTP_ACTION_RECV:
		if (sim.in_len == 0 && !sim.half_close) {
			sim.end = SIM_END_WAITING;
			return false;
		}
		*action = sim_recv();
		return true;
	case HTTP_ACTION_OPEN:
		*action = http_conn_waits(&sim.conn, sim.now);
		return true;
	case HTTP_ACTION_WAIT:
		*action = sim_open();
		return true;
	case HTTP_ACTION_SEND:
		*action = sim_send();
		return true;
	case HTTP_ACTION_FINISH:
		sim.n_finished++;
		*action = http_conn_next(&sim.conn, sim.now);
		return true;
	case HTTP_ACTION_DRAIN:
		sim.end = SIM_END_DRAINED;
		return false;
	case HTTP_ACTION_CLOSE:
		sim.end = SIM_END_CLOSED;
		return false;
	}
	return false;
}

static void
sim_run(uint32_t seed, const char *in, size_t len, bool half_close)
{
	enum http_action action;

	memset(&sim, 0, offsetof(struct sim, out));
	sim.out_len = 0;
	sim.n_finished = 0;
	sim.random = seed;
	sim.in = in;
	sim.in_len = len;
	sim.half_close = half_close;
	sim.now = (struct http_time){.ms = START_MS, .wall_s = START_S};
	http_pool_init(&sim.pool, &sim.exchange, sim.free, 1, &mime);
	action = http_conn_begin(&sim.conn, &sim.pool, seed % 2 == 0, sim.now);
	while (sim_step(&action)) {
		sim.now.ms += roll(20);
		ck_assert_uint_gt(sim.conn.due_ms, START_MS);
	}
}

/* What the other side makes of our bytes: status, body, whether we close. */
struct reply {
	int status;
	size_t body_len;
	const char *body;
	bool close;
};

static const char *
find(const char *head, const char *end, const char *name)
{
	const char *at = memmem(head, (size_t)(end - head), name, strlen(name));

	return at == NULL ? NULL : at + strlen(name);
}

/* Take one reply from *at, as GRUB would: by exact bytes. */
static struct reply
take_reply(const char **at, bool head_only)
{
	const char *end = sim.out + sim.out_len, *length;
	const char *blank = find(*at, end, CRLF CRLF);
	struct reply reply = {0};

	ck_assert_ptr_nonnull(blank);
	ck_assert(memcmp(*at, "HTTP/1.1 ", 9) == 0);
	reply.status = atoi(*at + 9);
	reply.close = find(*at, blank, CRLF "Connection: close" CRLF) != NULL;
	ck_assert_ptr_nonnull(find(*at, blank, CRLF "Date: "));
	length = find(*at, blank, CRLF "Content-Length: ");
	ck_assert(length != NULL || reply.status == 304);
	reply.body = blank;
	if (length != NULL && !head_only) {
		reply.body_len = (size_t)strtoull(length, NULL, 10);
	}
	ck_assert_uint_le(reply.body_len, (size_t)(end - blank));
	*at = blank + reply.body_len;
	return reply;
}

static void
check_file(const struct reply *reply, uint64_t first, size_t len)
{
	size_t same = 0;

	ck_assert_uint_eq(reply->body_len, len);
	while (same < len && reply->body[same] == file_byte(first + same)) {
		same++;
	}
	ck_assert_uint_eq(same, len);
}

#define GET(target) "GET " target " HTTP/1.1" CRLF HOST CRLF

START_TEST(sim_many_requests_in_any_fragments)
{
	static const char in[] = GET("/boot.ipxe") CRLF GET(
	    "//grubx64.efi") "HEAD /grubx64.efi HTTP/1.1" CRLF HOST CRLF
	    GET("/empty") "GET /grubx64.efi HTTP/1.1" CRLF HOST
			  "Range: bytes=5000-" CRLF CRLF GET("/nowhere")
			      GET("/a%20b") "GET /a%20b HTTP/1.0" CRLF CRLF;
	static const int statuses[] = {200, 200, 200, 200, 206, 404, 200, 200};

	for (uint32_t seed = 0; seed < SEEDS; seed++) {
		const char *at = sim.out;
		struct reply replies[ARRAY_LEN(statuses)];

		sim_run(seed, in, strlen(in), seed % 3 == 0);
		ck_assert_int_eq(sim.end, SIM_END_DRAINED);
		ck_assert_uint_eq(sim.n_finished, ARRAY_LEN(statuses));
		for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
			replies[i] = take_reply(&at, i == 2);
			ck_assert_int_eq(replies[i].status, statuses[i]);
			ck_assert_int_eq(
			    replies[i].close, i == ARRAY_LEN(statuses) - 1);
		}
		check_file(&replies[0], 0, 42);
		check_file(&replies[1], 0, FILE_ODD);
		check_file(&replies[3], 0, 0);
		check_file(&replies[4], 5000, FILE_ODD - 5000);
		check_file(&replies[6], 0, 1);
		ck_assert_ptr_eq(at, sim.out + sim.out_len);
		ck_assert_uint_eq(sim.pool.n_free, 1);
	}
}
END_TEST

START_TEST(sim_a_client_that_closed_its_side_is_answered)
{
	static const char in[] = GET("/grubx64.efi") GET("/boot.ipxe") "GET /x";

	for (uint32_t seed = 0; seed < SEEDS; seed++) {
		const char *at = sim.out;
		struct reply reply;

		sim_run(seed, in, strlen(in), true);
		ck_assert_int_eq(sim.end, SIM_END_CLOSED);
		reply = take_reply(&at, false);
		check_file(&reply, 0, FILE_ODD);
		reply = take_reply(&at, false);
		check_file(&reply, 0, 42);
		ck_assert_ptr_eq(at, sim.out + sim.out_len);
	}
}
END_TEST

START_TEST(sim_nothing_is_smuggled_behind_a_body)
{
	static const char *const firsts[] = {
	    "GET /empty HTTP/1.1" CRLF HOST "Content-Length: 40" CRLF CRLF,
	    "POST /empty HTTP/1.1" CRLF HOST "Content-Length: 3" CRLF CRLF,
	    "GET /empty HTTP/1.1" CRLF HOST "Transfer-Encoding: chunked" CRLF
	    "Content-Length: 3" CRLF CRLF,
	    "GET /empty HTTP/1.1" CRLF HOST
	    "Transfer-Encoding: chunked" CRLF CRLF,
	    "GET /empty HTTP/1.1" CRLF HOST "Content-Length : 3" CRLF CRLF,
	    "GET /empty HTTP/1.1" CRLF HOST "X: y" CRLF " z" CRLF CRLF,
	    "GET /empty HTTP/1.1" CRLF HOST "X: y\rContent-Length: 3" CRLF CRLF,
	    "GET /empty HTTP/1.1" CRLF HOST "X: y\nZ: z" CRLF CRLF,
	};
	char in[1024];

	for (size_t i = 0; i < ARRAY_LEN(firsts); i++) {
		(void)snprintf(
		    in, sizeof(in), "%s%s", firsts[i], GET("/boot.ipxe"));
		for (uint32_t seed = 0; seed < SEEDS / 10; seed++) {
			const char *at = sim.out;
			struct reply reply;

			sim_run(seed, in, strlen(in), false);
			ck_assert_int_eq(sim.end, SIM_END_DRAINED);
			reply = take_reply(&at, false);
			ck_assert_int_ge(reply.status, 400);
			ck_assert(reply.close);
			ck_assert_ptr_eq(at, sim.out + sim.out_len);
		}
	}
}
END_TEST

START_TEST(sim_any_bytes_are_answered_closed_or_waited_for)
{
	static const char alphabet[] = "GET /a%2. HTTP/1.1\r\n:Host\0\x80";
	static char in[3 * HTTP_HEAD_MAX];

	for (uint32_t seed = 0; seed < SEEDS; seed++) {
		uint32_t random = seed;

		for (size_t i = 0; i < sizeof(in); i++) {
			random = random * 22695477u + 1;
			in[i] =
			    alphabet[(random >> 16) % (sizeof(alphabet) - 1)];
		}
		sim_run(seed, in, sizeof(in), true);
		ck_assert_int_ne(sim.end, SIM_END_WAITING);
		ck_assert_uint_le(sim.n_finished, 1);
		http_conn_fini(&sim.conn);
		ck_assert_uint_eq(sim.pool.n_free, 1);
	}
}
END_TEST

START_TEST(sim_a_slow_head_is_ended_after_its_time)
{
	static const char in[] = GET("/boot.ipxe");
	enum http_action action;
	uint64_t began_ms;

	sim_run(1, "", 0, false);
	ck_assert_int_eq(sim.end, SIM_END_WAITING);
	began_ms = sim.now.ms;
	for (size_t i = 0; sim.now.ms < sim.conn.due_ms; i++) {
		ck_assert_uint_lt(i, strlen(in));
		sim.in = in + i;
		sim.in_len = 1;
		ck_assert_int_eq(sim_recv(), HTTP_ACTION_RECV);
		sim.now.ms += 1000;
	}
	ck_assert_uint_eq(sim.now.ms - began_ms, HTTP_HEAD_TIMEOUT_MS);
	sim.in_len = 0;
	action = http_conn_expired(&sim.conn, sim.now);
	while (sim_step(&action)) {
	}
	ck_assert_int_eq(sim.end, SIM_END_DRAINED);
	ck_assert(memcmp(sim.out, "HTTP/1.1 408 ", 13) == 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("httpd/sim");
	TCase *tc = tcase_create("sim");

	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, sim_many_requests_in_any_fragments);
	tcase_add_test(tc, sim_a_client_that_closed_its_side_is_answered);
	tcase_add_test(tc, sim_nothing_is_smuggled_behind_a_body);
	tcase_add_test(tc, sim_any_bytes_are_answered_closed_or_waited_for);
	tcase_add_test(tc, sim_a_slow_head_is_ended_after_its_time);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
