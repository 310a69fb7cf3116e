/* SPDX-License-Identifier: ISC */
/* What the parent and the log are told of one request. */
#ifndef HTTPD_REPORT_H
#define HTTPD_REPORT_H

#include "peer.h"

/* A file is being sent that does not fit into the socket at once. */
void httpd_report_started(const struct httpd_peer *peer);

/*
 * The answer is out, or will not be: a file is reported as it ended, a
 * refusal as one, and what was no request at all goes to the log.
 */
void httpd_report_ended(const struct httpd_peer *peer, enum bw_end end,
    const char *reason, uint64_t now_ms);

#endif
