/* SPDX-License-Identifier: ISC */
/* What datagram.c and the boxes share; not for others. */
#ifndef BW_OS_DATAGRAM_H
#define BW_OS_DATAGRAM_H

#include <netinet/in.h>

#include "os/sock.h"

/* What is said beside a datagram's bytes, rightly aligned. */
union bw_control {
	char bytes[CMSG_SPACE(sizeof(struct in6_pktinfo)) +
		   CMSG_SPACE(sizeof(uint16_t))];
	struct cmsghdr header;
};

/* Where it came in, from what the kernel said beside it. */
void bw_pktinfo_read(struct msghdr *message, struct bw_datagram *datagram);

/*
 * Fill in a message that is to be sent, from the datagram and the storage of
 * what describes it; part is set already.
 */
void bw_datagram_describe(const struct bw_datagram *datagram,
    struct msghdr *message, struct iovec *part, struct sockaddr_storage *name,
    union bw_control *control);

#endif
