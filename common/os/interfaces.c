/* SPDX-License-Identifier: ISC */
/*
 * The host's interfaces, asked of the kernel by rtnetlink(7); see sock.h.  It
 * goes on working when every privilege is gone, and needs no path.
 */
#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "os/sock.h"

/* What the kernel puts into one datagram of a dump, and more. */
#define ANSWER_MAX 32768u

/* A list being filled: first addresses, then what their links are. */
struct listing {
	struct bw_interface *items;
	size_t n;
	size_t max;
	bool up[BW_INTERFACES_MAX];
};

static int
open_socket(int flags, unsigned groups)
{
	struct sockaddr_nl self = {
	    .nl_family = AF_NETLINK, .nl_groups = groups};
	int fd =
	    socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | flags, NETLINK_ROUTE);
	int error;

	if (fd < 0) {
		return -errno;
	}
	if (bind(fd, (const struct sockaddr *)&self, sizeof(self)) != 0) {
		error = -errno;
		(void)close(fd); /* never used */
		return error;
	}
	return fd;
}

int
bw_interfaces_open(struct bw_interfaces *out)
{
	out->ask_fd = open_socket(0, 0);
	if (out->ask_fd < 0) {
		return out->ask_fd;
	}
	out->changed_fd =
	    open_socket(SOCK_NONBLOCK, RTMGRP_LINK | RTMGRP_IPV4_IFADDR);
	if (out->changed_fd < 0) {
		(void)close(out->ask_fd); /* never used */
		return out->changed_fd;
	}
	return 0;
}

void
bw_interfaces_close(struct bw_interfaces *interfaces)
{
	(void)close(interfaces->ask_fd);     /* nothing is lost */
	(void)close(interfaces->changed_fd); /* nor here */
}

void
bw_interfaces_heard(const struct bw_interfaces *interfaces)
{
	char bytes[256];
	struct iovec part = {.iov_base = bytes, .iov_len = sizeof(bytes)};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};

	/* What changed, a list tells.  ENOBUFS: more than it kept; go on. */
	while (recvmsg(interfaces->changed_fd, &message, 0) >= 0 ||
	       errno == ENOBUFS || errno == EINTR) {
	}
}

/* RTA_OK() and RTA_NEXT() in one width of number. */
static bool
attr_fits(const struct rtattr *attr, size_t left)
{
	return left >= sizeof(*attr) && attr->rta_len >= sizeof(*attr) &&
	       attr->rta_len <= left;
}

static const struct rtattr *
next_attr(const struct rtattr *attr, size_t *left)
{
	size_t len = RTA_ALIGN(attr->rta_len);

	*left -= len < *left ? len : *left;
	return (const struct rtattr *)(const void *)((const char *)attr + len);
}

static uint32_t
u32_of(const struct rtattr *attr)
{
	uint32_t value = 0;

	if (RTA_PAYLOAD(attr) >= sizeof(value)) {
		memcpy(&value, RTA_DATA(attr), sizeof(value));
	}
	return value;
}

static void
address_seen(struct listing *list, const struct nlmsghdr *header)
{
	struct ifaddrmsg info;
	struct bw_interface interface = {0};
	const struct rtattr *attr = IFA_RTA(NLMSG_DATA(header));
	size_t left = IFA_PAYLOAD(header);

	memcpy(&info, NLMSG_DATA(header), sizeof(info));
	for (; attr_fits(attr, left); attr = next_attr(attr, &left)) {
		/* Of a point-to-point link ADDRESS is the other end. */
		if (attr->rta_type == IFA_LOCAL ||
		    (attr->rta_type == IFA_ADDRESS && interface.address == 0)) {
			interface.address = ntohl(u32_of(attr));
		}
	}
	if (info.ifa_family != AF_INET || interface.address == 0 ||
	    list->n == list->max || list->n == BW_INTERFACES_MAX) {
		return;
	}
	interface.index = info.ifa_index;
	interface.netmask = info.ifa_prefixlen == 0
				? 0
				: UINT32_MAX << (32 - info.ifa_prefixlen);
	list->items[list->n++] = interface;
}

static void
link_seen(struct listing *list, const struct nlmsghdr *header)
{
	struct ifinfomsg info;
	struct bw_interface link = {0};
	const struct rtattr *attr = IFLA_RTA(NLMSG_DATA(header));
	size_t left = IFLA_PAYLOAD(header);

	memcpy(&info, NLMSG_DATA(header), sizeof(info));
	for (; attr_fits(attr, left); attr = next_attr(attr, &left)) {
		if (attr->rta_type == IFLA_IFNAME) {
			bw_text_cut(
			    link.name, sizeof(link.name), RTA_DATA(attr));
		} else if (attr->rta_type == IFLA_MTU) {
			link.mtu = u32_of(attr);
		} else if (attr->rta_type == IFLA_ADDRESS &&
			   RTA_PAYLOAD(attr) == BW_MAC_LEN) {
			memcpy(link.mac, RTA_DATA(attr), BW_MAC_LEN);
		}
	}
	for (size_t i = 0; i < list->n; i++) {
		struct bw_interface *one = &list->items[i];

		if (one->index == (uint32_t)info.ifi_index) {
			memcpy(one->name, link.name, sizeof(one->name));
			memcpy(one->mac, link.mac, BW_MAC_LEN);
			one->mtu = link.mtu;
			list->up[i] = (info.ifi_flags & IFF_UP) != 0;
		}
	}
}

/* One datagram of the answer; 1: there is more, 0: that was all. */
static int
answer_read(struct listing *list, const void *bytes, size_t len)
{
	const struct nlmsghdr *header = bytes;

	for (; NLMSG_OK(header, len); header = NLMSG_NEXT(header, len)) {
		if (header->nlmsg_type == NLMSG_DONE) {
			return 0;
		}
		if (header->nlmsg_type == NLMSG_ERROR) {
			return -EIO;
		}
		if (header->nlmsg_type == RTM_NEWADDR &&
		    header->nlmsg_len >=
			NLMSG_LENGTH(sizeof(struct ifaddrmsg))) {
			address_seen(list, header);
		} else if (header->nlmsg_type == RTM_NEWLINK &&
			   header->nlmsg_len >=
			       NLMSG_LENGTH(sizeof(struct ifinfomsg))) {
			link_seen(list, header);
		}
	}
	return 1;
}

/* Ask for all addresses or all links; the kernel answers at once. */
static int
ask(int fd, uint16_t type, uint8_t family, struct listing *list)
{
	static _Alignas(struct nlmsghdr) char bytes[ANSWER_MAX];
	struct {
		struct nlmsghdr header;
		struct rtgenmsg body;
	} question = {
	    .header =
		{
		    .nlmsg_len = NLMSG_LENGTH(sizeof(struct rtgenmsg)),
		    .nlmsg_type = type,
		    .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
		},
	    .body = {.rtgen_family = family},
	};
	struct iovec part = {
	    .iov_base = &question, .iov_len = question.header.nlmsg_len};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
	int more = 1;

	if (sendmsg(fd, &message, MSG_NOSIGNAL) < 0) {
		return -errno;
	}
	part = (struct iovec){.iov_base = bytes, .iov_len = sizeof(bytes)};
	while (more > 0) {
		ssize_t n = recvmsg(fd, &message, 0);

		if (n < 0 && errno != EINTR) {
			return -errno;
		}
		if ((message.msg_flags & MSG_TRUNC) != 0) {
			return -EMSGSIZE;
		}
		more = n < 0 ? 1 : answer_read(list, bytes, (size_t)n);
	}
	return more;
}

/* Leave out what is down, or has gone between the two answers. */
static size_t
keep_up(struct listing *list)
{
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++) {
		if (list->up[i]) {
			list->items[n++] = list->items[i];
		}
	}
	return n;
}

int
bw_interfaces_list(const struct bw_interfaces *interfaces,
    struct bw_interface *out, size_t max)
{
	struct listing list = {.items = out, .max = max};
	int error = ask(interfaces->ask_fd, RTM_GETADDR, AF_INET, &list);

	if (error == 0) {
		error = ask(interfaces->ask_fd, RTM_GETLINK, AF_UNSPEC, &list);
	}
	return error == 0 ? (int)keep_up(&list) : error;
}
