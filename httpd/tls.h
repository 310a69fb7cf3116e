/* SPDX-License-Identifier: ISC */
/*
 * Connections that speak TLS: tlsd is asked, by the parent, to stand between
 * them and us.  What comes back is a connection as any other.
 */
#ifndef HTTPD_TLS_H
#define HTTPD_TLS_H

#include "ipc/msg.h"
#include "peers.h"

/* Asked about at once. */
#define HTTPD_TLS_MAX 128

/* Have one wrapped that was accepted; fd is taken. */
void httpd_tls_begin(struct httpd *httpd, int fd, const struct bw_addr *addr);

/*
 * Take a message, if it is about such a connection.
 *
 *   fd        -1, or taken if so
 *   returns   whether it was
 */
bool httpd_tls_message(struct httpd *httpd, const struct bw_msg *msg, int fd);

/* How many are asked about. */
size_t httpd_tls_count(void);

#endif
