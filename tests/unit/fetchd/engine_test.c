/* SPDX-License-Identifier: ISC */
/*
 * fetchd/engine.c, with the real library against a web server of a few lines,
 * on the same loop and on the loopback interface.
 */
#include "engine.h"
#include "multi.h"

#include <netinet/in.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "os/clock.h"
#include "unit.h"

#define PEERS_MAX  256
#define TIMEOUT_MS 400
#define SOON_MS    5000
#define NAME       "access.example" /* resolved by us, and by nobody else */

struct peer {
	struct bw_source source;
	char request[2048];
	size_t len;
};

struct outcome {
	unsigned n; /* times it was told */
	uint16_t status;
	bool failed;
	char body[FETCH_BODY_MAX + 1];
	char why[128];
};

static struct bw_loop loop;
static struct bw_source listener;
static uint16_t port;
static struct peer peers[PEERS_MAX];
static size_t n_peers;
static const char *reply; /* to everybody; NULL: none at all */
static struct outcome outcomes[256];
static unsigned n_ended, n_awaited;
static uint64_t give_up_ms;
static char location[64];
static struct bw_addr server_addr;
static struct bw_conf_http_access http;

static void
peer_ready(struct bw_source *source, unsigned events)
{
	struct peer *peer = source->arg;
	size_t room = sizeof(peer->request) - 1 - peer->len;
	ssize_t n = read(source->fd, peer->request + peer->len, room);

	(void)events;
	if (n > 0) {
		peer->len += (size_t)n;
		peer->request[peer->len] = '\0';
		if (strstr(peer->request, "\r\n\r\n") == NULL) {
			return;
		}
		if (reply == NULL) {
			return; /* until it goes away */
		}
		ck_assert_int_eq(write(source->fd, reply, strlen(reply)),
		    (ssize_t)strlen(reply));
	}
	bw_loop_remove(&loop, source);
	(void)close(source->fd);
}

static void
listener_ready(struct bw_source *source, unsigned events)
{
	struct peer *peer = &peers[n_peers++];

	(void)events;
	ck_assert_uint_le(n_peers, PEERS_MAX);
	*peer = (struct peer){.source = {
				  .fd = accept(source->fd, NULL, NULL),
				  .ready = peer_ready,
				  .arg = peer,
			      }};
	ck_assert_int_ge(peer->source.fd, 0);
	ck_assert_int_eq(bw_loop_add(&loop, &peer->source, BW_LOOP_READ), 0);
}

static void
server_open(void)
{
	struct sockaddr_in address = {
	    .sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t len = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, len), 0);
	ck_assert_int_eq(listen(fd, PEERS_MAX), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&address, &len), 0);
	port = ntohs(address.sin_port);
	listener = (struct bw_source){.fd = fd, .ready = listener_ready};
	ck_assert_int_eq(bw_loop_add(&loop, &listener, BW_LOOP_READ), 0);
}

static void
ended(
    void *arg, uint32_t id, const struct fetch_result *result, const char *why)
{
	struct outcome *outcome = &outcomes[id];

	ck_assert_ptr_eq(arg, &loop);
	outcome->n++;
	outcome->status = result->status;
	outcome->failed = result->failed;
	memcpy(outcome->body, result->body, result->body_len);
	outcome->body[result->body_len] = '\0';
	(void)snprintf(
	    outcome->why, sizeof(outcome->why), "%s", why != NULL ? why : "");
	if (++n_ended == n_awaited) {
		bw_loop_end(&loop, 0);
	}
}

static uint64_t
due(void *arg)
{
	uint64_t due_ms = fetch_multi_due();

	(void)arg;
	return due_ms < give_up_ms ? due_ms : give_up_ms;
}

static void
tick(void *arg, uint64_t now_ms)
{
	(void)arg;
	fetch_multi_tick(now_ms);
	ck_assert_msg(now_ms < give_up_ms, "it takes too long");
}

static void
setup(void)
{
	ck_assert_int_eq(bw_loop_init(&loop), 0);
	loop.due = due;
	loop.tick = tick;
	server_open();
	(void)snprintf(location, sizeof(location), NAME ":%u", (unsigned)port);
	server_addr = bw_addr_ipv4(INADDR_LOOPBACK, 0);
	http = (struct bw_conf_http_access){
	    .location = location, .resolved = {&server_addr, 1}};
	/* Nobody must listen to these. */
	ck_assert_int_eq(setenv("http_proxy", "http://192.0.2.1:9/", 1), 0);
	ck_assert_int_eq(fetch_multi_open(&loop), 0);
	ck_assert_int_eq(fetch_engine_open(&http, -1, ended, &loop), 0);
}

static void
teardown(void)
{
	fetch_engine_close();
	fetch_multi_close();
	(void)close(listener.fd);
	bw_loop_fini(&loop);
}

static void
begin(uint32_t id)
{
	char url[256];

	(void)snprintf(
	    url, sizeof(url), "http://%s/ask?id=%u", location, (unsigned)id);
	ck_assert(fetch_engine_has_room());
	fetch_engine_begin(id, url, bw_clock_ms() + TIMEOUT_MS);
	n_awaited++;
}

static void
run(void)
{
	give_up_ms = bw_clock_ms() + SOON_MS;
	loop.done = false;
	ck_assert_int_eq(bw_loop_run(&loop), 0);
	ck_assert_uint_eq(n_ended, n_awaited);
}

/* One question, answered with text. */
static const struct outcome *
ask(const char *text)
{
	reply = text;
	begin(0);
	run();
	ck_assert_uint_eq(outcomes[0].n, 1);
	return &outcomes[0];
}

START_TEST(engine_brings_status_and_body)
{
	const struct outcome *outcome = ask("HTTP/1.1 200 OK\r\n"
					    "Content-Length: 8\r\n\r\n"
					    "File: a\n");

	ck_assert_uint_eq(outcome->status, 200);
	ck_assert(!outcome->failed);
	ck_assert_str_eq(outcome->body, "File: a\n");
	ck_assert_str_eq(outcome->why, "");
	ck_assert_ptr_nonnull(
	    strstr(peers[0].request, "GET /ask?id=0 HTTP/1.1\r\n"));
	ck_assert_ptr_nonnull(strstr(peers[0].request, location));
}
END_TEST

START_TEST(engine_takes_a_body_that_ends_with_the_connection)
{
	const struct outcome *outcome = ask("HTTP/1.0 200 OK\r\n\r\nClient: b");

	ck_assert_uint_eq(outcome->status, 200);
	ck_assert_str_eq(outcome->body, "Client: b");
}
END_TEST

START_TEST(engine_brings_a_denial)
{
	const struct outcome *outcome =
	    ask("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n");

	ck_assert_uint_eq(outcome->status, 401);
	ck_assert(!outcome->failed);
}
END_TEST

START_TEST(engine_gives_up_in_time)
{
	uint64_t began_ms = bw_clock_ms();
	const struct outcome *outcome = ask(NULL);
	uint64_t took_ms = bw_clock_ms() - began_ms;

	ck_assert_uint_eq(outcome->status, 0);
	ck_assert_str_ne(outcome->why, "");
	ck_assert_uint_ge(took_ms, TIMEOUT_MS - 50);
	ck_assert_uint_lt(took_ms, TIMEOUT_MS + 1000);
}
END_TEST

START_TEST(engine_tells_that_nobody_listens)
{
	bw_loop_remove(&loop, &listener);
	ck_assert_int_eq(close(listener.fd), 0);
	listener.fd = -1;
	begin(0);
	run();
	ck_assert_uint_eq(outcomes[0].status, 0);
	ck_assert_str_ne(outcomes[0].why, "");
}
END_TEST

START_TEST(engine_tells_of_what_is_no_http)
{
	const struct outcome *outcome = ask("SSH-2.0-server\r\n\r\n");

	ck_assert_uint_eq(outcome->status, 0);
	ck_assert_str_ne(outcome->why, "");
}
END_TEST

START_TEST(engine_follows_redirects_to_itself_up_to_a_limit)
{
	char text[256];
	const struct outcome *outcome;

	(void)snprintf(text, sizeof(text),
	    "HTTP/1.1 302 Over There\r\nLocation: /again\r\n"
	    "Content-Length: 0\r\n\r\n");
	outcome = ask(text);
	ck_assert(outcome->failed);
	ck_assert_uint_eq(outcome->status, 302);
	ck_assert_str_eq(outcome->why, "too many redirects");
	ck_assert_uint_eq(n_peers, 1 + FETCH_REDIRECTS_MAX);
	ck_assert_ptr_nonnull(strstr(peers[1].request, "GET /again HTTP/1.1"));
}
END_TEST

START_TEST(engine_goes_to_no_other_server)
{
	static const char *const elsewhere[] = {"http://192.0.2.1/",
	    "https://" NAME "/", "file:///etc/passwd", "http://other.example/",
	    "http://" NAME ":1/"};
	char text[256];

	for (size_t i = 0; i < ARRAY_LEN(elsewhere); i++) {
		(void)snprintf(text, sizeof(text),
		    "HTTP/1.1 301 Gone\r\nLocation: %s\r\n"
		    "Content-Length: 0\r\n\r\n",
		    elsewhere[i]);
		reply = text;
		begin((uint32_t)i);
		run();
		ck_assert(outcomes[i].failed);
		ck_assert_str_eq(
		    outcomes[i].why, "redirected to another server");
		ck_assert_uint_eq(n_peers, i + 1);
	}
}
END_TEST

START_TEST(engine_reads_so_much_of_a_body)
{
	static char text[3 * FETCH_BODY_MAX];
	const struct outcome *outcome;
	int n = snprintf(text, sizeof(text),
	    "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");

	memset(text + n, 'b', 2 * FETCH_BODY_MAX);
	outcome = ask(text);
	ck_assert_uint_eq(outcome->status, 200);
	ck_assert(!outcome->failed);
	ck_assert_uint_eq(strlen(outcome->body), FETCH_BODY_MAX);
}
END_TEST

START_TEST(engine_tells_of_a_body_cut_short)
{
	const struct outcome *outcome =
	    ask("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nFile: ");

	ck_assert_uint_eq(outcome->status, 0);
	ck_assert_str_ne(outcome->why, "");
}
END_TEST

START_TEST(engine_does_many_at_once_and_again)
{
	reply = "HTTP/1.1 204 Yes\r\n\r\n";
	for (unsigned round = 0; round < 3; round++) {
		for (uint32_t i = 0; i < FETCH_TRANSFERS_MAX; i++) {
			begin(i);
		}
		ck_assert(!fetch_engine_has_room());
		run();
		for (uint32_t i = 0; i < FETCH_TRANSFERS_MAX; i++) {
			ck_assert_uint_eq(outcomes[i].n, round + 1);
			ck_assert_uint_eq(outcomes[i].status, 204);
		}
	}
}
END_TEST

START_TEST(engine_needs_no_resolver_for_addresses)
{
	fetch_engine_close();
	(void)snprintf(
	    location, sizeof(location), "127.0.0.1:%u", (unsigned)port);
	http.resolved.n = 0;
	ck_assert_int_eq(fetch_engine_open(&http, -1, ended, &loop), 0);
	ck_assert_uint_eq(ask("HTTP/1.1 200 OK\r\n\r\n")->status, 200);
}
END_TEST

START_TEST(engine_refuses_a_name_that_nobody_resolved)
{
	fetch_engine_close();
	http.resolved.n = 0;
	ck_assert_int_eq(fetch_engine_open(&http, -1, ended, &loop), -ENOENT);
	http.location = "host:port";
	ck_assert_int_eq(fetch_engine_open(&http, -1, ended, &loop), -EBADMSG);
	http.resolved.n = 1;
	http.location = location;
	ck_assert_int_eq(fetch_engine_open(&http, -1, ended, &loop), 0);
}
END_TEST

static int
file_with(const char *text)
{
	int fd = memfd_create("token", MFD_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	return fd;
}

START_TEST(engine_bears_a_token_on_every_hop)
{
	static char redirect[128];
	int fd = file_with("s3cret\n");

	fetch_engine_close();
	ck_assert_int_eq(fetch_engine_open(&http, fd, ended, &loop), 0);
	(void)close(fd);
	(void)snprintf(redirect, sizeof(redirect),
	    "HTTP/1.1 302 Found\r\nLocation: http://%s/\r\n\r\n", location);
	ck_assert(ask(redirect)->failed);
	ck_assert_uint_eq(n_peers, FETCH_REDIRECTS_MAX + 1);
	for (size_t i = 0; i < n_peers; i++) {
		ck_assert_ptr_nonnull(strstr(
		    peers[i].request, "\r\nAuthorization: Bearer s3cret\r\n"));
	}
}
END_TEST

START_TEST(engine_bears_no_token_without_one)
{
	int fd = file_with("two words\n");

	(void)ask("HTTP/1.1 200 OK\r\n\r\n");
	ck_assert_ptr_null(strstr(peers[0].request, "Authorization"));
	fetch_engine_close();
	ck_assert_int_eq(
	    fetch_engine_open(&http, fd, ended, &loop), -EKEYREJECTED);
	(void)close(fd);
}
END_TEST

static Suite *
engine_suite(void)
{
	Suite *suite = suite_create("fetchd/engine");
	TCase *tcase = tcase_create("engine");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 30);
	tcase_add_test(tcase, engine_brings_status_and_body);
	tcase_add_test(
	    tcase, engine_takes_a_body_that_ends_with_the_connection);
	tcase_add_test(tcase, engine_brings_a_denial);
	tcase_add_test(tcase, engine_gives_up_in_time);
	tcase_add_test(tcase, engine_tells_that_nobody_listens);
	tcase_add_test(tcase, engine_tells_of_what_is_no_http);
	tcase_add_test(tcase, engine_follows_redirects_to_itself_up_to_a_limit);
	tcase_add_test(tcase, engine_goes_to_no_other_server);
	tcase_add_test(tcase, engine_reads_so_much_of_a_body);
	tcase_add_test(tcase, engine_tells_of_a_body_cut_short);
	tcase_add_test(tcase, engine_does_many_at_once_and_again);
	tcase_add_test(tcase, engine_needs_no_resolver_for_addresses);
	tcase_add_test(tcase, engine_refuses_a_name_that_nobody_resolved);
	tcase_add_test(tcase, engine_bears_a_token_on_every_hop);
	tcase_add_test(tcase, engine_bears_no_token_without_one);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return unit_main(engine_suite());
}
