/* SPDX-License-Identifier: ISC */
/* libcurl's multi interface on our loop; see engine.h. */
#include "engine.h"

#include <curl/curl.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "os/clock.h"

/* Two addresses may be tried at the same time; RFC 8305. */
#define SOCKETS_MAX ((size_t)FETCH_TRANSFERS_MAX * 4)

struct transfer {
	CURL *easy;
	bool busy;
	uint32_t id;
	uint64_t due_ms;
	unsigned n_redirects;
	char body[FETCH_BODY_MAX];
	size_t body_len;
	bool full; /* there was more of the body */
};

struct engine {
	struct bw_loop *loop;
	fetch_ended *ended;
	void *arg;
	struct fetch_location location;
	CURLM *multi;
	struct curl_slist *resolved; /* HOST:PORT:ADDRESS,... */
	struct transfer transfers[FETCH_TRANSFERS_MAX];
	struct bw_source sources[SOCKETS_MAX];
	uint64_t due_ms; /* libcurl's own timer */
};

static struct engine engine;

static void reap(void);

/* --- what libcurl calls ---------------------------------------------------- */

static void
socket_ready(struct bw_source *source, unsigned events)
{
	int mask = 0;
	int running;

	if ((events & BW_LOOP_READ) != 0) {
		mask |= CURL_CSELECT_IN;
	}
	if ((events & BW_LOOP_WRITE) != 0) {
		mask |= CURL_CSELECT_OUT;
	}
	if ((events & BW_LOOP_HANGUP) != 0) {
		mask |= CURL_CSELECT_ERR;
	}
	/* Its transfers report their own errors. */
	(void)curl_multi_socket_action(
	    engine.multi, source->fd, mask, &running);
	reap();
}

static struct bw_source *
source_find_free(void)
{
	for (size_t i = 0; i < SOCKETS_MAX; i++) {
		if (!engine.sources[i].added) {
			return &engine.sources[i];
		}
	}
	return NULL;
}

/* CURLMOPT_SOCKETFUNCTION: watch a socket for what, or no longer. */
static int
socket_wanted(CURL *easy, curl_socket_t fd, int what, void *arg, void *known)
{
	struct bw_source *source = known;
	unsigned wanted = 0;

	(void)easy;
	(void)arg;
	if (what == CURL_POLL_REMOVE) {
		if (source != NULL) {
			bw_loop_remove(engine.loop, source);
		}
		return 0;
	}
	wanted |= what == CURL_POLL_OUT ? 0 : BW_LOOP_READ;
	wanted |= what == CURL_POLL_IN ? 0 : BW_LOOP_WRITE;
	if (source != NULL) {
		return bw_loop_change(engine.loop, source, wanted) == 0 ? 0
									: -1;
	}
	source = source_find_free();
	if (source == NULL) {
		return -1;
	}
	*source = (struct bw_source){.fd = fd, .ready = socket_ready};
	if (bw_loop_add(engine.loop, source, wanted) != 0 ||
	    curl_multi_assign(engine.multi, fd, source) != CURLM_OK) {
		return -1;
	}
	return 0;
}

/* CURLMOPT_TIMERFUNCTION */
static int
timer_wanted(CURLM *multi, long timeout_ms, void *arg)
{
	(void)multi;
	(void)arg;
	engine.due_ms =
	    timeout_ms < 0 ? UINT64_MAX : bw_clock_ms() + (uint64_t)timeout_ms;
	return 0;
}

/* CURLOPT_OPENSOCKETFUNCTION: exactly what the filter allows. */
static curl_socket_t
socket_open(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
	(void)arg;
	if (purpose != CURLSOCKTYPE_IPCXN) {
		return CURL_SOCKET_BAD;
	}
	return socket(address->family,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
}

/* CURLOPT_WRITEFUNCTION: taking less than there was ends the transfer. */
static size_t
body_came(char *bytes, size_t size, size_t n, void *arg)
{
	struct transfer *transfer = arg;
	size_t len = size * n;
	size_t room = sizeof(transfer->body) - transfer->body_len;

	transfer->full = len > room;
	if (len > room) {
		len = room;
	}
	memcpy(transfer->body + transfer->body_len, bytes, len);
	transfer->body_len += len;
	return transfer->full ? 0 : len;
}

/* --- the end of a transfer ------------------------------------------------- */

static void
transfer_end(struct transfer *transfer, const struct fetch_result *result,
    const char *why)
{
	transfer->busy = false;
	engine.ended(engine.arg, transfer->id, result, why);
}

/* Returns whether libcurl has taken it on; url is copied. */
static bool
request(struct transfer *transfer, const char *url)
{
	uint64_t now_ms = bw_clock_ms();
	long timeout_ms = transfer->due_ms > now_ms
			      ? (long)(transfer->due_ms - now_ms)
			      : 1; /* 0 would mean for ever */

	transfer->body_len = 0;
	transfer->full = false;
	return curl_easy_setopt(transfer->easy, CURLOPT_URL, url) == CURLE_OK &&
	       curl_easy_setopt(transfer->easy, CURLOPT_TIMEOUT_MS,
		   timeout_ms) == CURLE_OK &&
	       curl_multi_add_handle(engine.multi, transfer->easy) == CURLM_OK;
}

/* Returns whether the transfer goes on, to where it was redirected. */
static bool
follow(struct transfer *transfer, struct fetch_result *result, const char **why)
{
	const char *url = NULL;

	(void)curl_easy_getinfo(transfer->easy, CURLINFO_REDIRECT_URL, &url);
	if (url == NULL) {
		return false;
	}
	result->failed = true;
	if (transfer->n_redirects == FETCH_REDIRECTS_MAX) {
		*why = "too many redirects";
		return false;
	}
	if (!fetch_redirect_allowed(&engine.location, url)) {
		*why = "redirected to another server";
		return false;
	}
	transfer->n_redirects++;
	*why = "out of memory";
	return request(transfer, url);
}

static void
transfer_done(struct transfer *transfer, CURLcode code)
{
	struct fetch_result result = {
	    .body = transfer->body, .body_len = transfer->body_len};
	const char *why = NULL;
	long status = 0;

	(void)curl_multi_remove_handle(engine.multi, transfer->easy);
	(void)curl_easy_getinfo(
	    transfer->easy, CURLINFO_RESPONSE_CODE, &status);
	if (code != CURLE_OK && !transfer->full) {
		why = curl_easy_strerror(code);
	} else if (status > 0 && status <= UINT16_MAX) {
		result.status = (uint16_t)status;
		if (follow(transfer, &result, &why)) {
			return;
		}
	}
	transfer_end(transfer, &result, why);
}

/* Tell of the transfers that have ended. */
static void
reap(void)
{
	CURLMsg *message;
	char *transfer;
	int left;

	while ((message = curl_multi_info_read(engine.multi, &left)) != NULL) {
		if (message->msg != CURLMSG_DONE) {
			continue;
		}
		(void)curl_easy_getinfo(
		    message->easy_handle, CURLINFO_PRIVATE, &transfer);
		transfer_done(
		    (struct transfer *)transfer, message->data.result);
	}
}

/* --- from our side --------------------------------------------------------- */

bool
fetch_engine_has_room(void)
{
	for (size_t i = 0; i < FETCH_TRANSFERS_MAX; i++) {
		if (!engine.transfers[i].busy) {
			return true;
		}
	}
	return false;
}

void
fetch_engine_begin(uint32_t id, const char *url, uint64_t due_ms)
{
	static const struct fetch_result none = {.failed = true};
	struct transfer *transfer = engine.transfers;

	while (transfer->busy) {
		transfer++;
		BW_ASSERT(transfer < engine.transfers + FETCH_TRANSFERS_MAX);
	}
	transfer->busy = true;
	transfer->id = id;
	transfer->due_ms = due_ms;
	transfer->n_redirects = 0;
	if (!request(transfer, url)) {
		transfer_end(transfer, &none, "out of memory");
	}
}

uint64_t
fetch_engine_due(void)
{
	return engine.due_ms;
}

void
fetch_engine_tick(uint64_t now_ms)
{
	int running;

	if (now_ms < engine.due_ms) {
		return;
	}
	engine.due_ms = UINT64_MAX;
	/* Its transfers report their own errors. */
	(void)curl_multi_socket_action(
	    engine.multi, CURL_SOCKET_TIMEOUT, 0, &running);
	reap();
}

/* --- setting up ------------------------------------------------------------ */

static int
easy_open(struct transfer *transfer)
{
	CURL *easy = curl_easy_init();
	CURLcode codes[] = {
	    curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer),
	    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L),
	    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http"),
	    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1),
	    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L),
	    curl_easy_setopt(easy, CURLOPT_PROXY, ""), /* whatever env says */
	    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L),
	    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L),
	    curl_easy_setopt(easy, CURLOPT_USERAGENT, "bootward/" BW_VERSION),
	    curl_easy_setopt(easy, CURLOPT_RESOLVE, engine.resolved),
	    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, socket_open),
	    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, body_came),
	    curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer),
	};

	transfer->easy = easy;
	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		if (codes[i] != CURLE_OK) {
			return -ENOMEM;
		}
	}
	return 0;
}

/* Tell libcurl all addresses of the one name that it will ever meet. */
static int
resolve(const struct bw_conf_addrs *addrs)
{
	char text[FETCH_RESOLVED_MAX];
	int error = fetch_resolved_build(
	    &engine.location, addrs->items, addrs->n, text);

	if (error == 0 && text[0] != '\0') {
		engine.resolved = curl_slist_append(NULL, text);
		error = engine.resolved != NULL ? 0 : -ENOMEM;
	}
	return error;
}

/*
 * One transfer that fails at once, to a socket in the file system that is not
 * there: libraries open what they open at their first use.
 */
static void
warm_up(void)
{
	CURL *easy = curl_easy_init();

	if (easy == NULL) {
		return; /* what matters is tried, and checked, below */
	}
	(void)curl_easy_setopt(easy, CURLOPT_URL, "http://warm.up/");
	(void)curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(easy, CURLOPT_PROXY, "");
	(void)curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, "/nowhere/");
	(void)curl_easy_perform(easy); /* it is to fail */
	curl_easy_cleanup(easy);
}

int
fetch_engine_open(struct bw_loop *loop, const struct bw_conf_http_access *http,
    fetch_ended *ended, void *arg)
{
	int error;

	memset(&engine, 0, sizeof(engine)); /* too large for the stack */
	engine.loop = loop;
	engine.ended = ended;
	engine.arg = arg;
	engine.due_ms = UINT64_MAX;
	if (fetch_location_parse(http->location, strlen(http->location),
		&engine.location) != 0) {
		return -EBADMSG;
	}
	error = resolve(&http->resolved);
	if (error != 0) {
		return error;
	}
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		return -ENOMEM;
	}
	warm_up();
	engine.multi = curl_multi_init();
	if (engine.multi == NULL ||
	    curl_multi_setopt(engine.multi, CURLMOPT_SOCKETFUNCTION,
		socket_wanted) != CURLM_OK ||
	    curl_multi_setopt(engine.multi, CURLMOPT_TIMERFUNCTION,
		timer_wanted) != CURLM_OK) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < FETCH_TRANSFERS_MAX && error == 0; i++) {
		error = easy_open(&engine.transfers[i]);
	}
	return error;
}

uint16_t
fetch_engine_port(void)
{
	return engine.location.port;
}

void
fetch_engine_close(void)
{
	for (size_t i = 0; i < FETCH_TRANSFERS_MAX; i++) {
		struct transfer *transfer = &engine.transfers[i];

		if (transfer->busy) {
			(void)curl_multi_remove_handle(
			    engine.multi, transfer->easy);
		}
		curl_easy_cleanup(transfer->easy);
	}
	(void)curl_multi_cleanup(engine.multi);
	curl_slist_free_all(engine.resolved);
	curl_global_cleanup();
}
