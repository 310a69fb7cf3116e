/* SPDX-License-Identifier: ISC */
/* Sockets on loopback: addresses and interfaces of datagrams, options. */
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "os/sock.h"
#include "receive.h"
#include "unit.h"

static struct bw_addr
loopback(uint8_t family)
{
	struct bw_addr addr;

	ck_assert_int_eq(
	    bw_addr_parse(
		family == BW_FAMILY_IPV6 ? "::1" : "127.0.0.1", &addr),
	    0);
	return addr;
}

static struct bw_addr
any(uint8_t family)
{
	struct bw_addr addr = {.family = family};

	return addr;
}

static int
option(int fd, int level, int name)
{
	int value = -1;
	socklen_t len = sizeof(value);

	ck_assert_int_eq(getsockopt(fd, level, name, &value, &len), 0);
	return value;
}

static const uint8_t families[] = {BW_FAMILY_IPV4, BW_FAMILY_IPV6};

/* A datagram from client to door, as the door sees it. */
static struct bw_datagram
exchange(int client, int door, const struct bw_addr *to, const char *text)
{
	struct bw_datagram out = {.peer = *to,
	    .buf = (uint8_t *)(uintptr_t)text,
	    .len = strlen(text)};
	struct bw_datagram in;
	struct pollfd ready = {.fd = door, .events = POLLIN};

	ck_assert_int_eq(bw_sock_local(door, &in.peer), 0);
	out.peer.port = in.peer.port;
	ck_assert_int_eq(bw_sock_send(client, &out), 0);
	ck_assert_int_eq(poll(&ready, 1, 5000), 1);
	ck_assert_int_eq(receive(door, &in), 0);
	ck_assert_uint_eq(in.len, out.len);
	ck_assert_mem_eq(in.buf, out.buf, in.len);
	return in;
}

START_TEST(bw_inbox_recv_tells_where_a_datagram_came_in)
{
	struct bw_addr there = loopback(families[_i]), wild = any(families[_i]);
	struct bw_addr from;
	int client = bw_sock_udp_open(&there, 0);
	int door = bw_sock_udp_open(&wild, 0);
	struct bw_datagram got;

	ck_assert_int_ge(client, 0);
	ck_assert_int_ge(door, 0);
	got = exchange(client, door, &there, "hello");
	ck_assert_int_eq(bw_sock_local(client, &from), 0);
	ck_assert(bw_addr_equal(&got.peer, &from));
	ck_assert(bw_addr_same_ip(&got.local, &there));
	ck_assert_uint_eq(got.ifindex, if_nametoindex("lo"));
	ck_assert(!got.to_all);
}
END_TEST

START_TEST(bw_sock_send_answers_from_the_address_asked_at)
{
	struct bw_addr client_addr = loopback(BW_FAMILY_IPV4);
	struct bw_addr wild = any(BW_FAMILY_IPV4), other;
	int client = bw_sock_udp_open(&client_addr, 0);
	int door = bw_sock_udp_open(&wild, 0);
	struct bw_datagram got, answer;

	ck_assert_int_eq(bw_addr_parse("127.0.0.9", &other), 0);
	got = exchange(client, door, &other, "hello");
	ck_assert(bw_addr_same_ip(&got.local, &other));
	ck_assert_int_eq(bw_sock_send(door, &got), 0);
	ck_assert_int_eq(receive(client, &answer), 0);
	ck_assert(bw_addr_same_ip(&answer.peer, &other));
}
END_TEST

START_TEST(bw_sock_sender_open_sends_and_never_receives)
{
	struct bw_addr addr = loopback(BW_FAMILY_IPV4);
	int door = bw_sock_udp_open(&addr, 0);
	int sender = bw_sock_sender_open(BW_FAMILY_IPV4);
	uint8_t bytes[8];
	struct bw_datagram out = {.buf = bytes, .len = 8};
	struct bw_datagram in;

	ck_assert_int_eq(bw_sock_local(door, &out.peer), 0);
	ck_assert_int_eq(bw_sock_send(sender, &out), 0);
	ck_assert_int_eq(receive(door, &in), 0);
	in.len = 8;
	ck_assert_int_eq(bw_sock_send(door, &in), 0); /* back to it */
	ck_assert_int_eq(receive(sender, &in), -EAGAIN);
}
END_TEST

START_TEST(bw_inbox_recv_marks_broadcasts)
{
	struct bw_addr there = loopback(BW_FAMILY_IPV4);
	struct bw_addr wild = any(BW_FAMILY_IPV4), all;
	int client = bw_sock_udp_open(&there, BW_SOCK_BROADCAST);
	int door = bw_sock_udp_open(&wild, BW_SOCK_BROADCAST);
	struct bw_datagram got;

	ck_assert_int_eq(bw_addr_parse("127.255.255.255", &all), 0);
	got = exchange(client, door, &all, "hello");
	ck_assert(got.to_all);
	ck_assert(bw_addr_same_ip(&got.local, &there));
}
END_TEST

START_TEST(bw_sock_udp_open_shares_a_port_among_workers_only)
{
	struct bw_addr addr = loopback(BW_FAMILY_IPV4);
	int first = bw_sock_udp_open(&addr, BW_SOCK_REUSEPORT);

	ck_assert_int_eq(bw_sock_local(first, &addr), 0);
	ck_assert_int_ge(bw_sock_udp_open(&addr, BW_SOCK_REUSEPORT), 0);
	ck_assert_int_eq(bw_sock_udp_open(&addr, 0), -EADDRINUSE);
}
END_TEST

START_TEST(bw_sock_udp_open_of_both_families_on_one_port)
{
	struct bw_addr v4 = any(BW_FAMILY_IPV4), v6 = any(BW_FAMILY_IPV6);
	int first = bw_sock_udp_open(&v4, 0);

	ck_assert_int_eq(bw_sock_local(first, &v4), 0);
	v6.port = v4.port;
	ck_assert_int_ge(bw_sock_udp_open(&v6, 0), 0);
}
END_TEST

START_TEST(bw_sock_udp_open_can_have_a_big_buffer)
{
	struct bw_addr addr = loopback(BW_FAMILY_IPV4);
	int plain = bw_sock_udp_open(&addr, 0);
	int big = bw_sock_udp_open(&addr, BW_SOCK_BIGBUF);

	ck_assert_int_ge(option(big, SOL_SOCKET, SO_RCVBUF),
	    option(plain, SOL_SOCKET, SO_RCVBUF));
	ck_assert(!bw_sock_has_bigbuf(plain));
	if (getuid() == 0) {
		ck_assert_int_ge(option(big, SOL_SOCKET, SO_RCVBUF), 4 << 20);
		ck_assert(bw_sock_has_bigbuf(big));
	}
}
END_TEST

START_TEST(bw_sock_udp_open_says_why_not)
{
	struct bw_addr addr;

	ck_assert_int_eq(bw_addr_parse("192.0.2.1", &addr), 0);
	ck_assert_int_eq(bw_sock_udp_open(&addr, 0), -EADDRNOTAVAIL);
	ck_assert_int_eq(bw_sock_tcp_open(&addr, 0), -EADDRNOTAVAIL);
}
END_TEST

static int
connected_to(int listener)
{
	struct bw_addr at;
	struct sockaddr_storage sa;
	socklen_t len;
	int fd;

	ck_assert_int_eq(bw_sock_local(listener, &at), 0);
	len = bw_sock_to_kernel(&at, &sa);
	fd = socket(sa.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(connect(fd, (struct sockaddr *)&sa, len), 0);
	return fd;
}

START_TEST(bw_sock_accept_hands_out_ready_made_connections)
{
	struct bw_addr addr = loopback(families[_i]), at, peer, local;
	struct sockaddr_storage sa;
	int listener = bw_sock_tcp_open(&addr, 0);
	int client, fd;

	ck_assert_int_ge(listener, 0);
	ck_assert_int_eq(bw_sock_accept(listener, &peer), -EAGAIN);
	ck_assert_int_eq(bw_sock_local(listener, &at), 0);
	client = connected_to(listener);
	fd = bw_sock_accept(listener, &peer);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(bw_sock_local(client, &local), 0);
	ck_assert(bw_addr_equal(&peer, &local));
	ck_assert_int_eq(bw_sock_local(fd, &local), 0);
	ck_assert(bw_addr_equal(&at, &local));
	ck_assert_int_eq(option(fd, IPPROTO_TCP, TCP_NODELAY), 1);
	ck_assert_int_eq(option(fd, SOL_SOCKET, SO_KEEPALIVE), 1);
	ck_assert_int_eq(option(fd, IPPROTO_TCP, TCP_KEEPIDLE), 60);
	ck_assert_int_eq(read(fd, &sa, 1), -1); /* non-blocking */
	ck_assert_int_eq(errno, EAGAIN);
}
END_TEST

START_TEST(bw_sock_unpace_takes_bbr_from_who_is_near_and_nothing_else)
{
	static const struct {
		const char *before, *after;
	} names[] = {{"bbr", "reno"}, {"reno", "reno"}};
	struct bw_addr addr = loopback(families[_i]), peer;
	int listener = bw_sock_tcp_open(&addr, 0);

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		int client = connected_to(listener);
		int fd = bw_sock_accept(listener, &peer);
		char name[16] = "";
		socklen_t len = sizeof(name);

		if (setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, names[i].before,
			(socklen_t)strlen(names[i].before)) != 0) {
			ck_assert_str_eq(names[i].before, "bbr");
			ck_assert_int_eq(errno, ENOENT); /* not this kernel's */
			continue;
		}
		bw_sock_unpace(fd);
		ck_assert_int_eq(
		    getsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, name, &len), 0);
		ck_assert_str_eq(name, names[i].after);
		(void)close(client);
		(void)close(fd);
	}
}
END_TEST

START_TEST(bw_sock_packet_open_can_only_send)
{
	struct sock_filter all = BPF_STMT(BPF_RET | BPF_K, 0xffff);
	struct sock_fprog filter = {.len = 1, .filter = &all};
	static const uint8_t packet[64] = {0x45};
	struct sockaddr_ll to = {
	    .sll_family = AF_PACKET, .sll_protocol = htons(0x0003)};
	uint8_t bytes[256];
	int fd = bw_sock_packet_open();

	if (getuid() != 0) {
		ck_assert_int_eq(fd, -EPERM);
		return;
	}
	ck_assert_int_ge(fd, 0);
	ck_assert_int_ne(setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter,
			     sizeof(filter)),
	    0);
	ck_assert_int_ne(setsockopt(fd, SOL_SOCKET, SO_DETACH_FILTER, &filter,
			     sizeof(filter)),
	    0);
	/* Even bound to everything it hears nothing. */
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	to.sll_ifindex = (int)if_nametoindex("lo");
	ck_assert_int_eq(sendto(fd, packet, sizeof(packet), 0,
			     (struct sockaddr *)&to, sizeof(to)),
	    sizeof(packet));
	ck_assert_int_eq(read(fd, bytes, sizeof(bytes)), -1);
	ck_assert_int_eq(errno, EAGAIN);
}
END_TEST

START_TEST(bw_sock_from_kernel_maps_and_refuses)
{
	struct sockaddr_storage sa;
	struct bw_addr v4 = bw_addr_ipv4(0x7f000001, 69), out;
	struct sockaddr_in6 mapped = {
	    .sin6_family = AF_INET6, .sin6_port = htons(69)};
	socklen_t len = bw_sock_to_kernel(&v4, &sa);

	ck_assert_int_eq(
	    bw_sock_from_kernel((struct sockaddr *)&sa, len, &out), 0);
	ck_assert(bw_addr_equal(&out, &v4));
	ck_assert_int_eq(
	    bw_sock_from_kernel((struct sockaddr *)&sa, len - 1, &out),
	    -EAFNOSUPPORT);
	mapped.sin6_addr.s6_addr[10] = mapped.sin6_addr.s6_addr[11] = 0xff;
	memcpy(mapped.sin6_addr.s6_addr + 12, v4.ip, 4);
	memset(&out, 0, sizeof(out));
	ck_assert_int_eq(bw_sock_from_kernel(
			     (struct sockaddr *)&mapped, sizeof(mapped), &out),
	    0);
	ck_assert(bw_addr_equal(&out, &v4));
	sa.ss_family = AF_UNIX;
	ck_assert_int_eq(
	    bw_sock_from_kernel((struct sockaddr *)&sa, sizeof(sa), &out),
	    -EAFNOSUPPORT);
}
END_TEST

/* As a service manager makes one, for all it knows of us. */
static int
made_by_another(uint8_t family, int type, bool both)
{
	struct bw_addr addr = any(family);
	struct sockaddr_storage sa;
	socklen_t len = bw_sock_to_kernel(&addr, &sa);
	int only_v6 = both ? 0 : 1;
	int fd = socket(family == BW_FAMILY_IPV6 ? AF_INET6 : AF_INET, type, 0);

	ck_assert_int_ge(fd, 0);
	if (family == BW_FAMILY_IPV6) {
		ck_assert_int_eq(setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY,
				     &only_v6, sizeof(only_v6)),
		    0);
	}
	ck_assert_int_eq(bind(fd, (const struct sockaddr *)&sa, len), 0);
	if (type == SOCK_STREAM) {
		ck_assert_int_eq(listen(fd, 1), 0);
	}
	return fd;
}

static void
check_adopted(int ours, int fd, int type)
{
	static const struct {
		int type; /* 0: of both */
		int level;
		int name;
	} options[] = {
	    {0, SOL_SOCKET, SO_BROADCAST},
	    {0, SOL_SOCKET, SO_KEEPALIVE},
	    {0, SOL_SOCKET, SO_RCVBUF},
	    {0, IPPROTO_IP, IP_PKTINFO},
	    {SOCK_STREAM, IPPROTO_TCP, TCP_NODELAY},
	    {SOCK_STREAM, IPPROTO_TCP, TCP_KEEPIDLE},
	    {SOCK_STREAM, IPPROTO_TCP, TCP_KEEPINTVL},
	    {SOCK_STREAM, IPPROTO_TCP, TCP_KEEPCNT},
	};

	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		if (options[i].type == 0 || options[i].type == type) {
			ck_assert_int_eq(
			    option(fd, options[i].level, options[i].name),
			    option(ours, options[i].level, options[i].name));
		}
	}
	ck_assert_int_ne(fcntl(fd, F_GETFL) & O_NONBLOCK, 0);
	ck_assert_int_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
}

START_TEST(bw_sock_adopt_makes_of_one_what_open_makes)
{
	unsigned flags = BW_SOCK_BROADCAST | BW_SOCK_BIGBUF;
	struct bw_addr addr = any(families[_i]);
	struct bw_sock_facts facts;
	int fd = made_by_another(families[_i], SOCK_DGRAM, false);
	int ours = bw_sock_udp_open(&addr, flags);

	ck_assert_int_eq(bw_sock_look(fd, &facts), 0);
	ck_assert_int_eq(facts.protocol, IPPROTO_UDP);
	ck_assert(bw_addr_same_ip(&facts.addr, &addr));
	ck_assert(!facts.listens && !facts.both_families);
	ck_assert_int_eq(bw_sock_adopt(fd, &facts, flags), 0);
	check_adopted(ours, fd, SOCK_DGRAM);
	if (families[_i] == BW_FAMILY_IPV6) {
		ck_assert_int_eq(option(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO), 1);
	}
	fd = made_by_another(families[_i], SOCK_STREAM, false);
	ours = bw_sock_tcp_open(&addr, 0);
	ck_assert_int_eq(bw_sock_look(fd, &facts), 0);
	ck_assert_int_eq(facts.protocol, IPPROTO_TCP);
	ck_assert(facts.listens && !facts.shares_port);
	ck_assert_int_eq(bw_sock_adopt(fd, &facts, 0), 0);
	check_adopted(ours, fd, SOCK_STREAM);
}
END_TEST

START_TEST(bw_sock_look_tells_what_cannot_be_changed)
{
	struct bw_addr addr = any(BW_FAMILY_IPV4);
	struct bw_sock_facts facts;
	int pair[2];

	ck_assert_int_eq(pipe(pair), 0);
	ck_assert_int_eq(bw_sock_look(pair[0], &facts), -ENOTSOCK);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair), 0);
	ck_assert_int_eq(bw_sock_look(pair[0], &facts), -EAFNOSUPPORT);
	ck_assert_int_eq(
	    bw_sock_look(
		made_by_another(BW_FAMILY_IPV6, SOCK_DGRAM, true), &facts),
	    0);
	ck_assert(facts.both_families);
	ck_assert_int_eq(
	    bw_sock_look(bw_sock_udp_open(&addr, BW_SOCK_REUSEPORT), &facts),
	    0);
	ck_assert(facts.shares_port);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("common/os/sock");
	TCase *tcase = tcase_create("sock");

	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(tcase, bw_inbox_recv_tells_where_a_datagram_came_in,
	    0, ARRAY_LEN(families));
	tcase_add_test(tcase, bw_sock_send_answers_from_the_address_asked_at);
	tcase_add_test(tcase, bw_sock_sender_open_sends_and_never_receives);
	tcase_add_test(tcase, bw_inbox_recv_marks_broadcasts);
	tcase_add_test(
	    tcase, bw_sock_udp_open_shares_a_port_among_workers_only);
	tcase_add_test(tcase, bw_sock_udp_open_of_both_families_on_one_port);
	tcase_add_test(tcase, bw_sock_udp_open_can_have_a_big_buffer);
	tcase_add_test(tcase, bw_sock_udp_open_says_why_not);
	tcase_add_loop_test(tcase,
	    bw_sock_accept_hands_out_ready_made_connections, 0,
	    ARRAY_LEN(families));
	tcase_add_loop_test(tcase, bw_sock_adopt_makes_of_one_what_open_makes,
	    0, ARRAY_LEN(families));
	tcase_add_test(tcase, bw_sock_look_tells_what_cannot_be_changed);
	tcase_add_loop_test(tcase,
	    bw_sock_unpace_takes_bbr_from_who_is_near_and_nothing_else, 0,
	    ARRAY_LEN(families));
	tcase_add_test(tcase, bw_sock_packet_open_can_only_send);
	tcase_add_test(tcase, bw_sock_from_kernel_maps_and_refuses);
	return unit_main(suite);
}
