/* SPDX-License-Identifier: ISC */
/*
 * Sockets; see sock.h.  Options are set when a door is opened: confined
 * processes have no setsockopt, but for httpd's to bw_sock_unpace().
 */
#include "os/sock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

/* A peer whose answers take less is on the same network. */
#define NEAR_RTT_US 1000

#define SOCK_BUFFER_SIZE (4 << 20)
#define SOCK_BACKLOG     511
/* A machine that was switched off is noticed after 60 + 4 * 15 seconds. */
#define SOCK_KEEP_IDLE_S     60
#define SOCK_KEEP_INTERVAL_S 15
#define SOCK_KEEP_PROBES     4

#define SOCK_OPEN_FLAGS (SOCK_NONBLOCK | SOCK_CLOEXEC)

socklen_t
bw_sock_to_kernel(const struct bw_addr *addr, struct sockaddr_storage *out)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};

	memset(out, 0, sizeof(*out));
	if (addr->family == BW_FAMILY_IPV6) {
		v6.sin6_port = htons(addr->port);
		memcpy(&v6.sin6_addr, addr->ip, sizeof(v6.sin6_addr));
		memcpy(out, &v6, sizeof(v6));
		return sizeof(v6);
	}
	v4.sin_port = htons(addr->port);
	memcpy(&v4.sin_addr, addr->ip, sizeof(v4.sin_addr));
	memcpy(out, &v4, sizeof(v4));
	return sizeof(v4);
}

int
bw_sock_from_kernel(
    const struct sockaddr *sa, socklen_t len, struct bw_addr *out)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	if (len >= sizeof(v4) && sa->sa_family == AF_INET) {
		memcpy(&v4, sa, sizeof(v4));
		*out =
		    bw_addr_ipv4(ntohl(v4.sin_addr.s_addr), ntohs(v4.sin_port));
		return 0;
	}
	if (len >= sizeof(v6) && sa->sa_family == AF_INET6) {
		memcpy(&v6, sa, sizeof(v6));
		*out = bw_addr_ipv6(v6.sin6_addr.s6_addr, ntohs(v6.sin6_port));
		return 0;
	}
	return -EAFNOSUPPORT;
}

static int
option_set(int fd, int level, int name, int value)
{
	return setsockopt(fd, level, name, &value, sizeof(value)) == 0 ? 0
								       : -errno;
}

struct option {
	bool wanted;
	int level;
	int name;
	int value;
};

static int
options_set(int fd, const struct option *options, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct option *o = &options[i];
		int error = 0;

		if (o->wanted) {
			error = option_set(fd, o->level, o->name, o->value);
		}
		if (error != 0) {
			return error;
		}
	}
	return 0;
}

/* As root past net.core.rmem_max and wmem_max, else up to them. */
static int
buffer_set(int fd, int forced, int plain)
{
	if (option_set(fd, SOL_SOCKET, forced, SOCK_BUFFER_SIZE) == 0) {
		return 0;
	}
	return option_set(fd, SOL_SOCKET, plain, SOCK_BUFFER_SIZE);
}

bool
bw_sock_has_bigbuf(int fd)
{
	socklen_t len = sizeof(int);
	int size;

	return getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, &len) == 0 &&
	       size >= SOCK_BUFFER_SIZE;
}

/* Hand out a descriptor, or close it and hand out what went wrong. */
static int
opened(int fd, int error)
{
	if (error != 0) {
		(void)close(fd); /* never used */
		return error;
	}
	return fd;
}

static int
family_of(const struct bw_addr *addr)
{
	return addr->family == BW_FAMILY_IPV6 ? AF_INET6 : AF_INET;
}

/* What can be set before it is bound only. */
static int
bind_as(int fd, const struct bw_addr *addr, unsigned flags)
{
	const struct option options[] = {
	    {addr->family == BW_FAMILY_IPV6, IPPROTO_IPV6, IPV6_V6ONLY, 1},
	    {(flags & BW_SOCK_REUSEPORT) != 0, SOL_SOCKET, SO_REUSEPORT, 1},
	};
	struct sockaddr_storage sa;
	socklen_t len = bw_sock_to_kernel(addr, &sa);
	int error = options_set(fd, options, ARRAY_LEN(options));

	if (error != 0) {
		return error;
	}
	return bind(fd, (const struct sockaddr *)&sa, len) == 0 ? 0 : -errno;
}

static int
udp_prepare(int fd, uint8_t family, unsigned flags)
{
	bool v6 = family == BW_FAMILY_IPV6;
	const struct option options[] = {
	    {v6, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1},
	    {!v6, IPPROTO_IP, IP_PKTINFO, 1},
	    {(flags & BW_SOCK_BROADCAST) != 0, SOL_SOCKET, SO_BROADCAST, 1},
	};
	int error = options_set(fd, options, ARRAY_LEN(options));

	if (error == 0 && (flags & BW_SOCK_BIGBUF) != 0) {
		error = buffer_set(fd, SO_RCVBUFFORCE, SO_RCVBUF);
	}
	return error;
}

static int
tcp_prepare(int fd)
{
	static const struct option options[] = {
	    {true, IPPROTO_TCP, TCP_NODELAY, 1},
	    {true, SOL_SOCKET, SO_KEEPALIVE, 1},
	    {true, IPPROTO_TCP, TCP_KEEPIDLE, SOCK_KEEP_IDLE_S},
	    {true, IPPROTO_TCP, TCP_KEEPINTVL, SOCK_KEEP_INTERVAL_S},
	    {true, IPPROTO_TCP, TCP_KEEPCNT, SOCK_KEEP_PROBES},
	};

	return options_set(fd, options, ARRAY_LEN(options));
}

static int
listen_on(int fd)
{
	return listen(fd, SOCK_BACKLOG) == 0 ? 0 : -errno;
}

int
bw_sock_udp_open(const struct bw_addr *addr, unsigned flags)
{
	int error;
	int fd = socket(family_of(addr), SOCK_DGRAM | SOCK_OPEN_FLAGS, 0);

	if (fd < 0) {
		return -errno;
	}
	error = udp_prepare(fd, addr->family, flags);
	if (error == 0) {
		error = bind_as(fd, addr, flags);
	}
	return opened(fd, error);
}

int
bw_sock_tcp_open(const struct bw_addr *addr, unsigned flags)
{
	int error;
	int fd = socket(family_of(addr), SOCK_STREAM | SOCK_OPEN_FLAGS, 0);

	if (fd < 0) {
		return -errno;
	}
	error = option_set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
	if (error == 0) {
		error = tcp_prepare(fd);
	}
	if (error == 0) {
		error = bind_as(fd, addr, flags);
	}
	if (error == 0) {
		error = listen_on(fd);
	}
	return opened(fd, error);
}

static int
option_get(int fd, int level, int name, int *out)
{
	socklen_t len = sizeof(*out);

	return getsockopt(fd, level, name, out, &len) == 0 ? 0 : -errno;
}

int
bw_sock_look(int fd, struct bw_sock_facts *out)
{
	struct bw_sock_facts facts = {.protocol = 0};
	int listens = 0, shares = 0, only_v6 = 0;
	int error = bw_sock_local(fd, &facts.addr);

	if (error == 0) {
		error =
		    option_get(fd, SOL_SOCKET, SO_PROTOCOL, &facts.protocol);
	}
	if (error == 0) {
		error = option_get(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens);
	}
	if (error == 0) {
		error = option_get(fd, SOL_SOCKET, SO_REUSEPORT, &shares);
	}
	if (error == 0 && facts.addr.family == BW_FAMILY_IPV6) {
		error = option_get(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only_v6);
	}
	if (error != 0) {
		return error;
	}
	facts.listens = listens != 0;
	facts.shares_port = shares != 0;
	facts.both_families =
	    facts.addr.family == BW_FAMILY_IPV6 && only_v6 == 0;
	*out = facts;
	return 0;
}

static int
flags_set(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0 ||
	    fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) {
		return -errno;
	}
	return 0;
}

int
bw_sock_adopt(int fd, const struct bw_sock_facts *facts, unsigned flags)
{
	int error = flags_set(fd);

	if (error == 0 && facts->protocol == IPPROTO_UDP) {
		return udp_prepare(fd, facts->addr.family, flags);
	}
	if (error == 0) {
		error = tcp_prepare(fd);
	}
	return error == 0 ? listen_on(fd) : error;
}

int
bw_sock_filter_lock(int fd, const struct sock_filter *program, size_t n)
{
	/* The kernel's type lacks a const; it copies. */
	const struct sock_fprog filter = {
	    .len = (unsigned short)n,
	    .filter = (struct sock_filter *)program,
	};

	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter,
		sizeof(filter)) != 0) {
		return -errno;
	}
	return option_set(fd, SOL_SOCKET, SO_LOCK_FILTER, 1);
}

static int
drop_all(int fd)
{
	static const struct sock_filter program[] = {
	    BPF_STMT(BPF_RET | BPF_K, 0)};

	return bw_sock_filter_lock(fd, program, ARRAY_LEN(program));
}

int
bw_sock_sender_open(enum bw_family family)
{
	int domain = family == BW_FAMILY_IPV6 ? AF_INET6 : AF_INET;
	int fd = socket(domain, SOCK_DGRAM | SOCK_OPEN_FLAGS, 0);
	int error;

	if (fd < 0) {
		return -errno;
	}
	error = option_set(fd, SOL_SOCKET, SO_BROADCAST, 1);
	if (error == 0) {
		error = buffer_set(fd, SO_SNDBUFFORCE, SO_SNDBUF);
	}
	return opened(fd, error == 0 ? drop_all(fd) : error);
}

int
bw_sock_packet_open(void)
{
	int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_OPEN_FLAGS, 0);

	if (fd < 0) {
		return -errno;
	}
	return opened(fd, drop_all(fd));
}

int
bw_sock_accept(int fd, struct bw_addr *out_peer)
{
	struct sockaddr_storage sa;
	socklen_t len = sizeof(sa);
	int error;
	int peer_fd =
	    accept4(fd, (struct sockaddr *)&sa, &len, SOCK_OPEN_FLAGS);

	if (peer_fd < 0) {
		return -errno;
	}
	error =
	    bw_sock_from_kernel((const struct sockaddr *)&sa, len, out_peer);
	return opened(peer_fd, error);
}

int
bw_sock_local(int fd, struct bw_addr *out)
{
	struct sockaddr_storage sa;
	socklen_t len = sizeof(sa);

	if (getsockname(fd, (struct sockaddr *)&sa, &len) != 0) {
		return -errno;
	}
	return bw_sock_from_kernel((const struct sockaddr *)&sa, len, out);
}

void
bw_sock_unpace(int fd)
{
	char name[16] = ""; /* of tcp(7)'s congestion control */
	struct tcp_info info;
	socklen_t name_len = sizeof(name) - 1, len = sizeof(info);

	if (getsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, name, &name_len) != 0 ||
	    getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &len) != 0 ||
	    strncmp(name, "bbr", 3) != 0 || info.tcpi_rtt == 0 ||
	    info.tcpi_rtt >= NEAR_RTT_US) {
		return;
	}
	/* Every kernel has it; if it may not be used, the other will do. */
	(void)setsockopt(
	    fd, IPPROTO_TCP, TCP_CONGESTION, "reno", strlen("reno"));
}
