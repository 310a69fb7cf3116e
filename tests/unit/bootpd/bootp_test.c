/* SPDX-License-Identifier: ISC */
/* BOOTP clients: RFC 951, RFC 1534, RFC 1542. */
#include "on_nets.h"

#define CONFIGURED IP(10, 1, 0, 9) /* by hand, on the lab's wire */

static struct packet
bootp(uint32_t ciaddr, uint32_t giaddr, uint16_t flags)
{
	struct packet p = packet_begin(9, flags, 9);

	packet_patch_u32(&p, PACKET_CIADDR, ciaddr);
	packet_patch_u32(&p, PACKET_GIADDR, giaddr);
	return p;
}

static const struct dhcp_send *
sent(void)
{
	return &bench_action(&n.b, DHCP_ACTION_SEND)->u.send;
}

/* RFC 1534 2 and 3: no option of DHCP, whatever it lists, and 300 bytes. */
START_TEST(bootp_reply_has_none_of_dhcps_options)
{
	static const uint8_t dhcps[] = {
	    50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61};
	struct packet p = bootp(0, 0, 0);

	packet_option(&p, 61, "\1client", 7);
	packet_option_text(&p, 60, "PXEClient");
	ck_assert(nets_ask(&n, &p, NETS_LAB_IFINDEX));
	ck_assert_uint_eq(n.reply.type, DHCP_TYPE_BOOTP);
	ck_assert_uint_eq(n.reply.yiaddr, IP(10, 1, 0, 5));
	for (size_t i = 0; i < ARRAY_LEN(dhcps); i++) {
		ck_assert(!n.reply.option_present[dhcps[i]]);
	}
	ck_assert(n.reply.option_present[1]);
	ck_assert_uint_eq(sent()->len, BOOTP_MESSAGE_LEN);
}
END_TEST

/* RFC 951 7.3: who has an address needs none, and keeps none from others. */
START_TEST(bootp_client_with_an_address_gets_no_other)
{
	struct packet p = bootp(CONFIGURED, 0, 0);

	ck_assert(nets_ask(&n, &p, NETS_LAB_IFINDEX));
	ck_assert_uint_eq(n.reply.type, DHCP_TYPE_BOOTP);
	ck_assert_uint_eq(n.reply.ciaddr, CONFIGURED);
	ck_assert_uint_eq(n.reply.yiaddr, 0);
	ck_assert_uint_eq(n.reply.siaddr, NETS_LAB_SERVER);
	ck_assert(!bench_has(&n.b, DHCP_ACTION_COMMIT));
	p = bootp(IP(192, 0, 2, 1), 0, 0); /* we are no reflector */
	ck_assert(!nets_ask(&n, &p, NETS_LAB_IFINDEX));
}
END_TEST

/* RFC 1542 5.4, the table of where a reply goes. */
START_TEST(bootp_reply_goes_where_the_request_says)
{
	static const uint8_t all[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
	static const struct {
		uint32_t ciaddr, giaddr, peer;
		uint16_t flags, port;
		enum dhcp_way way;
	} rows[] = {
	    {CONFIGURED, 0, CONFIGURED, 0x8000, DHCP_PORT_CLIENT, DHCP_WAY_UDP},
	    {CONFIGURED, IP(10, 1, 0, 254), CONFIGURED, 0, DHCP_PORT_CLIENT,
		DHCP_WAY_UDP},
	    {0, IP(10, 1, 0, 254), IP(10, 1, 0, 254), 0x8000, DHCP_PORT_SERVER,
		DHCP_WAY_UDP},
	    {0, 0, IP(10, 1, 0, 5), 0, DHCP_PORT_CLIENT, DHCP_WAY_LINK},
	    {0, 0, DHCP_BROADCAST, 0x8000, DHCP_PORT_CLIENT, DHCP_WAY_LINK},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct packet p =
		    bootp(rows[i].ciaddr, rows[i].giaddr, rows[i].flags);
		bool to_all = rows[i].peer == DHCP_BROADCAST;

		ck_assert(nets_ask(&n, &p, NETS_LAB_IFINDEX));
		ck_assert_uint_eq(bw_addr_to_ipv4(&sent()->peer), rows[i].peer);
		ck_assert_uint_eq(sent()->peer.port, rows[i].port);
		ck_assert_int_eq(sent()->way, rows[i].way);
		if (rows[i].way == DHCP_WAY_LINK) {
			ck_assert_mem_eq(sent()->mac,
			    to_all ? all : p.bytes + PACKET_CHADDR, BW_MAC_LEN);
		}
		/* RFC 1542 5.3 and 3.2: as they came */
		ck_assert_uint_eq(n.reply.giaddr, rows[i].giaddr);
		ck_assert_uint_eq(n.reply.flags, rows[i].flags);
	}
}
END_TEST

/* RFC 951 7.3: `sname` names the server that is to answer. */
START_TEST(bootp_for_another_server_is_not_answered)
{
	static const struct {
		const char *ours, *wanted;
		bool answered;
	} rows[] = {{"unknown", "any", true}, {"boot", "", true},
	    {"boot", "BOOT", true}, {"boot", "boot.lab.test", true},
	    {"boot", "boot2", false}, {"boot", "boo", false},
	    {"boot", "other", false}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct packet p = bootp(0, 0, 0);

		n.b.conf.bootpd.servername = rows[i].ours;
		memcpy(
		    p.bytes + 44, rows[i].wanted, strlen(rows[i].wanted) + 1);
		ck_assert_int_eq(
		    nets_ask(&n, &p, NETS_LAB_IFINDEX), rows[i].answered);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/bootp");
	TCase *tc = tcase_create("bootp");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, bootp_reply_has_none_of_dhcps_options);
	tcase_add_test(tc, bootp_client_with_an_address_gets_no_other);
	tcase_add_test(tc, bootp_reply_goes_where_the_request_says);
	tcase_add_test(tc, bootp_for_another_server_is_not_answered);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
