/* SPDX-License-Identifier: ISC */
#include "unit.h"

#include "packets.h"
#include "wire.h"

static int
parse(const struct packet *p, struct dhcp_message *out)
{
	uint8_t *block = unit_exact(p->bytes, p->len);
	int error = dhcp_message_parse(block, p->len, out);

	free(block);
	return error;
}

START_TEST(message_parse_reads_what_ipxe_sent)
{
	struct packet p = packet_captured(CAPTURED_IPXE_BIOS_REQUEST);
	struct dhcp_message m;
	struct dhcp_bytes class;
	uint32_t address;
	uint16_t size;

	ck_assert_int_eq(parse(&p, &m), 0);
	ck_assert_int_eq(m.type, DHCP_TYPE_REQUEST);
	ck_assert_int_eq(m.hlen, 6);
	ck_assert_uint_eq(m.chaddr[0], 0x52);
	ck_assert(
	    dhcp_message_u32(&m, DHCP_OPTION_REQUESTED_IP_ADDRESS, &address));
	ck_assert_uint_eq(address, IP(10, 77, 0, 130));
	ck_assert(
	    dhcp_message_u16(&m, DHCP_OPTION_MAXIMUM_MESSAGE_SIZE, &size));
	ck_assert_uint_eq(size, 0x05c0);
	class = dhcp_message_option(&m, DHCP_OPTION_VENDOR_CLASS);
	ck_assert_uint_eq(class.len, 32);
	ck_assert_mem_eq(class.at, "PXEClient:Arch:00000:UNDI:002001", 32);
	ck_assert(dhcp_message_asks(&m, DHCP_OPTION_BOOTFILE_NAME));
	ck_assert(!dhcp_message_asks(&m, DHCP_OPTION_BROADCAST_ADDRESS));
}
END_TEST

START_TEST(message_parse_survives_every_prefix_of_real_packets)
{
	for (size_t i = 0; i < ARRAY_LEN(captured); i++) {
		struct packet p = packet_captured((enum captured_name)i);
		struct dhcp_message m;
		size_t len = p.len;

		ck_assert_int_eq(parse(&p, &m), 0);
		for (p.len = 0; p.len < len; p.len++) {
			int error = parse(&p, &m);

			if (p.len < DHCP_HEADER_LEN) {
				ck_assert_int_eq(error, -EBADMSG);
			} else {
				ck_assert(error == 0 || error == -EBADMSG);
			}
		}
	}
}
END_TEST

START_TEST(message_parse_accepts_the_short_packet_of_syslinux)
{
	struct packet p = packet_captured(CAPTURED_SYSLINUX_DISCOVER);
	struct dhcp_message m;

	ck_assert_uint_eq(p.len, 253);
	ck_assert_int_eq(parse(&p, &m), 0);
	ck_assert_int_eq(m.type, DHCP_TYPE_DISCOVER);
}
END_TEST

START_TEST(message_parse_takes_bootp_with_and_without_cookie)
{
	struct packet p = packet_begin(1, 0, 1);
	struct dhcp_message m;

	ck_assert_int_eq(parse(&p, &m), 0);
	ck_assert(m.has_cookie);
	ck_assert_int_eq(m.type, DHCP_TYPE_BOOTP);
	p.len = DHCP_HEADER_LEN;
	ck_assert_int_eq(parse(&p, &m), 0);
	ck_assert(!m.has_cookie);
	p.len = BOOTP_MESSAGE_LEN;
	packet_patch_u32(&p, DHCP_HEADER_LEN, 0x12345678); /* another vendor */
	ck_assert_int_eq(parse(&p, &m), 0);
	ck_assert(!m.has_cookie);
	ck_assert_int_eq(m.type, DHCP_TYPE_BOOTP);
}
END_TEST

START_TEST(message_parse_refuses_a_hardware_address_longer_than_its_field)
{
	struct packet p = packet_begin(1, 0, 1);
	struct dhcp_message m;

	p.bytes[2] = DHCP_CHADDR_LEN;
	ck_assert_int_eq(parse(&p, &m), 0);
	p.bytes[2] = DHCP_CHADDR_LEN + 1;
	ck_assert_int_eq(parse(&p, &m), -EBADMSG);
}
END_TEST

START_TEST(message_parse_refuses_an_option_that_runs_past_the_end)
{
	struct packet p = packet_begin(1, 0, 1);
	struct dhcp_message m;

	packet_option(&p, 60, "abc", 3);
	ck_assert_int_eq(parse(&p, &m), 0); /* no END: forgiven */
	p.bytes[p.len - 4]++;
	ck_assert_int_eq(parse(&p, &m), -EBADMSG);
	p.len = DHCP_HEADER_LEN + 4 + 1; /* a code, no length */
	ck_assert_int_eq(parse(&p, &m), -EBADMSG);
}
END_TEST

START_TEST(message_parse_wants_a_message_type_of_one_octet)
{
	for (size_t len = 0; len <= 3; len++) {
		struct packet p = packet_begin(1, 0, 1);
		struct dhcp_message m;

		packet_option(&p, 53, "\1\1\1", len);
		packet_end(&p);
		ck_assert_int_eq(parse(&p, &m), len == 1 ? 0 : -EBADMSG);
	}
}
END_TEST

START_TEST(message_parse_joins_the_pieces_of_a_long_option)
{
	struct packet p = packet_begin(1, 0, 1);
	struct dhcp_message m;
	struct dhcp_bytes joined;
	uint8_t long_text[255];

	memset(long_text, 'x', sizeof(long_text));
	packet_option(&p, 43, long_text, 255);
	packet_option_u8(&p, 53, 1);
	packet_option(&p, 43, "end", 3);
	packet_end(&p);
	ck_assert_int_eq(parse(&p, &m), 0);
	joined = dhcp_message_option(&m, DHCP_OPTION_VENDOR_INFORMATION);
	ck_assert_uint_eq(joined.len, 258);
	ck_assert_mem_eq(joined.at + 254, "xend", 4);
	ck_assert_int_eq(m.type, 1);
}
END_TEST

START_TEST(message_parse_reads_overloaded_fields_file_first)
{
	struct packet p = packet_begin(1, 0, 1);
	struct dhcp_message m;
	struct dhcp_bytes joined;

	packet_option_u8(&p, DHCP_OPTION_OVERLOAD, 3);
	packet_option(&p, 77, "a", 1);
	packet_end(&p);
	memcpy(p.bytes + 108, "\x4d\1b\x35\1\3\xff", 7); /* file */
	memcpy(p.bytes + 44, "\x4d\1c\xff", 4);          /* sname */
	ck_assert_int_eq(parse(&p, &m), 0);
	joined = dhcp_message_option(&m, DHCP_OPTION_USER_CLASS);
	ck_assert_uint_eq(joined.len, 3);
	ck_assert_mem_eq(joined.at, "abc", 3);
	ck_assert_int_eq(m.type, DHCP_TYPE_REQUEST);
}
END_TEST

START_TEST(message_parse_leaves_fields_that_are_not_overloaded)
{
	struct packet p = packet_begin(1, 0, 1);
	struct dhcp_message m;

	packet_option_u8(&p, DHCP_OPTION_OVERLOAD, 2);
	packet_end(&p);
	memcpy(p.bytes + 108, "\x35\1\3\xff", 4);
	ck_assert_int_eq(parse(&p, &m), 0);
	ck_assert_int_eq(m.type, DHCP_TYPE_BOOTP);
	memcpy(p.bytes + 44, "\x35\xff", 2); /* sname: runs past its end */
	ck_assert_int_eq(parse(&p, &m), -EBADMSG);
}
END_TEST

START_TEST(message_parse_refuses_more_than_a_frame)
{
	struct packet p = packet_begin(1, 0, 1);
	struct dhcp_message m;

	p.len = DHCP_PACKET_MAX;
	ck_assert_int_eq(parse(&p, &m), 0);
	p.len = DHCP_PACKET_MAX + 1;
	ck_assert_int_eq(parse(&p, &m), -E2BIG);
}
END_TEST

START_TEST(message_parse_leaves_out_untouched_on_failure)
{
	struct packet p = packet_begin(1, 0, 1);
	struct dhcp_message m;

	memset(&m, 0x5a, sizeof(m));
	p.bytes[2] = 255;
	ck_assert_int_eq(parse(&p, &m), -EBADMSG);
	ck_assert_uint_eq(m.xid, 0x5a5a5a5a);
}
END_TEST

/* CVE-2010-2156, CVE-2018-20679 and kin: every code with every length. */
START_TEST(message_parse_takes_every_option_at_every_length)
{
	uint8_t value[255];
	struct dhcp_message m;

	memset(value, 1, sizeof(value));
	for (unsigned code = 1; code < 255; code++) {
		for (size_t len = 0; len <= 255; len++) {
			struct packet p = packet_begin(1, 0, 1);
			uint32_t u32;
			uint16_t u16;

			packet_option(&p, (uint8_t)code, value, len);
			if (parse(&p, &m) != 0) {
				ck_assert_uint_eq(code, 53);
				continue;
			}
			ck_assert_uint_eq(
			    dhcp_message_option(&m, (enum dhcp_option)code).len,
			    len);
			ck_assert(dhcp_message_u32(&m, (enum dhcp_option)code,
				      &u32) == (len == 4));
			ck_assert(dhcp_message_u16(&m, (enum dhcp_option)code,
				      &u16) == (len == 2));
		}
	}
}
END_TEST

START_TEST(message_boot_item_is_found_only_when_whole)
{
	struct packet p = packet_captured(CAPTURED_IPXE_BIOS_4011);
	struct dhcp_message m;
	struct dhcp_bytes item;

	ck_assert_int_eq(parse(&p, &m), 0);
	item = dhcp_message_boot_item(&m);
	ck_assert_uint_eq(item.len, 4);
	ck_assert_mem_eq(item.at, "\x80\0\0\0", 4);

	p = packet_begin(1, 0, 1);
	packet_option(&p, 43, "\x47\4\x80\0\0", 5);
	ck_assert_int_eq(parse(&p, &m), 0);
	ck_assert_ptr_null(dhcp_message_boot_item(&m).at);
	p = packet_begin(1, 0, 1);
	packet_option(&p, 43, "\xff\x47\4\x80\0\0\0", 7);
	ck_assert_int_eq(parse(&p, &m), 0);
	ck_assert_ptr_null(dhcp_message_boot_item(&m).at);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/wire");
	TCase *tc = tcase_create("message");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, message_parse_reads_what_ipxe_sent);
	tcase_add_test(tc, message_parse_survives_every_prefix_of_real_packets);
	tcase_add_test(tc, message_parse_accepts_the_short_packet_of_syslinux);
	tcase_add_test(tc, message_parse_takes_bootp_with_and_without_cookie);
	tcase_add_test(
	    tc, message_parse_refuses_a_hardware_address_longer_than_its_field);
	tcase_add_test(
	    tc, message_parse_refuses_an_option_that_runs_past_the_end);
	tcase_add_test(tc, message_parse_wants_a_message_type_of_one_octet);
	tcase_add_test(tc, message_parse_joins_the_pieces_of_a_long_option);
	tcase_add_test(tc, message_parse_reads_overloaded_fields_file_first);
	tcase_add_test(tc, message_parse_leaves_fields_that_are_not_overloaded);
	tcase_add_test(tc, message_parse_refuses_more_than_a_frame);
	tcase_add_test(tc, message_parse_leaves_out_untouched_on_failure);
	tcase_add_test(tc, message_parse_takes_every_option_at_every_length);
	tcase_add_test(tc, message_boot_item_is_found_only_when_whole);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
