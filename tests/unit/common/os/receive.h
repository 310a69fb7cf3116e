/* SPDX-License-Identifier: ISC */
/* One datagram at a time, for tests. */
#ifndef TEST_RECEIVE_H
#define TEST_RECEIVE_H

#include <errno.h>

#include "os/inbox.h"

/*
 * Receive one; out->buf is good until the next.
 *
 *   returns  0 or -EAGAIN
 */
static inline int
receive(int fd, struct bw_datagram *out)
{
	static struct bw_inbox inbox;

	bw_inbox_init(&inbox);
	(void)bw_inbox_recv(&inbox, fd); /* there is no more than one */
	if (inbox.n == 0) {
		return -EAGAIN;
	}
	*out = inbox.datagrams[0];
	return 0;
}

#endif
