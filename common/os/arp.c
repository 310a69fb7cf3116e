/* SPDX-License-Identifier: ISC */
/* The door that ARP replies come in by; see sock.h.  RFC 826, packet(7). */
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "os/sock.h"

#define OPERATION_AT 6 /* in an ARP packet */

/* Replies to others never pass: this costs nothing on a busy link. */
static int
filter_attach(int fd)
{
	static const struct sock_filter replies_only[] = {
	    BPF_STMT(BPF_LD | BPF_H | BPF_ABS, OPERATION_AT),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARPOP_REPLY, 0, 1),
	    BPF_STMT(BPF_RET | BPF_K, BW_SOCK_ARP_LEN),
	    BPF_STMT(BPF_RET | BPF_K, 0),
	};

	return bw_sock_filter_lock(fd, replies_only, ARRAY_LEN(replies_only));
}

int
bw_sock_arp_open(void)
{
	struct sockaddr_ll all = {
	    .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ARP)};
	/* No protocol: it hears nothing until it has its filter. */
	int fd =
	    socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int error;

	if (fd < 0) {
		return -errno;
	}
	error = filter_attach(fd);
	if (error == 0 &&
	    bind(fd, (const struct sockaddr *)&all, sizeof(all)) != 0) {
		error = -errno;
	}
	if (error != 0) {
		(void)close(fd); /* never used */
		return error;
	}
	return fd;
}

int
bw_sock_arp_recv(int fd, uint8_t out[BW_SOCK_ARP_LEN], size_t *out_len,
    uint32_t *out_ifindex)
{
	struct sockaddr_ll from = {0};
	struct iovec part = {.iov_base = out, .iov_len = BW_SOCK_ARP_LEN};
	struct msghdr message = {
	    .msg_name = &from,
	    .msg_namelen = sizeof(from),
	    .msg_iov = &part,
	    .msg_iovlen = 1,
	};
	ssize_t n;

	do {
		n = recvmsg(fd, &message, 0);
	} while (n < 0 && errno == EINTR);
	if (n < 0) {
		return -errno;
	}
	*out_len = (size_t)n;
	*out_ifindex = (uint32_t)from.sll_ifindex;
	return 0;
}

int
bw_sock_arp_send(int fd, uint32_t ifindex, const uint8_t arp[BW_SOCK_ARP_LEN])
{
	struct sockaddr_ll to = {
	    .sll_family = AF_PACKET,
	    .sll_protocol = htons(ETH_P_ARP),
	    .sll_ifindex = (int)ifindex,
	    .sll_halen = BW_MAC_LEN,
	    .sll_addr = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
	};
	struct iovec part = {
	    .iov_base = (void *)(uintptr_t)arp, .iov_len = BW_SOCK_ARP_LEN};
	struct msghdr message = {
	    .msg_name = &to,
	    .msg_namelen = sizeof(to),
	    .msg_iov = &part,
	    .msg_iovlen = 1,
	};

	return sendmsg(fd, &message, MSG_NOSIGNAL) < 0 ? -errno : 0;
}
