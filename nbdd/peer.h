/* SPDX-License-Identifier: ISC */
/* The connection as the kernel sees it: whose, and when it counts as dead. */
#ifndef NBDD_PEER_H
#define NBDD_PEER_H

#include "base/addr.h"

/* Whose it is; of family NONE when the peer has gone already. */
struct bw_addr peer_address(int fd);

/*
 * A machine that has died must not keep its worker for ever: after so long
 * without an answer, be it to data or to a question for life, the connection
 * is lost.
 */
void peer_set_timeout(int fd, uint32_t timeout_ms);

#endif
