/* SPDX-License-Identifier: ISC */
#include "unit.h"

#include "packets.h"
#include "reply.h"

/* Everything a reply can say at once, each as long as it may be. */
static void
fill(struct dhcp_reply *reply, const struct dhcp_message *request,
    const char *file)
{
	*reply = (struct dhcp_reply){
	    .request = request,
	    .type = DHCP_TYPE_ACK,
	    .yiaddr = BENCH_POOL,
	    .siaddr = BENCH_SERVER,
	    .sname = "boot.example",
	    .file = file,
	    .server_id = BENCH_SERVER,
	    .lease_s = 600,
	    .netmask = IP(255, 255, 255, 0),
	    .router = BENCH_SERVER,
	    .dns = {BENCH_SERVER, 1, 2, 3, 4, 5, 6, 7},
	    .n_dns = DHCP_DNS_MAX,
	    .broadcast = IP(10, 77, 0, 255),
	    .hostname = "machine",
	    .domain = "example.org",
	    .family = DHCP_FAMILY_PXE,
	    .use_file = true,
	    .no_pxedhcp = true,
	    .tftp_server = true,
	};
}

static void
parse_captured(enum captured_name name, struct dhcp_message *out)
{
	struct packet p = packet_captured(name);

	ck_assert_int_eq(dhcp_message_parse(p.bytes, p.len, out), 0);
}

static void
check_option(const struct dhcp_message *m, enum dhcp_option code,
    const void *bytes, size_t len)
{
	struct dhcp_bytes option = dhcp_message_option(m, code);

	ck_assert_uint_eq(option.len, len);
	ck_assert_mem_eq(option.at, bytes, len);
}

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
	ck_assert_uint_eq(at[14], DHCP_OPTION_END);
}
END_TEST

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

/* CVE-2007-5365: whatever option 57 says, and however much there is to say. */
START_TEST(reply_build_obeys_every_maximum_size)
{
	char file[DHCP_NAME_MAX + 1];
	uint8_t *buf = malloc(DHCP_REPLY_MAX);

	memset(file, 'f', sizeof(file) - 1);
	file[sizeof(file) - 1] = '\0';
	for (uint32_t told = 0; told <= 0xffff; told += told < 2000 ? 1 : 97) {
		struct packet p = packet_begin(1, 0, 1);
		size_t limit = told < 576 ? 576 : told > 1472 ? 1472 : told;
		struct dhcp_message request;
		struct dhcp_reply reply;
		size_t len = 0;

		packet_option_u8(&p, 53, 3);
		packet_option_u16(&p, 57, (uint16_t)told);
		packet_option(&p, 61, file, 255);
		packet_option(&p, 82, "relay", 5);
		packet_end(&p);
		ck_assert_int_eq(
		    dhcp_message_parse(p.bytes, p.len, &request), 0);
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
	}
	free(buf);
}
END_TEST

START_TEST(reply_build_gives_up_what_is_dispensable_first)
{
	uint8_t buf[DHCP_REPLY_MAX];
	struct packet p = packet_begin(1, 0, 1);
	struct dhcp_message request;
	struct dhcp_message m;
	struct dhcp_reply reply;
	uint8_t id[200] = {1};
	size_t len;

	packet_option_u8(&p, 53, 3);
	packet_option(&p, 61, id, sizeof(id));
	packet_end(&p);
	ck_assert_int_eq(dhcp_message_parse(p.bytes, p.len, &request), 0);
	fill(&reply, &request, "pxelinux.0");
	ck_assert_int_eq(dhcp_reply_build(&reply, buf, sizeof(buf), &len), 0);
	ck_assert_int_eq(dhcp_message_parse(buf, len, &m), 0);
	ck_assert(!m.option_present[12]);
	ck_assert(!m.option_present[61]);
	ck_assert(!m.option_present[67]); /* it is in `file` */
	ck_assert_str_eq((char *)buf + 108, "pxelinux.0");
	ck_assert(m.option_present[51]);
	ck_assert(m.option_present[43]);
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

	p.len = DHCP_HEADER_LEN; /* no cookie: none in return */
	ck_assert_int_eq(dhcp_message_parse(p.bytes, p.len, &request), 0);
	ck_assert_int_eq(dhcp_reply_build(&reply, buf, sizeof(buf), &len), 0);
	ck_assert(bw_bytes_zero(buf + 236, 64));
}
END_TEST

START_TEST(reply_build_never_shortens_an_infinite_lease)
{
	uint8_t buf[DHCP_REPLY_MAX];
	struct dhcp_message request;
	struct dhcp_message m;
	struct dhcp_reply reply;
	size_t len;

	parse_captured(CAPTURED_UDHCPC_REQUEST, &request);
	fill(&reply, &request, NULL);
	reply.lease_s = DHCP_LEASE_INFINITE;
	ck_assert_int_eq(dhcp_reply_build(&reply, buf, sizeof(buf), &len), 0);
	ck_assert_int_eq(dhcp_message_parse(buf, len, &m), 0);
	check_option(&m, 58, "\xff\xff\xff\xff", 4);
	check_option(&m, 59, "\xff\xff\xff\xff", 4);
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

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, reply_build_says_everything_it_was_given);
	tcase_add_test(tc, reply_build_puts_a_zero_behind_the_boot_file_name);
	tcase_add_test(tc, reply_build_is_never_shorter_than_bootp);
	tcase_add_test(tc, reply_build_obeys_every_maximum_size);
	tcase_add_test(tc, reply_build_gives_up_what_is_dispensable_first);
	tcase_add_test(tc, reply_build_ends_with_the_relays_information);
	tcase_add_test(tc, reply_build_leaves_a_name_of_128_to_option_67);
	tcase_add_test(tc, reply_build_keeps_bootp_to_its_64_bytes);
	tcase_add_test(tc, reply_build_never_shortens_an_infinite_lease);
	tcase_add_test(tc, reply_build_writes_the_same_over_any_old_bytes);
	tcase_add_test(tc, reply_build_sends_no_option_twice);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
