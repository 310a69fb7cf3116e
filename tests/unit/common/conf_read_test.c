/* SPDX-License-Identifier: ISC */
/* Reading whole files: defaults, both generations, one file on another. */
#include "common/conf_say.h"

START_TEST(conf_init_has_the_defaults_of_the_manual)
{
	struct bw_conf conf;

	bw_conf_init(&conf);
	ck_assert_str_eq(conf.bootward.state_dir, "/var/lib/bootward");
	ck_assert_str_eq(conf.bootward.control, "auto");
	ck_assert_str_eq(conf.bootward.user_prefix, "_bootward");
	ck_assert(!conf.bootward.degraded && !conf.bootward.require_lease);
	ck_assert_int_eq(conf.logger.type, BW_CONF_LOG_TYPE_STDERR);
	ck_assert(!conf.bootpd.enabled && !conf.tftpd.enabled);
	ck_assert(!conf.httpd.enabled && !conf.nbdd.enabled);
	ck_assert_uint_eq(conf.bootpd.port, 67);
	ck_assert_uint_eq(conf.bootpd.pxe_port, 4011);
	ck_assert_uint_eq(conf.bootpd.pool_count, 10);
	ck_assert(conf.bootpd.set_gateway);
	ck_assert_str_eq(conf.bootpd.settings.domain, "localdomain");
	ck_assert_str_eq(conf.bootpd.servername, "unknown");
	ck_assert_uint_eq(conf.bootpd.settings.lease_time_s, 86400);
	ck_assert_uint_eq(conf.http.timeout_ms, 5000);
	ck_assert_uint_eq(conf.tftpd.port, 69);
	ck_assert_uint_eq(conf.tftpd.workers, 1);
	ck_assert(!conf.tftpd.case_fold);
	ck_assert_uint_eq(conf.tftpd.blocksize, 512);
	ck_assert_uint_eq(conf.tftpd.timeout_ms, 2000);
	ck_assert_uint_eq(conf.httpd.port, 80);
	ck_assert_int_eq(conf.httpd.check_ip, BW_CONF_TRISTATE_UNSET);
	ck_assert_str_eq(conf.httpd.index, "index.html");
	ck_assert(!conf.httpd.listing);
	ck_assert(conf.httpd.gzip);
	ck_assert_uint_eq(conf.httpd.dot_names.n, 4);
	ck_assert_str_eq(conf.httpd.dot_names.items[0], ".treeinfo");
	ck_assert_str_eq(conf.httpd.mime_types, "/etc/mime.types");
	ck_assert_int_eq(conf.httpd.check_ip_status, 401);
	ck_assert_uint_eq(conf.httpd.max_connections, 16384);
	ck_assert_uint_eq(conf.httpd.max_connections_per_address, 256);
	ck_assert_uint_eq(conf.httpd.max_requests, 0);
	ck_assert_uint_eq(conf.httpd.max_head, 8192);
	ck_assert_uint_eq(conf.httpd.head_timeout_ms, 15000);
	ck_assert_uint_eq(conf.httpd.idle_timeout_ms, 60000);
	ck_assert_uint_eq(conf.httpd.send_timeout_ms, 60000);
	ck_assert_uint_eq(conf.nbdd.port, 10809);
	ck_assert_uint_eq(conf.nbdd.max_connections, 256);
	bw_conf_fini(&conf);
}
END_TEST

START_TEST(conf_read_enables_services_by_empty_sections)
{
	struct bw_conf conf;

	bw_conf_init(&conf);
	feed_good(&conf, "[tftpd]\n[httpd]\n");
	ck_assert(conf.tftpd.enabled);
	ck_assert(conf.httpd.enabled);
	ck_assert(!conf.bootpd.enabled);
	ck_assert(!conf.nbdd.enabled);
	bw_conf_fini(&conf);
}
END_TEST

START_TEST(conf_read_understands_pybootd_of_today)
{
	struct bw_conf conf;

	bw_conf_init(&conf);
	feed_good(&conf,
	    "[logger]\ntype = Unix\nlevel = CRITICAL\n"
	    "[bootpd]\nPool_Start = 10.0.0.100\npool_count=0\n"
	    "address: 0.0.0.0\ndns = 10.0.0.1;10.0.0.2\nset_gateway = low\n"
	    "notify = 10.0.0.5:1234;10.0.0.6:5678\naccess = MAC\n"
	    "[bootfile]\ndefault = pxelinux.0\n00007 = bootx64.efi\n"
	    "[static_dhcp]\nAA-BB-CC-DD-EE-FF = 10.0.0.7\n"
	    "[mac]\nAA-BB-CC-DD-EE-00 = high\n"
	    "[buggy_clients]\nAA-BB-CC/24 = enable\n"
	    "[tftpd]\ntimeout = 2.5\nblocksize = 1468\nroot = /srv/tftp\n"
	    "[httpd]\nroot = /srv/http\ncheck_ip = off\n");
	ck_assert_int_eq(conf.logger.type, BW_CONF_LOG_TYPE_SYSLOG);
	ck_assert_uint_eq(conf.bootpd.pool_start, 0x0a000064);
	ck_assert_uint_eq(conf.bootpd.pool_count, 0);
	ck_assert_uint_eq(conf.bootpd.settings.dns.addrs.n, 2);
	ck_assert_uint_eq(
	    bw_addr_to_ipv4(&conf.bootpd.settings.dns.addrs.items[1]),
	    0x0a000002);
	ck_assert(!conf.bootpd.set_gateway);
	ck_assert_uint_eq(conf.bootpd.notify.n, 2);
	ck_assert_uint_eq(conf.bootpd.notify.items[1].addr.port, 5678);
	ck_assert_int_eq(conf.bootpd.access, BW_CONF_ACCESS_MAC);
	ck_assert_str_eq(conf.bootpd.bootfile.items[1].name, "00007");
	ck_assert_uint_eq(conf.bootpd.hosts.items[0].address, 0x0a000007);
	ck_assert(conf.bootpd.mac.items[0].value);
	ck_assert(!conf.bootpd.buggy_clients.items[0].exact);
	ck_assert_uint_eq(conf.tftpd.timeout_ms, 2500);
	ck_assert_uint_eq(conf.tftpd.blocksize, 1468);
	ck_assert_int_eq(conf.httpd.check_ip, BW_CONF_TRISTATE_NO);
	bw_conf_fini(&conf);
}
END_TEST

START_TEST(conf_read_takes_the_kinds_to_serve_as_words)
{
	struct bw_conf conf;

	bw_conf_init(&conf);
	ck_assert_uint_eq(bw_conf_served(&conf.bootpd), BW_CONF_SERVE_PXE);
	feed_good(&conf, "[bootpd]\nproxy = yes\nallow_simple_dhcp = yes\n");
	ck_assert_uint_eq(bw_conf_served(&conf.bootpd),
	    BW_CONF_SERVE_PXE | BW_CONF_SERVE_PLAIN);
	feed_good(&conf, "[bootpd]\nserve = BOOTP, dhcp\n");
	ck_assert_uint_eq(bw_conf_served(&conf.bootpd), BW_CONF_SERVE_PLAIN);
	expect_round_trip(&conf);
	bw_conf_fini(&conf);
	feed_bad("[bootpd]\nserve = pxe, bopt\n",
	    "t.ini:2: bootpd.serve: \"bopt\" is none of pxe, dhcp, bootp");
}
END_TEST

START_TEST(conf_read_understands_pybootd_of_the_first_days)
{
	struct bw_conf conf;

	bw_conf_init(&conf);
	feed_good(&conf,
	    "[bootp]\npool_start = 10.0.0.100\nboot_file = pxelinux.0\n"
	    "server_name = debug\nset_gateway = ko\nallow_simple_dhcp = ok\n"
	    "timeout = 7\n"
	    "[AA-BB-CC-DD-EE-FF]\nipv4 = 10.0.0.7\n"
	    "[tftp]\nroot = /srv/tftp\n");
	ck_assert(conf.bootpd.enabled);
	ck_assert(conf.tftpd.enabled);
	ck_assert_uint_eq(conf.bootpd.bootfile.n, 1);
	ck_assert_str_eq(conf.bootpd.bootfile.items[0].name, "default");
	ck_assert_str_eq(conf.bootpd.bootfile.items[0].value, "pxelinux.0");
	ck_assert_str_eq(conf.bootpd.servername, "debug");
	ck_assert(!conf.bootpd.set_gateway);
	ck_assert_int_eq(conf.bootpd.allow_simple_dhcp, BW_CONF_TRISTATE_YES);
	ck_assert_uint_eq(conf.http.timeout_ms, 7000);
	ck_assert_uint_eq(conf.bootpd.hosts.n, 1);
	ck_assert_str_eq(conf.bootpd.hosts.items[0].name, "");
	ck_assert_uint_eq(conf.bootpd.hosts.items[0].mac[5], 0xff);
	ck_assert_uint_eq(conf.bootpd.hosts.items[0].address, 0x0a000007);
	ck_assert_str_eq(conf.tftpd.root, "/srv/tftp");
	bw_conf_fini(&conf);
}
END_TEST

START_TEST(conf_read_prefers_new_names_wherever_they_stand)
{
	static const char *const texts[] = {
	    "[bootpd]\nserver_name = old\nservername = new\n"
	    "boot_file = old\n[bootfile]\ndefault = new\n",
	    "[bootfile]\ndefault = new\n[bootpd]\nboot_file = old\n"
	    "servername = new\nserver_name = old\n"};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct bw_conf conf;

		bw_conf_init(&conf);
		feed_good(&conf, texts[i]);
		ck_assert_str_eq(conf.bootpd.servername, "new");
		ck_assert_str_eq(conf.bootpd.bootfile.items[0].value, "new");
		bw_conf_fini(&conf);
	}
}
END_TEST

START_TEST(conf_read_of_a_second_file_wins)
{
	struct bw_conf conf;

	bw_conf_init(&conf);
	feed_good(&conf, "[bootpd]\ndns = 10.0.0.1, 10.0.0.2\nport = 67\n"
			 "[filters]\na = 1\nb = 2\n[export x]\npath = /x\n"
			 "[host h]\nmac = 00-00-00-00-00-01\nhostname = h\n");
	feed_good(&conf, "[bootpd]\ndns = 10.0.0.9\n[filters]\na = 3\nc = 4\n"
			 "[export y]\npath = /y\n[host h]\nhostname = other\n");
	ck_assert_uint_eq(conf.bootpd.settings.dns.addrs.n, 1);
	ck_assert_uint_eq(conf.bootpd.port, 67);
	ck_assert_uint_eq(conf.tftpd.filters.n, 3);
	ck_assert_str_eq(conf.tftpd.filters.items[0].value, "3");
	ck_assert_str_eq(conf.tftpd.filters.items[2].name, "c");
	ck_assert_uint_eq(conf.nbdd.exports.n, 2);
	ck_assert_uint_eq(conf.bootpd.hosts.n, 1);
	ck_assert_uint_eq(conf.bootpd.hosts.items[0].mac[5], 1);
	ck_assert_str_eq(conf.bootpd.hosts.items[0].hostname, "other");
	bw_conf_fini(&conf);
}
END_TEST

START_TEST(conf_set_acts_as_a_line_of_a_file)
{
	struct said said = {0};
	struct bw_conf conf;

	bw_conf_init(&conf);
	feed_good(&conf, "[tftpd]\nroot = /a\n");
	ck_assert_int_eq(
	    bw_conf_set(&conf, "--root", "tftpd", "root", "/b", say, &said), 0);
	ck_assert_int_eq(
	    bw_conf_set(&conf, "--root", "httpd", "root", "/b", say, &said), 0);
	ck_assert_int_eq(bw_conf_set(&conf, "--export", "export disk", "path",
			     "/d", say, &said),
	    0);
	ck_assert_str_eq(conf.tftpd.root, "/b");
	ck_assert(conf.httpd.enabled);
	ck_assert_str_eq(bw_conf_export_find(&conf, "disk")->path, "/d");
	ck_assert_int_eq(
	    bw_conf_set(&conf, "--proxy", "bootpd", "proxy", "so", say, &said),
	    -EBADMSG);
	ck_assert_uint_eq(said.n, 1);
	ck_assert(strncmp(said.lines[0], "--proxy: bootpd.proxy: \"so\" ",
		      strlen("--proxy: bootpd.proxy: \"so\" ")) == 0);
	bw_conf_fini(&conf);
}
END_TEST

START_TEST(conf_set_refuses_what_no_file_could_hold)
{
	static const struct {
		const char *section, *key, *value;
	} rows[] = {{"tftpd", "root", "a\nport = 1"}, {"tftpd", "root", "a ;b"},
	    {"filters", "a=b", "c"}, {"filters", "[a", "c"},
	    {"filters", "a\nb", "c"}, {"filters", "", "c"},
	    {"filters", "#a", "c"}, {"filters", "a ", "c"},
	    {"export a]b", "path", "c"}, {"export a\nb", "path", "c"}};
	struct said said = {0};
	struct bw_conf conf;

	bw_conf_init(&conf);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ck_assert_int_eq(bw_conf_set(&conf, "x", rows[i].section,
				     rows[i].key, rows[i].value, say, &said),
		    -EBADMSG);
		ck_assert_uint_eq(said.n, i + 1);
	}
	bw_conf_fini(&conf);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("conf_read");
	TCase *tc = tcase_create("conf_read");

	suite_add_tcase(suite, tc);
	tcase_add_test(tc, conf_init_has_the_defaults_of_the_manual);
	tcase_add_test(tc, conf_read_enables_services_by_empty_sections);
	tcase_add_test(tc, conf_read_understands_pybootd_of_today);
	tcase_add_test(tc, conf_read_takes_the_kinds_to_serve_as_words);
	tcase_add_test(tc, conf_read_understands_pybootd_of_the_first_days);
	tcase_add_test(tc, conf_read_prefers_new_names_wherever_they_stand);
	tcase_add_test(tc, conf_read_of_a_second_file_wins);
	tcase_add_test(tc, conf_set_acts_as_a_line_of_a_file);
	tcase_add_test(tc, conf_set_refuses_what_no_file_could_hold);
	return unit_main(suite);
}
