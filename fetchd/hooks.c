/* SPDX-License-Identifier: ISC */
/* Hooks; see hooks.h. */
#include "hooks.h"

#include <errno.h>
#include <string.h>

#include "authorize.h"
#include "backlog.h"
#include "conf/hooks.h"
#include "multi.h"
#include "names.h"
#include "os/clock.h"
#include "os/log.h"
#include "trust.h"

#define CONTENT_TYPE "Content-Type: application/x-ndjson"
/* All of a POST, and of its answer. */
#define POST_TIMEOUT_MS 10000L

struct hook {
	struct fetch_handle handle; /* first */
	struct fetch_backlog backlog;
	const char *url;
	struct curl_slist *fields; /* of the request */
	size_t posting; /* so many first bytes of the backlog; 0: nothing */
	unsigned n_failures;
	uint64_t due_ms; /* not to be tried before */
};

static struct {
	struct bw_hooks list;
	struct curl_slist *resolved;
	struct fetch_authority authority;
	struct hook items[BW_CONF_NOTICES_MAX];
} hooks;

/* CURLOPT_WRITEFUNCTION: of an answer only the status counts. */
static size_t
body_came(char *bytes, size_t size, size_t n, void *arg)
{
	(void)bytes;
	(void)arg;
	return size * n;
}

static void
post(struct hook *hook)
{
	size_t len = fetch_backlog_first(&hook->backlog);
	CURL *easy = hook->handle.easy;

	/* Not copied: what comes meanwhile is put behind them. */
	if (fetch_authorize(&hooks.authority, CONTENT_TYPE, &hook->fields) ==
		0 &&
	    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, hook->fields) ==
		CURLE_OK &&
	    fetch_trust_apply(easy) == CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, hook->backlog.bytes) ==
		CURLE_OK &&
	    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)len) ==
		CURLE_OK &&
	    fetch_multi_begin(&hook->handle)) {
		hook->posting = len;
	} else {
		hook->due_ms = bw_clock_ms() + fetch_backoff_ms(1);
	}
}

static void
log_failure(const struct hook *hook, long status, const char *why)
{
	static struct bw_log_limit limit;

	bw_log_limited(&limit, BW_LOG_LEVEL_WARNING,
	    "hook=%s status=%ld error=\"%s\" waiting=%zu lost=%llu", hook->url,
	    status, why, hook->backlog.len,
	    (unsigned long long)hook->backlog.n_lost);
}

static void
posted(struct fetch_handle *handle, CURLcode code)
{
	struct hook *hook = (struct hook *)handle;
	enum fetch_verdict verdict;
	long status = 0;

	(void)curl_easy_getinfo(handle->easy, CURLINFO_RESPONSE_CODE, &status);
	verdict = fetch_status_judge(code == CURLE_OK ? status : 0);
	switch (verdict) {
	case FETCH_VERDICT_REFUSED:
		log_failure(hook, status, "refused: these are lost");
		/* fall through */
	case FETCH_VERDICT_TAKEN:
		fetch_backlog_drop(&hook->backlog, hook->posting);
		hook->n_failures = 0;
		break;
	case FETCH_VERDICT_AGAIN:
		hook->n_failures++;
		hook->due_ms =
		    bw_clock_ms() + fetch_backoff_ms(hook->n_failures);
		log_failure(hook, status,
		    code == CURLE_OK ? "not now" : curl_easy_strerror(code));
		break;
	}
	hook->posting = 0;
}

/* --- from our side --------------------------------------------------------- */

void
fetch_hooks_put(const struct bw_msg_notice *notice)
{
	struct hook *hook = &hooks.items[notice->hook];

	BW_ASSERT(
	    notice->hook < hooks.list.n); /* the parent numbers as we do */
	if (fetch_backlog_put(&hook->backlog, notice->text) != 0) {
		log_failure(hook, 0, "no room: events are lost");
	}
}

bool
fetch_hooks_idle(void)
{
	for (size_t i = 0; i < hooks.list.n; i++) {
		const struct hook *hook = &hooks.items[i];

		if (hook->backlog.len > 0 && hook->n_failures == 0) {
			return false;
		}
	}
	return true;
}

uint64_t
fetch_hooks_due(void)
{
	uint64_t due_ms = UINT64_MAX;

	for (size_t i = 0; i < hooks.list.n; i++) {
		const struct hook *hook = &hooks.items[i];

		if (hook->backlog.len > 0 && hook->posting == 0 &&
		    hook->due_ms < due_ms) {
			due_ms = hook->due_ms;
		}
	}
	return due_ms;
}

void
fetch_hooks_tick(uint64_t now_ms)
{
	for (size_t i = 0; i < hooks.list.n; i++) {
		struct hook *hook = &hooks.items[i];

		if (hook->backlog.len > 0 && hook->posting == 0 &&
		    hook->due_ms <= now_ms) {
			post(hook);
		}
	}
}

/* --- setting up ------------------------------------------------------------ */

static int
hook_open(struct hook *hook, const struct bw_hook *is)
{
	int error = fetch_multi_prepare(&hook->handle, posted, hooks.resolved);
	CURL *easy = hook->handle.easy;

	if (error != 0) {
		return error;
	}
	hook->url = is->text;
	CURLcode codes[] = {
	    curl_easy_setopt(easy, CURLOPT_URL, is->text),
	    curl_easy_setopt(
		easy, CURLOPT_PROTOCOLS_STR, is->url.tls ? "https" : "http"),
	    curl_easy_setopt(easy, CURLOPT_POST, 1L),
	    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, POST_TIMEOUT_MS),
	    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, body_came),
	};
	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		if (codes[i] != CURLE_OK) {
			return -ENOMEM;
		}
	}
	return 0;
}

int
fetch_hooks_open(const struct bw_conf *conf, int token_fd)
{
	int error = fetch_authority_take(&hooks.authority, token_fd);

	bw_hooks_of(conf, &hooks.list);
	for (size_t i = 0; i < hooks.list.n && error == 0; i++) {
		error = fetch_names_add(&conf->fetchd.resolved,
		    &hooks.list.items[i].url, &hooks.resolved);
	}
	for (size_t i = 0; i < hooks.list.n && error == 0; i++) {
		error = hook_open(&hooks.items[i], &hooks.list.items[i]);
	}
	if (error != 0) {
		bw_log(BW_LOG_LEVEL_ERR, "hooks error=\"%s\"",
		    error == -EKEYREJECTED ? "there is no token"
					   : strerror(-error));
	}
	return error;
}

int
fetch_hooks_renew(int token_fd)
{
	return fetch_authority_take(&hooks.authority, token_fd);
}

size_t
fetch_hooks_ports(uint16_t *out)
{
	for (size_t i = 0; i < hooks.list.n; i++) {
		out[i] = hooks.list.items[i].url.port;
	}
	return hooks.list.n;
}
