/* SPDX-License-Identifier: ISC */
/*
 * tlsd: TLS for httpd and nbdd.  Takes connections that these have accepted and
 * gives each back in plain; the private key is its master's (signer.h).
 * Decides nothing.
 */
#include <errno.h>
#include <unistd.h>

#include "child/child.h"
#include "credential.h"
#include "profile.h"
#include "signer.h"
#include "wraps.h"

static struct tls_wraps wraps;

static int
tlsd_open(struct bw_worker *worker)
{
	int certificate_fd = bw_worker_door(worker, TLS_CERTIFICATE_DOOR, 0);
	const char *why = tls_credential_open(
	    certificate_fd, bw_worker_door(worker, TLS_SIGNER_DOOR, 0));

	if (why != NULL) {
		bw_log(BW_LOG_LEVEL_ERR, "tls.certificate: %s: %s",
		    worker->conf->tls.certificate, why);
		return -EINVAL;
	}
	(void)close(certificate_fd); /* read */
	if (tls_wraps_init(&wraps, worker) != 0) {
		bw_log(BW_LOG_LEVEL_ERR, "error=\"out of memory\"");
		return -ENOMEM;
	}
	return 0;
}

static void
tlsd_start(struct bw_worker *worker)
{
	(void)worker; /* connections come by the channel */
}

static void
tlsd_message(struct bw_worker *worker, const struct bw_msg *msg, int fd)
{
	(void)worker; /* known since open */
	BW_ASSERT(msg->type == BW_MSG_CONNECTION_WRAP);
	tls_wraps_begin(&wraps, msg, fd);
}

/* Connections end as their daemons say. */
static void
tlsd_stop(struct bw_worker *worker)
{
	if (tls_wraps_count(&wraps) == 0) {
		bw_worker_end(worker);
	}
}

static void
tlsd_expire(struct bw_worker *worker)
{
	(void)worker; /* known since open */
	tls_wraps_kill(&wraps);
}

static uint64_t
tlsd_due(struct bw_worker *worker)
{
	(void)worker; /* known since open */
	return tls_wraps_due(&wraps);
}

static void
tlsd_tick(struct bw_worker *worker, uint64_t now_ms)
{
	tls_wraps_sweep(&wraps, now_ms);
	if (worker->stopping) {
		tlsd_stop(worker);
	}
}

int
main(int argc, char **argv)
{
	static const struct bw_child child = {
	    .role = BW_ROLE_TLSD,
	    .profile = &tlsd_profile,
	    .open_rows = tlsd_open_rows,
	    .n_open_rows = TLSD_N_OPEN_ROWS,
	    .master = &tls_signer,
	    .open = tlsd_open,
	    .start = tlsd_start,
	    .message = tlsd_message,
	    .stop = tlsd_stop,
	    .expire = tlsd_expire,
	    .due = tlsd_due,
	    .tick = tlsd_tick,
	};

	return bw_child_main(argc, argv, &child);
}
