/* SPDX-License-Identifier: ISC */
/* What anybody on the wire can say, and what it must not bring about. */
#include "served.h"

#define MACHINE 0x00770001u
#define OTHER   0x00770002u
#define FOREIGN IP(192, 0, 2, 7)

/* Addresses of our network that no client can have, and of no network. */
static const uint32_t impossible[] = {IP(10, 77, 0, 0), IP(10, 77, 0, 255),
    BENCH_SERVER, DHCP_BROADCAST, IP(224, 0, 0, 1), IP(127, 0, 0, 1),
    IP(0, 0, 0, 1), FOREIGN};

static void
set_up_plain(void)
{
	set_up();
	b.conf.bootpd.allow_simple_dhcp = BW_CONF_TRISTATE_YES;
	b.conf.bootpd.subnet_selection = true;
	b.conf.bootpd.settings.min_lease_time_s = 60;
	b.conf.bootpd.settings.max_lease_time_s = 86400;
}

static struct packet
say(enum dhcp_type type, uint32_t machine)
{
	struct packet p = packet_begin(1, 0, machine);

	packet_option_u8(&p, 53, (uint8_t)type);
	return p;
}

static bool
ask(struct packet *p)
{
	packet_end(p);
	bench_packet(&b, p);
	return bench_reply(&b, &reply);
}

/* A lease by the short way. */
static void
take(uint32_t machine, uint32_t address)
{
	struct packet p = say(DHCP_TYPE_REQUEST, machine);

	packet_option_u32(&p, 50, address);
	packet_option_u32(&p, 54, BENCH_SERVER);
	ck_assert(ask(&p));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_ACK);
}

/* RFC 2132 gives each its length; another one says nothing. */
START_TEST(option_of_a_wrong_length_counts_as_absent)
{
	static const struct {
		uint8_t code;
		size_t right;
	} rows[] = {{50, 4}, {51, 4}, {57, 2}, {118, 4}};
	static const uint8_t value[] = {10, 77, 0, 110, 10, 77, 0, 110, 1};
	struct packet p = say(DHCP_TYPE_DISCOVER, MACHINE);
	struct dhcp_send without;

	ck_assert(ask(&p));
	without = bench_action(&b, DHCP_ACTION_SEND)->u.send;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		for (size_t len = 0; len <= sizeof(value); len++) {
			struct dhcp_send *send;

			if (len == rows[i].right) {
				continue;
			}
			bench_start(&b);
			p = say(DHCP_TYPE_DISCOVER, MACHINE);
			packet_option(&p, rows[i].code, value, len);
			ck_assert(ask(&p));
			send = &bench_action(&b, DHCP_ACTION_SEND)->u.send;
			ck_assert_uint_eq(send->len, without.len);
			ck_assert_mem_eq(send->bytes, without.bytes, send->len);
		}
	}
}
END_TEST

/* RFC 3396 5: pieces of one option, which is then of another length. */
START_TEST(option_said_twice_is_one_option)
{
	struct packet p = say(DHCP_TYPE_REQUEST, MACHINE);

	packet_option_u32(&p, 50, BENCH_POOL);
	packet_option_u32(&p, 54, BENCH_SERVER);
	packet_option_u32(&p, 54, BENCH_SERVER);
	ck_assert(!ask(&p));
	p = say(DHCP_TYPE_REQUEST, MACHINE);
	packet_option_u32(&p, 54, BENCH_SERVER);
	packet_option_u32(&p, 50, BENCH_POOL);
	packet_option_u32(&p, 50, BENCH_POOL + 1);
	ck_assert(!ask(&p));
	ck_assert_str_eq(reason(), "it requests no address");
	p = say(DHCP_TYPE_DISCOVER, MACHINE);
	packet_option_u8(&p, 53, DHCP_TYPE_REQUEST);
	ck_assert(!ask(&p));
	ck_assert(bench_has(&b, DHCP_ACTION_WARN));
	p = say(DHCP_TYPE_DISCOVER, MACHINE);
	packet_option(&p, 61, "\0ab", 3);
	packet_option(&p, 61, "cd", 2);
	ck_assert(ask(&p));
	ck_assert_mem_eq(option(61).at, "\0abcd", 5);
}
END_TEST

/* RFC 2132 9.3: 1, 2 and 3; option 52 counts in the option field alone. */
START_TEST(overload_leads_nowhere_but_to_file_and_sname)
{
	for (unsigned value = 0; value < 256; value++) {
		struct packet p = packet_begin(1, 0, MACHINE);

		/* options that would send us on, and no END */
		for (size_t i = 44; i + 3 <= DHCP_HEADER_LEN; i += 3) {
			p.bytes[i] = 52;
			p.bytes[i + 1] = 1;
			p.bytes[i + 2] = 3;
		}
		p.bytes[107] = p.bytes[234] = p.bytes[235] = 0;
		memcpy(p.bytes + 108, "\x32\4\12\115\0\156", 6);
		memset(p.bytes + 114, 0, 120);
		packet_option_u8(&p, 52, (uint8_t)value);
		packet_option_u8(&p, 53, DHCP_TYPE_DISCOVER);
		bench_start(&b);
		ck_assert(ask(&p));
		ck_assert_int_eq(reply.yiaddr == BENCH_POOL + 10,
		    value == DHCP_OVERLOAD_FILE || value == 3);
	}
}
END_TEST

START_TEST(address_that_none_can_have_is_not_given)
{
	for (size_t i = 0; i < ARRAY_LEN(impossible); i++) {
		struct packet p = say(DHCP_TYPE_DISCOVER, MACHINE);

		packet_option_u32(&p, 50, impossible[i]);
		ck_assert(ask(&p));
		ck_assert_uint_eq(reply.type, DHCP_TYPE_OFFER);
		ck_assert(reply.yiaddr >= BENCH_POOL &&
			  reply.yiaddr < BENCH_POOL + BENCH_COUNT);
		p = say(DHCP_TYPE_REQUEST, MACHINE);
		packet_option_u32(&p, 50, impossible[i]);
		packet_option_u32(&p, 54, BENCH_SERVER);
		ck_assert(ask(&p));
		ck_assert_uint_eq(reply.type, DHCP_TYPE_NAK);
	}
}
END_TEST

/* Whatever it claims to be, nothing is sent there. */
START_TEST(address_that_none_can_have_is_not_sent_to)
{
	static const uint8_t types[] = {DHCP_TYPE_BOOTP, DHCP_TYPE_DISCOVER,
	    DHCP_TYPE_REQUEST, DHCP_TYPE_INFORM};

	for (size_t i = 0; i < ARRAY_LEN(types) * ARRAY_LEN(impossible); i++) {
		uint8_t type = types[i / ARRAY_LEN(impossible)];
		uint32_t address = impossible[i % ARRAY_LEN(impossible)];
		struct packet p = packet_begin(1, 0, MACHINE);
		struct dhcp_send *send;

		packet_patch_u32(&p, PACKET_CIADDR, address);
		if (type != DHCP_TYPE_BOOTP) {
			packet_option_u8(&p, 53, type);
		}
		if (!ask(&p)) {
			continue;
		}
		ck_assert(
		    type == DHCP_TYPE_DISCOVER || reply.type == DHCP_TYPE_NAK);
		send = &bench_action(&b, DHCP_ACTION_SEND)->u.send;
		ck_assert(bw_addr_to_ipv4(&send->peer) != address ||
			  address == DHCP_BROADCAST);
		ck_assert_uint_eq(reply.ciaddr, 0);
	}
}
END_TEST

START_TEST(address_of_another_cannot_be_had)
{
	static const uint8_t types[] = {
	    DHCP_TYPE_RELEASE, DHCP_TYPE_DECLINE, DHCP_TYPE_INFORM};
	struct packet p;

	take(MACHINE, BENCH_POOL);
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		p = say((enum dhcp_type)types[i], OTHER);
		packet_patch_u32(&p, PACKET_CIADDR, BENCH_POOL);
		packet_option_u32(&p, 50, BENCH_POOL);
		packet_option_u32(&p, 54, BENCH_SERVER);
		(void)ask(&p);
		ck_assert(!bench_has(&b, DHCP_ACTION_COMMIT));
	}
	for (int kind = 0; kind < 3; kind++) { /* select, reboot, renew */
		p = say(DHCP_TYPE_REQUEST, OTHER);
		if (kind == 2) {
			packet_patch_u32(&p, PACKET_CIADDR, BENCH_POOL);
		} else {
			packet_option_u32(&p, 50, BENCH_POOL);
		}
		if (kind == 0) {
			packet_option_u32(&p, 54, BENCH_SERVER);
		}
		ck_assert(ask(&p));
		ck_assert_uint_eq(reply.type, DHCP_TYPE_NAK);
	}
	p = say(DHCP_TYPE_REQUEST, MACHINE);
	packet_patch_u32(&p, PACKET_CIADDR, BENCH_POOL);
	ck_assert(ask(&p));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_ACK);
}
END_TEST

/* No MAC of a single station: nobody to answer. */
START_TEST(hardware_that_we_do_not_know_is_not_answered)
{
	static const struct {
		uint8_t htype, hlen, first;
		bool answered;
	} rows[] = {{1, 6, 0x52, true}, {1, 0, 0x52, false},
	    {1, 5, 0x52, false}, {1, 16, 0x52, false}, {1, 17, 0x52, false},
	    {1, 255, 0x52, false}, {0, 6, 0x52, false}, {6, 6, 0x52, false},
	    {32, 0, 0, false}, {255, 6, 0x52, false}, {1, 6, 0xff, false},
	    {1, 6, 0x01, false}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct packet p = say(DHCP_TYPE_DISCOVER, MACHINE);

		p.bytes[1] = rows[i].htype;
		p.bytes[2] = rows[i].hlen;
		p.bytes[PACKET_CHADDR] = rows[i].first;
		packet_option(&p, 61, "\0ab", 3);
		ck_assert_int_eq(ask(&p), rows[i].answered);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/strangers");
	TCase *tc = tcase_create("strangers");

	tcase_add_checked_fixture(tc, set_up_plain, tear_down);
	tcase_add_test(tc, option_of_a_wrong_length_counts_as_absent);
	tcase_add_test(tc, option_said_twice_is_one_option);
	tcase_add_test(tc, overload_leads_nowhere_but_to_file_and_sname);
	tcase_add_test(tc, address_that_none_can_have_is_not_given);
	tcase_add_test(tc, address_that_none_can_have_is_not_sent_to);
	tcase_add_test(tc, address_of_another_cannot_be_had);
	tcase_add_test(tc, hardware_that_we_do_not_know_is_not_answered);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
