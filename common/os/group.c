/* SPDX-License-Identifier: ISC */
/* Multicast groups, for the parent; see sock.h.  RFC 1112. */
#include <errno.h>
#include <netinet/in.h>
#include <unistd.h>

#include "os/sock.h"

int
bw_sock_group_open(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	return fd < 0 ? -errno : fd;
}

int
bw_sock_group_join(int fd, uint32_t group, uint32_t ifindex)
{
	struct ip_mreqn membership = {
	    .imr_multiaddr = {.s_addr = htonl(group)},
	    .imr_ifindex = (int)ifindex,
	};

	if (setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &membership,
		sizeof(membership)) == 0 ||
	    errno == EADDRINUSE) { /* it is in it */
		return 0;
	}
	return -errno;
}
