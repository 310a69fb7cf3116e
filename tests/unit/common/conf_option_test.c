/* SPDX-License-Identifier: ISC */
/* Options by number and name, of every type; classes; keys of hosts. */
#include "common/conf_fresh.h"

#include "conf/out.h"

/* "option KEY = VALUE" in a subnet is this code and these bytes. */
static void
good(const char *key, const char *value, uint8_t code, const char *bytes,
    size_t len)
{
	const struct bw_conf_options *options;
	const struct bw_conf_option *option;
	char text[512];

	(void)snprintf(
	    text, sizeof(text), "[bootpd]\n[subnet a]\n%s = %s\n", key, value);
	feed_good(&conf, text);
	options = &conf.bootpd.subnets.items[0].settings.options;
	option = &options->items[options->n - 1];
	for (size_t i = 0; i < options->n; i++) {
		if (options->items[i].code == code) {
			option = &options->items[i];
		}
	}
	ck_assert_uint_eq(option->code, code);
	ck_assert_uint_eq(option->value.len, len);
	ck_assert_mem_eq(option->value.at, bytes, len);
	expect_round_trip(&conf);
}

START_TEST(conf_option_has_a_type_by_its_name_or_by_ours)
{
	good("option routers", "10.1.0.1, 10.1.0.2", 3,
	    "\x0a\x01\x00\x01\x0a\x01\x00\x02", 8);
	good("option 3", "10.1.0.3", 3, "\x0a\x01\x00\x03", 4);
	good("OPTION Default-IP-TTL", "64", 23, "\x40", 1);
	good("option 26", "1500", 26, "\x05\xdc", 2);
	good("option 2", "0xffffffff", 2, "\xff\xff\xff\xff", 4);
	good("option path-mtu-plateau-table", "68, 296", 25, "\x00\x44\x01\x28",
	    4);
	good("option ip-forwarding", "on", 19, "\x01", 1);
	good("option root-path", "nfs:/srv, ro", 17, "nfs:/srv, ro", 12);
	good("option 43", "01:04:0a0b0c0d ff", 43,
	    "\x01\x04\x0a\x0b\x0c\x0d\xff", 7);
	good("option 224 u16", "7", 224, "\x00\x07", 2);
	good("option 225 text", "ip 1", 225, "ip 1", 4);
	good("option 226 ip", "192.0.2.1", 226, "\xc0\x00\x02\x01", 4);
	good("option 12 hex", "61", 12, "a", 1);
}
END_TEST

START_TEST(conf_option_encodes_routes_and_domains)
{
	good("option classless-static-routes",
	    "10.2.0.0/16 10.1.0.254, 0.0.0.0/0 10.1.0.1, "
	    "10.229.0.128/25  10.229.0.1",
	    121,
	    "\x10\x0a\x02\x0a\x01\x00\xfe\x00\x0a\x01\x00\x01"
	    "\x19\x0a\xe5\x00\x80\x0a\xe5\x00\x01",
	    21);
	good("option 249", "192.0.2.1/32 192.0.2.9", 249,
	    "\x20\xc0\x00\x02\x01\xc0\x00\x02\x09", 9);
	good("option domain-search", "eng.test, a.example.", 119,
	    "\x03"
	    "eng\x04"
	    "test\x00\x01"
	    "a\x07"
	    "example\x00",
	    21);
}
END_TEST

START_TEST(conf_option_is_made_of_parts)
{
	/* RFC 2610 3 and 4: is it mandatory?  Then who, or which scopes. */
	good("option slp-directory-agent", "bool:yes ips:10.1.0.1,10.1.0.2", 78,
	    "\x01\x0a\x01\x00\x01\x0a\x01\x00\x02", 9);
	good("option slp-service-scope", "u8:0 text:lab,office", 79,
	    "\x00lab,office", 11);
	/* RFC 4174 2: functions, access, administration, security, servers */
	good("option isns", "u16:3 u16:0x15 u16:1 u32:9 ip:10.1.0.7", 83,
	    "\x00\x03\x00\x15\x00\x01\x00\x00\x00\x09\x0a\x01\x00\x07", 14);
	/* RFC 3361 3.1 and 3.2: how it is encoded */
	good("option sip-servers", "u8:0 domains:sip.lab.test", 120,
	    "\x00\x03sip\x03lab\x04test\x00", 15);
	good("option sip-servers", "u8:1 ip:10.1.0.9", 120,
	    "\x01\x0a\x01\x00\x09", 5);
	/* RFC 3925 3 and 4: enterprises, each with the length of its data */
	good("option vivco", "u32:3561 {text:\"a b\"} u32:9{}", 124,
	    "\x00\x00\x0d\xe9\x03"
	    "a b\x00\x00\x00\x09\x00",
	    13);
	good("option vivso", "u32:3561 {u8:11 {text:acs} u8:2 {hex:0a0b}}", 125,
	    "\x00\x00\x0d\xe9\x09\x0b\x03"
	    "acs\x02\x02\x0a\x0b",
	    14);
	/* RFC 5678 2 and 3: sub-options by service */
	good("option mos-address", "u8:1 {ip:10.1.0.3} u8:3 {ip:10.1.0.4}", 139,
	    "\x01\x04\x0a\x01\x00\x03\x03\x04\x0a\x01\x00\x04", 12);
	good("option mos-fqdn", "u8:2 {domains:cs.test}", 140,
	    "\x02\x09\x02"
	    "cs\x04test\x00",
	    11);
	good("option 43 parts", "u8:6{u8:8}hex:ff", 43, "\x06\x01\x08\xff", 4);
	good("option 175 parts", "u8:1{u8:10} u8:176{u8:1} u8:0xbd{text:me}",
	    175,
	    "\x01\x01\x0a\xb0\x01\x01\xbd\x02"
	    "me",
	    10);
	good(
	    "option 120 hex", "01:0a:01:00:09", 120, "\x01\x0a\x01\x00\x09", 5);
}
END_TEST

START_TEST(conf_option_of_a_later_file_replaces)
{
	feed_good(&conf, "[bootpd]\noption 42 = 10.0.0.1\noption 15 = a\n");
	feed_good(&conf, "[bootpd]\noption ntp-servers always = 10.0.0.2\n");
	ck_assert_uint_eq(conf.bootpd.settings.options.n, 2);
	ck_assert_str_eq(
	    conf.bootpd.settings.options.items[0].text, "10.0.0.2");
	ck_assert(conf.bootpd.settings.options.items[0].always);
	ck_assert(!conf.bootpd.settings.options.items[1].always);
	expect_round_trip(&conf);
}
END_TEST

#define BAD(line, reason)                                                      \
	feed_bad("[bootpd]\n" line "\n", "t.ini:2: bootpd." reason)

START_TEST(conf_option_is_refused_with_what_was_meant)
{
	BAD("option ntp-server = 10.0.0.1",
	    "option ntp-server: there is no option \"ntp-server\" (write its "
	    "number); did you mean \"ntp-servers\"?");
	BAD("option 256 u8 = 1",
	    "option 256 u8: there is no option \"256\" (write its number)");
	BAD("option 224 = 1",
	    "option 224: of what type is it?  Write option 224 text, or ip, "
	    "ips, u8, u16, u32, bool, hex, routes, domains, parts");
	BAD("option 224 u24 = 1",
	    "option 224 u24: behind an option's code may stand its type (ip, "
	    "ips, u8, u16, u32, bool, text, hex, routes, domains, parts) and "
	    "always, not \"u24\"");
	BAD("option 51 = 60", "option 51: write lease_time");
	BAD("option 53 u8 = 5",
	    "option 53 u8: the protocol itself has this option");
	BAD("option 0 u8 = 5", "option 0 u8: no option has this code");
	BAD("option 23 = 256",
	    "option 23: \"256\" is not a number from 0 to 255");
	BAD("option 1 = 10.0.0.1, 10.0.0.2",
	    "option 1: \"10.0.0.2\" is not an IPv4 address");
	BAD("option 3 =", "option 3: \"\" is not an IPv4 address");
	BAD("option 17 =", "option 17: it needs a value");
	BAD("option 43 = 1",
	    "option 43: \"1\" is not pairs of hexadecimal digits (write "
	    "0a:0b or 0a0b)");
	BAD("option 121 = 10.2.0.1/16 10.1.0.1",
	    "option 121: \"10.2.0.1/16 10.1.0.1\" is not a route (write "
	    "198.51.100.0/24 192.0.2.1)");
	BAD("option 119 = a..b", "option 119: \"a..b\" is not a domain name");
	BAD("option 23 = 0", "option 23: \"0\" is not a number from 1 to 255");
	feed_bad("[tftpd]\noption 3 = 10.0.0.1\n",
	    "t.ini:2: tftpd.option 3: there is no such key");
}
END_TEST

/* RFC 2132's lengths and ranges, also for who chooses another type. */
START_TEST(conf_option_is_refused_where_its_rfc_forbids_the_value)
{
	good("option 25", "68", 25, "\x00\x44", 2);
	good("option static-routes", "10.2.0.0, 10.1.0.1", 33,
	    "\x0a\x02\x00\x00\x0a\x01\x00\x01", 8);
	good(
	    "option pxelinux-magic", "f1:00:74:7e", 208, "\xf1\x00\x74\x7e", 4);
	good("option 22", "576", 22, "\x02\x40", 2);
	BAD("option 2 = 1, 2", "option 2: \"1, 2\" is not one number");
	BAD("option 13 u8 = 1", "option 13 u8: \"1\" is not one number");
	BAD("option 21 = 10.0.0.1",
	    "option 21: \"10.0.0.1\" is not pairs of an address and a mask");
	BAD("option 22 = 575",
	    "option 22: \"575\" is not a number from 576 to 65535");
	BAD("option 25 = 1500, 67",
	    "option 25: \"1500, 67\" is not numbers from 68 to 65535");
	BAD("option 26 = 67",
	    "option 26: \"67\" is not a number from 68 to 65535");
	BAD("option 33 = 10.2.0.0, 10.1.0.1, 0.0.0.0, 10.1.0.1",
	    "option 33: \"10.2.0.0, 10.1.0.1, 0.0.0.0, 10.1.0.1\" is not "
	    "pairs of a destination, other than 0.0.0.0, and a router");
	BAD("option 37 = 0", "option 37: \"0\" is not a number from 1 to 255");
	BAD("option 46 = 9", "option 46: \"9\" is not 1, 2, 4 or 8");
	BAD("option 208 = f1:00:74:7f",
	    "option 208: \"f1:00:74:7f\" is not f1:00:74:7e");
	BAD("option 211 hex = 0a", "option 211 hex: \"0a\" is not one number");
}
END_TEST

#define BYTES_32  "0123456789abcdef0123456789abcdef"
#define BYTES_64  "\n text:" BYTES_32 BYTES_32
#define BYTES_256 BYTES_64 BYTES_64 BYTES_64 BYTES_64

START_TEST(conf_option_of_parts_is_refused_with_the_part)
{
	BAD("option 120 = 1",
	    "option 120: \"1\" is not TYPE:DATA (write u8:1, ip:192.0.2.1, "
	    "text:\"a b\" ..., and { } around what has its length before it)");
	BAD("option 120 = u8:1 u24:1 u8:1",
	    "option 120: \"u24:1\" is not TYPE:DATA (write u8:1, "
	    "ip:192.0.2.1, text:\"a b\" ..., and { } around what has its "
	    "length before it)");
	BAD("option 120 = parts:u8:1",
	    "option 120: \"parts:u8:1\" is not TYPE:DATA (write u8:1, "
	    "ip:192.0.2.1, text:\"a b\" ..., and { } around what has its "
	    "length before it)");
	BAD("option 120 =", "option 120: it needs a value");
	BAD("option 120 = u8:0 text:", "option 120: it needs a value");
	BAD("option 120 = u8:256 ip:10.0.0.1",
	    "option 120: \"256\" is not a number from 0 to 255");
	BAD("option 120 = u8:1 ip:10.0.0.1,10.0.0.2",
	    "option 120: \"10.0.0.2\" is not an IPv4 address");
	BAD("option 125 = u32:1 {u8:1", "option 125: a { is not closed");
	BAD("option 125 = u32:1 }", "option 125: this } closes no {");
	BAD("option 125 = {{{{{", "option 125: more than 4 { within one "
				  "another");
	BAD("option 124 = u32:1 {text:\"a b}",
	    "option 124: a quote is not closed");
	BAD("option 124 = u32:1 {" BYTES_256 "}",
	    "option 124: 256 bytes between { and }, at most 255 have a length");
	BAD("option 124 =" BYTES_256 BYTES_256 BYTES_256 BYTES_256 " u8:1",
	    "option 124: longer than 1024 bytes");
	BAD("option 124 =" BYTES_256 BYTES_256 BYTES_256 BYTES_256 " {",
	    "option 124: longer than 1024 bytes");
}
END_TEST

START_TEST(conf_class_has_conditions_and_settings)
{
	const struct bw_conf_class *one;
	struct said said = {0};

	feed_good(&conf,
	    "[bootpd]\npool_start = 10.0.0.1\n[class phones]\n"
	    "vendor_class = Polycom*, a b\nmac = 00-04-F2, 64167f\n"
	    "arch = efi-x64, 00007, 9\nrelay = 10.1.0.0/16\n"
	    "allow = yes\nlease_time = 60\noption 160 text = x\n"
	    "[subnet a]\nnetwork = 10.1.0.0/24\n"
	    "pool = 10.1.0.5 only phones, 10.1.0.6 not phones\n");
	ck_assert_int_eq(bw_conf_check(&conf, say, &said), 0);
	one = &conf.bootpd.classes.items[0];
	ck_assert_uint_eq(one->vendor_class.n, 2);
	ck_assert_str_eq(one->vendor_class.items[1], "a b");
	ck_assert_uint_eq(one->mac.n, 2);
	ck_assert_uint_eq(one->settings.lease_time_s, 60);
	ck_assert_uint_eq(one->settings.options.items[0].code, 160);
	expect_round_trip(&conf);
}
END_TEST

START_TEST(conf_check_refuses_classes_of_everybody)
{
	struct said said = {0};

	feed_good(&conf,
	    "[bootpd]\npool_start = 10.0.0.1\n[class a]\nlease_time = 5\n"
	    "[class b]\narch = efi-x46\n[class bootp]\nmac = 00-04\n");
	ck_assert_int_eq(bw_conf_check(&conf, say, &said), -EBADMSG);
	ck_assert_uint_eq(said.n, 3);
	ck_assert_str_eq(said.lines[0],
	    "class a: has no condition; everybody would be in it");
	ck_assert_str_eq(said.lines[1],
	    "class b.arch: no such architecture as \"efi-x46\" (write its "
	    "number, as 7)");
	ck_assert_str_eq(said.lines[2], "class bootp: is built in");
}
END_TEST

START_TEST(conf_classes_are_64_at_most)
{
	char title[32];

	for (int i = 0; i <= BW_CONF_CLASSES_MAX; i++) {
		struct said said;

		(void)snprintf(title, sizeof(title), "[class c%d]\n", i);
		feed(&conf, title, &said);
		ck_assert_uint_eq(said.n, i == BW_CONF_CLASSES_MAX ? 1 : 0);
	}
}
END_TEST

START_TEST(conf_host_is_known_by_four_keys)
{
	const struct bw_conf_host *host;

	feed_good(&conf,
	    "[bootpd]\n[host a]\nuuid = 01020304-0506-0708-090a-0b0c0d0e0f10\n"
	    "client_id = the one\ncircuit_id = 0x00:04:0a0b\nallow = no\n"
	    "address = 10.0.0.5\n");
	host = &conf.bootpd.hosts.items[0];
	ck_assert_uint_eq(host->uuid[15], 0x10);
	ck_assert_uint_eq(host->client_id.len, 7);
	ck_assert_mem_eq(host->client_id.at, "the one", 7);
	ck_assert_uint_eq(host->circuit_id.len, 4);
	ck_assert_mem_eq(host->circuit_id.at, "\x00\x04\x0a\x0b", 4);
	ck_assert_int_eq(host->allow, BW_CONF_TRISTATE_NO);
	expect_round_trip(&conf);
	feed_bad("[host b]\nclient_id = 0x5\n",
	    "t.ini:2: host b.client_id: \"0x5\" is not 0x and pairs of "
	    "hexadecimal digits");
	feed_bad("[host b]\nuuid = 5\n",
	    "t.ini:2: host b.uuid: \"5\" is not a UUID (8-4-4-4-12 "
	    "hexadecimal digits)");
}
END_TEST

START_TEST(conf_check_wants_hosts_in_a_subnet)
{
	struct said said = {0};

	feed_good(&conf,
	    "[bootpd]\n[subnet a]\nnetwork = 10.1.0.0/24\n"
	    "[host h]\nmac = 02-00-00-00-00-01\naddress = 10.2.0.5\n");
	ck_assert_int_eq(bw_conf_check(&conf, say, &said), -EBADMSG);
	ck_assert_str_eq(said.lines[0], "[host h]: 10.2.0.5 is in no subnet");
}
END_TEST

START_TEST(conf_holds_thousands_of_hosts)
{
	struct bw_conf_out text = {0};
	struct said said = {0};

	bw_conf_out_text(&text, "[bootpd]\n");
	for (unsigned i = 1; i <= 12000; i++) {
		bw_conf_out_format(&text,
		    "[host h%u]\nmac = 02-00-00-%02x-%02x-%02x\n"
		    "address = 10.%u.%u.%u\nlease_time = 60\n",
		    i, i >> 16, i >> 8 & 255, i & 255, i >> 16, i >> 8 & 255,
		    i & 255);
	}
	ck_assert_int_eq(
	    bw_conf_read(&conf, "t.ini", text.bytes, text.len, say, &said), 0);
	ck_assert_uint_eq(conf.bootpd.hosts.n, 12000);
	ck_assert_int_eq(bw_conf_check(&conf, say, &said), 0);
	expect_round_trip(&conf);
	free(text.bytes);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("conf_option");
	TCase *tc = tcase_create("conf_option");

	suite_add_tcase(suite, tc);
	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, conf_option_has_a_type_by_its_name_or_by_ours);
	tcase_add_test(tc, conf_option_encodes_routes_and_domains);
	tcase_add_test(tc, conf_option_is_made_of_parts);
	tcase_add_test(tc, conf_option_of_parts_is_refused_with_the_part);
	tcase_add_test(tc, conf_option_of_a_later_file_replaces);
	tcase_add_test(tc, conf_option_is_refused_with_what_was_meant);
	tcase_add_test(
	    tc, conf_option_is_refused_where_its_rfc_forbids_the_value);
	tcase_add_test(tc, conf_class_has_conditions_and_settings);
	tcase_add_test(tc, conf_check_refuses_classes_of_everybody);
	tcase_add_test(tc, conf_classes_are_64_at_most);
	tcase_add_test(tc, conf_host_is_known_by_four_keys);
	tcase_add_test(tc, conf_check_wants_hosts_in_a_subnet);
	tcase_add_test(tc, conf_holds_thousands_of_hosts);
	return unit_main(suite);
}
