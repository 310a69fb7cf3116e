/* SPDX-License-Identifier: ISC */
/* Several subnets in one core: by interface, by relay, with their own. */
#include "network.h"
#include "on_nets.h"

START_TEST(each_interface_gives_addresses_of_its_own_subnet)
{
	struct packet p = nets_discover(1), q = nets_discover(1);

	ck_assert(nets_ask(&n, &p, NETS_LAB_IFINDEX));
	ck_assert_uint_eq(n.reply.yiaddr & ~UINT32_C(1), NETS_LAB_POOL);
	ck_assert_uint_eq(nets_option_u32(&n, 51), 77);
	ck_assert_uint_eq(nets_option_u32(&n, 3), NETS_LAB_SERVER);
	ck_assert_uint_eq(nets_option_u32(&n, 28), IP(10, 1, 0, 255));
	ck_assert_int_eq(
	    memcmp(dhcp_message_option(&n.reply, 15).at, "lab.test", 8), 0);
	ck_assert(nets_ask(&n, &q, BENCH_IFINDEX));
	ck_assert_uint_ge(n.reply.yiaddr, BENCH_POOL);
	ck_assert_uint_lt(n.reply.yiaddr, BENCH_POOL + BENCH_COUNT);
	ck_assert_uint_eq(nets_option_u32(&n, 51), BENCH_LEASE_S);
}
END_TEST

START_TEST(relay_chooses_the_subnet_by_its_address_or_by_being_named)
{
	struct packet p = nets_discover(2), q = nets_discover(3),
		      r = nets_discover(4);
	struct dhcp_send *send;

	packet_patch_u32(&p, PACKET_GIADDR, NETS_FAR_RELAY);
	ck_assert(nets_ask(&n, &p, BENCH_IFINDEX));
	ck_assert_uint_eq(n.reply.yiaddr & 0xffffff00, IP(10, 2, 0, 0));
	ck_assert_uint_eq(nets_option_u32(&n, 3), NETS_FAR_RELAY);
	send = &bench_action(&n.b, DHCP_ACTION_SEND)->u.send;
	ck_assert_uint_eq(bw_addr_to_ipv4(&send->peer), NETS_FAR_RELAY);
	ck_assert_uint_eq(send->peer.port, 67);
	packet_patch_u32(&q, PACKET_GIADDR, NETS_ODD_RELAY);
	ck_assert(nets_ask(&n, &q, NETS_LAB_IFINDEX));
	ck_assert_uint_eq(n.reply.yiaddr & 0xffffff00, IP(10, 2, 0, 0));
	packet_patch_u32(&r, PACKET_GIADDR, IP(192, 0, 2, 10));
	ck_assert(!nets_ask(&n, &r, NETS_LAB_IFINDEX));
}
END_TEST

START_TEST(bootp_has_a_pool_of_its_own)
{
	struct packet p = packet_begin(5, 0, 5), q = packet_begin(6, 0, 6);
	struct packet r = nets_discover(7);

	ck_assert(nets_ask(&n, &p, NETS_LAB_IFINDEX));
	ck_assert_uint_eq(n.reply.yiaddr, IP(10, 1, 0, 5));
	ck_assert_uint_eq(n.reply.type, DHCP_TYPE_BOOTP);
	ck_assert(!nets_ask(&n, &q, NETS_LAB_IFINDEX)); /* and no other */
	packet_option_u32(&r, 50, IP(10, 1, 0, 5));
	ck_assert(nets_ask(&n, &r, NETS_LAB_IFINDEX));
	ck_assert_uint_ne(n.reply.yiaddr, IP(10, 1, 0, 5));
}
END_TEST

START_TEST(client_keeps_an_address_in_each_subnet_it_visits)
{
	uint32_t first[2];

	for (int round = 0; round < 4; round++) {
		static const uint32_t wires[] = {
		    BENCH_IFINDEX, NETS_LAB_IFINDEX};
		struct packet p = nets_discover(8), q = packet_begin(8, 0, 8);

		ck_assert(nets_ask(&n, &p, wires[round % 2]));
		packet_option_u8(&q, 53, DHCP_TYPE_REQUEST);
		packet_option_u32(&q, 54, nets_option_u32(&n, 54));
		packet_option_u32(&q, 50, n.reply.yiaddr);
		ck_assert(nets_ask(&n, &q, wires[round % 2]));
		ck_assert_uint_eq(n.reply.type, DHCP_TYPE_ACK);
		if (round < 2) {
			first[round] = n.reply.yiaddr;
		}
		ck_assert_uint_eq(n.reply.yiaddr, first[round % 2]);
	}
}
END_TEST

START_TEST(authority_is_of_a_subnet)
{
	for (int yes = 0; yes < 2; yes++) {
		struct packet p = packet_begin(9, 0, 9);

		n.subnets[NETS_LAB].authoritative =
		    yes ? BW_CONF_TRISTATE_YES : BW_CONF_TRISTATE_UNSET;
		packet_option_u8(&p, 53, DHCP_TYPE_REQUEST);
		packet_option_u32(&p, 50, IP(10, 1, 0, 200));
		ck_assert_int_eq(nets_ask(&n, &p, NETS_LAB_IFINDEX), yes);
		ck_assert(!yes || n.reply.type == DHCP_TYPE_NAK);
	}
}
END_TEST

START_TEST(lease_time_asked_for_is_held_to_its_limits)
{
	static const struct {
		uint32_t asked, given;
	} rows[] = {{10, 60}, {60, 60}, {100, 100}, {500, 500}, {501, 500}};

	n.subnets[NETS_LAB].settings.min_lease_time_s = 60;
	n.subnets[NETS_LAB].settings.max_lease_time_s = 500;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct packet p = nets_discover(10);

		packet_option_u32(&p, 51, rows[i].asked);
		ck_assert(nets_ask(&n, &p, NETS_LAB_IFINDEX));
		ck_assert_uint_eq(nets_option_u32(&n, 51), rows[i].given);
	}
}
END_TEST

START_TEST(timers_are_as_configured_and_never_beyond_the_lease)
{
	struct packet p = nets_discover(11), q = nets_discover(11),
		      r = nets_discover(11);

	n.subnets[NETS_LAB].settings.lease_time_s = 1000;
	ck_assert(nets_ask(&n, &p, NETS_LAB_IFINDEX));
	ck_assert_uint_eq(nets_option_u32(&n, 58), 500);
	ck_assert_uint_eq(nets_option_u32(&n, 59), 875);
	n.subnets[NETS_LAB].settings.discourage_renewals = BW_CONF_TRISTATE_YES;
	ck_assert(nets_ask(&n, &q, NETS_LAB_IFINDEX));
	ck_assert_uint_eq(nets_option_u32(&n, 58), 975);
	ck_assert_uint_eq(nets_option_u32(&n, 59), 975);
	n.subnets[NETS_LAB].settings.renewal_time_s = 100;
	n.subnets[NETS_LAB].settings.rebinding_time_s = 2000;
	ck_assert(nets_ask(&n, &r, NETS_LAB_IFINDEX));
	ck_assert_uint_eq(nets_option_u32(&n, 58), 100);
	ck_assert_uint_eq(nets_option_u32(&n, 59), 1000);
}
END_TEST

START_TEST(infinite_lease_has_infinite_timers)
{
	struct packet p = nets_discover(12);

	n.subnets[NETS_LAB].settings.lease_time_s = BW_CONF_INFINITE;
	ck_assert(nets_ask(&n, &p, NETS_LAB_IFINDEX));
	ck_assert_uint_eq(nets_option_u32(&n, 51), UINT32_MAX);
	ck_assert_uint_eq(nets_option_u32(&n, 58), UINT32_MAX);
	ck_assert_uint_eq(nets_option_u32(&n, 59), UINT32_MAX);
}
END_TEST

/* RFC 3011: asked on one network, for another. */
START_TEST(option_118_selects_a_subnet_where_that_is_allowed)
{
	struct packet p = nets_discover(8), q = nets_discover(8);

	packet_option_u32(&p, 118, IP(10, 2, 0, 0));
	packet_option_u32(&q, 118, IP(10, 2, 0, 0));
	ck_assert(nets_ask(&n, &p, NETS_LAB_IFINDEX));
	ck_assert_uint_eq(n.reply.yiaddr & ~UINT32_C(1), NETS_LAB_POOL);
	n.b.conf.bootpd.subnet_selection = true;
	ck_assert(nets_ask(&n, &q, NETS_LAB_IFINDEX));
	ck_assert_uint_ge(n.reply.yiaddr, NETS_FAR_POOL);
	ck_assert_uint_le(n.reply.yiaddr, NETS_FAR_POOL + 9);
	ck_assert_uint_eq(nets_option_u32(&n, 118), IP(10, 2, 0, 0));
	ck_assert_uint_eq(nets_option_u32(&n, 28), IP(10, 2, 0, 255));
}
END_TEST

START_TEST(addresses_are_found_in_their_network_and_pool)
{
	struct dhcp_networks *networks = &n.b.core->networks;

	ck_assert_ptr_eq(dhcp_networks_at(networks, IP(10, 1, 0, 255))->subnet,
	    &n.subnets[NETS_LAB]);
	ck_assert_ptr_eq(dhcp_networks_at(networks, IP(10, 2, 0, 0))->subnet,
	    &n.subnets[NETS_FAR]);
	ck_assert_ptr_eq(
	    dhcp_networks_at(networks, BENCH_POOL), &networks->own);
	ck_assert_ptr_null(dhcp_networks_at(networks, IP(10, 0, 255, 255)));
	ck_assert_ptr_null(dhcp_networks_at(networks, IP(10, 3, 0, 0)));
	ck_assert_uint_eq(
	    dhcp_networks_pool(networks, NETS_FAR_POOL + 9)->first,
	    NETS_FAR_POOL);
	ck_assert_uint_eq(
	    dhcp_networks_pool(networks, NETS_FAR_POOL + 10)->count, 0);
	ck_assert_uint_eq(dhcp_networks_pool(networks, 0)->count, 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/network");
	TCase *tc = tcase_create("network");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, each_interface_gives_addresses_of_its_own_subnet);
	tcase_add_test(
	    tc, relay_chooses_the_subnet_by_its_address_or_by_being_named);
	tcase_add_test(tc, bootp_has_a_pool_of_its_own);
	tcase_add_test(tc, client_keeps_an_address_in_each_subnet_it_visits);
	tcase_add_test(tc, authority_is_of_a_subnet);
	tcase_add_test(tc, lease_time_asked_for_is_held_to_its_limits);
	tcase_add_test(tc, timers_are_as_configured_and_never_beyond_the_lease);
	tcase_add_test(tc, infinite_lease_has_infinite_timers);
	tcase_add_test(tc, option_118_selects_a_subnet_where_that_is_allowed);
	tcase_add_test(tc, addresses_are_found_in_their_network_and_pool);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
