/* SPDX-License-Identifier: ISC */
/* Who fetches the counters; see metrics.h. */
#include "metrics.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "broker.h"
#include "os/clock.h"
#include "os/sock.h"

#define DOORS_MAX   2 /* 127.0.0.1 and ::1 */
#define CLIENTS_MAX 4
#define PAGE_MAX    65536
#define HEAD_MAX    256
#define PATIENCE_MS 5000
/* What is thrown away per wake-up. */
#define DISCARD_MAX 65536

struct client {
	struct suite *suite; /* NULL: free */
	struct bw_source source;
	uint64_t due_ms;
	bool answered; /* all of it is out; its end is awaited */
	size_t sent;
	size_t len; /* 0: it has not asked yet */
	char answer[HEAD_MAX + PAGE_MAX];
};

static struct bw_source doors[DOORS_MAX];
static size_t n_doors;
static struct client clients[CLIENTS_MAX];

static void
end(struct client *client)
{
	bw_loop_remove(&client->suite->loop, &client->source);
	(void)close(client->source.fd); /* whatever is under way is lost */
	client->suite = NULL;
}

static void
build(struct client *client)
{
	static char page[PAGE_MAX];
	size_t len;
	int head;

	broker_count_now(client->suite);
	len = counters_page(broker_counters(), page, sizeof(page));
	head = snprintf(client->answer, HEAD_MAX,
	    "HTTP/1.0 200 OK\r\n"
	    "Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
	    "Content-Length: %zu\r\n"
	    "\r\n",
	    len);

	memcpy(client->answer + head, page, len);
	client->len = (size_t)head + len;
}

static void
answer(struct client *client)
{
	ssize_t n = send(client->source.fd, client->answer + client->sent,
	    client->len - client->sent, MSG_DONTWAIT | MSG_NOSIGNAL);

	if (n < 0 && errno != EAGAIN) {
		end(client);
		return;
	}
	client->sent += n > 0 ? (size_t)n : 0;
	if (client->sent == client->len) {
		client->answered = true;
		(void)shutdown(client->source.fd, SHUT_WR); /* or it is gone */
	}
	if (bw_loop_change(&client->suite->loop, &client->source,
		client->answered ? BW_LOOP_READ : BW_LOOP_WRITE) != 0) {
		end(client);
	}
}

/*
 * Throw away what it says: with MSG_TRUNC and no buffer the bytes never leave
 * the kernel; tcp(7).  Closing with bytes unread would take the answer back.
 *
 *   returns  false when it has ended
 */
static bool
discard(struct client *client)
{
	ssize_t n = recv(
	    client->source.fd, NULL, DISCARD_MAX, MSG_TRUNC | MSG_DONTWAIT);

	return n > 0 || (n < 0 && errno == EAGAIN);
}

static void
client_ready(struct bw_source *source, unsigned events)
{
	struct client *client = source->arg;

	if ((events & BW_LOOP_READ) != 0 && !discard(client)) {
		end(client);
		return;
	}
	if (client->len == 0) {
		build(client);
	}
	if (!client->answered) {
		answer(client);
	}
}

static struct client *
find_free(void)
{
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		if (clients[i].suite == NULL) {
			return &clients[i];
		}
	}
	return NULL;
}

static void
door_ready(struct bw_source *source, unsigned events)
{
	struct suite *suite = source->arg;
	struct client *client = find_free();
	int fd = accept4(source->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	(void)events;
	if (fd < 0) {
		return; /* it went away again */
	}
	if (client == NULL) {
		(void)close(fd); /* too many ask at once */
		return;
	}
	client->suite = suite;
	client->source =
	    (struct bw_source){.fd = fd, .ready = client_ready, .arg = client};
	client->due_ms = suite->loop.now_ms + PATIENCE_MS;
	client->answered = false;
	client->sent = client->len = 0;
	if (bw_loop_add(&suite->loop, &client->source, BW_LOOP_READ) != 0) {
		end(client);
	}
}

int
metrics_open(const struct bw_conf *conf)
{
	const struct bw_conf_addrs *at = &conf->bootward.metrics;
	char text[BW_ADDR_STR_MAX];

	for (size_t i = 0; i < at->n; i++) {
		int fd = bw_sock_tcp_open(&at->items[i], 0);

		if (fd < 0) {
			bw_log(BW_LOG_LEVEL_ERR,
			    "bootward.metrics=%s error=\"%s\"",
			    bw_addr_str(&at->items[i], text), strerror(-fd));
			return fd;
		}
		BW_ASSERT(n_doors < DOORS_MAX); /* bw_conf_check() */
		doors[n_doors++].fd = fd;
	}
	return 0;
}

int
metrics_serve(struct suite *suite)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < n_doors; i++) {
		doors[i].ready = door_ready;
		doors[i].arg = suite;
		error = bw_loop_add(&suite->loop, &doors[i], BW_LOOP_READ);
	}
	return error;
}

uint64_t
metrics_due_ms(void)
{
	uint64_t due_ms = UINT64_MAX;

	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		if (clients[i].suite != NULL && clients[i].due_ms < due_ms) {
			due_ms = clients[i].due_ms;
		}
	}
	return due_ms;
}

void
metrics_tick(uint64_t now_ms)
{
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		if (clients[i].suite != NULL && now_ms >= clients[i].due_ms) {
			end(&clients[i]);
		}
	}
}
