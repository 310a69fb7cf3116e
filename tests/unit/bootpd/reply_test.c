/* SPDX-License-Identifier: ISC */
/* What a reply says, and in which order. */
#include "replies.h"

START_TEST(reply_build_says_everything_it_was_given)
{
	uint8_t buf[DHCP_REPLY_MAX];
	struct dhcp_message request;
	struct dhcp_message m;
	struct dhcp_reply reply;
	size_t len;

	parse_captured(CAPTURED_IPXE_BIOS_REQUEST, &request);
	fill(&reply, &request, "pxelinux.0");
	ck_assert_int_eq(dhcp_reply_build(&reply, buf, sizeof(buf), &len), 0);
	ck_assert_int_eq(dhcp_message_parse(buf, len, &m), 0);
	ck_assert_uint_eq(m.op, DHCP_OP_BOOTREPLY);
	ck_assert_uint_eq(m.xid, request.xid);
	ck_assert_mem_eq(m.chaddr, request.chaddr, 16);
	ck_assert_uint_eq(m.yiaddr, BENCH_POOL);
	ck_assert_uint_eq(m.siaddr, BENCH_SERVER);
	ck_assert_str_eq((char *)buf + 44, "boot.example");
	ck_assert_str_eq((char *)buf + 108, "pxelinux.0");
	check_option(&m, 53, "\5", 1);
	check_option(&m, 54, "\12\115\0\1", 4);
	check_option(&m, 51, "\0\0\2\x58", 4);
	check_option(&m, 58, "\0\0\1\x2c", 4);
	check_option(&m, 59, "\0\0\2\x0d", 4);
	check_option(&m, 1, "\xff\xff\xff\0", 4);
	check_option(&m, 12, "machine", 7);
	check_option(&m, 15, "example.org", 11);
	check_option(&m, 60, "PXEClient", 9);
	check_option(&m, 43, "\6\1\10\xff", 4);
	check_option(&m, 175, "\xb0\1\1", 3);
	check_option(&m, 66, "10.77.0.1", 9);
	check_option(&m, 67, "pxelinux.0", 10);
	ck_assert_uint_eq(
	    dhcp_message_option(&m, DHCP_OPTION_DOMAIN_NAME_SERVER).len, 32);
	/* back as they came: 97 and 61 (RFC 6842) */
	check_option(&m, 97,
	    dhcp_message_option(&request, DHCP_OPTION_CLIENT_MACHINE_IDENTIFIER)
		.at,
	    17);
	check_option(&m, 61,
	    dhcp_message_option(&request, DHCP_OPTION_CLIENT_IDENTIFIER).at, 7);
}
END_TEST

/* Some ROMs read option 67 as a C string (peers: finding 6). */
START_TEST(reply_build_puts_a_zero_behind_the_boot_file_name)
{
	uint8_t buf[DHCP_REPLY_MAX];
	struct dhcp_message request;
	struct dhcp_reply reply;
	const uint8_t *at;
	size_t len;

	parse_captured(CAPTURED_OVMF_REQUEST, &request);
	fill(&reply, &request, "bootx64.efi");
	ck_assert_int_eq(dhcp_reply_build(&reply, buf, sizeof(buf), &len), 0);
	at = memmem(buf + 240, len - 240,
	    "\x43\x0b"
	    "bootx64.efi",
	    13);
	ck_assert_ptr_nonnull(at);
	ck_assert_uint_eq(at[13], DHCP_OPTION_PAD);
}
END_TEST

/* RFC 2132 9.8; what is exempt is what S1, S2 and S3 of staticDHCPd lost. */
START_TEST(reply_build_sends_what_was_asked_for_and_what_is_needed)
{
	static const uint8_t asked[] = {1, 3, 6};
	static const uint8_t kept[] = {1, 3, 6, 15, 43, 51, 53, 54, 58, 59, 60,
	    61, 66, 67, 80, 82, 97, 118, 200};
	static const uint8_t dropped[] = {12, 28, 201};
	const struct dhcp_extra extras[] = {
	    {200, true, (const uint8_t *)"f", 1},
	    {201, false, (const uint8_t *)"n", 1},
	};
	struct packet p = packet_begin(1, 0, 1);
	uint8_t buf[DHCP_REPLY_MAX];
	struct dhcp_message request;
	struct dhcp_message m;
	struct dhcp_reply reply;
	size_t len;

	packet_option_u8(&p, 53, 1);
	packet_option(&p, 55, asked, sizeof(asked));
	packet_option(&p, 61, "\1abcdef", 7);
	packet_option(&p, 80, "", 0);
	packet_option(&p, 82, "\1\2ab", 4);
	packet_option(&p, 97, "\0abcdefghijklmnop", 17);
	packet_option_u32(&p, 118, IP(10, 9, 0, 0));
	packet_end(&p);
	ck_assert_int_eq(dhcp_message_parse(p.bytes, p.len, &request), 0);
	fill(&reply, &request, "pxelinux.0");
	reply.rapid_commit = true;
	reply.subnet_selected = true;
	reply.extras = extras;
	reply.n_extras = ARRAY_LEN(extras);
	ck_assert_int_eq(dhcp_reply_build(&reply, buf, sizeof(buf), &len), 0);
	ck_assert_int_eq(dhcp_message_parse(buf, len, &m), 0);
	for (size_t i = 0; i < sizeof(kept); i++) {
		ck_assert_msg(m.option_present[kept[i]], "%d", kept[i]);
	}
	for (size_t i = 0; i < sizeof(dropped); i++) {
		ck_assert_msg(!m.option_present[dropped[i]], "%d", dropped[i]);
	}
	ck_assert_uint_eq(m.option_len[80], 0);
	check_option(&m, 118, "\12\11\0\0", 4);
}
END_TEST

START_TEST(reply_build_lets_the_operators_options_win)
{
	const struct dhcp_extra extras[] = {
	    {58, false, (const uint8_t *)"\0\0\0\7", 4},
	    {15, false, (const uint8_t *)"lab", 3},
	    {53, true, (const uint8_t *)"\6", 1},
	};
	uint8_t buf[DHCP_REPLY_MAX];
	struct dhcp_message request;
	struct dhcp_message m;
	struct dhcp_reply reply;
	size_t len;

	parse_captured(CAPTURED_UDHCPC_REQUEST, &request);
	fill(&reply, &request, NULL);
	reply.extras = extras;
	reply.n_extras = ARRAY_LEN(extras);
	ck_assert_int_eq(dhcp_reply_build(&reply, buf, sizeof(buf), &len), 0);
	ck_assert_int_eq(dhcp_message_parse(buf, len, &m), 0);
	check_option(&m, 58, "\0\0\0\7", 4);
	check_option(&m, 15, "lab", 3);
	check_option(&m, 53, "\5", 1); /* but not over the protocol */

	reply.lease_s = 0; /* INFORM: no times, RFC 2131 4.3.5 */
	ck_assert_int_eq(dhcp_reply_build(&reply, buf, sizeof(buf), &len), 0);
	ck_assert_int_eq(dhcp_message_parse(buf, len, &m), 0);
	ck_assert(!m.option_present[58]);
}
END_TEST

START_TEST(reply_build_humours_quirks)
{
	uint8_t buf[DHCP_REPLY_MAX];
	struct dhcp_message request;
	struct dhcp_message m;
	struct dhcp_reply reply;
	size_t len;

	parse_captured(CAPTURED_IPXE_BIOS_REQUEST, &request);
	fill(&reply, &request, "pxelinux.0");
	reply.quirks = BW_CONF_QUIRK_NO_43 | BW_CONF_QUIRK_NO_60 |
		       BW_CONF_QUIRK_NO_66 | BW_CONF_QUIRK_NO_175 |
		       BW_CONF_QUIRK_NUL_67 | BW_CONF_QUIRK_SMALL;
	ck_assert_int_eq(dhcp_reply_build(&reply, buf, sizeof(buf), &len), 0);
	ck_assert_uint_le(len, 576 - 28);
	ck_assert_int_eq(dhcp_message_parse(buf, len, &m), 0);
	ck_assert(!m.option_present[43]);
	ck_assert(!m.option_present[60]);
	ck_assert(!m.option_present[66]);
	ck_assert(!m.option_present[175]);
	check_option(&m, 67, "pxelinux.0", 11);
	reply.quirks = BW_CONF_QUIRK_NO_67;
	ck_assert_int_eq(dhcp_reply_build(&reply, buf, sizeof(buf), &len), 0);
	ck_assert_int_eq(dhcp_message_parse(buf, len, &m), 0);
	ck_assert(!m.option_present[67]);
	ck_assert_str_eq((char *)buf + 108, "pxelinux.0");
}
END_TEST

START_TEST(reply_build_ends_with_the_relays_information)
{
	uint8_t buf[DHCP_REPLY_MAX];
	struct packet p = packet_begin(1, 0, 1);
	struct dhcp_message request;
	struct dhcp_reply reply;
	const uint8_t *at;
	size_t len;

	packet_option_u8(&p, 53, 3);
	packet_option(&p, 82, "\1\4eth1", 6);
	packet_end(&p);
	ck_assert_int_eq(dhcp_message_parse(p.bytes, p.len, &request), 0);
	fill(&reply, &request, "f");
	ck_assert_int_eq(dhcp_reply_build(&reply, buf, sizeof(buf), &len), 0);
	at = memmem(buf + 240, len - 240, "\x52\6\1\4eth1\xff", 9);
	ck_assert_ptr_nonnull(at);
}
END_TEST

/* CVE-2017-14494: a reply depends on request and state alone. */
START_TEST(reply_build_writes_the_same_over_any_old_bytes)
{
	uint8_t a[DHCP_REPLY_MAX];
	uint8_t b[DHCP_REPLY_MAX];
	size_t len_a;
	size_t len_b;

	for (size_t i = 0; i < ARRAY_LEN(captured); i++) {
		struct dhcp_message request;
		struct dhcp_reply reply;

		parse_captured((enum captured_name)i, &request);
		fill(&reply, &request, "file");
		memset(a, 0x00, sizeof(a));
		memset(b, 0xa5, sizeof(b));
		ck_assert_int_eq(
		    dhcp_reply_build(&reply, a, sizeof(a), &len_a), 0);
		ck_assert_int_eq(
		    dhcp_reply_build(&reply, b, sizeof(b), &len_b), 0);
		ck_assert_uint_eq(len_a, len_b);
		ck_assert_mem_eq(a, b, len_a);
	}
}
END_TEST

/* PixieFail and kin: clients' parsers are weak; nothing comes twice. */
START_TEST(reply_build_sends_no_option_twice)
{
	uint8_t buf[DHCP_REPLY_MAX];
	bool seen[256] = {false};
	struct dhcp_message request;
	struct dhcp_reply reply;
	size_t at = 240;
	size_t len;

	parse_captured(CAPTURED_IPXE_BIOS_REQUEST, &request);
	fill(&reply, &request, "file");
	ck_assert_int_eq(dhcp_reply_build(&reply, buf, sizeof(buf), &len), 0);
	while (buf[at] != DHCP_OPTION_END) {
		if (buf[at] == DHCP_OPTION_PAD) {
			at++;
			continue;
		}
		ck_assert(!seen[buf[at]]);
		ck_assert_uint_gt(buf[at + 1], 0);
		seen[buf[at]] = true;
		at += 2 + (size_t)buf[at + 1];
	}
	ck_assert_uint_lt(at, len);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/reply");
	TCase *tc = tcase_create("build");

	tcase_add_test(tc, reply_build_says_everything_it_was_given);
	tcase_add_test(tc, reply_build_puts_a_zero_behind_the_boot_file_name);
	tcase_add_test(
	    tc, reply_build_sends_what_was_asked_for_and_what_is_needed);
	tcase_add_test(tc, reply_build_lets_the_operators_options_win);
	tcase_add_test(tc, reply_build_humours_quirks);
	tcase_add_test(tc, reply_build_ends_with_the_relays_information);
	tcase_add_test(tc, reply_build_writes_the_same_over_any_old_bytes);
	tcase_add_test(tc, reply_build_sends_no_option_twice);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
