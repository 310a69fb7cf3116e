/* SPDX-License-Identifier: ISC */
/*
 * What the parent and the log are told of requests.  Each is an event of its
 * own, but for those that come again: who reads a disk by ranges asks for the
 * same file a thousand times a second on one connection, and is reported once
 * a second, with the sum of it.
 */
#ifndef HTTPD_REPORT_H
#define HTTPD_REPORT_H

#include "peer.h"

/* A request for the same less than this after the last is a repeat. */
#define HTTPD_REPEAT_MS 1000
/* Between two reports of how far a transfer has got. */
#define HTTPD_PROGRESS_MS 1000
/* Connections whose repeats are summed up at once; others' are not. */
#define HTTPD_REPEATS_MAX 256

struct httpd_repeat {
	struct httpd_peer *peer;
	uint64_t began_ms;
	struct bw_msg msg; /* the sum so far */
};

struct httpd_repeats {
	size_t n_used;
	struct httpd_repeat *used[HTTPD_REPEATS_MAX]; /* free ones behind */
	struct httpd_repeat all[HTTPD_REPEATS_MAX];
};

void httpd_report_init(struct httpd_repeats *repeats);

/* A file is being sent that does not fit into the socket at once. */
void httpd_report_started(struct httpd_peer *peer);

/* More of it is out: tells so once a second. */
void httpd_report_progressed(struct httpd_peer *peer);

/*
 * The answer is out, or will not be: a file is reported as it ended, a
 * refusal as one, and what was no request at all goes to the log.
 */
void httpd_report_ended(struct httpd_peer *peer, enum bw_end end,
    const char *reason, uint64_t now_ms);

/*
 * Bytes came or go, at the level debug: told of are those of heads.
 *
 *   way  "in" or "out"
 */
void httpd_report_head(const char *way, const struct httpd_peer *peer,
    const uint8_t *bytes, size_t len);

/* Say what has been summed up of one connection (which ends); or of all. */
void httpd_report_repeats(struct httpd_peer *peer);
void httpd_report_sweep(struct httpd_repeats *repeats);

#endif
