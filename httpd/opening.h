/* SPDX-License-Identifier: ISC */
/*
 * What a request is answered with: a file of a root or from afar, its
 * compressed form, the index or the listing of a directory.
 */
#ifndef HTTPD_OPENING_H
#define HTTPD_OPENING_H

#include "peer.h"

/*
 * Open what the connection's request names, and tell the core; also again, as
 * a remote file is on its way.  It stays open as long as it is to be sent.
 */
enum http_action httpd_opening_step(struct httpd_peer *peer);

/* The parent has said who asks, for a template. */
enum http_action httpd_opening_known(
    struct httpd_peer *peer, const struct bw_msg_client_checked *checked);

/* Give back what is open, if anything is. */
void httpd_opening_end(struct httpd_peer *peer);

#endif
