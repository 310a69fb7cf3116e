/* SPDX-License-Identifier: ISC */
/* Interfaces, loading, deadlines; and what hostile packets once did to others. */
#include "unit.h"

#include "packets.h"

static struct bench b;
static struct dhcp_message reply;

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

static struct bw_lease
lease_at(uint32_t address)
{
	return (struct bw_lease){
	    .address = address,
	    .state = BW_LEASE_STATE_BOUND,
	    .expires_s = b.now.wall_s + 1000,
	    .mac = {0x52, 0x54, 0, 0x77, 0, 1},
	    .client = {.len = 7, .bytes = {1, 0x52, 0x54, 0, 0x77, 0, 1}},
	};
}

/* The server still does its work. */
static void
check_alive(void)
{
	struct packet p = packet_captured(CAPTURED_UDHCPC_DISCOVER);

	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_OFFER);
}

START_TEST(packets_of_unknown_interfaces_are_ignored)
{
	struct packet p = packet_captured(CAPTURED_UDHCPC_DISCOVER);
	struct bw_msg_interface interface = bench_interface();
	struct dhcp_packet packet = {
	    .ifindex = 99, .bytes = p.bytes, .len = p.len};

	b.out.n = 0;
	dhcp_core_packet(b.core, &packet, b.now, &b.out);
	ck_assert_uint_eq(b.out.n, 0);
	dhcp_core_interface_gone(b.core, &interface);
	bench_packet(&b, &p);
	ck_assert_uint_eq(b.out.n, 0);
	ck_assert_int_eq(dhcp_core_interface_seen(b.core, &interface), 0);
	check_alive();
}
END_TEST

START_TEST(replies_leave_by_the_interface_of_the_request)
{
	struct packet p = packet_captured(CAPTURED_IPXE_BIOS_DISCOVER);
	struct bw_msg_interface second = bench_interface();
	struct dhcp_packet packet = {
	    .ifindex = 7, .bytes = p.bytes, .len = p.len};
	struct dhcp_send *send;
	uint32_t server;

	second.index = 7;
	second.address = IP(10, 77, 0, 2);
	ck_assert_int_eq(dhcp_core_interface_seen(b.core, &second), 0);
	b.out.n = 0;
	dhcp_core_packet(b.core, &packet, b.now, &b.out);
	ck_assert(bench_reply(&b, &reply));
	send = &bench_action(&b, DHCP_ACTION_SEND)->u.send;
	ck_assert_uint_eq(send->ifindex, 7);
	ck_assert_uint_eq(send->source, second.address);
	ck_assert(dhcp_message_u32(&reply, 54, &server));
	ck_assert_uint_eq(server, second.address);
}
END_TEST

START_TEST(interface_without_pool_gives_no_address)
{
	struct packet p = packet_captured(CAPTURED_UDHCPC_DISCOVER);
	struct bw_msg_interface second = bench_interface();
	struct dhcp_packet packet = {
	    .ifindex = 7, .bytes = p.bytes, .len = p.len};

	second.index = 7;
	second.address = IP(10, 99, 0, 1);
	ck_assert_int_eq(dhcp_core_interface_seen(b.core, &second), 0);
	b.out.n = 0;
	dhcp_core_packet(b.core, &packet, b.now, &b.out);
	ck_assert(!bench_reply(&b, &reply));
	ck_assert_str_eq(bench_action(&b, DHCP_ACTION_EVENT)->u.event.reason,
	    "no pool for its network");
}
END_TEST

START_TEST(interface_of_two_addresses_answers_by_the_pools)
{
	struct bw_msg_interface other = bench_interface();
	struct bw_msg_interface again = bench_interface();
	struct packet p = packet_captured(CAPTURED_UDHCPC_DISCOVER);

	other.address = IP(10, 5, 0, 1);
	dhcp_core_interface_gone(b.core, &again);
	ck_assert_int_eq(dhcp_core_interface_seen(b.core, &other), 0);
	ck_assert_int_eq(dhcp_core_interface_seen(b.core, &again), 0);
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(
	    bench_action(&b, DHCP_ACTION_SEND)->u.send.source, BENCH_SERVER);
}
END_TEST

START_TEST(interface_of_two_addresses_answers_by_the_one_asked)
{
	struct bw_msg_interface other = bench_interface();
	struct packet p = packet_captured(CAPTURED_OVMF_4011);
	struct dhcp_packet packet = {
	    .door = DHCP_DOOR_PXE,
	    .ifindex = BENCH_IFINDEX,
	    .peer = bw_addr_ipv4(IP(10, 5, 0, 9), 4011),
	    .local = bw_addr_ipv4(IP(10, 5, 0, 1), 0),
	    .bytes = p.bytes,
	    .len = p.len,
	};

	other.address = IP(10, 5, 0, 1);
	ck_assert_int_eq(dhcp_core_interface_seen(b.core, &other), 0);
	b.out.n = 0;
	dhcp_core_packet(b.core, &packet, b.now, &b.out);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.siaddr, other.address);
}
END_TEST

START_TEST(interfaces_are_bounded)
{
	struct bw_msg_interface one = bench_interface();

	for (uint32_t i = 1; i < DHCP_INTERFACES_MAX; i++) {
		one.index = 100 + i;
		ck_assert_int_eq(dhcp_core_interface_seen(b.core, &one), 0);
	}
	ck_assert_int_eq(dhcp_core_interface_seen(b.core, &one), 0);
	one.index++;
	ck_assert_int_eq(dhcp_core_interface_seen(b.core, &one), -ENOSPC);
}
END_TEST

START_TEST(own_addresses_are_never_given_out)
{
	b.conf.bootpd.pool_start = IP(10, 77, 0, 0);
	b.conf.bootpd.pool_count = 6;
	b.conf.bootpd.gateway = IP(10, 77, 0, 2);
	b.conf.bootpd.settings.next_server = IP(10, 77, 0, 3);
	bench_start(&b);
	for (uint32_t i = 0; i < 3; i++) { /* .4 and .5 are left */
		struct packet p = packet_begin(i, 0, i);

		packet_option_u8(&p, 53, 1);
		bench_packet(&b, &p);
		ck_assert_int_eq(bench_reply(&b, &reply), i < 2);
		ck_assert(i >= 2 || reply.yiaddr >= IP(10, 77, 0, 4));
	}
}
END_TEST

START_TEST(leases_of_addresses_not_ours_any_more_are_forgotten)
{
	struct bw_lease lease = lease_at(BENCH_POOL);

	ck_assert_int_eq(dhcp_core_lease_loaded(b.core, &lease), 0);
	lease.address = BENCH_POOL + BENCH_COUNT;
	ck_assert_int_eq(dhcp_core_lease_loaded(b.core, &lease), -ENOENT);
	b.conf.bootpd.proxy = true;
	bench_start(&b);
	lease.address = BENCH_POOL;
	ck_assert_int_eq(dhcp_core_lease_loaded(b.core, &lease), -ENOENT);
}
END_TEST

START_TEST(any_lease_of_a_machine_tells_that_it_has_booted)
{
	struct packet p = packet_captured(CAPTURED_UDHCPC_DISCOVER);
	struct bw_lease booted = lease_at(BENCH_POOL);
	struct bw_lease later = lease_at(BENCH_POOL + 1);

	b.conf.bootpd.allow_simple_dhcp = BW_CONF_TRISTATE_NO;
	booted.pxe = true;
	later.client.len = 3; /* another identity of the same machine */
	ck_assert_int_eq(dhcp_core_lease_loaded(b.core, &booted), 0);
	ck_assert_int_eq(dhcp_core_lease_loaded(b.core, &later), 0);
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
}
END_TEST

START_TEST(commit_without_answer_is_given_up_in_time)
{
	struct packet p = packet_captured(CAPTURED_OVMF_REQUEST);
	uint32_t id;

	packet_set_u32(&p, 50, BENCH_POOL);
	b.disk_waits = true;
	ck_assert_uint_eq(dhcp_core_due(b.core), UINT64_MAX);
	ck_assert(dhcp_core_idle(b.core));
	bench_packet(&b, &p);
	id = bench_action(&b, DHCP_ACTION_COMMIT)->id;
	ck_assert_uint_le(dhcp_core_due(b.core), b.now.ms + DHCP_PENDING_MS);
	ck_assert(!dhcp_core_idle(b.core));
	b.out.n = 0;
	b.now.ms += DHCP_PENDING_MS - 1;
	dhcp_core_tick(b.core, b.now, &b.out);
	ck_assert_uint_eq(b.out.n, 0);
	b.now.ms += 100;
	dhcp_core_tick(b.core, b.now, &b.out);
	ck_assert_str_eq(bench_action(&b, DHCP_ACTION_EVENT)->u.event.reason,
	    "the lease was not stored in time");
	ck_assert_uint_eq(dhcp_core_due(b.core), UINT64_MAX);
	ck_assert(dhcp_core_idle(b.core));
	b.out.n = 0;
	dhcp_core_lease_answered(b.core, id, NULL, b.now, &b.out);
	ck_assert_uint_eq(b.out.n, 0); /* too late: no ACK */
}
END_TEST

START_TEST(commits_that_wait_are_bounded)
{
	unsigned warned = 0;

	b.conf.bootpd.pool_count = 2 * DHCP_PENDING_MAX;
	b.conf.bootpd.pool_start = IP(10, 77, 4, 0);
	b.conf.bootpd.netmask = IP(255, 255, 0, 0);
	bench_start(&b);
	b.disk_waits = true;
	for (uint32_t i = 0; i < DHCP_PENDING_MAX + 5; i++) {
		struct packet p = packet_begin(i, 0, i);

		packet_option_u8(&p, 53, DHCP_TYPE_REQUEST);
		packet_option_u32(&p, 54, BENCH_SERVER);
		packet_option_u32(&p, 50, IP(10, 77, 4, 1) + i);
		bench_packet(&b, &p);
		warned += bench_has(&b, DHCP_ACTION_WARN);
	}
	ck_assert_uint_eq(warned, 5);
	/* all of them fall due together, and are told a few at a time */
	b.now.ms += DHCP_PENDING_MS;
	for (unsigned i = 0; i < DHCP_PENDING_MAX; i++) {
		b.out.n = 0;
		dhcp_core_tick(b.core, b.now, &b.out);
	}
	ck_assert_uint_eq(dhcp_core_due(b.core), UINT64_MAX);
}
END_TEST

START_TEST(events_about_unanswered_packets_are_rationed)
{
	struct packet p = packet_begin(1, 0, 1);
	unsigned told = 0;

	packet_option_u8(&p, 53, DHCP_TYPE_RELEASE);
	for (unsigned i = 0; i < 1000; i++) {
		bench_packet(&b, &p);
		told += bench_has(&b, DHCP_ACTION_EVENT);
	}
	ck_assert_uint_gt(told, 0);
	ck_assert_uint_lt(told, 100);
	b.now.ms += 1000;
	bench_packet(&b, &p);
	ck_assert(bench_has(&b, DHCP_ACTION_EVENT));
}
END_TEST

/* CVE-2010-2156 (client identifier of no octets), CVE-2022-2929 and kin. */
START_TEST(every_option_at_every_length_leaves_the_server_alive)
{
	static const uint8_t types[] = {1, 3, 4, 7, 8};
	uint8_t value[255];

	memset(value, _i == 0 ? 0x00 : 0xff, sizeof(value));
	for (unsigned code = 1; code < 255; code++) {
		for (size_t len = 0; len <= 255; len += len < 20 ? 1 : 5) {
			struct packet p = packet_begin(1, 0, 0x00770001);

			packet_option_u8(
			    &p, 53, types[(code + len) % sizeof(types)]);
			packet_option(&p, (uint8_t)code, value, len);
			packet_option_text(&p, 60, "PXEClient");
			packet_end(&p);
			bench_packet(&b, &p);
		}
		bench_start(&b);
	}
	check_alive();
}
END_TEST

/* CVE-2015-8605 trusted a length field: ours is what the kernel says. */
START_TEST(every_prefix_of_every_real_packet_leaves_the_server_alive)
{
	for (size_t i = 0; i < ARRAY_LEN(captured); i++) {
		struct packet p = packet_captured((enum captured_name)i);
		size_t len = p.len;

		for (p.len = 0; p.len <= len; p.len++) {
			bench_packet(&b, &p);
			bench_packet_from(&b, &p, DHCP_DOOR_PXE,
			    bw_addr_ipv4(IP(10, 77, 0, 9), 68));
		}
	}
	bench_start(&b);
	check_alive();
}
END_TEST

/* Kea CVE-2025-40779: a unicast request of no known network ended it. */
START_TEST(every_message_by_every_way_leaves_the_server_alive)
{
	static const uint32_t addresses[] = {0, BENCH_POOL, BENCH_SERVER,
	    IP(10, 77, 0, 255), IP(192, 0, 2, 1), 0xffffffff};

	for (unsigned type = 0; type < 10; type++) {
		for (size_t c = 0; c < ARRAY_LEN(addresses); c++) {
			for (size_t g = 0; g < ARRAY_LEN(addresses); g++) {
				struct packet p = packet_begin(1, 0, 1);

				packet_patch_u32(
				    &p, PACKET_CIADDR, addresses[c]);
				packet_patch_u32(
				    &p, PACKET_GIADDR, addresses[g]);
				packet_option_u8(&p, 53, (uint8_t)type);
				packet_option_u32(&p, 50, addresses[g]);
				packet_end(&p);
				bench_packet(&b, &p);
				bench_packet_from(&b, &p, DHCP_DOOR_PXE,
				    bw_addr_ipv4(addresses[c], 68));
			}
		}
	}
	bench_start(&b);
	check_alive();
}
END_TEST

/* Kea CVE-2019-6474: what the server stores it must load again. */
START_TEST(every_lease_that_is_committed_can_be_loaded)
{
	uint8_t name[255];
	struct bw_lease kept[255];
	size_t n = 0;

	for (size_t i = 0; i < sizeof(name); i++) {
		name[i] = (uint8_t)(i + 1);
	}
	b.conf.bootpd.pool_count = 150;
	bench_start(&b);
	for (uint32_t i = 0; i < 140; i++) {
		struct packet p = packet_begin(i, 0, i);
		struct bw_lease *lease;

		packet_option_u8(&p, 53, DHCP_TYPE_REQUEST);
		packet_option_u32(&p, 54, BENCH_SERVER);
		packet_option_u32(&p, 50, BENCH_POOL + i);
		packet_option(&p, 12, name + i, 255 - i);
		packet_option(&p, 61, name + i, i % 2 == 0 ? 255 - i : 7);
		packet_end(&p);
		bench_packet(&b, &p);
		lease = &bench_action(&b, DHCP_ACTION_COMMIT)->u.lease;
		ck_assert_ptr_nonnull(
		    memchr(lease->hostname, 0, sizeof(lease->hostname)));
		ck_assert_uint_gt(lease->client.len, 0);
		kept[n++] = *lease;
	}
	bench_start(&b);
	for (size_t i = 0; i < n; i++) {
		ck_assert_int_eq(dhcp_core_lease_loaded(b.core, &kept[i]), 0);
	}
	for (size_t i = 0; i < n; i++) {
		ck_assert_uint_eq(
		    bw_lease_table_by_client(&b.core->leases, &kept[i].client)
			->address,
		    kept[i].address);
	}
}
END_TEST

/* CVE-2017-14494 again, whole way: old memory never reaches a reply. */
START_TEST(replies_do_not_depend_on_what_was_answered_before)
{
	struct packet p = packet_captured(CAPTURED_OVMF_DISCOVER);
	struct packet long_one = packet_captured(CAPTURED_IPXE_BIOS_DISCOVER);
	struct dhcp_send first;
	struct dhcp_send *again;

	long_one.bytes[PACKET_CHADDR] ^= 8; /* another machine */
	bench_packet(&b, &p);
	first = bench_action(&b, DHCP_ACTION_SEND)->u.send;
	memset(&b.out, 0xa5, sizeof(b.out));
	bench_packet(&b, &long_one);
	bench_packet(&b, &p);
	again = &bench_action(&b, DHCP_ACTION_SEND)->u.send;
	ck_assert_uint_eq(again->len, first.len);
	ck_assert_mem_eq(again->bytes, first.bytes, first.len);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/core");
	TCase *tc = tcase_create("core");

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, packets_of_unknown_interfaces_are_ignored);
	tcase_add_test(tc, replies_leave_by_the_interface_of_the_request);
	tcase_add_test(tc, interface_without_pool_gives_no_address);
	tcase_add_test(tc, interface_of_two_addresses_answers_by_the_pools);
	tcase_add_test(tc, interface_of_two_addresses_answers_by_the_one_asked);
	tcase_add_test(tc, interfaces_are_bounded);
	tcase_add_test(tc, own_addresses_are_never_given_out);
	tcase_add_test(tc, leases_of_addresses_not_ours_any_more_are_forgotten);
	tcase_add_test(tc, any_lease_of_a_machine_tells_that_it_has_booted);
	tcase_add_test(tc, commit_without_answer_is_given_up_in_time);
	tcase_add_test(tc, commits_that_wait_are_bounded);
	tcase_add_test(tc, events_about_unanswered_packets_are_rationed);
	tcase_add_loop_test(
	    tc, every_option_at_every_length_leaves_the_server_alive, 0, 2);
	tcase_add_test(
	    tc, every_prefix_of_every_real_packet_leaves_the_server_alive);
	tcase_add_test(tc, every_message_by_every_way_leaves_the_server_alive);
	tcase_add_test(tc, every_lease_that_is_committed_can_be_loaded);
	tcase_add_test(tc, replies_do_not_depend_on_what_was_answered_before);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
