/* SPDX-License-Identifier: ISC */
/* The fields and options of each kind of reply; RFC 2131 4.3.1, table 3. */
#include "served.h"

#define XID     0x12345678u
#define OWN     IP(10, 77, 0, 9) /* configured by hand */
#define FOREIGN IP(192, 0, 2, 7)

/* A request with something in every field that a client can fill in. */
static struct packet
full(enum dhcp_type type, uint32_t ciaddr, uint32_t requested)
{
	struct packet p = packet_begin(XID, 0x8000, 0x00770001);

	p.bytes[3] = 7; /* hops */
	p.bytes[9] = 5; /* secs */
	packet_patch_u32(&p, PACKET_CIADDR, ciaddr);
	memset(p.bytes + 44, 's', DHCP_SNAME_LEN - 1);
	memset(p.bytes + 108, 'f', DHCP_FILE_LEN - 1);
	packet_option_u8(&p, 53, (uint8_t)type);
	if (requested != 0) {
		packet_option_u32(&p, 50, requested);
	}
	packet_option_u32(&p, 51, 60);
	packet_option(&p, 55, "\1\3\6\12\62\63\67\71\136\141", 10);
	packet_option_text(&p, 56, "a message");
	packet_option_u16(&p, 57, 1400);
	packet_option_text(&p, 60, "PXEClient:Arch:00007:UNDI:003000");
	packet_option(&p, 61, "\0client", 7);
	packet_option_text(&p, 77, "class");
	packet_option(&p, 82, "\1\1x", 3);
	packet_option_u16(&p, 93, 7);
	packet_option(&p, 94, "\1\3\0", 3);
	packet_option(&p, 97, "\0uuiduuiduuiduuid", 17);
	return p;
}

/* End and send it; the reply is in `reply`, its bytes are returned. */
static const uint8_t *
ask(struct packet *p)
{
	packet_end(p);
	bench_packet(&b, p);
	ck_assert(bench_reply(&b, &reply));
	return bench_action(&b, DHCP_ACTION_SEND)->u.send.bytes;
}

static void
check_header(const uint8_t *bytes, uint32_t ciaddr, uint32_t yiaddr)
{
	ck_assert_uint_eq(reply.op, DHCP_OP_BOOTREPLY);
	ck_assert_uint_eq(reply.htype, DHCP_HTYPE_ETHERNET);
	ck_assert_uint_eq(reply.hlen, BW_MAC_LEN);
	ck_assert_uint_eq(reply.hops, 0);
	ck_assert_uint_eq(reply.xid, XID);
	ck_assert_uint_eq(reply.secs, 0);
	ck_assert_uint_eq(reply.flags, 0x8000);
	ck_assert_uint_eq(reply.ciaddr, ciaddr);
	ck_assert_uint_eq(reply.yiaddr, yiaddr);
	ck_assert_uint_eq(reply.giaddr, 0);
	ck_assert_mem_eq(reply.chaddr, "\x52\x54\0\x77\0\1\0\0\0\0\0\0\0\0\0\0",
	    DHCP_CHADDR_LEN);
	/* never what the client had there */
	ck_assert(bytes[44] != 's' && bytes[108] != 'f');
}

/* Only the client's to say; and in every reply what MUST be there. */
static void
check_options(bool leased)
{
	static const uint8_t never[] = {50, 55, 57, 77, 93, 94};

	for (size_t i = 0; i < ARRAY_LEN(never); i++) {
		ck_assert_msg(!reply.option_present[never[i]], "option %u",
		    (unsigned)never[i]);
	}
	ck_assert_uint_eq(reply.option_len[53], 1);
	ck_assert_uint_eq(reply.option_len[54], 4);
	ck_assert_uint_eq(reply.option_len[51], leased ? 4 : 0);
	ck_assert_int_eq(reply.option_present[58], leased);
	ck_assert_int_eq(reply.option_present[59], leased);
	ck_assert_uint_eq(reply.option_len[61], 7); /* RFC 6842 3 */
	ck_assert_mem_eq(option(61).at, "\0client", 7);
	ck_assert_mem_eq(option(82).at, "\1\1x", 3);
}

START_TEST(offer_has_what_table_3_lets_it)
{
	struct packet p = full(DHCP_TYPE_DISCOVER, 0, BENCH_POOL + 3);
	const uint8_t *bytes = ask(&p);

	ck_assert_uint_eq(reply.type, DHCP_TYPE_OFFER);
	check_header(bytes, 0, BENCH_POOL + 3);
	check_options(true);
	ck_assert_uint_eq(reply.siaddr, BENCH_SERVER);
	ck_assert_uint_eq(reply.option_len[97], 17);
}
END_TEST

/* RFC 6842 3, RFC 3011 2, RFC 3046 2.2: only what came goes back. */
START_TEST(offer_echoes_nothing_that_was_not_sent)
{
	static const uint8_t echoed[] = {61, 80, 82, 97, 118};
	struct packet p = packet_begin(XID, 0, 0x00770001);

	packet_option_u8(&p, 53, DHCP_TYPE_DISCOVER);
	packet_option_text(&p, 60, "PXEClient");
	b.conf.bootpd.rapid_commit = b.conf.bootpd.subnet_selection = true;
	(void)ask(&p);
	for (size_t i = 0; i < ARRAY_LEN(echoed); i++) {
		ck_assert(!reply.option_present[echoed[i]]);
	}
}
END_TEST

START_TEST(ack_of_a_request_has_what_table_3_lets_it)
{
	struct packet p = full(DHCP_TYPE_REQUEST, 0, BENCH_POOL);
	const uint8_t *bytes;

	packet_option_u32(&p, 54, BENCH_SERVER);
	bytes = ask(&p);
	ck_assert_uint_eq(reply.type, DHCP_TYPE_ACK);
	check_header(bytes, 0, BENCH_POOL);
	check_options(true);
	p = full(DHCP_TYPE_REQUEST, BENCH_POOL, 0); /* it renews */
	bytes = ask(&p);
	ck_assert_uint_eq(reply.type, DHCP_TYPE_ACK);
	check_header(bytes, BENCH_POOL, BENCH_POOL);
	check_options(true);
}
END_TEST

START_TEST(ack_of_an_inform_has_what_table_3_lets_it)
{
	struct packet p = full(DHCP_TYPE_INFORM, OWN, 0);
	const uint8_t *bytes = ask(&p);

	ck_assert_uint_eq(reply.type, DHCP_TYPE_ACK);
	check_header(bytes, OWN, 0);
	check_options(false);
}
END_TEST

static void
check_nak(const uint8_t *bytes)
{
	static const uint8_t may[] = {53, 54, 56, 61, 82};

	ck_assert_uint_eq(reply.type, DHCP_TYPE_NAK);
	check_header(bytes, 0, 0);
	ck_assert_uint_eq(reply.siaddr, 0);
	ck_assert(bw_bytes_zero(bytes + 44, DHCP_SNAME_LEN + DHCP_FILE_LEN));
	for (unsigned code = 1; code < DHCP_OPTION_END; code++) {
		ck_assert_msg(!reply.option_present[code] ||
				  memchr(may, (int)code, sizeof(may)) != NULL,
		    "option %u", code);
	}
	ck_assert_uint_gt(reply.option_len[56], 0);
}

START_TEST(nak_has_what_table_3_lets_it)
{
	struct packet p = full(DHCP_TYPE_REQUEST, 0, FOREIGN);
	const uint8_t *bytes = ask(&p);

	check_nak(bytes);
	check_options(false);
	/* stale, and no address to send to */
	p = full(DHCP_TYPE_REQUEST, FOREIGN, 0);
	bytes = ask(&p);
	check_nak(bytes);
	check_options(false);
}
END_TEST

/* What has no room is left out: `file` and `sname` MUST NOT be used. */
START_TEST(nak_is_not_overloaded)
{
	static const uint8_t long_bytes[200] = {2, 198}; /* of 82: one */
	struct packet p = packet_begin(XID, 0x8000, 0x00770001);
	const uint8_t *bytes;

	packet_option_u8(&p, 53, DHCP_TYPE_REQUEST);
	packet_option_u32(&p, 50, FOREIGN);
	packet_option(&p, 61, long_bytes, 100); /* would fit `file` */
	packet_option(&p, 82, long_bytes, sizeof(long_bytes));
	b.conf.bootpd.allow_simple_dhcp = BW_CONF_TRISTATE_YES;
	bytes = ask(&p);
	check_nak(bytes);
	ck_assert_uint_eq(reply.option_len[82], sizeof(long_bytes));
}
END_TEST

/* RFC 2131 4.3.2: option 50 says what is selected, even beside a ciaddr. */
START_TEST(ack_to_who_selects_is_for_the_address_that_was_offered)
{
	struct packet p = full(DHCP_TYPE_REQUEST, OWN, BENCH_POOL);
	struct dhcp_send *send;
	const uint8_t *bytes;

	packet_option_u32(&p, 54, BENCH_SERVER);
	bytes = ask(&p);
	ck_assert_uint_eq(reply.type, DHCP_TYPE_ACK);
	check_header(bytes, 0, BENCH_POOL);
	send = &bench_action(&b, DHCP_ACTION_SEND)->u.send;
	ck_assert_uint_eq(bw_addr_to_ipv4(&send->peer), DHCP_BROADCAST);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/table3");
	TCase *tc = tcase_create("table3");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, offer_has_what_table_3_lets_it);
	tcase_add_test(tc, offer_echoes_nothing_that_was_not_sent);
	tcase_add_test(tc, ack_of_a_request_has_what_table_3_lets_it);
	tcase_add_test(tc, ack_of_an_inform_has_what_table_3_lets_it);
	tcase_add_test(tc, nak_has_what_table_3_lets_it);
	tcase_add_test(tc, nak_is_not_overloaded);
	tcase_add_test(
	    tc, ack_to_who_selects_is_for_the_address_that_was_offered);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
