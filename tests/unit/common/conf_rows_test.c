/* SPDX-License-Identifier: ISC */
/* Rows that the operator names: access, boot files, hosts, filters. */
#include "common/conf_say.h"

static struct bw_conf conf;

static void
setup(void)
{
	bw_conf_init(&conf);
}

static void
teardown(void)
{
	bw_conf_fini(&conf);
}

/* Is this MAC compared equal by the row? */
static bool
covers(const struct bw_conf_match *row, const char *text)
{
	uint8_t mac[BW_MAC_LEN];

	ck_assert_int_eq(bw_mac_parse(text, mac), 0);
	for (size_t i = 0; i < BW_MAC_LEN; i++) {
		if (((row->id[i] ^ mac[i]) & row->mask[i]) != 0) {
			return false;
		}
	}
	return true;
}

START_TEST(conf_mac_mask_counts_the_low_bits_that_are_ignored)
{
	const struct bw_conf_match *rows;

	feed_good(&conf,
	    "[mac]\nAA-BB-CC-DD-EE-FF = on\nAA-BB-CC/24 = off\n"
	    "AA-BB-CC-DD-EE-00/8 = on\naabbccddee10/4 = on\n"
	    "00-00-00-00-00-00/48 = off\nAA-BB-CC-DD-EE-FE/0 = on\n");
	rows = conf.bootpd.mac.items;
	ck_assert_uint_eq(conf.bootpd.mac.n, 6);
	ck_assert(conf.bootpd.mac.present);
	ck_assert(rows[0].exact && rows[0].value);
	ck_assert(covers(&rows[0], "aa:bb:cc:dd:ee:ff"));
	ck_assert(!covers(&rows[0], "aa:bb:cc:dd:ee:fe"));
	ck_assert(!rows[1].exact && !rows[1].value);
	ck_assert(covers(&rows[1], "aa:bb:cc:00:11:22"));
	ck_assert(!covers(&rows[1], "aa:bb:cd:00:11:22"));
	ck_assert(covers(&rows[2], "aa:bb:cc:dd:ee:99"));
	ck_assert(!covers(&rows[2], "aa:bb:cc:dd:ef:00"));
	ck_assert(covers(&rows[3], "aa:bb:cc:dd:ee:1f"));
	ck_assert(!covers(&rows[3], "aa:bb:cc:dd:ee:20"));
	ck_assert(covers(&rows[4], "12:34:56:78:9a:bc"));
	ck_assert(rows[5].exact);
}
END_TEST

START_TEST(conf_mac_refuses_what_is_not_one)
{
	feed_bad("[mac]\nAA-BB-CC-DD-EE-FG = on\n",
	    "t.ini:2: mac.AA-BB-CC-DD-EE-FG: the key is not a MAC address "
	    "(write AA-BB-CC-DD-EE-FF)");
	feed_bad("[mac]\nAA-BB-CC-DD-EE-FF-00 = on\n",
	    "t.ini:2: mac.AA-BB-CC-DD-EE-FF-00: the key is not a MAC address "
	    "(write AA-BB-CC-DD-EE-FF)");
	feed_bad("[mac]\n/24 = on\n",
	    "t.ini:2: mac./24: the key is not a MAC address "
	    "(write AA-BB-CC-DD-EE-FF)");
	feed_bad("[mac]\nAA-BB-CC/23 = on\n",
	    "t.ini:2: mac.AA-BB-CC/23: only 6 digits of a MAC address are "
	    "written; to ignore the rest append /24");
	feed_bad("[mac]\nAA-BB-CC-DD-EE-FF/49 = on\n",
	    "t.ini:2: mac.AA-BB-CC-DD-EE-FF/49: behind the '/' stands the "
	    "number of low-order bits that are ignored, 0 to 48");
	feed_bad("[mac]\nAA-BB-CC-DD-EE-FF = perhaps\n",
	    "t.ini:2: mac.AA-BB-CC-DD-EE-FF: \"perhaps\" is none of yes, no, "
	    "on, off, true, false, enable, disable, enabled, disabled, high, "
	    "low, ok, ko, 1, 0");
}
END_TEST

START_TEST(conf_mac_with_colons_is_refused_helpfully)
{
	feed_bad("[mac]\nAA:BB:CC:DD:EE:FF = on\n",
	    "t.ini:2: mac.AA: a key ends at its first ':'; write the MAC "
	    "address with dashes");
	feed_bad("[static_dhcp]\nAA:BB:CC:DD:EE:FF = 10.0.0.1\n",
	    "t.ini:2: static_dhcp.AA: a key ends at its first ':'; write the "
	    "MAC address with dashes");
}
END_TEST

START_TEST(conf_uuid_mask_is_a_whole_uuid)
{
	const struct bw_conf_match *rows;

	feed_good(&conf,
	    "[uuid]\n12345678-ABCD-ef00-1111-abcdefabcdef = enable\n"
	    "12345678-abcd-ef00-1111-000000000000/"
	    "ffffffff-ffff-ffff-ffff-000000000000 = disable\n"
	    "{12345678abcdef001111abcdefabcdee} = on\n");
	rows = conf.bootpd.uuid.items;
	ck_assert_uint_eq(conf.bootpd.uuid.n, 3);
	ck_assert(rows[0].exact && rows[0].value);
	ck_assert_uint_eq(rows[0].id[4], 0xab);
	ck_assert_uint_eq(rows[0].mask[15], 0xff);
	ck_assert(!rows[1].exact && !rows[1].value);
	ck_assert_uint_eq(rows[1].mask[9], 0xff);
	ck_assert_uint_eq(rows[1].mask[10], 0);
	ck_assert_uint_eq(rows[2].id[15], 0xee);
	feed_bad("[uuid]\n12345678-abcd-ef00-1111-00000000000 = on\n",
	    "t.ini:2: uuid.12345678-abcd-ef00-1111-00000000000: the key is "
	    "not a UUID (8-4-4-4-12 hexadecimal digits)");
	feed_bad("[uuid]\n12345678-abcd-ef00-1111-000000000000/8 = on\n",
	    "t.ini:2: uuid.12345678-abcd-ef00-1111-000000000000/8: behind the "
	    "'/' stand the bits to compare, as a UUID");
}
END_TEST

START_TEST(conf_empty_access_section_is_present)
{
	ck_assert(!conf.bootpd.mac.present);
	feed_good(&conf, "[bootpd]\naccess = mac\n[mac]\n");
	ck_assert(conf.bootpd.mac.present);
	ck_assert(!conf.bootpd.uuid.present);
	expect_round_trip(&conf);
}
END_TEST

START_TEST(conf_bootfile_takes_codes_and_names)
{
	feed_good(&conf,
	    "[bootfile]\nDefault = a\n00007 = b\nEFI-x64 = c\nbios = d\n"
	    "http-arm64 = e\niPXE = boot.ipxe\nefi-riscv64 = f\n");
	ck_assert_uint_eq(conf.bootpd.bootfile.n, 7);
	ck_assert_str_eq(conf.bootpd.bootfile.items[0].name, "default");
	ck_assert_str_eq(conf.bootpd.bootfile.items[2].name, "efi-x64");
	ck_assert_str_eq(conf.bootpd.bootfile.items[2].value, "c");
	ck_assert_str_eq(conf.bootpd.bootfile.items[5].name, "ipxe");
	feed_bad("[bootfile]\n7 = x\n",
	    "t.ini:2: bootfile.7: no such architecture (write its five "
	    "digits, as 00007)");
	feed_bad("[bootfile]\n65536 = x\n",
	    "t.ini:2: bootfile.65536: no such architecture (write its five "
	    "digits, as 00007)");
	feed_bad("[bootfile]\nefi-x86 = x\n",
	    "t.ini:2: bootfile.efi-x86: no such architecture (write its five "
	    "digits, as 00007); did you mean \"efi-x64\"?");
}
END_TEST

START_TEST(conf_filters_keep_case_and_order)
{
	feed_good(&conf,
	    "[filters]\npxelinux.cfg/* = etc/pxe.cfg\n"
	    "./Boot?.IMG = a b\negg.info = [{filename}]\n* = x=y:z\n");
	ck_assert_uint_eq(conf.tftpd.filters.n, 4);
	ck_assert_str_eq(conf.tftpd.filters.items[0].name, "pxelinux.cfg/*");
	ck_assert_str_eq(conf.tftpd.filters.items[1].name, "./Boot?.IMG");
	ck_assert_str_eq(conf.tftpd.filters.items[1].value, "a b");
	ck_assert_str_eq(conf.tftpd.filters.items[2].value, "[{filename}]");
	ck_assert_str_eq(conf.tftpd.filters.items[3].value, "x=y:z");
}
END_TEST

START_TEST(conf_host_sections_hold_reservations)
{
	const struct bw_conf_host *host;

	feed_good(&conf,
	    "[host web]\nmac = 52:54:00:00:00:01\naddress = 10.0.0.5\n"
	    "hostname = web\nboot_file = web.efi\n"
	    "[static_dhcp]\n52-54-00-00-00-02 = 10.0.0.6\n"
	    "[host db]\nmac = 52-54-00-00-00-03\n");
	ck_assert_uint_eq(conf.bootpd.hosts.n, 3);
	host = &conf.bootpd.hosts.items[0];
	ck_assert_str_eq(host->name, "web");
	ck_assert_uint_eq(host->address, 0x0a000005);
	ck_assert_str_eq(host->hostname, "web");
	ck_assert_str_eq(host->settings.boot_file, "web.efi");
	ck_assert_str_eq(conf.bootpd.hosts.items[1].name, "");
	ck_assert_str_eq(conf.bootpd.hosts.items[1].hostname, "");
	ck_assert_uint_eq(conf.bootpd.hosts.items[2].address, 0);
	feed_bad("[host a]\nmac = 52-54-00-00-00\n",
	    "t.ini:2: host a.mac: \"52-54-00-00-00\" is not a MAC address "
	    "(write AA-BB-CC-DD-EE-FF)");
	feed_bad("[static_dhcp]\n52-54-00-00-00-02 =\n",
	    "t.ini:2: static_dhcp.52-54-00-00-00-02: \"\" is not an IPv4 "
	    "address (write 192.0.2.1)");
}
END_TEST

START_TEST(conf_allows_compares_the_bits_that_count)
{
	static const uint8_t mac[] = {0x52, 0x54, 0x00, 0x77, 0x00, 0x01};
	static const struct {
		const char *allow, *address;
		bool known; /* its MAC is */
		bool wanted;
	} rows[] = {
	    {"", "192.0.2.1", false, true},
	    {"192.0.2.1", "192.0.2.1", false, true},
	    {"192.0.2.1", "192.0.2.2", false, false},
	    {"192.0.2.0/24", "192.0.2.255", false, true},
	    {"192.0.2.0/23", "192.0.3.1", false, true},
	    {"192.0.2.0/24", "192.0.3.1", false, false},
	    {"0.0.0.0/0", "10.0.0.1", false, true},
	    {"0.0.0.0/0", "fe80::1", false, false},
	    {"fe80::/64, 10.0.0.1", "fe80::2", false, true},
	    {"52-54-00-77-00-01", "10.0.0.1", true, true},
	    {"52:54:00:77:00:02/46", "10.0.0.1", true, true},
	    {"52:54:00:77:00:02/47", "10.0.0.1", true, false},
	    {"52:54:00:00:00:00/24", "10.0.0.1", false, false},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bw_addr addr;
		char text[128];

		(void)snprintf(text, sizeof(text),
		    "[export a]\npath = /a\nallow = %s\n", rows[i].allow);
		feed_good(&conf, text);
		ck_assert_int_eq(bw_addr_parse(rows[i].address, &addr), 0);
		ck_assert_msg(
		    bw_conf_allows(&bw_conf_export_find(&conf, "a")->allow,
			&addr, rows[i].known ? mac : NULL) == rows[i].wanted,
		    "%s for %s", rows[i].allow, rows[i].address);
	}
}
END_TEST

START_TEST(conf_export_find_knows_names_and_the_default)
{
	ck_assert_ptr_null(bw_conf_export_find(&conf, ""));
	feed_good(&conf, "[export one]\npath = /1\ndescription = The first\n"
			 "[export two words]\npath = /2\n");
	ck_assert_str_eq(bw_conf_export_find(&conf, "")->path, "/1");
	ck_assert_str_eq(bw_conf_export_find(&conf, "two words")->path, "/2");
	ck_assert_str_eq(
	    bw_conf_export_find(&conf, "one")->description, "The first");
	ck_assert_ptr_null(bw_conf_export_find(&conf, "One"));
}
END_TEST

START_TEST(conf_sizes_of_exports_have_63_bits)
{
	static const struct {
		const char *text;
		uint64_t value;
	} rows[] = {{"0", 0}, {"512", 512}, {"3Ti", UINT64_C(3) << 40},
	    {"3 TB", UINT64_C(3000000000000)}, {"4Gi", UINT64_C(4) << 30},
	    {"8388607TiB", (uint64_t)INT64_MAX - (UINT64_C(1) << 40) + 1},
	    {"0x7fffffffffffffff", INT64_MAX},
	    {"9223372036854775807", INT64_MAX}};
	static const char *const wrong[] = {"-1", "1Pi", "1.5G", "Ti",
	    "8388608Ti", "0x8000000000000000", "9223372036854775808",
	    "18446744073709551615T", "0x10000000000000000"};
	char text[128];

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct bw_conf_export *export;

		(void)snprintf(text, sizeof(text),
		    "[export a]\npath = /a\noffset = %s\nsize = %s\n",
		    rows[i].text, rows[i].text);
		feed_good(&conf, text);
		export = bw_conf_export_find(&conf, "a");
		ck_assert_msg(export->offset == rows[i].value &&
				  export->size == rows[i].value,
		    "%s", rows[i].text);
		expect_round_trip(&conf);
	}
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct said said;

		(void)snprintf(text, sizeof(text),
		    "[export a]\npath = /a\nsize = %s\n", wrong[i]);
		ck_assert_msg(
		    feed(&conf, text, &said) == -EBADMSG, "%s", wrong[i]);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("conf_rows");
	TCase *tc = tcase_create("conf_rows");

	suite_add_tcase(suite, tc);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, conf_mac_mask_counts_the_low_bits_that_are_ignored);
	tcase_add_test(tc, conf_mac_refuses_what_is_not_one);
	tcase_add_test(tc, conf_mac_with_colons_is_refused_helpfully);
	tcase_add_test(tc, conf_uuid_mask_is_a_whole_uuid);
	tcase_add_test(tc, conf_empty_access_section_is_present);
	tcase_add_test(tc, conf_bootfile_takes_codes_and_names);
	tcase_add_test(tc, conf_filters_keep_case_and_order);
	tcase_add_test(tc, conf_host_sections_hold_reservations);
	tcase_add_test(tc, conf_allows_compares_the_bits_that_count);
	tcase_add_test(tc, conf_export_find_knows_names_and_the_default);
	tcase_add_test(tc, conf_sizes_of_exports_have_63_bits);
	return unit_main(suite);
}
