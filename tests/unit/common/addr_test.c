/* SPDX-License-Identifier: ISC */
/* Addresses as values: to and from text, equality, hashes. */
#include "base/addr.h"
#include "unit.h"

static const char *const ips[] = {
    "0.0.0.0",
    "10.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "2001:db8::ffff:0:1",
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
};

START_TEST(bw_addr_parse_reads_what_str_writes)
{
	struct bw_addr addr;
	char text[BW_ADDR_STR_MAX];

	ck_assert_int_eq(bw_addr_parse(ips[_i], &addr), 0);
	ck_assert_uint_eq(addr.port, 0);
	ck_assert_str_eq(bw_addr_ip_str(&addr, text), ips[_i]);
	ck_assert_str_eq(bw_addr_str(&addr, text), ips[_i]);
}
END_TEST

static const char *const no_ips[] = {
    "",
    "10.0.0",
    "10.0.0.",
    "10.0.0.256",
    "10.0.0.1 ",
    " 10.0.0.1",
    "10.0.0.01",
    "0x0a.0.0.1",
    "10.0.0.1.2",
    "10.0.0.1:69",
    "167772161",
    ":",
    ":::",
    "1::2::3",
    "fe80::1%eth0",
    "[::1]",
    "12345::",
    "host",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
};

START_TEST(bw_addr_parse_refuses_what_is_no_address)
{
	struct bw_addr addr = bw_addr_ipv4(7, 7);
	uint32_t ip = 7;

	ck_assert_int_eq(bw_addr_parse(no_ips[_i], &addr), -EBADMSG);
	ck_assert_int_eq(bw_ipv4_parse(no_ips[_i], &ip), -EBADMSG);
	ck_assert_uint_eq(bw_addr_to_ipv4(&addr), 7);
	ck_assert_uint_eq(ip, 7);
}
END_TEST

START_TEST(bw_addr_parse_turns_mapped_into_ipv4)
{
	struct bw_addr addr, plain;
	uint32_t ip;

	ck_assert_int_eq(bw_addr_parse("::ffff:10.0.0.1", &addr), 0);
	ck_assert_int_eq(bw_addr_parse("10.0.0.1", &plain), 0);
	ck_assert_uint_eq(addr.family, BW_FAMILY_IPV4);
	ck_assert(bw_addr_equal(&addr, &plain));
	ck_assert_int_eq(bw_ipv4_parse("::ffff:10.0.0.1", &ip), -EBADMSG);
	ck_assert_int_eq(bw_addr_parse("::fffe:10.0.0.1", &addr), 0);
	ck_assert_uint_eq(addr.family, BW_FAMILY_IPV6);
}
END_TEST

START_TEST(bw_ipv4_parse_is_in_host_order)
{
	char text[BW_ADDR_STR_MAX];
	uint32_t ip;

	ck_assert_int_eq(bw_ipv4_parse("10.1.2.3", &ip), 0);
	ck_assert_uint_eq(ip, 0x0a010203);
	ck_assert_str_eq(bw_ipv4_str(ip, text), "10.1.2.3");
	ck_assert_int_eq(bw_ipv4_parse("::1", &ip), -EBADMSG);
}
END_TEST

START_TEST(bw_addr_str_shows_the_port)
{
	struct bw_addr addr = bw_addr_ipv4(0x0a000007, 69);
	struct bw_addr none = {0};
	char text[BW_ADDR_STR_MAX];

	ck_assert_str_eq(bw_addr_str(&addr, text), "10.0.0.7:69");
	ck_assert_int_eq(bw_addr_parse(ips[ARRAY_LEN(ips) - 1], &addr), 0);
	addr.port = 65535;
	ck_assert_str_eq(bw_addr_str(&addr, text),
	    "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535");
	ck_assert_str_eq(bw_addr_str(&none, text), "-");
}
END_TEST

START_TEST(bw_addr_equal_compares_family_address_and_port)
{
	struct bw_addr a = bw_addr_ipv4(1, 2), b = bw_addr_ipv4(1, 3);
	struct bw_addr c = {.family = BW_FAMILY_IPV6, .port = 2};

	ck_assert(bw_addr_equal(&a, &a));
	ck_assert(!bw_addr_equal(&a, &b));
	ck_assert(bw_addr_same_ip(&a, &b));
	memcpy(c.ip, a.ip, sizeof(c.ip));
	ck_assert(!bw_addr_same_ip(&a, &c));
	b = a;
	b.ip[15] = 9; /* beyond an IPv4 address: of no meaning */
	ck_assert(bw_addr_equal(&a, &b));
	ck_assert_uint_eq(bw_addr_hash(&a), bw_addr_hash(&b));
	b.port = 3;
	ck_assert_uint_ne(bw_addr_hash(&a), bw_addr_hash(&b));
	ck_assert_uint_eq(bw_addr_to_ipv4(&c), 0);
}
END_TEST

START_TEST(bw_addr_to_mac_finds_it_within_an_ipv6_address)
{
	static const char *const none[] = {
	    "fd00::7", "10.0.0.7", "fe80::5054:ff:ee00:1"};
	struct bw_addr addr;
	uint8_t mac[BW_MAC_LEN] = {9};
	char text[BW_MAC_STR_MAX];

	for (size_t i = 0; i < ARRAY_LEN(none); i++) {
		ck_assert_int_eq(bw_addr_parse(none[i], &addr), 0);
		ck_assert_int_eq(bw_addr_to_mac(&addr, mac), -ENOENT);
		ck_assert_uint_eq(mac[0], 9);
	}
	ck_assert_int_eq(bw_addr_parse("fd99::5054:ff:fe77:1", &addr), 0);
	ck_assert_int_eq(bw_addr_to_mac(&addr, mac), 0);
	ck_assert_str_eq(bw_mac_str(mac, text), "52:54:00:77:00:01");
	ck_assert_int_eq(bw_addr_parse("fe80::ff:fe00:a", &addr), 0);
	ck_assert_int_eq(bw_addr_to_mac(&addr, mac), 0);
	ck_assert_str_eq(bw_mac_str(mac, text), "02:00:00:00:00:0a");
}
END_TEST

START_TEST(bw_mac_parse_takes_one_separator)
{
	static const char *const bad[] = {"", "52:54:00:77:00",
	    "5254.0077.0001", "52:54:00:77:00:0g", "52-54:00:77:00:01",
	    "52:54:00:77:00:01 ", "52 54 00 77 00 01", "525400770001",
	    "52:54:00:77:00:001", "5:254:00:77:00:01"};
	uint8_t mac[BW_MAC_LEN] = {9};
	char text[BW_MAC_STR_MAX];

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		ck_assert_int_eq(bw_mac_parse(bad[i], mac), -EBADMSG);
		ck_assert_uint_eq(mac[0], 9);
	}
	ck_assert_int_eq(bw_mac_parse("52-54-00-AB-cd-01", mac), 0);
	ck_assert_str_eq(bw_mac_str(mac, text), "52:54:00:ab:cd:01");
	ck_assert_int_eq(bw_mac_parse(text, mac), 0);
}
END_TEST

START_TEST(bw_uuid_parse_reads_what_str_writes)
{
	static const char good[] = "00112233-4455-6677-8899-aabbccddeeff";
	static const char *const bad[] = {"",
	    "00112233-4455-6677-8899-aabbccddeef",
	    "00112233-4455-6677-8899-aabbccddeeff0",
	    "001122334455-6677-8899-aabbccddeeff-",
	    "00112233-4455-6677-8899_aabbccddeeff",
	    "0011223g-4455-6677-8899-aabbccddeeff"};
	uint8_t uuid[BW_UUID_LEN] = {9};
	char text[BW_UUID_STR_MAX];

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		ck_assert_int_eq(bw_uuid_parse(bad[i], uuid), -EBADMSG);
		ck_assert_uint_eq(uuid[0], 9);
	}
	ck_assert_int_eq(bw_uuid_parse(good, uuid), 0);
	ck_assert_uint_eq(uuid[0], 0x00);
	ck_assert_uint_eq(uuid[15], 0xff);
	ck_assert_str_eq(bw_uuid_str(uuid, text), good);
}
END_TEST

START_TEST(bw_bytes_zero_and_hash_look_at_every_byte)
{
	uint8_t bytes[8] = {0};
	uint32_t hash = bw_bytes_hash(bytes, sizeof(bytes));

	ck_assert(bw_bytes_zero(bytes, sizeof(bytes)));
	ck_assert(bw_bytes_zero(NULL, 0));
	for (size_t i = 0; i < sizeof(bytes); i++) {
		bytes[i] = 1;
		ck_assert(!bw_bytes_zero(bytes, sizeof(bytes)));
		ck_assert_uint_ne(bw_bytes_hash(bytes, sizeof(bytes)), hash);
		bytes[i] = 0;
	}
	ck_assert_uint_eq(bw_bytes_hash("a", 1), 0xe40c292cu); /* FNV-1a */
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("common/addr");
	TCase *tcase = tcase_create("addr");

	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(
	    tcase, bw_addr_parse_reads_what_str_writes, 0, ARRAY_LEN(ips));
	tcase_add_loop_test(tcase, bw_addr_parse_refuses_what_is_no_address, 0,
	    ARRAY_LEN(no_ips));
	tcase_add_test(tcase, bw_addr_parse_turns_mapped_into_ipv4);
	tcase_add_test(tcase, bw_ipv4_parse_is_in_host_order);
	tcase_add_test(tcase, bw_addr_str_shows_the_port);
	tcase_add_test(tcase, bw_addr_equal_compares_family_address_and_port);
	tcase_add_test(tcase, bw_addr_to_mac_finds_it_within_an_ipv6_address);
	tcase_add_test(tcase, bw_mac_parse_takes_one_separator);
	tcase_add_test(tcase, bw_uuid_parse_reads_what_str_writes);
	tcase_add_test(tcase, bw_bytes_zero_and_hash_look_at_every_byte);
	return unit_main(suite);
}
