/* SPDX-License-Identifier: ISC */
/* Several subnets in one core: by interface, by relay, with their own. */
#include "unit.h"

#include "network.h"
#include "packets.h"

#define LAB_IFINDEX 7
#define LAB_SERVER  IP(10, 1, 0, 1)
#define LAB_POOL    IP(10, 1, 0, 100)
#define FAR_RELAY   IP(10, 2, 0, 254)
#define FAR_POOL    IP(10, 2, 0, 10)
#define ODD_RELAY   IP(192, 0, 2, 9)

static struct bench b;
static struct dhcp_message reply;
static struct bw_conf_pool lab_pools[2];
static struct bw_conf_pool far_pools[1];
static struct bw_conf_network far_relays[2];
static struct bw_conf_subnet subnets[2];

/* The bench's own network, a lab on another wire, and one behind relays. */
static void
set_up(void)
{
	struct bw_msg_interface lab = bench_interface();

	bench_conf(&b);
	b.conf.bootpd.allow_simple_dhcp = true;
	lab_pools[0] = (struct bw_conf_pool){
	    .first = LAB_POOL, .last = LAB_POOL + 1, .class_name = ""};
	lab_pools[1] = (struct bw_conf_pool){.first = IP(10, 1, 0, 5),
	    .last = IP(10, 1, 0, 5),
	    .guard = BW_CONF_GUARD_ONLY,
	    .class_name = BW_CONF_CLASS_BOOTP};
	far_pools[0] = (struct bw_conf_pool){
	    .first = FAR_POOL, .last = FAR_POOL + 9, .class_name = ""};
	far_relays[0] = (struct bw_conf_network){FAR_RELAY, UINT32_MAX};
	far_relays[1] = (struct bw_conf_network){ODD_RELAY, UINT32_MAX};
	subnets[0] = (struct bw_conf_subnet){.name = "far",
	    .network = {IP(10, 2, 0, 0), IP(255, 255, 255, 0)},
	    .pools = {far_pools, 1},
	    .relays = {far_relays, 2}};
	subnets[1] = (struct bw_conf_subnet){.name = "lab",
	    .network = {IP(10, 1, 0, 0), IP(255, 255, 255, 0)},
	    .pools = {lab_pools, 2},
	    .settings = {.lease_time_s = 77, .domain = "lab.test"}};
	b.conf.bootpd.subnets.items = subnets;
	b.conf.bootpd.subnets.n = ARRAY_LEN(subnets);
	bench_start(&b);
	lab.index = LAB_IFINDEX;
	lab.address = LAB_SERVER;
	ck_assert_int_eq(dhcp_core_interface_seen(b.core, &lab), 0);
}

static void
tear_down(void)
{
	bench_stop(&b);
}

static struct packet
discover(uint32_t machine)
{
	struct packet p = packet_begin(machine, 0, machine);

	packet_option_u8(&p, 53, DHCP_TYPE_DISCOVER);
	return p;
}

static bool
ask(struct packet *p, uint32_t ifindex)
{
	struct dhcp_packet packet = {
	    .ifindex = ifindex,
	    .peer = bw_addr_ipv4(0, DHCP_PORT_CLIENT),
	    .bytes = p->bytes,
	    .len = p->len,
	};

	b.out.n = 0;
	packet_end(p);
	dhcp_core_packet(b.core, &packet, b.now, &b.out);
	bench_disk(&b, NULL);
	return bench_reply(&b, &reply);
}

static uint32_t
option_u32(uint8_t code)
{
	uint32_t value = 0;

	ck_assert(dhcp_message_u32(&reply, code, &value));
	return value;
}

START_TEST(each_interface_gives_addresses_of_its_own_subnet)
{
	struct packet p = discover(1), q = discover(1);

	ck_assert(ask(&p, LAB_IFINDEX));
	ck_assert_uint_eq(reply.yiaddr & ~UINT32_C(1), LAB_POOL);
	ck_assert_uint_eq(option_u32(51), 77);
	ck_assert_uint_eq(option_u32(3), LAB_SERVER);
	ck_assert_uint_eq(option_u32(28), IP(10, 1, 0, 255));
	ck_assert_int_eq(
	    memcmp(dhcp_message_option(&reply, 15).at, "lab.test", 8), 0);
	ck_assert(ask(&q, BENCH_IFINDEX));
	ck_assert_uint_ge(reply.yiaddr, BENCH_POOL);
	ck_assert_uint_lt(reply.yiaddr, BENCH_POOL + BENCH_COUNT);
	ck_assert_uint_eq(option_u32(51), BENCH_LEASE_S);
}
END_TEST

START_TEST(relay_chooses_the_subnet_by_its_address_or_by_being_named)
{
	struct packet p = discover(2), q = discover(3), r = discover(4);
	struct dhcp_send *send;

	packet_patch_u32(&p, PACKET_GIADDR, FAR_RELAY);
	ck_assert(ask(&p, BENCH_IFINDEX));
	ck_assert_uint_eq(reply.yiaddr & 0xffffff00, IP(10, 2, 0, 0));
	ck_assert_uint_eq(option_u32(3), FAR_RELAY);
	send = &bench_action(&b, DHCP_ACTION_SEND)->u.send;
	ck_assert_uint_eq(bw_addr_to_ipv4(&send->peer), FAR_RELAY);
	ck_assert_uint_eq(send->peer.port, 67);
	packet_patch_u32(&q, PACKET_GIADDR, ODD_RELAY);
	ck_assert(ask(&q, LAB_IFINDEX));
	ck_assert_uint_eq(reply.yiaddr & 0xffffff00, IP(10, 2, 0, 0));
	packet_patch_u32(&r, PACKET_GIADDR, IP(192, 0, 2, 10));
	ck_assert(!ask(&r, LAB_IFINDEX));
}
END_TEST

START_TEST(bootp_has_a_pool_of_its_own)
{
	struct packet p = packet_begin(5, 0, 5), q = packet_begin(6, 0, 6);
	struct packet r = discover(7);

	ck_assert(ask(&p, LAB_IFINDEX));
	ck_assert_uint_eq(reply.yiaddr, IP(10, 1, 0, 5));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_BOOTP);
	ck_assert(!ask(&q, LAB_IFINDEX)); /* and no other */
	packet_option_u32(&r, 50, IP(10, 1, 0, 5));
	ck_assert(ask(&r, LAB_IFINDEX));
	ck_assert_uint_ne(reply.yiaddr, IP(10, 1, 0, 5));
}
END_TEST

START_TEST(client_keeps_an_address_in_each_subnet_it_visits)
{
	uint32_t first[2];

	for (int round = 0; round < 4; round++) {
		static const uint32_t wires[] = {BENCH_IFINDEX, LAB_IFINDEX};
		struct packet p = discover(8), q = packet_begin(8, 0, 8);

		ck_assert(ask(&p, wires[round % 2]));
		packet_option_u8(&q, 53, DHCP_TYPE_REQUEST);
		packet_option_u32(&q, 54, option_u32(54));
		packet_option_u32(&q, 50, reply.yiaddr);
		ck_assert(ask(&q, wires[round % 2]));
		ck_assert_uint_eq(reply.type, DHCP_TYPE_ACK);
		if (round < 2) {
			first[round] = reply.yiaddr;
		}
		ck_assert_uint_eq(reply.yiaddr, first[round % 2]);
	}
}
END_TEST

START_TEST(authority_is_of_a_subnet)
{
	for (int yes = 0; yes < 2; yes++) {
		struct packet p = packet_begin(9, 0, 9);

		subnets[1].authoritative =
		    yes ? BW_CONF_TRISTATE_YES : BW_CONF_TRISTATE_UNSET;
		packet_option_u8(&p, 53, DHCP_TYPE_REQUEST);
		packet_option_u32(&p, 50, IP(10, 1, 0, 200));
		ck_assert_int_eq(ask(&p, LAB_IFINDEX), yes);
		ck_assert(!yes || reply.type == DHCP_TYPE_NAK);
	}
}
END_TEST

START_TEST(lease_time_asked_for_is_held_to_its_limits)
{
	static const struct {
		uint32_t asked, given;
	} rows[] = {{10, 60}, {60, 60}, {100, 100}, {500, 500}, {501, 500}};

	subnets[1].settings.min_lease_time_s = 60;
	subnets[1].settings.max_lease_time_s = 500;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct packet p = discover(10);

		packet_option_u32(&p, 51, rows[i].asked);
		ck_assert(ask(&p, LAB_IFINDEX));
		ck_assert_uint_eq(option_u32(51), rows[i].given);
	}
}
END_TEST

START_TEST(timers_are_as_configured_and_never_beyond_the_lease)
{
	struct packet p = discover(11), q = discover(11), r = discover(11);

	subnets[1].settings.lease_time_s = 1000;
	ck_assert(ask(&p, LAB_IFINDEX));
	ck_assert_uint_eq(option_u32(58), 500);
	ck_assert_uint_eq(option_u32(59), 875);
	subnets[1].settings.discourage_renewals = BW_CONF_TRISTATE_YES;
	ck_assert(ask(&q, LAB_IFINDEX));
	ck_assert_uint_eq(option_u32(58), 975);
	ck_assert_uint_eq(option_u32(59), 975);
	subnets[1].settings.renewal_time_s = 100;
	subnets[1].settings.rebinding_time_s = 2000;
	ck_assert(ask(&r, LAB_IFINDEX));
	ck_assert_uint_eq(option_u32(58), 100);
	ck_assert_uint_eq(option_u32(59), 1000);
}
END_TEST

START_TEST(infinite_lease_has_infinite_timers)
{
	struct packet p = discover(12);

	subnets[1].settings.lease_time_s = BW_CONF_INFINITE;
	ck_assert(ask(&p, LAB_IFINDEX));
	ck_assert_uint_eq(option_u32(51), UINT32_MAX);
	ck_assert_uint_eq(option_u32(58), UINT32_MAX);
	ck_assert_uint_eq(option_u32(59), UINT32_MAX);
}
END_TEST

START_TEST(addresses_are_found_in_their_network_and_pool)
{
	struct dhcp_networks *networks = &b.core->networks;

	ck_assert_ptr_eq(
	    dhcp_networks_at(networks, IP(10, 1, 0, 255))->subnet, &subnets[1]);
	ck_assert_ptr_eq(
	    dhcp_networks_at(networks, IP(10, 2, 0, 0))->subnet, &subnets[0]);
	ck_assert_ptr_eq(
	    dhcp_networks_at(networks, BENCH_POOL), &networks->own);
	ck_assert_ptr_null(dhcp_networks_at(networks, IP(10, 0, 255, 255)));
	ck_assert_ptr_null(dhcp_networks_at(networks, IP(10, 3, 0, 0)));
	ck_assert_uint_eq(
	    dhcp_networks_pool(networks, FAR_POOL + 9)->first, FAR_POOL);
	ck_assert_uint_eq(
	    dhcp_networks_pool(networks, FAR_POOL + 10)->count, 0);
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
	tcase_add_test(tc, addresses_are_found_in_their_network_and_pool);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
