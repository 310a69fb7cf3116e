/* SPDX-License-Identifier: ISC */
/* The four kinds of REQUEST against all that may be known of an address. */
#include "unit.h"

#include "judge.h"
#include "packets.h"

#define ELSEWHERE IP(192, 0, 2, 7)

enum kind {
	KIND_SELECTING,
	KIND_INIT_REBOOT,
	KIND_RENEWING, /* and rebinding: told apart by the socket alone */
	N_KINDS,
};

enum known {
	KNOWN_NOTHING,
	KNOWN_ITS_LEASE,
	KNOWN_ITS_EXPIRED_LEASE,
	KNOWN_ITS_OTHER_LEASE,
	KNOWN_OTHERS_LEASE,
	KNOWN_OTHERS_EXPIRED_LEASE,
	KNOWN_OTHERS_OFFER,
	KNOWN_QUARANTINE,
	N_KNOWN,
};

static struct bench b;

static void
set_up(void)
{
	bench_conf(&b);
	b.conf.bootpd.allow_simple_dhcp = BW_CONF_TRISTATE_YES;
	bench_start(&b);
}

static void
tear_down(void)
{
	bench_stop(&b);
}

static void
know(uint32_t address, uint8_t machine, enum bw_lease_state state,
    int64_t from_now_s)
{
	struct bw_lease lease = {
	    .address = address,
	    .state = state,
	    .expires_s = (uint64_t)((int64_t)b.now.wall_s + from_now_s),
	    .mac = {0x52, 0x54, 0, 0, 0, machine},
	    .client = {.len = 7, .bytes = {1, 0x52, 0x54, 0, 0, 0, machine}},
	};

	if (state == BW_LEASE_STATE_DECLINED) {
		lease.client.len = 0;
	}
	ck_assert_int_eq(dhcp_core_lease_loaded(b.core, &lease), 0);
}

static void
know_case(enum known known)
{
	struct bw_client_id other = {.len = 2, .bytes = {9, 9}};

	switch (known) {
	case KNOWN_ITS_LEASE:
		know(BENCH_POOL, 1, BW_LEASE_STATE_BOUND, 10);
		break;
	case KNOWN_ITS_EXPIRED_LEASE:
		know(BENCH_POOL, 1, BW_LEASE_STATE_BOUND, -10);
		break;
	case KNOWN_ITS_OTHER_LEASE:
		know(BENCH_POOL + 1, 1, BW_LEASE_STATE_BOUND, 10);
		break;
	case KNOWN_OTHERS_LEASE:
		know(BENCH_POOL, 2, BW_LEASE_STATE_BOUND, 10);
		break;
	case KNOWN_OTHERS_EXPIRED_LEASE:
		know(BENCH_POOL, 2, BW_LEASE_STATE_BOUND, -10);
		break;
	case KNOWN_OTHERS_OFFER:
		dhcp_pool_offer(b.core->networks.own.pools, BENCH_POOL, &other,
		    b.now.ms + 10);
		break;
	case KNOWN_QUARANTINE:
		know(BENCH_POOL, 1, BW_LEASE_STATE_DECLINED, 10);
		break;
	case KNOWN_NOTHING:
	case N_KNOWN:
		break;
	}
}

/* ACK, NAK or 0 to machine 1 asking for this address. */
static uint8_t
ask(enum kind kind, uint32_t address)
{
	struct packet p = packet_begin(1, 0, 1);
	struct dhcp_message reply;

	packet_option_u8(&p, 53, DHCP_TYPE_REQUEST);
	if (kind == KIND_RENEWING) {
		packet_patch_u32(&p, PACKET_CIADDR, address);
	} else {
		packet_option_u32(&p, 50, address);
	}
	if (kind == KIND_SELECTING) {
		packet_option_u32(&p, 54, BENCH_SERVER);
	}
	packet_end(&p);
	bench_packet(&b, &p);
	if (!bench_reply(&b, &reply)) {
		return 0;
	}
	if (reply.type == DHCP_TYPE_NAK) {
		ck_assert_uint_eq(reply.yiaddr, 0);
		ck_assert_uint_eq(reply.siaddr, 0);
		ck_assert(!reply.option_present[51]);
		ck_assert_uint_gt(reply.option_len[56], 0);
		ck_assert_uint_eq(
		    bw_addr_to_ipv4(
			&bench_action(&b, DHCP_ACTION_SEND)->u.send.peer),
		    DHCP_BROADCAST);
	}
	return reply.type;
}

#define ACK DHCP_TYPE_ACK
#define NAK DHCP_TYPE_NAK

START_TEST(request_is_judged_by_its_kind_and_what_is_known)
{
	/* columns: selecting, init-reboot, renewing */
	static const uint8_t wanted[2][N_KNOWN][N_KINDS] = {
	    {
		[KNOWN_NOTHING] = {ACK, 0, 0},
		[KNOWN_ITS_LEASE] = {ACK, ACK, ACK},
		[KNOWN_ITS_EXPIRED_LEASE] = {ACK, ACK, ACK},
		[KNOWN_ITS_OTHER_LEASE] = {ACK, NAK, NAK},
		[KNOWN_OTHERS_LEASE] = {NAK, NAK, NAK},
		[KNOWN_OTHERS_EXPIRED_LEASE] = {ACK, 0, 0},
		[KNOWN_OTHERS_OFFER] = {NAK, NAK, NAK},
		[KNOWN_QUARANTINE] = {NAK, NAK, NAK},
	    },
	    /* authoritative: what we do not know of is wrong */
	    {
		[KNOWN_NOTHING] = {ACK, NAK, NAK},
		[KNOWN_ITS_LEASE] = {ACK, ACK, ACK},
		[KNOWN_ITS_EXPIRED_LEASE] = {ACK, ACK, ACK},
		[KNOWN_ITS_OTHER_LEASE] = {ACK, NAK, NAK},
		[KNOWN_OTHERS_LEASE] = {NAK, NAK, NAK},
		[KNOWN_OTHERS_EXPIRED_LEASE] = {ACK, NAK, NAK},
		[KNOWN_OTHERS_OFFER] = {NAK, NAK, NAK},
		[KNOWN_QUARANTINE] = {NAK, NAK, NAK},
	    },
	};

	for (int known = 0; known < N_KNOWN; known++) {
		for (int kind = 0; kind < N_KINDS; kind++) {
			b.conf.bootpd.authoritative = _i == 1;
			bench_start(&b);
			know_case((enum known)known);
			ck_assert_msg(ask((enum kind)kind, BENCH_POOL) ==
					  wanted[_i][known][kind],
			    "known %d kind %d", known, kind);
		}
	}
}
END_TEST

START_TEST(request_for_another_network_is_refused)
{
	for (int kind = 0; kind < N_KINDS; kind++) {
		ck_assert_uint_eq(ask((enum kind)kind, ELSEWHERE), NAK);
	}
}
END_TEST

/* RFC 2131 3.2: not where what we know may be wrong. */
START_TEST(request_on_a_network_not_ours_is_left_to_others)
{
	b.conf.bootpd.pool_start = IP(10, 66, 0, 100);
	bench_start(&b);
	ck_assert_uint_eq(ask(KIND_SELECTING, ELSEWHERE), NAK);
	ck_assert_uint_eq(ask(KIND_INIT_REBOOT, ELSEWHERE), 0);
	ck_assert_uint_eq(ask(KIND_RENEWING, ELSEWHERE), 0);
	b.conf.bootpd.authoritative = true;
	ck_assert_uint_eq(ask(KIND_INIT_REBOOT, ELSEWHERE), NAK);
}
END_TEST

START_TEST(request_outside_the_pool_is_left_to_whoever_owns_it)
{
	uint32_t address = BENCH_POOL + BENCH_COUNT;

	ck_assert_uint_eq(ask(KIND_SELECTING, address), NAK);
	ck_assert_uint_eq(ask(KIND_INIT_REBOOT, address), 0);
	ck_assert_uint_eq(ask(KIND_RENEWING, address), 0);
	b.conf.bootpd.authoritative = true;
	ck_assert_uint_eq(ask(KIND_RENEWING, address), NAK);
}
END_TEST

/* RFC 2131 4.1: any address of ours names us. */
START_TEST(request_may_name_any_address_of_the_server)
{
	static const uint32_t servers[] = {
	    BENCH_SERVER, IP(10, 78, 0, 1), IP(10, 77, 0, 2)};
	struct bw_msg_interface more = bench_interface();

	more.index++;
	more.address = servers[1];
	ck_assert_int_eq(dhcp_core_interface_seen(b.core, &more), 0);
	for (size_t i = 0; i < ARRAY_LEN(servers); i++) {
		struct packet p = packet_begin(1, 0, 1);
		struct dhcp_message reply;
		uint32_t server;

		packet_option_u8(&p, 53, DHCP_TYPE_REQUEST);
		packet_option_u32(&p, 50, BENCH_POOL);
		packet_option_u32(&p, 54, servers[i]);
		packet_end(&p);
		bench_packet(&b, &p);
		ck_assert_int_eq(bench_reply(&b, &reply), i < 2);
		if (i < 2) {
			ck_assert(dhcp_message_u32(&reply, 54, &server));
			ck_assert_uint_eq(server, BENCH_SERVER);
		}
	}
}
END_TEST

START_TEST(request_without_any_address_is_not_answered)
{
	ck_assert_uint_eq(ask(KIND_SELECTING, 0), 0);
	ck_assert_uint_eq(ask(KIND_RENEWING, 0), 0);
}
END_TEST

START_TEST(request_of_a_reserved_host_is_for_its_address_only)
{
	struct bw_conf_host host = {.name = "",
	    .mac = {0x52, 0x54, 0, 0, 0, 1},
	    .address = IP(10, 77, 0, 50),
	    .hostname = "",
	    .settings = {.boot_file = ""}};

	b.conf.bootpd.hosts.items = &host;
	b.conf.bootpd.hosts.n = 1;
	bench_start(&b);
	for (int kind = 0; kind < N_KINDS; kind++) {
		ck_assert_uint_eq(ask((enum kind)kind, host.address), ACK);
		ck_assert_uint_eq(ask((enum kind)kind, BENCH_POOL), NAK);
	}
	/* while somebody else still has it, the pool will do */
	bench_start(&b);
	know(host.address, 2, BW_LEASE_STATE_BOUND, 10);
	ck_assert_uint_eq(ask(KIND_SELECTING, host.address), NAK);
	ck_assert_uint_eq(ask(KIND_SELECTING, BENCH_POOL), ACK);
}
END_TEST

/* Machine 1 renews, or (to all) rebinds, what it has. */
static uint8_t
extend(bool to_all)
{
	struct packet p = packet_begin(1, 0, 1);
	struct dhcp_packet packet = {
	    .ifindex = BENCH_IFINDEX,
	    .peer = bw_addr_ipv4(BENCH_POOL, DHCP_PORT_CLIENT),
	    .bytes = p.bytes,
	};
	struct dhcp_message reply;

	if (!to_all) {
		packet.local = bw_addr_ipv4(BENCH_SERVER, 0);
	}
	packet_patch_u32(&p, PACKET_CIADDR, BENCH_POOL);
	packet_option_u8(&p, 53, DHCP_TYPE_REQUEST);
	packet_end(&p);
	packet.len = p.len;
	b.out.n = 0;
	dhcp_core_packet(b.core, &packet, b.now, &b.out);
	bench_disk(&b, NULL);
	return bench_reply(&b, &reply) ? reply.type : 0;
}

/* staticDHCPd's NAK_RENEWALS. */
START_TEST(renewals_are_refused_when_all_are_to_begin_anew)
{
	know(BENCH_POOL, 1, BW_LEASE_STATE_BOUND, 10);
	ck_assert_uint_eq(extend(false), ACK);
	ck_assert_uint_eq(extend(true), ACK);
	b.conf.bootpd.nak_renewals = true;
	ck_assert_uint_eq(extend(false), NAK);
	ck_assert_uint_eq(extend(true), ACK); /* perhaps not ours to refuse */
	b.conf.bootpd.authoritative = true;
	ck_assert_uint_eq(extend(true), NAK);
	ck_assert_uint_eq(ask(KIND_INIT_REBOOT, BENCH_POOL), ACK);
}
END_TEST

START_TEST(request_through_a_relay_is_refused_with_the_broadcast_flag)
{
	struct packet p = packet_begin(1, 0, 1);
	struct dhcp_message reply;

	packet_patch_u32(&p, PACKET_GIADDR, IP(10, 77, 0, 200));
	packet_option_u8(&p, 53, DHCP_TYPE_REQUEST);
	packet_option_u32(&p, 50, ELSEWHERE);
	packet_end(&p);
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, NAK);
	ck_assert_uint_eq(reply.flags, DHCP_FLAG_BROADCAST);
	ck_assert_uint_eq(
	    bw_addr_to_ipv4(&bench_action(&b, DHCP_ACTION_SEND)->u.send.peer),
	    IP(10, 77, 0, 200));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/judge");
	TCase *tc = tcase_create("request");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_loop_test(
	    tc, request_is_judged_by_its_kind_and_what_is_known, 0, 2);
	tcase_add_test(tc, request_for_another_network_is_refused);
	tcase_add_test(tc, request_on_a_network_not_ours_is_left_to_others);
	tcase_add_test(tc, request_outside_the_pool_is_left_to_whoever_owns_it);
	tcase_add_test(tc, request_may_name_any_address_of_the_server);
	tcase_add_test(tc, request_without_any_address_is_not_answered);
	tcase_add_test(tc, request_of_a_reserved_host_is_for_its_address_only);
	tcase_add_test(
	    tc, request_through_a_relay_is_refused_with_the_broadcast_flag);
	tcase_add_test(tc, renewals_are_refused_when_all_are_to_begin_anew);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
