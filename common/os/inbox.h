/* SPDX-License-Identifier: ISC */
/* Datagrams received many at a time, recvmmsg(2). */
#ifndef BW_OS_INBOX_H
#define BW_OS_INBOX_H

#include "os/datagram.h"

#define BW_INBOX_MAX       64   /* datagrams */
#define BW_INBOX_BYTES_MAX 2048 /* of one; longer ones are dropped */

/* Storage of the caller; too large for a stack. */
struct bw_inbox {
	size_t n;
	struct bw_datagram datagrams[BW_INBOX_MAX];
	/* the kernel's side */
	struct mmsghdr messages[BW_INBOX_MAX];
	struct iovec parts[BW_INBOX_MAX];
	struct sockaddr_storage names[BW_INBOX_MAX];
	union bw_control controls[BW_INBOX_MAX];
	uint8_t bytes[BW_INBOX_MAX][BW_INBOX_BYTES_MAX];
};

void bw_inbox_init(struct bw_inbox *inbox);

/*
 * Receive what is there: n datagrams, valid until the next call.  Those that
 * are too long, or of no known family, are left out.
 *
 *   returns   true   there may be more
 *             false  that was all for now
 */
bool bw_inbox_recv(struct bw_inbox *inbox, int fd);

#endif
