/* SPDX-License-Identifier: ISC */
/*
 * Sockets: the doors that the parent opens, and datagrams that know which of
 * our addresses and interfaces they came in by.
 */
#ifndef BW_OS_SOCK_H
#define BW_OS_SOCK_H

#include <sys/socket.h>

#include "base/addr.h"

/* Values and the kernel's structures. */
socklen_t
bw_sock_to_kernel(const struct bw_addr *addr, struct sockaddr_storage *out);
int bw_sock_from_kernel(const struct sockaddr *sa, socklen_t len,
    struct bw_addr *out); /* maps v4-mapped to IPv4; -EAFNOSUPPORT */

enum bw_sock_flag {
	BW_SOCK_BROADCAST = 1,
	BW_SOCK_REUSEPORT = 2, /* one of several workers' */
	BW_SOCK_BIGBUF = 4,    /* 4 MiB of receive buffer */
};

/*
 * Open a bound, non-blocking, close-on-exec UDP socket that tells the
 * destination address and interface of what it receives (IP_PKTINFO or
 * IPV6_RECVPKTINFO; an IPv6 socket is IPV6_V6ONLY).
 *
 *   addr      family, address (zeros: any) and port (0: ephemeral)
 *   returns   the descriptor, or a negative errno (-EADDRINUSE ...)
 */
int bw_sock_udp_open(const struct bw_addr *addr, unsigned flags);

/* Did it get the buffer that BW_SOCK_BIGBUF asks for? */
bool bw_sock_has_bigbuf(int fd);

/*
 * A UDP socket that only sends: a locked filter drops what comes.  Its buffer
 * is as large as many peers that do not answer, for whom the kernel keeps
 * datagrams for some seconds, so that others are not kept waiting with them.
 */
int bw_sock_sender_open(enum bw_family family);

/* The same to sockets in the file system. */
int bw_sock_unix_sender_open(void);

/* The same for a listening TCP socket (TCP_NODELAY inherited, backlog 511). */
int bw_sock_tcp_open(const struct bw_addr *addr, unsigned flags);

/* Of a socket that somebody else has opened. */
struct bw_sock_facts {
	int protocol; /* IPPROTO_UDP, IPPROTO_TCP or another */
	struct bw_addr addr;
	bool listens;       /* TCP */
	bool shares_port;   /* SO_REUSEPORT */
	bool both_families; /* an IPv6 socket that hears IPv4 as well */
};

/* 0 or a negative errno: -ENOTSOCK, -EAFNOSUPPORT not of IP ... */
int bw_sock_look(int fd, struct bw_sock_facts *out);

/*
 * Make of it, UDP or listening TCP, what those two would have: all that can
 * still be changed once a socket is bound.
 */
int bw_sock_adopt(int fd, const struct bw_sock_facts *facts, unsigned flags);

/*
 * A send-only AF_PACKET datagram socket: protocol 0, so it receives nothing,
 * and a locked filter that would drop it if it did.
 */
int bw_sock_packet_open(void);

/*
 * A packet socket that hears ARP replies and nothing else, by a locked filter.
 * What it sends is ARP, broadcast on one interface.
 */
#define BW_SOCK_ARP_LEN 28
int bw_sock_arp_open(void);
int bw_sock_arp_recv(int fd, uint8_t out[BW_SOCK_ARP_LEN], size_t *out_len,
    uint32_t *out_ifindex);
int
bw_sock_arp_send(int fd, uint32_t ifindex, const uint8_t arp[BW_SOCK_ARP_LEN]);

/* A raw socket that hears ICMP echo replies, and sends ICMP. */
int bw_sock_echo_open(void);

/*
 * A raw ICMPv6 socket that hears router solicitations and advertisements, of
 * all interfaces there are and of nobody behind a router (RFC 4861 6.1), and
 * sends with a hop limit of 255.
 *
 *   returns   the descriptor, or a negative errno (-EAFNOSUPPORT: no IPv6)
 */
int bw_sock_router_open(void);

/*
 * A socket that is bound to nothing, and by being in a multicast group on an
 * interface lets all of this host's hear it there; to be kept.
 *
 *   returns   the descriptor, or a negative errno
 */
int bw_sock_group_open(void);

/* 0, also when it is in it; or a negative errno (-ENODEV, -ENOBUFS). */
int bw_sock_group_join(int fd, uint32_t group, uint32_t ifindex);

/* One datagram, received or to be sent. */
struct bw_datagram {
	struct bw_addr peer;
	struct bw_addr local; /* address asked at; family NONE: not told.  When
			       * it was broadcast: ours on that interface.
			       * When sending: the source address to use */
	uint32_t ifindex;     /* it came in by; sending: 0 = the route's */
	bool to_all; /* received: sent to a broadcast or multicast address */
	uint8_t *buf;
	size_t size; /* room, when receiving */
	size_t len;
	/* Sending: buf is a run of datagrams of so many bytes, the last
	 * perhaps of fewer; 0 = it is one. */
	size_t segment;
};

#define BW_SOCK_SEGMENTS_MAX 64    /* in a run; the kernel's */
#define BW_SOCK_SEND_MAX     65507 /* bytes of a run, in IPv4 too */

/*
 * Send one datagram, or a run of them, which costs the kernel little more.
 *
 *   returns   0
 *             -EAGAIN   no room for now
 *             -ENOTSUP  of a run only: the way there takes no runs, for now
 *                       or for ever; its datagrams may be sent one by one
 *             or what the kernel said
 */
int bw_sock_send(int fd, const struct bw_datagram *datagram);

/*
 * Send a datagram to the socket that is at this path now.
 *
 *   fd        of bw_sock_unix_sender_open()
 *   path      at most 107 bytes
 *   returns   0
 *             -EAGAIN        its receiver has not read the last ones
 *             -ECONNREFUSED  its receiver has gone
 *             or what the kernel said
 */
int bw_sock_unix_send(int fd, const char *path, const void *bytes, size_t len);

/*
 * Attach a classic BPF program (n instructions, borrowed) to a socket for as
 * long as it lives.
 */
struct sock_filter;
int bw_sock_filter_lock(int fd, const struct sock_filter *program, size_t n);

/* accept4(2), non-blocking and close-on-exec; descriptor or negative errno. */
int bw_sock_accept(int fd, struct bw_addr *out_peer);

/*
 * Send as fast as the receiver takes it, if it is near: BBR would part what is
 * sent by timers, which costs a third of the time of large reads and serves
 * longer ways only.  Farther peers keep what the system prefers.
 */
void bw_sock_unpace(int fd);

/* Our side's address of a connected socket. */
int bw_sock_local(int fd, struct bw_addr *out);

/* IPv4 interfaces that are up, for the parent. */
struct bw_interface {
	uint32_t index;
	char name[16];
	uint8_t mac[BW_MAC_LEN];
	uint32_t address; /* host order */
	uint32_t netmask;
	uint32_t mtu;
};
#define BW_INTERFACES_MAX 256 /* addresses that are looked at */

/* The kernel's word on them, without any privilege. */
struct bw_interfaces {
	int ask_fd;
	int changed_fd; /* readable: something may have changed */
};

int bw_interfaces_open(struct bw_interfaces *out);
void bw_interfaces_close(struct bw_interfaces *interfaces);

/* Fill out with up to max; returns how many, or a negative errno. */
int bw_interfaces_list(const struct bw_interfaces *interfaces,
    struct bw_interface *out, size_t max);

/* The change was noticed: not readable until there is another. */
void bw_interfaces_heard(const struct bw_interfaces *interfaces);

#endif
