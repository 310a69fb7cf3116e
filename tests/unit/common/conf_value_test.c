/* SPDX-License-Identifier: ISC */
/* Values of each type: the last good ones and the first bad ones. */
#include "common/conf_say.h"

#include "base/log.h"

static struct bw_conf conf;
static struct said said;

static void
setup(void)
{
	bw_conf_init(&conf);
	said = (struct said){0};
}

static void
teardown(void)
{
	bw_conf_fini(&conf);
}

static int
set(const char *section, const char *key, const char *value)
{
	return bw_conf_set(&conf, "cli", section, key, value, say, &said);
}

static void
good(const char *section, const char *key, const char *value)
{
	ck_assert_msg(set(section, key, value) == 0, "%s", said.lines[0]);
}

static void
bad(const char *section, const char *key, const char *value)
{
	said.n = 0;
	ck_assert_msg(set(section, key, value) == -EBADMSG, "%s", value);
	ck_assert_uint_eq(said.n, 1);
}

START_TEST(conf_bool_knows_pybootds_words_and_no_others)
{
	static const char *const yes[] = {
	    "on", "high", "true", "enable", "enabled", "yes", "1", "ok", "YES"};
	static const char *const no[] = {"off", "low", "false", "disable",
	    "disabled", "no", "0", "ko", "False"};

	for (size_t i = 0; i < ARRAY_LEN(yes); i++) {
		conf.bootpd.proxy = false;
		good("bootpd", "proxy", yes[i]);
		ck_assert(conf.bootpd.proxy);
	}
	for (size_t i = 0; i < ARRAY_LEN(no); i++) {
		conf.bootpd.proxy = true;
		good("bootpd", "proxy", no[i]);
		ck_assert(!conf.bootpd.proxy);
	}
	bad("bootpd", "proxy", "2");
	bad("bootpd", "proxy", "");
	bad("bootpd", "proxy", "enbale");
	ck_assert_str_eq(said.lines[0],
	    "cli: bootpd.proxy: \"enbale\" is none of yes, no, on, off, true, "
	    "false, enable, disable, enabled, disabled, high, low, ok, ko, 1, "
	    "0; did you mean \"enable\"?");
	ck_assert(!conf.bootpd.proxy);
}
END_TEST

START_TEST(conf_number_knows_hexadecimal_and_units)
{
	static const struct {
		const char *text;
		uint32_t value;
	} rows[] = {{"0x10", 16}, {"0X1f", 31}, {"2K", 2000}, {"2k", 2000},
	    {"2 Ki", 2048}, {"1M", 1000000}, {"1Mi", 1048576}, {"3KiB", 3072},
	    {"7B", 7}, {"1Gi", 1073741824}, {"010", 10},
	    {"4294967295", UINT32_MAX}, {"0xffffffff", UINT32_MAX}};
	static const char *const wrong[] = {"", "-1", "+1", "0x", "0xg", "1.5",
	    "1 2", "K", "Ki", "1Kii", "4Gi", "18446744073709551616", "17T",
	    "4294967296", "0x100000000", "4295M", "0"};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		good("bootpd", "lease_time", rows[i].text);
		ck_assert_uint_eq(
		    conf.bootpd.settings.lease_time_s, rows[i].value);
	}
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		bad("bootpd", "lease_time", wrong[i]);
	}
	ck_assert_uint_eq(conf.bootpd.settings.lease_time_s, UINT32_MAX);
}
END_TEST

START_TEST(conf_number_is_held_to_its_range)
{
	static const struct {
		const char *section, *key, *below, *min, *max, *above;
	} rows[] = {
	    {"bootpd", "port", "0", "1", "65535", "65536"},
	    {"bootpd", "pxe_port", "0", "1", "65535", "65536"},
	    {"bootpd", "pool_count", NULL, "0", "1048576", "1048577"},
	    {"tftpd", "port", "0", "1", "65535", "65536"},
	    {"tftpd", "workers", "0", "1", "16", "17"},
	    {"tftpd", "blocksize", "7", "8", "65464", "65465"},
	    {"tftpd", "timeout", "0.009", "0.010", "255", "255.001"},
	    {"http", "timeout", "0", ".001", "60", "60.001"},
	    {"httpd", "port", "0", "1", "65535", "65536"},
	    {"httpd", "workers", "0", "1", "16", "17"},
	    {"httpd", "max_connections", "0", "1", "16384", "16385"},
	    {"httpd", "max_connections_per_address", "0", "1", "16384",
		"16385"},
	    {"httpd", "max_requests", NULL, "0", "4294967295", "4294967296"},
	    {"httpd", "max_head", "1023", "1024", "8192", "8193"},
	    {"httpd", "head_timeout", "0.099", "0.1", "3600", "3600.001"},
	    {"httpd", "idle_timeout", "0.099", "0.1", "3600", "3600.001"},
	    {"httpd", "send_timeout", "0.099", "0.1", "3600", "3600.001"},
	    {"nbdd", "port", "0", "1", "65535", "65536"},
	    {"nbdd", "max_connections", "0", "1", "1024", "1025"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (rows[i].below != NULL) {
			bad(rows[i].section, rows[i].key, rows[i].below);
		}
		good(rows[i].section, rows[i].key, rows[i].min);
		good(rows[i].section, rows[i].key, rows[i].max);
		bad(rows[i].section, rows[i].key, rows[i].above);
	}
	ck_assert_uint_eq(conf.tftpd.port, 65535);
	ck_assert_uint_eq(conf.tftpd.blocksize, 65464);
}
END_TEST

START_TEST(conf_seconds_are_exact_to_the_millisecond)
{
	static const struct {
		const char *text;
		uint32_t ms;
	} rows[] = {{"2", 2000}, {"2.0", 2000}, {"2.", 2000}, {".25", 250},
	    {"0.5", 500}, {"1.0019", 1001}, {"3.14159265358979", 3141}};
	static const char *const wrong[] = {
	    "", ".", "1e3", "2s", "-1", "1.2.3", "99999999999999999999"};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		good("tftpd", "timeout", rows[i].text);
		ck_assert_uint_eq(conf.tftpd.timeout_ms, rows[i].ms);
	}
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		bad("tftpd", "timeout", wrong[i]);
	}
}
END_TEST

START_TEST(conf_ports_are_a_range_or_nothing)
{
	good("tftpd", "port_range", "20000-20099");
	ck_assert_uint_eq(conf.tftpd.port_range.first, 20000);
	ck_assert_uint_eq(conf.tftpd.port_range.last, 20099);
	good("tftpd", "port_range", "1-65535");
	good("tftpd", "port_range", "7000");
	ck_assert_uint_eq(conf.tftpd.port_range.last, 7000);
	bad("tftpd", "port_range", "0-10");
	bad("tftpd", "port_range", "10-9");
	bad("tftpd", "port_range", "1-65536");
	bad("tftpd", "port_range", "20000:20099");
	bad("tftpd", "port_range", "20000-");
	ck_assert_str_eq(said.lines[0],
	    "cli: tftpd.port_range: \"20000-\" is no range of ports (write "
	    "20000-20099)");
	good("tftpd", "port_range", "");
	ck_assert_uint_eq(conf.tftpd.port_range.first, 0);
}
END_TEST

START_TEST(conf_ipv4_takes_four_decimals_or_nothing)
{
	good("bootpd", "gateway", "255.255.255.254");
	ck_assert_uint_eq(conf.bootpd.gateway, 0xfffffffe);
	bad("bootpd", "gateway", "10.0.0.256");
	bad("bootpd", "gateway", "10.0.0");
	bad("bootpd", "gateway", "::1");
	bad("bootpd", "gateway", "router");
	good("bootpd", "gateway", "");
	ck_assert_uint_eq(conf.bootpd.gateway, 0);
}
END_TEST

START_TEST(conf_addrs_take_both_families_and_three_separators)
{
	good("tftpd", "address", "10.0.0.1, ::1;fe80::1 0.0.0.0");
	ck_assert_uint_eq(conf.tftpd.address.n, 4);
	ck_assert_int_eq(conf.tftpd.address.items[1].family, BW_FAMILY_IPV6);
	bad("tftpd", "address", "10.0.0.1:69");
	bad("tftpd", "address", "localhost");
	bad("tftpd", "address", "10.0.0.1, x");
	ck_assert_uint_eq(conf.tftpd.address.n, 4);
	good("tftpd", "address", ",;,");
	ck_assert_uint_eq(conf.tftpd.address.n, 0);
}
END_TEST

START_TEST(conf_lists_hold_64_items_and_no_more)
{
	char text[1024] = "";

	for (int i = 0; i < 64; i++) {
		strcat(text, "10.0.0.1, ");
	}
	good("tftpd", "address", text);
	ck_assert_uint_eq(conf.tftpd.address.n, 64);
	strcat(text, "10.0.0.1");
	bad("tftpd", "address", text);
	text[0] = '\0';
	for (int i = 0; i < 64; i++) {
		strcat(text, "eth0 ");
	}
	good("bootpd", "interface", text);
	ck_assert_uint_eq(conf.bootpd.interfaces.n, 64);
	strcat(text, "eth0");
	bad("bootpd", "interface", text);
}
END_TEST

START_TEST(conf_targets_need_a_port)
{
	good("bootpd", "notify", "10.0.0.1:65535;[fe80::1]:1");
	ck_assert_uint_eq(conf.bootpd.notify.n, 2);
	ck_assert_uint_eq(conf.bootpd.notify.items[0].addr.port, 65535);
	ck_assert_uint_eq(conf.bootpd.notify.items[1].addr.port, 1);
	bad("bootpd", "notify", "10.0.0.1");
	bad("bootpd", "notify", "10.0.0.1:");
	bad("bootpd", "notify", "10.0.0.1:0");
	bad("bootpd", "notify", "10.0.0.1:65536");
	bad("bootpd", "notify", "fe80::1");
	bad("bootpd", "notify", "[10.0.0.1]:5");
	bad("bootpd", "notify", ":5");
	bad("bootpd", "notify", "[:5");
	bad("bootpd", "notify", "[]:5");
	bad("bootpd", "notify", "]:5");
	bad("bootpd", "notify", "localhost:5");
	ck_assert_str_eq(said.lines[0],
	    "cli: bootpd.notify: \"localhost:5\" is not ADDRESS:PORT; names "
	    "are not looked up");
}
END_TEST

START_TEST(conf_notify_has_a_format_for_each_target)
{
	const struct bw_conf_notice *of = NULL;
	char text[512] = "";

	good("bootpd", "notify",
	    "10.0.0.1:1;10.0.0.1:2/JSON [fe80::1]:3/pybootd-dash, "
	    "10.0.0.1:4/pybootd-upper");
	of = conf.bootpd.notify.items;
	ck_assert_int_eq(of[0].format, BW_CONF_NOTICE_PYBOOTD);
	ck_assert_int_eq(of[1].format, BW_CONF_NOTICE_JSON);
	ck_assert_int_eq(of[2].format, BW_CONF_NOTICE_DASH);
	ck_assert_int_eq(of[2].addr.port, 3);
	ck_assert_int_eq(of[3].format, BW_CONF_NOTICE_UPPER);
	good("bootward", "notify",
	    "unix:/run/x.sock, https://example.org:8443/a, 10.0.0.1:1");
	of = conf.bootward.notify.items;
	ck_assert_str_eq(of[0].path, "/run/x.sock");
	ck_assert_str_eq(of[1].url, "https://example.org:8443/a");
	ck_assert_uint_eq(of[2].addr.port, 1);
	bad("bootward", "notify", "unix:run/x.sock");
	bad("bootward", "notify", "unix:");
	bad("bootward", "notify", "http://");
	bad("bootward", "notify", "http://me@example.org/");
	good("bootpd", "notify", "unix:/run/x.sock");
	ck_assert_int_eq(
	    conf.bootpd.notify.items[0].format, BW_CONF_NOTICE_PYBOOTD);
	bad("bootpd", "notify", "http://example.org/");
	good("bootward", "notify", "10.0.0.1:1, 10.0.0.1:2/pybootd");
	of = conf.bootward.notify.items;
	ck_assert_int_eq(of[0].format, BW_CONF_NOTICE_JSON);
	ck_assert_int_eq(of[1].format, BW_CONF_NOTICE_PYBOOTD);
	bad("bootward", "notify", "10.0.0.1:1/");
	bad("bootward", "notify", "10.0.0.1/json");
	for (int i = 0; i < BW_CONF_NOTICES_MAX; i++) {
		strcat(text, "10.0.0.1:1 ");
	}
	good("bootward", "notify", text);
	strcat(text, "10.0.0.1:1");
	bad("bootward", "notify", text);
	bad("bootward", "notify", "10.0.0.1:1/xml");
	ck_assert_str_eq(said.lines[0],
	    "cli: bootward.notify: there is no format \"xml\" (json, pybootd, "
	    "pybootd-upper, pybootd-dash)");
}
END_TEST

START_TEST(conf_interfaces_are_names_the_kernel_could_have)
{
	good("bootpd", "interface", "eth0,br-lan.100,abcdefghijklmno");
	ck_assert_uint_eq(conf.bootpd.interfaces.n, 3);
	ck_assert_str_eq(conf.bootpd.interfaces.items[1], "br-lan.100");
	bad("bootpd", "interface", "abcdefghijklmnop");
	bad("bootpd", "interface", "a/b");
}
END_TEST

START_TEST(conf_dns_is_auto_or_addresses_or_what_auto_found)
{
	good("bootpd", "dns", "AUTO");
	ck_assert(conf.bootpd.settings.dns.automatic);
	ck_assert_uint_eq(conf.bootpd.settings.dns.addrs.n, 0);
	good("bootpd", "dns", "auto, 10.0.0.1");
	ck_assert(conf.bootpd.settings.dns.automatic);
	ck_assert_uint_eq(conf.bootpd.settings.dns.addrs.n, 1);
	good("bootpd", "dns", "10.0.0.1;10.0.0.2");
	ck_assert(!conf.bootpd.settings.dns.automatic);
	ck_assert_uint_eq(conf.bootpd.settings.dns.addrs.n, 2);
	bad("bootpd", "dns", "automatic");
	bad("bootpd", "dns", "10.0.0.1, auto");
	bad("bootpd", "dns", "::1");
	good("bootpd", "dns", "");
	ck_assert_uint_eq(conf.bootpd.settings.dns.addrs.n, 0);
}
END_TEST

START_TEST(conf_words_of_the_log_are_pybootds)
{
	static const struct {
		const char *text;
		int value;
	} levels[] = {{"debug", BW_LOG_LEVEL_DEBUG},
	    {"all", BW_LOG_LEVEL_DEBUG}, {"info", BW_LOG_LEVEL_INFO},
	    {"warning", BW_LOG_LEVEL_WARNING}, {"error", BW_LOG_LEVEL_ERR},
	    {"critical", BW_LOG_LEVEL_ERR}};

	for (size_t i = 0; i < ARRAY_LEN(levels); i++) {
		good("logger", "level", levels[i].text);
		ck_assert_int_eq(conf.logger.level, levels[i].value);
	}
	bad("logger", "level", "chatty");
	good("logger", "type", "winlog");
	ck_assert_int_eq(conf.logger.type, BW_CONF_LOG_TYPE_NONE);
	good("logger", "type", "unix");
	ck_assert_int_eq(conf.logger.type, BW_CONF_LOG_TYPE_SYSLOG);
	good("logger", "type", "stdout");
	ck_assert_int_eq(conf.logger.type, BW_CONF_LOG_TYPE_STDOUT);
	bad("logger", "type", "sysloog");
	ck_assert_str_eq(said.lines[0],
	    "cli: logger.type: \"sysloog\" is none of stderr, stdout, syslog, "
	    "unix, file, none, winlog, eventlog, nteventlog; did you mean "
	    "\"syslog\"?");
}
END_TEST

START_TEST(conf_sandbox_is_strict_or_degraded)
{
	good("bootward", "sandbox", "degraded");
	ck_assert(conf.bootward.degraded);
	good("bootward", "sandbox", "strict");
	ck_assert(!conf.bootward.degraded);
	bad("bootward", "sandbox", "no");
}
END_TEST

START_TEST(conf_access_may_be_empty_or_none)
{
	good("bootpd", "access", "uuid");
	ck_assert_int_eq(conf.bootpd.access, BW_CONF_ACCESS_UUID);
	good("bootpd", "access", "");
	ck_assert_int_eq(conf.bootpd.access, BW_CONF_ACCESS_NONE);
	good("bootpd", "access", "HTTP");
	ck_assert_int_eq(conf.bootpd.access, BW_CONF_ACCESS_HTTP);
	good("bootpd", "access", "none");
	ck_assert_int_eq(conf.bootpd.access, BW_CONF_ACCESS_NONE);
	bad("bootpd", "access", "ip");
}
END_TEST

START_TEST(conf_location_is_a_host_and_perhaps_a_port)
{
	good("http", "location", "boot.example:8080");
	good("http", "location", "[::1]:80");
	good("http", "location", "https://boot.example:8443");
	good("http", "location", "http://boot.example");
	bad("http", "location", "https://boot.example/");
	bad("http", "location", "ftp://boot.example");
	bad("http", "location", "boot.example/x");
	bad("http", "location", "user@boot.example");
	bad("http", "location", "a b");
	ck_assert_str_eq(conf.http.location, "http://boot.example");
}
END_TEST

START_TEST(conf_texts_that_go_on_the_wire_are_held_to_its_fields)
{
	static const struct {
		const char *section, *key;
		size_t max;
	} rows[] = {{"host a", "boot_file", 255}, {"host a", "hostname", 63},
	    {"bootpd", "servername", 63}, {"bootfile", "default", 255}};
	char text[257];

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t max = rows[i].max;

		for (size_t at = 0; at < sizeof(text); at++) {
			text[at] = at == 127 && max > 192 ? ' ' : 'x';
		}
		text[max] = '\0';
		good(rows[i].section, rows[i].key, text);
		text[max] = 'x';
		text[max + 1] = '\0';
		bad(rows[i].section, rows[i].key, text);
	}
}
END_TEST

START_TEST(conf_check_ip_is_yes_no_or_by_the_leases)
{
	ck_assert(!bw_conf_http_checks_ip(&conf));
	good("bootpd", "pool_start", "10.0.0.1");
	ck_assert(bw_conf_has_leases(&conf));
	ck_assert(bw_conf_http_checks_ip(&conf));
	good("httpd", "check_ip", "off");
	ck_assert(!bw_conf_http_checks_ip(&conf));
	good("httpd", "check_ip", "");
	ck_assert(bw_conf_http_checks_ip(&conf));
	good("bootpd", "pool_count", "0");
	ck_assert(!bw_conf_http_checks_ip(&conf));
	good("static_dhcp", "aa-bb-cc-dd-ee-ff", "10.0.0.9");
	ck_assert(bw_conf_http_checks_ip(&conf));
	good("bootpd", "proxy", "yes");
	ck_assert(!bw_conf_has_leases(&conf));
	good("httpd", "check_ip", "on");
	ck_assert(bw_conf_http_checks_ip(&conf));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("conf_value");
	TCase *tc = tcase_create("conf_value");

	suite_add_tcase(suite, tc);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, conf_bool_knows_pybootds_words_and_no_others);
	tcase_add_test(tc, conf_number_knows_hexadecimal_and_units);
	tcase_add_test(tc, conf_number_is_held_to_its_range);
	tcase_add_test(tc, conf_seconds_are_exact_to_the_millisecond);
	tcase_add_test(tc, conf_ports_are_a_range_or_nothing);
	tcase_add_test(tc, conf_ipv4_takes_four_decimals_or_nothing);
	tcase_add_test(tc, conf_addrs_take_both_families_and_three_separators);
	tcase_add_test(tc, conf_lists_hold_64_items_and_no_more);
	tcase_add_test(tc, conf_targets_need_a_port);
	tcase_add_test(tc, conf_notify_has_a_format_for_each_target);
	tcase_add_test(tc, conf_interfaces_are_names_the_kernel_could_have);
	tcase_add_test(tc, conf_dns_is_auto_or_addresses_or_what_auto_found);
	tcase_add_test(tc, conf_words_of_the_log_are_pybootds);
	tcase_add_test(tc, conf_sandbox_is_strict_or_degraded);
	tcase_add_test(tc, conf_access_may_be_empty_or_none);
	tcase_add_test(tc, conf_location_is_a_host_and_perhaps_a_port);
	tcase_add_test(
	    tc, conf_texts_that_go_on_the_wire_are_held_to_its_fields);
	tcase_add_test(tc, conf_check_ip_is_yes_no_or_by_the_leases);
	return unit_main(suite);
}
