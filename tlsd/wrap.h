/* SPDX-License-Identifier: ISC */
/*
 * One connection: TLS with the client on one side, and on the other what it
 * says, in plain, with the daemon that it speaks to.  What one side has no room
 * for is not taken from the other: at most a record waits each way.
 */
#ifndef TLSD_WRAP_H
#define TLSD_WRAP_H

#include <gnutls/gnutls.h>

#include "base/addr.h"
#include "os/loop.h"
#include "proto.h"

struct tls_wraps;

struct tls_wrap {
	gnutls_session_t session;
	struct bw_source client; /* the source's arg is the struct tls_wraps */
	struct bw_source daemon; /* so is this one's */
	struct bw_addr addr;
	bool used;
	bool open;         /* the handshake is over */
	bool client_ended; /* it says no more */
	bool daemon_ended; /* no more */
	bool daemon_gone;  /* and hears no more */
	bool said_bye;     /* so the client knows */
	bool unsent;       /* GnuTLS has a record that the client has no room
			    * for */
	uint8_t *held;     /* what the daemon has no room for; or NULL */
	size_t held_len;
	size_t held_at;  /* of it was taken */
	uint64_t due_ms; /* to be ended then; UINT64_MAX: never */
};

/*
 * Begin with a zeroed one.
 *
 *   client_fd  taken, in any case
 *   http       the daemon speaks it
 *   due_ms     the end of the handshake's time
 *   out_fd     the daemon's end, the caller's
 *   returns    0 or a negative errno
 */
int
tls_wrap_begin(struct tls_wrap *wrap, struct tls_wraps *wraps, int client_fd,
    const struct bw_addr *addr, bool http, uint64_t due_ms, int *out_fd);

/* Its time is over, or the process's; the reason is for the log. */
void tls_wrap_expire(struct tls_wrap *wrap, const char *reason);

#endif
