/* SPDX-License-Identifier: ISC */
/* libcurl's multi interface on our loop; see multi.h. */
#include "multi.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "conf/conf.h"
#include "os/clock.h"
#include "proto.h"

/* Two addresses may be tried at the same time; RFC 8305. */
#define SOCKETS_MAX                                                            \
	((size_t)(FETCH_TRANSFERS_MAX + FETCH_DOWNLOADS_AT_ONCE_MAX +          \
		  BW_CONF_NOTICES_MAX) *                                       \
	    4)

static struct {
	struct bw_loop *loop;
	CURLM *handle;
	struct bw_source sources[SOCKETS_MAX];
	uint64_t due_ms; /* libcurl's own timer */
} multi;

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
	    multi.handle, source->fd, mask, &running);
	reap();
}

static struct bw_source *
source_find_free(void)
{
	for (size_t i = 0; i < SOCKETS_MAX; i++) {
		if (!multi.sources[i].added) {
			return &multi.sources[i];
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
			bw_loop_remove(multi.loop, source);
		}
		return 0;
	}
	wanted |= what == CURL_POLL_OUT ? 0 : BW_LOOP_READ;
	wanted |= what == CURL_POLL_IN ? 0 : BW_LOOP_WRITE;
	if (source != NULL) {
		return bw_loop_change(multi.loop, source, wanted) == 0 ? 0 : -1;
	}
	source = source_find_free();
	if (source == NULL) {
		return -1;
	}
	*source = (struct bw_source){.fd = fd, .ready = socket_ready};
	if (bw_loop_add(multi.loop, source, wanted) != 0 ||
	    curl_multi_assign(multi.handle, fd, source) != CURLM_OK) {
		return -1;
	}
	return 0;
}

/* CURLMOPT_TIMERFUNCTION */
static int
timer_wanted(CURLM *handle, long timeout_ms, void *arg)
{
	(void)handle;
	(void)arg;
	multi.due_ms =
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

/* Tell of the transfers that have ended. */
static void
reap(void)
{
	CURLMsg *message;
	char *at;
	int left;

	while ((message = curl_multi_info_read(multi.handle, &left)) != NULL) {
		struct fetch_handle *handle;
		CURLcode code = message->data.result;

		if (message->msg != CURLMSG_DONE) {
			continue;
		}
		(void)curl_easy_getinfo(
		    message->easy_handle, CURLINFO_PRIVATE, &at);
		handle = (struct fetch_handle *)at;
		(void)curl_multi_remove_handle(multi.handle, handle->easy);
		handle->done(handle, code);
	}
}

/* --- from our side --------------------------------------------------------- */

bool
fetch_multi_begin(struct fetch_handle *handle)
{
	return curl_multi_add_handle(multi.handle, handle->easy) == CURLM_OK;
}

void
fetch_multi_cancel(struct fetch_handle *handle)
{
	(void)curl_multi_remove_handle(multi.handle, handle->easy);
}

uint64_t
fetch_multi_due(void)
{
	return multi.due_ms;
}

void
fetch_multi_tick(uint64_t now_ms)
{
	int running;

	if (now_ms < multi.due_ms) {
		return;
	}
	multi.due_ms = UINT64_MAX;
	/* Its transfers report their own errors. */
	(void)curl_multi_socket_action(
	    multi.handle, CURL_SOCKET_TIMEOUT, 0, &running);
	reap();
}

/* --- setting up ------------------------------------------------------------ */

int
fetch_multi_prepare(
    struct fetch_handle *handle, fetch_done *done, struct curl_slist *resolved)
{
	CURL *easy = curl_easy_init();
	CURLcode codes[] = {
	    curl_easy_setopt(easy, CURLOPT_PRIVATE, handle),
	    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L),
	    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1),
	    /* By us, who know where to: no other name may be looked up. */
	    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L),
	    curl_easy_setopt(easy, CURLOPT_PROXY, ""), /* whatever env says */
	    curl_easy_setopt(easy, CURLOPT_USERAGENT, "bootward/" BW_VERSION),
	    curl_easy_setopt(easy, CURLOPT_RESOLVE, resolved),
	    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, socket_open),
	};

	handle->easy = easy;
	handle->done = done;
	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		if (codes[i] != CURLE_OK) {
			return -ENOMEM;
		}
	}
	return 0;
}

/*
 * One transfer that fails at once, to a socket in the file system that is not
 * there: libraries open what they open at their first use.
 */
static void
warm_up(void)
{
	CURL *easy = curl_easy_init();

	tzset(); /* dates of certificates */
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
fetch_multi_open(struct bw_loop *loop)
{
	memset(&multi, 0, sizeof(multi));
	multi.loop = loop;
	multi.due_ms = UINT64_MAX;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		return -ENOMEM;
	}
	warm_up();
	multi.handle = curl_multi_init();
	if (multi.handle == NULL ||
	    curl_multi_setopt(multi.handle, CURLMOPT_SOCKETFUNCTION,
		socket_wanted) != CURLM_OK ||
	    curl_multi_setopt(multi.handle, CURLMOPT_TIMERFUNCTION,
		timer_wanted) != CURLM_OK) {
		return -ENOMEM;
	}
	return 0;
}

void
fetch_multi_close(void)
{
	(void)curl_multi_cleanup(multi.handle);
	curl_global_cleanup();
}
