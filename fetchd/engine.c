/* SPDX-License-Identifier: ISC */
/* Access questions as transfers; see engine.h. */
#include "engine.h"

#include <curl/curl.h>
#include <errno.h>
#include <string.h>

#include "authorize.h"
#include "multi.h"
#include "os/clock.h"
#include "trust.h"

struct transfer {
	struct fetch_handle handle; /* first */
	bool busy;
	uint32_t id;
	uint64_t due_ms;
	unsigned n_redirects;
	char body[FETCH_BODY_MAX];
	size_t body_len;
	bool full;                 /* there was more of the body */
	struct curl_slist *fields; /* of the request */
};

struct engine {
	fetch_ended *ended;
	void *arg;
	struct fetch_location location;
	struct curl_slist *resolved; /* HOST:PORT:ADDRESS,... */
	struct fetch_authority authority;
	struct transfer transfers[FETCH_TRANSFERS_MAX];
};

static struct engine engine;

/* --- the transfers ----------------------------------------------------------- */

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
	return fetch_authorize(&engine.authority, NULL, &transfer->fields) ==
		   0 &&
	       curl_easy_setopt(transfer->handle.easy, CURLOPT_HTTPHEADER,
		   transfer->fields) == CURLE_OK &&
	       fetch_trust_apply(transfer->handle.easy) == CURLE_OK &&
	       curl_easy_setopt(transfer->handle.easy, CURLOPT_URL, url) ==
		   CURLE_OK &&
	       curl_easy_setopt(transfer->handle.easy, CURLOPT_TIMEOUT_MS,
		   timeout_ms) == CURLE_OK &&
	       fetch_multi_begin(&transfer->handle);
}

/* Returns whether the transfer goes on, to where it was redirected. */
static bool
follow(struct transfer *transfer, struct fetch_result *result, const char **why)
{
	const char *url = NULL;

	(void)curl_easy_getinfo(
	    transfer->handle.easy, CURLINFO_REDIRECT_URL, &url);
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
transfer_done(struct fetch_handle *handle, CURLcode code)
{
	struct transfer *transfer = (struct transfer *)handle;
	struct fetch_result result = {
	    .body = transfer->body, .body_len = transfer->body_len};
	const char *why = NULL;
	long status = 0;

	(void)curl_easy_getinfo(
	    transfer->handle.easy, CURLINFO_RESPONSE_CODE, &status);
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

/* --- setting up ------------------------------------------------------------ */

static int
transfer_open(struct transfer *transfer)
{
	CURL *easy;
	int error = fetch_multi_prepare(
	    &transfer->handle, transfer_done, engine.resolved);

	if (error != 0) {
		return error;
	}
	easy = transfer->handle.easy;
	if (curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR,
		engine.location.tls ? "https" : "http") != CURLE_OK ||
	    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L) != CURLE_OK ||
	    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L) != CURLE_OK ||
	    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, body_came) !=
		CURLE_OK ||
	    curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer) != CURLE_OK) {
		return -ENOMEM;
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

int
fetch_engine_open(const struct bw_conf_http_access *http, int token_fd,
    fetch_ended *ended, void *arg)
{
	int error;

	memset(&engine, 0, sizeof(engine)); /* too large for the stack */
	engine.ended = ended;
	engine.arg = arg;
	if (fetch_location_parse(http->location, strlen(http->location),
		&engine.location) != 0) {
		return -EBADMSG;
	}
	error = resolve(&http->resolved);
	if (error == 0) {
		/* Redirected or not, no other server sees it. */
		error = fetch_authority_take(&engine.authority, token_fd);
	}
	for (size_t i = 0; i < FETCH_TRANSFERS_MAX && error == 0; i++) {
		error = transfer_open(&engine.transfers[i]);
	}
	return error;
}

int
fetch_engine_renew(int token_fd)
{
	return fetch_authority_take(&engine.authority, token_fd);
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
			fetch_multi_cancel(&transfer->handle);
		}
		curl_easy_cleanup(transfer->handle.easy);
		curl_slist_free_all(transfer->fields);
	}
	curl_slist_free_all(engine.resolved);
}
