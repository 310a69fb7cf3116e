/* SPDX-License-Identifier: ISC */
/* All connections; see wraps.h. */
#include "wraps.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

#define SWEEP_EVERY_MS 1000

int
tls_wraps_init(struct tls_wraps *wraps, struct bw_worker *worker)
{
	size_t max = worker->conf->tls.max_connections;

	*wraps = (struct tls_wraps){
	    .worker = worker,
	    .items = calloc(max, sizeof(*wraps->items)),
	    .free = calloc(max, sizeof(*wraps->free)),
	    .max = max,
	};
	return wraps->items == NULL || wraps->free == NULL ? -ENOMEM : 0;
}

size_t
tls_wraps_count(const struct tls_wraps *wraps)
{
	return wraps->n_fresh - wraps->n_free;
}

/* Those used before first, so that memory is touched as it is needed. */
static struct tls_wrap *
take(struct tls_wraps *wraps)
{
	if (wraps->n_free > 0) {
		return wraps->free[--wraps->n_free];
	}
	return wraps->n_fresh < wraps->max ? &wraps->items[wraps->n_fresh++]
					   : NULL;
}

void
tls_wraps_give(struct tls_wraps *wraps, struct tls_wrap *wrap)
{
	wrap->used = false;
	wraps->free[wraps->n_free++] = wrap;
}

static int
begin(struct tls_wraps *wraps, const struct bw_msg_connection *connection,
    int fd, int *out_fd)
{
	uint64_t now_ms = wraps->worker->loop.now_ms;
	bool resting = tls_wraps_count(wraps) == 0;
	struct tls_wrap *wrap = take(wraps);
	int error;

	if (wrap == NULL) {
		(void)close(fd); /* nobody's */
		return -EMFILE;
	}
	if (resting) {
		wraps->sweep_due_ms = now_ms + SWEEP_EVERY_MS;
	}
	error = tls_wrap_begin(wrap, wraps, fd, &connection->peer,
	    connection->role == BW_ROLE_HTTPD,
	    now_ms + wraps->worker->conf->tls.handshake_timeout_ms, out_fd);
	if (error != 0) {
		tls_wraps_give(wraps, wrap);
	}
	return error;
}

void
tls_wraps_begin(struct tls_wraps *wraps, const struct bw_msg *msg, int fd)
{
	struct bw_msg out = {.type = BW_MSG_CONNECTION_WRAPPED, .id = msg->id};
	int daemon_fd = -1;
	int error = begin(wraps, &msg->u.connection, fd, &daemon_fd);

	if (error != 0) {
		out.type = BW_MSG_CONNECTION_REFUSED;
		out.u.refused.error = error;
		bw_text_cut(out.u.refused.reason, sizeof(out.u.refused.reason),
		    error == -EMFILE ? "max_connections" : strerror(-error));
	}
	bw_worker_send(wraps->worker, &out, daemon_fd);
	if (daemon_fd >= 0) {
		(void)close(daemon_fd); /* the daemon's now */
	}
}

uint64_t
tls_wraps_due(const struct tls_wraps *wraps)
{
	return tls_wraps_count(wraps) > 0 ? wraps->sweep_due_ms : UINT64_MAX;
}

void
tls_wraps_sweep(struct tls_wraps *wraps, uint64_t now_ms)
{
	if (now_ms < wraps->sweep_due_ms) {
		return;
	}
	wraps->sweep_due_ms = now_ms + SWEEP_EVERY_MS;
	for (size_t i = 0; i < wraps->n_fresh; i++) {
		if (wraps->items[i].used && now_ms >= wraps->items[i].due_ms) {
			tls_wrap_expire(&wraps->items[i], "it took too long");
		}
	}
}

void
tls_wraps_kill(struct tls_wraps *wraps)
{
	for (size_t i = 0; i < wraps->n_fresh; i++) {
		if (wraps->items[i].used) {
			tls_wrap_expire(&wraps->items[i], "the suite stops");
		}
	}
}
