/* SPDX-License-Identifier: ISC */
/* How long a reply is, and what becomes of what has no room. */
#include "replies.h"

START_TEST(reply_build_is_never_shorter_than_bootp)
{
	uint8_t buf[DHCP_REPLY_MAX];
	struct dhcp_message request;
	struct dhcp_reply reply = {.request = &request, .type = DHCP_TYPE_NAK};
	size_t len;

	parse_captured(CAPTURED_SYSLINUX_DISCOVER, &request);
	ck_assert_int_eq(dhcp_reply_build(&reply, buf, sizeof(buf), &len), 0);
	ck_assert_uint_eq(len, 300);
	ck_assert_uint_eq(buf[299], 0);
	ck_assert_int_eq(dhcp_reply_build(&reply, buf, 299, &len), -EMSGSIZE);
}
END_TEST

/* A client that takes so much at most, and what it is sent. */
static void
check_size(uint32_t told_57, uint32_t told_22, size_t limit, const char *file)
{
	struct packet p = packet_begin(1, 0, 1);
	uint8_t *buf = malloc(DHCP_REPLY_MAX);
	struct dhcp_message request;
	struct dhcp_reply reply;
	size_t len = 0;

	packet_option_u8(&p, 53, 3);
	packet_option_u16(&p, 57, (uint16_t)told_57);
	packet_option_u16(&p, 22, (uint16_t)told_22);
	packet_option(&p, 61, file, 255);
	packet_option(&p, 82, "relay", 5);
	packet_end(&p);
	ck_assert_int_eq(dhcp_message_parse(p.bytes, p.len, &request), 0);
	fill(&reply, &request, file);
	if (dhcp_reply_build(&reply, buf, DHCP_REPLY_MAX, &len) == 0) {
		ck_assert_uint_le(len, limit - 28);
		ck_assert_uint_ge(len, 300);
	} else {
		ck_assert_uint_lt(limit, 1000);
	}
	fill(&reply, &request, "short");
	ck_assert_int_eq(
	    dhcp_reply_build(&reply, buf, DHCP_REPLY_MAX, &len), 0);
	ck_assert_uint_le(len, limit - 28);
	free(buf);
}

/* CVE-2007-5365: whatever option 57 says, and however much there is to say. */
START_TEST(reply_build_obeys_every_maximum_size)
{
	char file[DHCP_NAME_MAX + 1];

	memset(file, 'f', sizeof(file) - 1);
	file[sizeof(file) - 1] = '\0';
	for (uint32_t told = 0; told <= 0xffff; told += told < 2000 ? 1 : 97) {
		size_t limit = told < 576 ? 576 : told > 1472 ? 1472 : told;

		check_size(told, 0xffff, limit, file);
		check_size(0xffff, told, limit, file);
	}
}
END_TEST

START_TEST(reply_build_gives_up_what_is_dispensable_first)
{
	uint8_t buf[DHCP_REPLY_MAX];
	struct packet p = packet_begin(1, 0, 1);
	struct dhcp_message request;
	struct dhcp_message m;
	struct dhcp_reply reply;
	uint8_t id[250] = {1};
	size_t len;

	packet_option_u8(&p, 53, 3);
	packet_option(&p, 61, id, sizeof(id));
	packet_end(&p);
	ck_assert_int_eq(dhcp_message_parse(p.bytes, p.len, &request), 0);
	fill(&reply, &request, "pxelinux.0");
	ck_assert_int_eq(dhcp_reply_build(&reply, buf, sizeof(buf), &len), 0);
	ck_assert_int_eq(dhcp_message_parse(buf, len, &m), 0);
	ck_assert(!m.option_present[61]);
	ck_assert(!m.option_present[52]); /* firmware reads these fields */
	ck_assert_str_eq((char *)buf + 108, "pxelinux.0");
	ck_assert(m.option_present[51]);
	ck_assert(m.option_present[43]);
}
END_TEST

/* RFC 2131 4.1, RFC 2132 9.3: only where no firmware reads the fields. */
START_TEST(reply_build_overloads_file_and_sname_for_plain_clients)
{
	uint8_t buf[DHCP_REPLY_MAX];
	uint8_t routes[150];
	uint8_t more[100];
	uint8_t last[55];
	const struct dhcp_extra extras[] = {
	    {121, true, routes, sizeof(routes)},
	    {200, true, more, sizeof(more)},
	    {201, true, last, sizeof(last)},
	};
	struct dhcp_message request;
	struct dhcp_message m;
	struct dhcp_reply reply;
	size_t len;

	memset(routes, 'r', sizeof(routes));
	memset(more, 'm', sizeof(more));
	memset(last, 'l', sizeof(last));
	parse_captured(CAPTURED_UDHCPC_REQUEST, &request);
	fill(&reply, &request, NULL);
	reply.family = DHCP_FAMILY_PLAIN;
	reply.sname = NULL;
	reply.vendor.len = 0;
	reply.extras = extras;
	reply.n_extras = ARRAY_LEN(extras);
	ck_assert_int_eq(dhcp_reply_build(&reply, buf, sizeof(buf), &len), 0);
	ck_assert_uint_le(len, 576 - 28);
	ck_assert_int_eq(dhcp_message_parse(buf, len, &m), 0);
	check_option(&m, 52, "\3", 1);
	check_option(&m, 121, routes, sizeof(routes));
	check_option(&m, 200, more, sizeof(more));
	check_option(&m, 201, last, sizeof(last));
	ck_assert_uint_eq(buf[108], 200);
	ck_assert_uint_eq(buf[44], 201);

	/* with a name in `sname` that field is taken */
	reply.sname = "boot.example";
	ck_assert_int_eq(dhcp_reply_build(&reply, buf, sizeof(buf), &len), 0);
	ck_assert_int_eq(dhcp_message_parse(buf, len, &m), 0);
	check_option(&m, 52, "\1", 1);
	ck_assert_str_eq((char *)buf + 44, "boot.example");
	ck_assert(!m.option_present[201]);
}
END_TEST

/* RFC 3396: in pieces of 255 bytes, which are one option when joined. */
START_TEST(reply_build_splits_an_option_that_is_too_long_for_one)
{
	uint8_t buf[DHCP_REPLY_MAX];
	uint8_t value[600];
	const struct dhcp_extra extra = {119, true, value, sizeof(value)};
	struct dhcp_message request;
	struct dhcp_message m;
	struct dhcp_reply reply;
	size_t len;

	for (size_t i = 0; i < sizeof(value); i++) {
		value[i] = (uint8_t)i;
	}
	parse_captured(CAPTURED_IPXE_BIOS_REQUEST, &request);
	fill(&reply, &request, "pxelinux.0");
	reply.extras = &extra;
	reply.n_extras = 1;
	ck_assert_int_eq(dhcp_reply_build(&reply, buf, sizeof(buf), &len), 0);
	ck_assert_int_eq(dhcp_message_parse(buf, len, &m), 0);
	check_option(&m, 119, value, sizeof(value));
}
END_TEST

START_TEST(reply_build_keeps_to_the_mtu_of_the_way_out)
{
	uint8_t buf[DHCP_REPLY_MAX];
	char file[DHCP_NAME_MAX + 1];
	uint8_t value[700] = {0};
	const struct dhcp_extra extra = {119, true, value, sizeof(value)};
	struct dhcp_message request;
	struct dhcp_reply reply;
	size_t len;

	memset(file, 'f', sizeof(file) - 1);
	file[sizeof(file) - 1] = '\0';
	parse_captured(CAPTURED_IPXE_BIOS_REQUEST, &request);
	fill(&reply, &request, file);
	reply.extras = &extra;
	reply.n_extras = 1;
	ck_assert_int_eq(dhcp_reply_build(&reply, buf, sizeof(buf), &len), 0);
	ck_assert_uint_gt(len, 1000 - 28);
	reply.mtu = 1000;
	ck_assert_int_eq(dhcp_reply_build(&reply, buf, sizeof(buf), &len), 0);
	ck_assert_uint_le(len, 1000 - 28);
}
END_TEST

START_TEST(reply_build_leaves_a_name_of_128_to_option_67)
{
	uint8_t buf[DHCP_REPLY_MAX];
	struct dhcp_message request;
	struct dhcp_message m;
	struct dhcp_reply reply;
	char file[129] = "";
	size_t len;

	parse_captured(CAPTURED_IPXE_BIOS_REQUEST, &request);
	memset(file, 'a', 127);
	fill(&reply, &request, file);
	ck_assert_int_eq(dhcp_reply_build(&reply, buf, sizeof(buf), &len), 0);
	ck_assert_str_eq((char *)buf + 108, file);
	file[127] = 'a';
	ck_assert_int_eq(dhcp_reply_build(&reply, buf, sizeof(buf), &len), 0);
	ck_assert_uint_eq(buf[108], 0);
	ck_assert_int_eq(dhcp_message_parse(buf, len, &m), 0);
	ck_assert_uint_eq(m.option_len[67], 128);
}
END_TEST

START_TEST(reply_build_keeps_bootp_to_its_64_bytes)
{
	uint8_t buf[DHCP_REPLY_MAX];
	struct packet p = packet_begin(1, 0, 1);
	struct dhcp_message request;
	struct dhcp_message m;
	struct dhcp_reply reply;
	size_t len;

	ck_assert_int_eq(dhcp_message_parse(p.bytes, p.len, &request), 0);
	fill(&reply, &request, "loader");
	reply.type = DHCP_TYPE_BOOTP;
	reply.lease_s = 0;
	ck_assert_int_eq(dhcp_reply_build(&reply, buf, sizeof(buf), &len), 0);
	ck_assert_uint_eq(len, 300);
	ck_assert_int_eq(dhcp_message_parse(buf, len, &m), 0);
	ck_assert(!m.option_present[53]);
	ck_assert(!m.option_present[54]);
	ck_assert(m.option_present[1]);
	ck_assert_str_eq((char *)buf + 108, "loader");

	packet_option(&p, 82, buf, 100); /* its relay takes that out */
	packet_end(&p);
	ck_assert_int_eq(dhcp_message_parse(p.bytes, p.len, &request), 0);
	ck_assert_int_eq(dhcp_reply_build(&reply, buf, sizeof(buf), &len), 0);
	ck_assert_uint_le(len, 300 + 102);
	ck_assert_int_eq(dhcp_message_parse(buf, len, &m), 0);
	ck_assert_uint_eq(m.option_len[82], 100);
	ck_assert(m.option_present[1] && m.option_present[6]);

	p.len = DHCP_HEADER_LEN; /* no cookie: none in return */
	ck_assert_int_eq(dhcp_message_parse(p.bytes, p.len, &request), 0);
	ck_assert_int_eq(dhcp_reply_build(&reply, buf, sizeof(buf), &len), 0);
	ck_assert(bw_bytes_zero(buf + 236, 64));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/reply_size");
	TCase *tc = tcase_create("size");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, reply_build_is_never_shorter_than_bootp);
	tcase_add_test(tc, reply_build_obeys_every_maximum_size);
	tcase_add_test(tc, reply_build_gives_up_what_is_dispensable_first);
	tcase_add_test(
	    tc, reply_build_overloads_file_and_sname_for_plain_clients);
	tcase_add_test(
	    tc, reply_build_splits_an_option_that_is_too_long_for_one);
	tcase_add_test(tc, reply_build_keeps_to_the_mtu_of_the_way_out);
	tcase_add_test(tc, reply_build_leaves_a_name_of_128_to_option_67);
	tcase_add_test(tc, reply_build_keeps_bootp_to_its_64_bytes);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
