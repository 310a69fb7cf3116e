/* SPDX-License-Identifier: ISC */
/*
 * The door for IPv6 router solicitations; see sock.h.  RFC 3542 3.2, RFC 4861.
 */
#include <errno.h>
#include <linux/filter.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "os/sock.h"

#define ND_HOP_LIMIT 255 /* RFC 4861 6.1.1: so that none comes from afar */
#define HOP_LIMIT_AT 7   /* in an IPv6 header */

static int
options_set(int fd)
{
	static const struct {
		int name;
		int value;
	} options[] = {
	    {IPV6_RECVPKTINFO, 1},
	    {IPV6_UNICAST_HOPS, ND_HOP_LIMIT},
	    {IPV6_MULTICAST_LOOP, 0},
	};
	struct icmp6_filter filter;

	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		if (setsockopt(fd, IPPROTO_IPV6, options[i].name,
			&options[i].value, sizeof(options[i].value)) != 0) {
			return -errno;
		}
	}
	ICMP6_FILTER_SETBLOCKALL(&filter);
	ICMP6_FILTER_SETPASS(ND_ROUTER_SOLICIT, &filter);
	ICMP6_FILTER_SETPASS(ND_ROUTER_ADVERT, &filter);
	if (setsockopt(fd, IPPROTO_ICMPV6, ICMP6_FILTER, &filter,
		sizeof(filter)) != 0) {
		return -errno;
	}
	return 0;
}

/* What has passed a router does not pass this. */
static int
filter_attach(int fd)
{
	static const struct sock_filter neighbours_only[] = {
	    BPF_STMT(BPF_LD | BPF_B | BPF_ABS,
		(uint32_t)(SKF_NET_OFF + HOP_LIMIT_AT)),
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ND_HOP_LIMIT, 1, 0),
	    BPF_STMT(BPF_RET | BPF_K, 0),
	    BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
	};

	return bw_sock_filter_lock(
	    fd, neighbours_only, ARRAY_LEN(neighbours_only));
}

/* Solicitations go to ff02::2.  What takes no multicast has none to ask. */
static void
groups_join(int fd)
{
	struct ipv6_mreq group = {
	    .ipv6mr_multiaddr = {.s6_addr = {0xff, 2, [15] = 2}}};
	struct if_nameindex *all = if_nameindex();

	if (all == NULL) {
		return;
	}
	for (const struct if_nameindex *at = all; at->if_index != 0; at++) {
		group.ipv6mr_interface = at->if_index;
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, &group,
		    sizeof(group)); /* without IPv6, say */
	}
	if_freenameindex(all);
}

int
bw_sock_router_open(void)
{
	int fd = socket(
	    AF_INET6, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_ICMPV6);
	int error;

	if (fd < 0) {
		return -errno;
	}
	error = options_set(fd);
	if (error == 0) {
		error = filter_attach(fd);
	}
	if (error != 0) {
		(void)close(fd); /* never used */
		return error;
	}
	groups_join(fd);
	return fd;
}
