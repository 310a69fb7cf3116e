/* SPDX-License-Identifier: ISC */
/* What relay agents say, whom they are, and clients beyond routers. */
#include "relay.h"
#include "on_nets.h"

/* A DISCOVER by this relay with option 82 of these bytes. */
static struct packet
relayed(uint32_t giaddr, const char *info, size_t len)
{
	struct packet p = nets_discover(20);

	packet_patch_u32(&p, PACKET_GIADDR, giaddr);
	packet_option(&p, 82, info, len);
	return p;
}

START_TEST(relay_information_is_read_to_its_end_or_not_at_all)
{
	static const struct {
		const char *bytes;
		size_t len, found;
	} rows[] = {{"\x01\x02"
		     "ab",
			4, 2},
	    {"\x02\x01x\x01\x01y", 6, 1}, {"\x01\x00", 2, 0}, {"\x01", 1, 0},
	    {"\x01\x03"
	     "ab",
		4, 0},
	    {"\x02\x05x\x01\x01y", 6, 0}, {"", 0, 0}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct packet p =
		    relayed(NETS_FAR_RELAY, rows[i].bytes, rows[i].len);
		struct dhcp_message message;

		packet_end(&p);
		ck_assert_int_eq(
		    dhcp_message_parse(p.bytes, p.len, &message), 0);
		ck_assert_uint_eq(
		    dhcp_relay_option(&message, DHCP_RELAY_OPTION_CIRCUIT_ID)
			.len,
		    rows[i].found);
		message.giaddr = 0; /* then nobody vouches for it */
		ck_assert_ptr_null(
		    dhcp_relay_option(&message, DHCP_RELAY_OPTION_CIRCUIT_ID)
			.at);
	}
}
END_TEST

START_TEST(link_selection_goes_before_subnet_selection_and_giaddr)
{
	struct packet p =
	    relayed(NETS_FAR_RELAY, "\x05\x04\x0a\x01\x00\x00", 6);
	struct packet q = relayed(NETS_FAR_RELAY, "\x01\x01x", 3);
	struct packet r =
	    relayed(NETS_FAR_RELAY, "\x05\x04\x0a\x02\x00\x00", 6);
	struct dhcp_send *send;

	ck_assert(nets_ask(&n, &p, BENCH_IFINDEX));
	ck_assert_uint_eq(n.reply.yiaddr & 0xffffff00, IP(10, 1, 0, 0));
	send = &bench_action(&n.b, DHCP_ACTION_SEND)->u.send;
	ck_assert_uint_eq(bw_addr_to_ipv4(&send->peer), NETS_FAR_RELAY);
	n.b.conf.bootpd.subnet_selection = true;
	packet_option_u32(&q, 118, IP(10, 1, 0, 0));
	ck_assert(nets_ask(&n, &q, BENCH_IFINDEX));
	ck_assert_uint_eq(n.reply.yiaddr & 0xffffff00, IP(10, 1, 0, 0));
	ck_assert_uint_eq(nets_option_u32(&n, 118), IP(10, 1, 0, 0));
	packet_option_u32(&r, 118, IP(10, 1, 0, 0));
	ck_assert(nets_ask(&n, &r, BENCH_IFINDEX));
	ck_assert_uint_eq(n.reply.yiaddr & 0xffffff00, IP(10, 2, 0, 0));
	ck_assert_ptr_null(dhcp_message_option(&n.reply, 118).at);
}
END_TEST

START_TEST(link_that_is_no_network_of_ours_has_no_addresses)
{
	struct packet p =
	    relayed(NETS_ODD_RELAY, "\x05\x04\x0a\x09\x00\x00", 6);

	ck_assert(!nets_ask(&n, &p, BENCH_IFINDEX));
}
END_TEST

START_TEST(server_override_is_our_name_there)
{
	static const char info[] = "\x0b\x04\x0a\x02\x00\xfe\x01\x01x";
	struct packet p = relayed(NETS_FAR_RELAY, info, 9);
	struct packet q = packet_begin(20, 0, 20);
	struct dhcp_bytes echoed;
	struct dhcp_send *send;

	ck_assert(nets_ask(&n, &p, BENCH_IFINDEX));
	ck_assert_uint_eq(nets_option_u32(&n, 54), NETS_FAR_RELAY);
	packet_patch_u32(&q, PACKET_GIADDR, NETS_FAR_RELAY);
	packet_option_u8(&q, 53, DHCP_TYPE_REQUEST);
	packet_option_u32(&q, 54, NETS_FAR_RELAY);
	packet_option_u32(&q, 50, n.reply.yiaddr);
	packet_option(&q, 82, info, 9);
	ck_assert(nets_ask(&n, &q, BENCH_IFINDEX));
	ck_assert_uint_eq(n.reply.type, DHCP_TYPE_ACK);
	echoed = dhcp_message_option(&n.reply, 82);
	ck_assert_uint_eq(echoed.len, 9);
	ck_assert_mem_eq(echoed.at, info, 9);
	send = &bench_action(&n.b, DHCP_ACTION_SEND)->u.send;
	ck_assert_mem_eq(echoed.at, info, 9);
	/* the last option: behind it END and padding alone */
	for (size_t i = send->len; send->bytes[i - 1] != DHCP_OPTION_END; i--) {
		ck_assert_uint_eq(send->bytes[i - 1], 0);
	}
	ck_assert_ptr_nonnull(memmem(send->bytes, send->len,
	    "\x52\x09\x0b\x04\x0a\x02\x00\xfe\x01\x01x\xff", 12));
}
END_TEST

START_TEST(relays_that_are_not_listed_are_not_heard)
{
	static struct bw_conf_network listed[] = {
	    {IP(10, 2, 0, 0), 0xffff0000}};
	struct packet p = relayed(NETS_FAR_RELAY, "\x01\x01x", 3);
	struct packet q = relayed(IP(10, 1, 0, 254), "\x01\x01x", 3);
	struct packet r = relayed(IP(10, 2, 0, 253), "\x01\x01x", 3);

	n.b.conf.bootpd.relays.items = listed;
	n.b.conf.bootpd.relays.n = 1;
	ck_assert(nets_ask(&n, &p, BENCH_IFINDEX));
	ck_assert(!nets_ask(&n, &q, BENCH_IFINDEX));
	/* in the far network, but not among the subnet's own */
	ck_assert(!nets_ask(&n, &r, BENCH_IFINDEX));
	ck_assert_str_eq(bench_action(&n.b, DHCP_ACTION_EVENT)->u.event.reason,
	    "its relay is not listened to");
}
END_TEST

/* RFC 1542 4.1.1 lets no agent call itself so. */
START_TEST(relays_of_impossible_addresses_are_not_heard)
{
	static const uint32_t giaddrs[] = {DHCP_BROADCAST, IP(224, 0, 0, 1),
	    IP(239, 1, 2, 3), IP(127, 0, 0, 1), IP(0, 0, 0, 1), BENCH_SERVER,
	    NETS_LAB_SERVER};

	for (size_t i = 0; i < ARRAY_LEN(giaddrs); i++) {
		/* it says that the client is on a network of ours */
		struct packet p =
		    relayed(giaddrs[i], "\x05\x04\x0a\x01\x00\x00", 6);

		ck_assert(!nets_ask(&n, &p, BENCH_IFINDEX));
		ck_assert_str_eq(
		    bench_action(&n.b, DHCP_ACTION_EVENT)->u.event.reason,
		    "its relay is not listened to");
	}
}
END_TEST

/* RFC 8357 5.1; the sub-option has no value. */
START_TEST(relay_is_answered_at_the_port_that_it_sends_from)
{
	static const char info[] = "\x01\x01x\x13\x00";
	struct packet p = relayed(NETS_FAR_RELAY, info, 5);
	struct dhcp_packet packet = {
	    .ifindex = BENCH_IFINDEX,
	    .peer = bw_addr_ipv4(NETS_FAR_RELAY, 3067),
	    .local = bw_addr_ipv4(BENCH_SERVER, 0),
	    .bytes = p.bytes,
	};
	struct dhcp_send *send;

	packet_end(&p);
	packet.len = p.len;
	n.b.out.n = 0;
	dhcp_core_packet(n.b.core, &packet, n.b.now, &n.b.out);
	ck_assert(bench_reply(&n.b, &n.reply));
	send = &bench_action(&n.b, DHCP_ACTION_SEND)->u.send;
	ck_assert_uint_eq(bw_addr_to_ipv4(&send->peer), NETS_FAR_RELAY);
	ck_assert_uint_eq(send->peer.port, 3067);
	ck_assert_mem_eq(dhcp_message_option(&n.reply, 82).at, info, 5);
}
END_TEST

/* RFC 2131 4.3.5: to ciaddr; the relay could not tell whom to send it to. */
START_TEST(inform_is_answered_past_the_relay)
{
	uint32_t client = NETS_FAR_POOL + 40;
	struct dhcp_send *send;

	for (int with_override = 0; with_override < 2; with_override++) {
		struct packet p = packet_begin(20, 0, 20);

		packet_patch_u32(&p, PACKET_CIADDR, client);
		packet_patch_u32(&p, PACKET_GIADDR, NETS_FAR_RELAY);
		packet_option_u8(&p, 53, DHCP_TYPE_INFORM);
		if (with_override != 0) { /* RFC 5107 4: it sees all */
			packet_option(&p, 82, "\x0b\x04\x0a\x02\x00\xfe", 6);
		}
		ck_assert(nets_ask(&n, &p, BENCH_IFINDEX));
		send = &bench_action(&n.b, DHCP_ACTION_SEND)->u.send;
		ck_assert_uint_eq(bw_addr_to_ipv4(&send->peer),
		    with_override != 0 ? NETS_FAR_RELAY : client);
		ck_assert_uint_eq(
		    send->peer.port, with_override != 0 ? 67 : 68);
		ck_assert_uint_eq(send->ifindex, 0);
	}
}
END_TEST

START_TEST(relayed_only_leaves_out_those_on_the_wire)
{
	struct packet p = nets_discover(22);
	struct packet q = relayed(NETS_FAR_RELAY, "\x01\x01x", 3);

	n.b.conf.bootpd.relayed_only = true;
	ck_assert(!nets_ask(&n, &p, BENCH_IFINDEX));
	ck_assert(nets_ask(&n, &q, BENCH_IFINDEX));
}
END_TEST

/* A renewal goes past the relay, from the client's address to ours. */
static bool
renew(uint32_t address, uint32_t machine)
{
	struct packet p = packet_begin(machine, 0, machine);
	struct dhcp_packet packet = {
	    .ifindex = BENCH_IFINDEX,
	    .peer = bw_addr_ipv4(address, DHCP_PORT_CLIENT),
	    .local = bw_addr_ipv4(BENCH_SERVER, 0),
	};

	packet_patch_u32(&p, PACKET_CIADDR, address);
	packet_option_u8(&p, 53, DHCP_TYPE_REQUEST);
	packet_end(&p);
	packet.bytes = p.bytes;
	packet.len = p.len;
	n.b.out.n = 0;
	dhcp_core_packet(n.b.core, &packet, n.b.now, &n.b.out);
	bench_disk(&n.b, NULL);
	return bench_reply(&n.b, &n.reply);
}

START_TEST(renewal_from_beyond_a_router_is_of_the_clients_network)
{
	struct packet p = relayed(NETS_FAR_RELAY, "\x01\x01x", 3);
	struct packet q = packet_begin(20, 0, 20);
	struct dhcp_send *send;
	uint32_t address;

	ck_assert(nets_ask(&n, &p, BENCH_IFINDEX));
	address = n.reply.yiaddr;
	packet_patch_u32(&q, PACKET_GIADDR, NETS_FAR_RELAY);
	packet_option_u8(&q, 53, DHCP_TYPE_REQUEST);
	packet_option_u32(&q, 54, BENCH_SERVER);
	packet_option_u32(&q, 50, address);
	ck_assert(nets_ask(&n, &q, BENCH_IFINDEX));
	ck_assert(renew(address, 20));
	ck_assert_uint_eq(n.reply.type, DHCP_TYPE_ACK);
	ck_assert_uint_eq(n.reply.yiaddr, address);
	send = &bench_action(&n.b, DHCP_ACTION_SEND)->u.send;
	ck_assert_uint_eq(bw_addr_to_ipv4(&send->peer), address);
	ck_assert_uint_eq(send->ifindex, 0); /* as routes go */
	/* somebody else's: told so where it is */
	ck_assert(renew(address, 21));
	ck_assert_uint_eq(n.reply.type, DHCP_TYPE_NAK);
	send = &bench_action(&n.b, DHCP_ACTION_SEND)->u.send;
	ck_assert_uint_eq(bw_addr_to_ipv4(&send->peer), address);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/relay");
	TCase *tc = tcase_create("relay");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, relay_information_is_read_to_its_end_or_not_at_all);
	tcase_add_test(
	    tc, link_selection_goes_before_subnet_selection_and_giaddr);
	tcase_add_test(tc, link_that_is_no_network_of_ours_has_no_addresses);
	tcase_add_test(tc, server_override_is_our_name_there);
	tcase_add_test(tc, relays_that_are_not_listed_are_not_heard);
	tcase_add_test(tc, relays_of_impossible_addresses_are_not_heard);
	tcase_add_test(tc, relay_is_answered_at_the_port_that_it_sends_from);
	tcase_add_test(tc, inform_is_answered_past_the_relay);
	tcase_add_test(tc, relayed_only_leaves_out_those_on_the_wire);
	tcase_add_test(
	    tc, renewal_from_beyond_a_router_is_of_the_clients_network);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
