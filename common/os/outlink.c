/* SPDX-License-Identifier: ISC */
/* Many packets by one system call; see outlink.h. */
#include "os/outlink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

uint8_t *
bw_outlink_room(struct bw_outlink *outlink)
{
	return outlink->n < BW_OUTLINK_MAX ? outlink->bytes[outlink->n] : NULL;
}

void
bw_outlink_add(struct bw_outlink *outlink, size_t len, uint32_t ifindex,
    const uint8_t mac[BW_MAC_LEN], uint16_t protocol)
{
	size_t i = outlink->n++;

	BW_ASSERT(i < BW_OUTLINK_MAX && len <= BW_OUTLINK_BYTES_MAX);
	outlink->names[i] = (struct sockaddr_ll){
	    .sll_family = AF_PACKET,
	    .sll_protocol = htons(protocol),
	    .sll_ifindex = (int)ifindex,
	    .sll_halen = BW_MAC_LEN,
	};
	memcpy(outlink->names[i].sll_addr, mac, BW_MAC_LEN);
	outlink->parts[i] =
	    (struct iovec){.iov_base = outlink->bytes[i], .iov_len = len};
	outlink->messages[i].msg_hdr = (struct msghdr){
	    .msg_name = &outlink->names[i],
	    .msg_namelen = sizeof(outlink->names[i]),
	    .msg_iov = &outlink->parts[i],
	    .msg_iovlen = 1,
	};
}

int
bw_outlink_send(struct bw_outlink *outlink, int fd)
{
	size_t sent = 0;
	int error = 0;

	while (sent < outlink->n) {
		int n = sendmmsg(fd, outlink->messages + sent,
		    (unsigned)(outlink->n - sent), MSG_NOSIGNAL);

		if (n > 0) {
			sent += (size_t)n;
		} else if (errno != EINTR) {
			error = -errno;
			sent++; /* this one is lost; the next may be sound */
		}
	}
	outlink->n = 0;
	return error;
}
