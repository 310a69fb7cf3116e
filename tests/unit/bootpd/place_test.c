/* SPDX-License-Identifier: ISC */
/* Two subnets on one wire: the lab's and the far one's. */
#include "place.h"
#include "on_nets.h"

#define FAR_HOST IP(10, 2, 0, 50)

static void
set_up_wire(void)
{
	nets_conf(&n);
	n.subnets[NETS_LAB].wire = n.subnets[NETS_FAR].wire = "hall";
	n.far_pool.last = NETS_FAR_POOL + 1; /* as many as the lab has */
	nets_restart(&n);
}

/* A REQUEST of this machine; 0: not set. */
static bool
request(uint32_t machine, uint32_t ciaddr, uint32_t wanted, uint32_t server)
{
	struct packet p = packet_begin(machine, 0, machine);

	packet_patch_u32(&p, PACKET_CIADDR, ciaddr);
	packet_option_u8(&p, 53, DHCP_TYPE_REQUEST);
	if (wanted != 0) {
		packet_option_u32(&p, 50, wanted);
	}
	if (server != 0) {
		packet_option_u32(&p, 54, server);
	}
	return nets_ask(&n, &p, NETS_LAB_IFINDEX);
}

/* DISCOVER and REQUEST of a machine on the lab's wire; its address, or 0. */
static uint32_t
take(uint32_t machine)
{
	struct packet p = nets_discover(machine);
	uint32_t offered;

	if (!nets_ask(&n, &p, NETS_LAB_IFINDEX)) {
		return 0;
	}
	offered = n.reply.yiaddr;
	ck_assert(request(machine, 0, offered, nets_option_u32(&n, 54)));
	ck_assert_uint_eq(n.reply.type, DHCP_TYPE_ACK);
	ck_assert_uint_eq(n.reply.yiaddr, offered);
	return offered;
}

static bool
is_of_lab(uint32_t address)
{
	return (address & 0xffffff00) == IP(10, 1, 0, 0);
}

static bool
is_of_far(uint32_t address)
{
	return (address & 0xffffff00) == IP(10, 2, 0, 0);
}

/* The event's reason for the last packet. */
static void
check_reason(const char *text)
{
	ck_assert_str_eq(
	    bench_action(&n.b, DHCP_ACTION_EVENT)->u.event.reason, text);
}

START_TEST(wire_gives_addresses_of_the_next_subnet_when_one_is_full)
{
	ck_assert(is_of_lab(take(1)));
	ck_assert(is_of_lab(take(2)));
	ck_assert_uint_eq(nets_option_u32(&n, 51), 77);
	ck_assert(is_of_far(take(3)));
	ck_assert_uint_eq(nets_option_u32(&n, 1), IP(255, 255, 255, 0));
	ck_assert_uint_eq(nets_option_u32(&n, 28), IP(10, 2, 0, 255));
	ck_assert_uint_eq(nets_option_u32(&n, 51), BENCH_LEASE_S);
	ck_assert(!n.reply.option_present[3]); /* none of ours is there */
	ck_assert(is_of_far(take(4)));
	ck_assert_uint_eq(take(5), 0);
	check_reason("all addresses of the pool are taken");
}
END_TEST

START_TEST(subnets_without_a_common_wire_share_nothing)
{
	n.subnets[NETS_FAR].wire = "stairs";
	nets_restart(&n);
	ck_assert_uint_ne(take(1), 0);
	ck_assert_uint_ne(take(2), 0);
	ck_assert_uint_eq(take(3), 0);
	ck_assert(request(4, 0, NETS_FAR_POOL, 0));
	ck_assert_uint_eq(n.reply.type, DHCP_TYPE_NAK);
}
END_TEST

START_TEST(server_shows_itself_by_its_address_in_the_clients_subnet)
{
	struct bw_msg_interface second = bench_interface();

	second.index = NETS_LAB_IFINDEX;
	second.address = IP(10, 2, 0, 1);
	ck_assert_int_eq(dhcp_core_interface_seen(n.b.core, &second), 0);
	take(1);
	ck_assert_uint_eq(nets_option_u32(&n, 54), NETS_LAB_SERVER);
	take(2);
	take(3);
	ck_assert_uint_eq(nets_option_u32(&n, 54), IP(10, 2, 0, 1));
	ck_assert_uint_eq(nets_option_u32(&n, 3), IP(10, 2, 0, 1));
	ck_assert_uint_eq(n.reply.siaddr, IP(10, 2, 0, 1));
}
END_TEST

START_TEST(client_keeps_its_address_in_whichever_subnet_it_is)
{
	struct packet release = packet_begin(1, 0, 1);
	uint32_t first = take(1), mine;

	take(2);
	mine = take(3);
	packet_patch_u32(&release, PACKET_CIADDR, first);
	packet_option_u8(&release, 53, DHCP_TYPE_RELEASE);
	packet_option_u32(&release, 54, NETS_LAB_SERVER);
	ck_assert(!nets_ask(&n, &release, NETS_LAB_IFINDEX));
	ck_assert_uint_eq(take(3), mine); /* though the lab has one again */
	ck_assert(request(3, 0, mine, 0));
	ck_assert_uint_eq(n.reply.type, DHCP_TYPE_ACK);
	ck_assert(request(3, mine, 0, 0));
	ck_assert_uint_eq(n.reply.type, DHCP_TYPE_ACK);
	ck_assert_uint_eq(nets_option_u32(&n, 28), IP(10, 2, 0, 255));
}
END_TEST

START_TEST(wanted_address_may_be_of_any_subnet_of_the_wire)
{
	struct packet p = nets_discover(1);

	packet_option_u32(&p, 50, NETS_FAR_POOL + 1);
	ck_assert(nets_ask(&n, &p, NETS_LAB_IFINDEX));
	ck_assert_uint_eq(n.reply.yiaddr, NETS_FAR_POOL + 1);
}
END_TEST

START_TEST(requests_on_a_wire_are_refused_as_in_one_subnet)
{
	uint32_t lab = take(1), far;

	take(2);
	far = take(3);
	ck_assert(request(9, 0, far, 0));
	ck_assert_uint_eq(n.reply.type, DHCP_TYPE_NAK);
	check_reason("address held by another");
	ck_assert(request(1, 0, far ^ 1, 0)); /* free, but it has one */
	ck_assert_uint_eq(n.reply.type, DHCP_TYPE_NAK);
	check_reason("it holds another address");
	ck_assert(request(3, 0, lab ^ 1, NETS_LAB_SERVER));
	ck_assert_uint_eq(n.reply.type, DHCP_TYPE_NAK);
	check_reason("address not available");
	ck_assert(request(9, 0, BENCH_POOL, 0));
	ck_assert_uint_eq(n.reply.type, DHCP_TYPE_NAK);
	check_reason("address of another network");
	ck_assert(!request(9, 0, IP(10, 2, 0, 99), 0)); /* somebody else's */
	check_reason("no such lease here");
	n.subnets[NETS_FAR].authoritative = BW_CONF_TRISTATE_YES;
	ck_assert(request(9, 0, IP(10, 2, 0, 99), 0));
	ck_assert_uint_eq(n.reply.type, DHCP_TYPE_NAK);
	ck_assert(!request(9, 0, IP(10, 1, 0, 99), 0));
}
END_TEST

START_TEST(reservation_counts_in_any_subnet_of_the_wire)
{
	struct bw_conf_host host = {.name = "one",
	    .mac = {0x52, 0x54, 0, 0, 0, 1},
	    .client_id = {NULL, 0},
	    .circuit_id = {NULL, 0},
	    .address = FAR_HOST,
	    .hostname = ""};

	n.b.conf.bootpd.hosts = (struct bw_conf_hosts){&host, 1, NULL, NULL};
	nets_restart(&n);
	ck_assert_uint_eq(take(1), FAR_HOST);
	ck_assert_uint_eq(nets_option_u32(&n, 28), IP(10, 2, 0, 255));
	ck_assert(request(1, 0, NETS_LAB_POOL, NETS_LAB_SERVER));
	ck_assert_uint_eq(n.reply.type, DHCP_TYPE_NAK);
	check_reason("another address is its own");
}
END_TEST

START_TEST(relay_of_one_subnet_brings_addresses_of_its_wire)
{
	for (uint32_t machine = 1; machine <= 4; machine++) {
		struct packet p = nets_discover(machine);

		packet_patch_u32(&p, PACKET_GIADDR, NETS_FAR_RELAY);
		ck_assert(nets_ask(&n, &p, BENCH_IFINDEX));
		ck_assert_int_eq(is_of_far(n.reply.yiaddr), machine <= 2);
		/* A router must be in the client's own subnet. */
		ck_assert_int_eq(n.reply.option_present[3], machine <= 2);
	}
}
END_TEST

START_TEST(client_that_chose_another_server_frees_its_offers_everywhere)
{
	struct packet p = nets_discover(1), q = nets_discover(2);

	packet_option_u32(&p, 50, NETS_FAR_POOL);
	packet_option_u32(&q, 50, NETS_FAR_POOL);
	ck_assert(nets_ask(&n, &p, NETS_LAB_IFINDEX));
	ck_assert(!request(1, 0, IP(10, 1, 0, 100), IP(10, 1, 0, 250)));
	ck_assert(nets_ask(&n, &q, NETS_LAB_IFINDEX));
	ck_assert_uint_eq(n.reply.yiaddr, NETS_FAR_POOL);
}
END_TEST

/* The kernel knows no way to a subnet that it has no address in. */
START_TEST(client_in_a_subnet_not_ours_is_answered_by_the_link)
{
	struct dhcp_send *send;
	uint32_t lab = take(1), far;

	take(2);
	far = take(3);
	ck_assert(request(3, far, 0, 0));
	send = &bench_action(&n.b, DHCP_ACTION_SEND)->u.send;
	ck_assert_int_eq(send->way, DHCP_WAY_LINK);
	ck_assert_uint_eq(bw_addr_to_ipv4(&send->peer), far);
	ck_assert_uint_eq(send->mac[5], 3);
	ck_assert(request(1, lab, 0, 0));
	send = &bench_action(&n.b, DHCP_ACTION_SEND)->u.send;
	ck_assert_int_eq(send->way, DHCP_WAY_UDP);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/place");
	TCase *tc = tcase_create("wire");

	tcase_add_checked_fixture(tc, set_up_wire, tear_down);
	tcase_add_test(
	    tc, wire_gives_addresses_of_the_next_subnet_when_one_is_full);
	tcase_add_test(tc, subnets_without_a_common_wire_share_nothing);
	tcase_add_test(
	    tc, server_shows_itself_by_its_address_in_the_clients_subnet);
	tcase_add_test(tc, client_keeps_its_address_in_whichever_subnet_it_is);
	tcase_add_test(tc, wanted_address_may_be_of_any_subnet_of_the_wire);
	tcase_add_test(tc, requests_on_a_wire_are_refused_as_in_one_subnet);
	tcase_add_test(tc, reservation_counts_in_any_subnet_of_the_wire);
	tcase_add_test(tc, relay_of_one_subnet_brings_addresses_of_its_wire);
	tcase_add_test(
	    tc, client_that_chose_another_server_frees_its_offers_everywhere);
	tcase_add_test(tc, client_in_a_subnet_not_ours_is_answered_by_the_link);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
