/* SPDX-License-Identifier: ISC */
/*
 * One connection; see wrap.h.  read() and write() where there is a choice: the
 * filter passes them by their number alone.  SIGPIPE is ignored.
 */
#include "wrap.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "credential.h"
#include "wraps.h"

/* Between two turns nothing is in it. */
static uint8_t record[TLS_RECORD_MAX];

static struct tls_wraps *
wraps_of(const struct tls_wrap *wrap)
{
	return wrap->client.arg;
}

static struct bw_loop *
loop_of(const struct tls_wrap *wrap)
{
	return &wraps_of(wrap)->worker->loop;
}

static bool
is_later(ssize_t n)
{
	return n == GNUTLS_E_AGAIN || n == GNUTLS_E_INTERRUPTED;
}

static void
wrap_end(struct tls_wrap *wrap)
{
	gnutls_deinit(wrap->session);
	bw_loop_remove(loop_of(wrap), &wrap->client);
	bw_loop_remove(loop_of(wrap), &wrap->daemon);
	(void)close(wrap->client.fd); /* nothing can be done about it */
	(void)close(wrap->daemon.fd); /* nor here */
	free(wrap->held);
	wrap->held = NULL;
	tls_wraps_give(wraps_of(wrap), wrap);
}

static void
log_failed(const struct tls_wrap *wrap, const char *reason)
{
	static struct bw_log_limit limit;
	char text[BW_ADDR_STR_MAX];

	bw_log_limited(&limit, BW_LOG_LEVEL_INFO, "peer=%s %s reason=\"%s\"",
	    bw_addr_str(&wrap->addr, text),
	    wrap->open ? "session=broken" : "handshake=failed", reason);
}

void
tls_wrap_expire(struct tls_wrap *wrap, const char *reason)
{
	log_failed(wrap, reason);
	wrap_end(wrap);
}

/* The client is told why, if there is room for it. */
static void
wrap_fail(struct tls_wrap *wrap, int error)
{
	if (error == GNUTLS_E_FATAL_ALERT_RECEIVED) {
		log_failed(wrap,
		    gnutls_alert_get_name(gnutls_alert_get(wrap->session)));
	} else {
		log_failed(wrap, gnutls_strerror(error));
		(void)gnutls_alert_send_appropriate(wrap->session, error);
	}
	wrap_end(wrap);
}

/* --- to the client ----------------------------------------------------------- */

/* The daemon has no more: say so, once everything else is said. */
static int
say_bye(struct tls_wrap *wrap)
{
	int error = gnutls_bye(wrap->session, GNUTLS_SHUT_WR);

	if (error == 0) {
		wrap->said_bye = true;
		/* Fails when it is gone: the loop tells. */
		(void)shutdown(wrap->client.fd, SHUT_WR);
	}
	return is_later(error) ? 0 : error;
}

/* What is to be given to GnuTLS next; 0: nothing, for now or any more. */
static size_t
take_from_daemon(struct tls_wrap *wrap)
{
	/* Some clients want shorter records.  RFC 8449 */
	size_t max = gnutls_record_get_max_size(wrap->session);
	ssize_t n;

	do {
		n = read(wrap->daemon.fd, record,
		    max < sizeof(record) ? max : sizeof(record));
	} while (n < 0 && errno == EINTR);
	if (n < 0 && errno == EAGAIN) {
		return 0;
	}
	wrap->daemon_ended = n <= 0;
	return n > 0 ? (size_t)n : 0;
}

static bool
is_leaving(const struct tls_wrap *wrap)
{
	return wrap->daemon_ended || wrap->daemon_gone;
}

/* One who takes something has time for the next. */
static void
note_sent(struct tls_wrap *wrap)
{
	wrap->unsent = false;
	if (is_leaving(wrap)) {
		wrap->due_ms = loop_of(wrap)->now_ms + TLS_STALL_MS;
	}
}

/* 0, or what GnuTLS says of the end. */
static int
pass_to_client(struct tls_wrap *wrap)
{
	for (int i = 0; i < TLS_TURN_RECORDS; i++) {
		size_t len = 0;
		ssize_t n;

		if (!wrap->unsent) {
			len = wrap->daemon_ended ? 0 : take_from_daemon(wrap);
			if (len == 0) {
				break;
			}
		}
		/* Of an unsent one GnuTLS has a copy, already encrypted. */
		n = gnutls_record_send(
		    wrap->session, len > 0 ? record : NULL, len);
		if (is_later(n)) {
			wrap->unsent = true;
			return 0;
		}
		if (n < 0) {
			return (int)n;
		}
		note_sent(wrap);
	}
	return wrap->daemon_ended && !wrap->said_bye ? say_bye(wrap) : 0;
}

/* --- to the daemon ----------------------------------------------------------- */

/* Nobody is there to be told anything. */
static void
deafen(struct tls_wrap *wrap)
{
	free(wrap->held);
	wrap->held = NULL;
	wrap->client_ended = true;
}

/* How much of it the daemon has taken. */
static size_t
give_to_daemon(struct tls_wrap *wrap, const uint8_t *bytes, size_t len)
{
	ssize_t n;

	do {
		n = write(wrap->daemon.fd, bytes, len);
	} while (n < 0 && errno == EINTR);
	if (n < 0 && errno != EAGAIN) {
		deafen(wrap);
		return len;
	}
	return n > 0 ? (size_t)n : 0;
}

static int
hold(struct tls_wrap *wrap, const uint8_t *bytes, size_t len)
{
	wrap->held = malloc(len);
	if (wrap->held == NULL) {
		return GNUTLS_E_MEMORY_ERROR;
	}
	memcpy(wrap->held, bytes, len);
	wrap->held_len = len;
	wrap->held_at = 0;
	return 0;
}

static void
give_held(struct tls_wrap *wrap)
{
	size_t n = give_to_daemon(
	    wrap, wrap->held + wrap->held_at, wrap->held_len - wrap->held_at);

	wrap->held_at += n;
	if (wrap->held != NULL && wrap->held_at == wrap->held_len) {
		free(wrap->held);
		wrap->held = NULL;
	}
}

/* A record of the client; n bytes, or what GnuTLS says. */
static int
take_record(struct tls_wrap *wrap, ssize_t n)
{
	size_t taken;

	/* Many clients leave without a word. */
	if (n == 0 || n == GNUTLS_E_PREMATURE_TERMINATION) {
		wrap->client_ended = true;
		/* Fails when it is gone: the loop tells. */
		(void)shutdown(wrap->daemon.fd, SHUT_WR);
		return 0;
	}
	if (n < 0) {
		/* A renegotiation, which is no error to GnuTLS, is one here. */
		return n == GNUTLS_E_REHANDSHAKE ||
			       gnutls_error_is_fatal((int)n) != 0
			   ? (int)n
			   : 0;
	}
	taken = give_to_daemon(wrap, record, (size_t)n);
	return taken < (size_t)n && !wrap->client_ended
		   ? hold(wrap, record + taken, (size_t)n - taken)
		   : 0;
}

/* 0, or what GnuTLS says of the end. */
static int
pass_to_daemon(struct tls_wrap *wrap)
{
	int error = 0;

	if (wrap->held != NULL) {
		give_held(wrap);
	}
	for (int i = 0; i < TLS_TURN_RECORDS && error == 0 &&
			wrap->held == NULL && !wrap->client_ended;
	     i++) {
		ssize_t n =
		    gnutls_record_recv(wrap->session, record, sizeof(record));

		if (n == GNUTLS_E_AGAIN) {
			break;
		}
		error = n == GNUTLS_E_INTERRUPTED ? 0 : take_record(wrap, n);
	}
	return error;
}

/* --- turns -------------------------------------------------------------------- */

/* Be told of what can be used. */
static void
wrap_watch(struct tls_wrap *wrap)
{
	unsigned client = 0, daemon = 0;
	int error;

	if (!wrap->open) {
		client = gnutls_record_get_direction(wrap->session) == 0
			     ? BW_LOOP_READ
			     : BW_LOOP_WRITE;
	} else {
		client |= wrap->held == NULL && !wrap->client_ended
			      ? BW_LOOP_READ
			      : 0;
		client |= wrap->unsent || (is_leaving(wrap) && !wrap->said_bye)
			      ? BW_LOOP_WRITE
			      : 0;
		daemon |= wrap->held != NULL ? BW_LOOP_WRITE : 0;
		daemon |=
		    !wrap->unsent && !wrap->daemon_ended ? BW_LOOP_READ : 0;
	}
	error = bw_loop_change(loop_of(wrap), &wrap->client, client);
	if (error == 0 && !wrap->daemon_gone) {
		error = bw_loop_change(loop_of(wrap), &wrap->daemon, daemon);
	}
	if (error != 0) {
		wrap_end(wrap); /* no memory in the kernel */
	}
}

static void
wrap_run(struct tls_wrap *wrap)
{
	int error = pass_to_client(wrap);

	if (error == 0) {
		error = pass_to_daemon(wrap);
	}
	if (error != 0) {
		wrap_fail(wrap, error);
	} else if (wrap->said_bye &&
		   (wrap->client_ended || wrap->daemon_gone)) {
		wrap_end(wrap);
	} else {
		wrap_watch(wrap);
	}
}

static void
log_open(const struct tls_wrap *wrap)
{
	char text[BW_ADDR_STR_MAX];
	char *facts;

	if (bw_log_get_level() < BW_LOG_LEVEL_DEBUG) {
		return;
	}
	facts = gnutls_session_get_desc(wrap->session);
	bw_log(BW_LOG_LEVEL_DEBUG, "peer=%s session=%s resumed=%s",
	    bw_addr_str(&wrap->addr, text), facts == NULL ? "?" : facts,
	    gnutls_session_is_resumed(wrap->session) != 0 ? "yes" : "no");
	gnutls_free(facts);
}

static void
wrap_handshake(struct tls_wrap *wrap)
{
	int error;

	do {
		error = gnutls_handshake(wrap->session);
	} while (error < 0 && !is_later(error) &&
		 gnutls_error_is_fatal(error) == 0); /* each takes a record */
	if (is_later(error)) {
		wrap_watch(wrap);
	} else if (error != 0) {
		wrap_fail(wrap, error);
	} else {
		wrap->open = true;
		wrap->due_ms = UINT64_MAX;
		log_open(wrap);
		wrap_run(wrap);
	}
}

static void
client_ready(struct bw_source *source, unsigned events)
{
	struct tls_wrap *wrap =
	    (struct tls_wrap *)((char *)source -
				offsetof(struct tls_wrap, client));

	if (!wrap->open) {
		wrap_handshake(wrap);
	} else if ((events & BW_LOOP_HANGUP) != 0 &&
		   (source->wanted & BW_LOOP_READ) == 0) {
		wrap_end(wrap); /* it hears nothing, and has said its last */
	} else {
		wrap_run(wrap);
	}
}

static void
daemon_ready(struct bw_source *source, unsigned events)
{
	struct tls_wrap *wrap =
	    (struct tls_wrap *)((char *)source -
				offsetof(struct tls_wrap, daemon));

	if ((events & BW_LOOP_HANGUP) != 0) {
		if (!wrap->open) {
			wrap_end(wrap); /* it did not want to wait */
			return;
		}
		/* Its last words wait in the socket; nothing will change. */
		bw_loop_remove(loop_of(wrap), source);
		wrap->daemon_gone = true;
		wrap->due_ms = loop_of(wrap)->now_ms + TLS_STALL_MS;
	}
	wrap_run(wrap);
}

/* --- the beginning ------------------------------------------------------------ */

static ssize_t
transport_push(gnutls_transport_ptr_t arg, const void *bytes, size_t len)
{
	return write(((struct tls_wrap *)arg)->client.fd, bytes, len);
}

/* A flight of the handshake in one segment, where GnuTLS has it in pieces. */
static ssize_t
transport_push_all(gnutls_transport_ptr_t arg, const giovec_t *parts, int n)
{
	static uint8_t all[2 * TLS_RECORD_MAX];
	size_t len = 0;

	for (int i = 0; i < n && parts[i].iov_len <= sizeof(all) - len; i++) {
		memcpy(all + len, parts[i].iov_base, parts[i].iov_len);
		len += parts[i].iov_len;
	}
	if (n == 1 || len == 0) {
		return transport_push(arg, parts[0].iov_base, parts[0].iov_len);
	}
	return transport_push(arg, all, len);
}

static ssize_t
transport_pull(gnutls_transport_ptr_t arg, void *bytes, size_t size)
{
	return read(((struct tls_wrap *)arg)->client.fd, bytes, size);
}

static int
open_session(struct tls_wrap *wrap, bool http)
{
	if (tls_session_open(&wrap->session, http) != 0) {
		return -ENOMEM;
	}
	gnutls_transport_set_ptr(wrap->session, wrap);
	gnutls_transport_set_push_function(wrap->session, transport_push);
	gnutls_transport_set_vec_push_function(
	    wrap->session, transport_push_all);
	gnutls_transport_set_pull_function(wrap->session, transport_pull);
	return 0;
}

static int
watch_both(struct tls_wrap *wrap)
{
	int error = bw_loop_add(loop_of(wrap), &wrap->client, BW_LOOP_READ);

	if (error == 0) {
		error = bw_loop_add(loop_of(wrap), &wrap->daemon, 0);
	}
	if (error != 0) {
		bw_loop_remove(loop_of(wrap), &wrap->client);
	}
	return error;
}

int
tls_wrap_begin(struct tls_wrap *wrap, struct tls_wraps *wraps, int client_fd,
    const struct bw_addr *addr, bool http, uint64_t due_ms, int *out_fd)
{
	int pair[2] = {-1, -1};
	int error = 0;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0,
		pair) != 0) {
		error = -errno;
	}
	*wrap = (struct tls_wrap){
	    .used = true,
	    .client = {.fd = client_fd, .ready = client_ready, .arg = wraps},
	    .daemon = {.fd = pair[0], .ready = daemon_ready, .arg = wraps},
	    .addr = *addr,
	    .due_ms = due_ms,
	};
	if (error == 0) {
		error = open_session(wrap, http);
	}
	if (error == 0) {
		error = watch_both(wrap);
		if (error != 0) {
			gnutls_deinit(wrap->session);
		}
	}
	if (error == 0) {
		*out_fd = pair[1];
		return 0;
	}
	(void)close(client_fd); /* nobody's */
	if (pair[0] >= 0) {
		(void)close(pair[0]); /* nor these */
		(void)close(pair[1]);
	}
	return error;
}
