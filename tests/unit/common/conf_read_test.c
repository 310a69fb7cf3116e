/* SPDX-License-Identifier: ISC */
/* Reading whole files: inih's traps, both generations, complaints. */
#include "common/conf_say.h"

#include "conf/out.h"
#include "conf/source.h"

#define TEN   "0123456789"
#define FIFTY TEN TEN TEN TEN TEN

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
	ck_assert_str_eq(conf.bootpd.domain, "localdomain");
	ck_assert_str_eq(conf.bootpd.servername, "unknown");
	ck_assert_uint_eq(conf.bootpd.lease_time_s, 86400);
	ck_assert_uint_eq(conf.http.timeout_ms, 5000);
	ck_assert_uint_eq(conf.tftpd.port, 69);
	ck_assert_uint_eq(conf.tftpd.workers, 1);
	ck_assert_uint_eq(conf.tftpd.blocksize, 512);
	ck_assert_uint_eq(conf.tftpd.timeout_ms, 2000);
	ck_assert_uint_eq(conf.httpd.port, 80);
	ck_assert_int_eq(conf.httpd.check_ip, BW_CONF_TRISTATE_UNSET);
	ck_assert_str_eq(conf.httpd.index, "index.html");
	ck_assert(!conf.httpd.listing);
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
	ck_assert_uint_eq(conf.bootpd.dns.n, 2);
	ck_assert_uint_eq(
	    bw_addr_to_ipv4(&conf.bootpd.dns.items[1]), 0x0a000002);
	ck_assert(!conf.bootpd.set_gateway);
	ck_assert_uint_eq(conf.bootpd.notify.n, 2);
	ck_assert_uint_eq(conf.bootpd.notify.items[1].port, 5678);
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
	ck_assert(conf.bootpd.allow_simple_dhcp);
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

START_TEST(conf_read_joins_continuation_lines)
{
	struct bw_conf conf;

	bw_conf_init(&conf);
	feed_good(&conf,
	    "[bootpd]\ndns = 10.0.0.1,\n\t10.0.0.2\n; a comment\n\n"
	    "  10.0.0.3 ; another\ninterface =\n  eth0\n"
	    "domain = one\n two\n");
	ck_assert_uint_eq(conf.bootpd.dns.n, 3);
	ck_assert_uint_eq(conf.bootpd.interfaces.n, 1);
	ck_assert_str_eq(conf.bootpd.interfaces.items[0], "eth0");
	ck_assert_str_eq(conf.bootpd.domain, "one two");
	bw_conf_fini(&conf);
}
END_TEST

START_TEST(conf_read_takes_keys_indented_alike_for_keys)
{
	struct bw_conf conf;

	bw_conf_init(&conf);
	feed_good(&conf,
	    "  [tftpd]\n  root = /srv\n  port = 6969\n [httpd]\n\tport = 81\n");
	ck_assert_str_eq(conf.tftpd.root, "/srv");
	ck_assert_uint_eq(conf.tftpd.port, 6969);
	ck_assert_uint_eq(conf.httpd.port, 81);
	bw_conf_fini(&conf);
}
END_TEST

START_TEST(conf_read_keeps_names_longer_than_inih_does)
{
	struct bw_conf conf;

	bw_conf_init(&conf);
	feed_good(&conf, "[filters]\n" FIFTY "/* = a\n  b\n" FIFTY "/? = c\n"
			 "[export " FIFTY "-one]\npath = /a\n"
			 "[export " FIFTY "-two]\npath = /b\n");
	ck_assert_uint_eq(conf.tftpd.filters.n, 2);
	ck_assert_str_eq(conf.tftpd.filters.items[0].name, FIFTY "/*");
	ck_assert_str_eq(conf.tftpd.filters.items[0].value, "a b");
	ck_assert_str_eq(conf.tftpd.filters.items[1].name, FIFTY "/?");
	ck_assert_uint_eq(conf.nbdd.exports.n, 2);
	ck_assert_str_eq(bw_conf_export_find(&conf, FIFTY "-two")->path, "/b");
	bw_conf_fini(&conf);
}
END_TEST

START_TEST(conf_read_takes_crlf_bom_and_no_last_newline)
{
	struct bw_conf conf;

	bw_conf_init(&conf);
	feed_good(&conf, "\xef\xbb\xbf[tftpd]\r\nroot = /srv\r\n\r\nport = 70");
	ck_assert_str_eq(conf.tftpd.root, "/srv");
	ck_assert_uint_eq(conf.tftpd.port, 70);
	bw_conf_fini(&conf);
}
END_TEST

START_TEST(conf_read_takes_lines_of_197_bytes_and_no_more)
{
	static const char head[] = "[tftpd]\nport = 70 ;\n", key[] = "root = ";
	char text[512] = "", word[200];
	struct bw_conf conf;
	struct said said;

	/* 7 + 190 bytes, in two words */
	memset(word, 'x', sizeof(word));
	snprintf(
	    text, sizeof(text), "%s%s%.100s %.89s\n", head, key, word, word);
	bw_conf_init(&conf);
	feed_good(&conf, text);
	ck_assert_uint_eq(strlen(conf.tftpd.root), 190);
	bw_conf_fini(&conf);

	snprintf(text, sizeof(text), "%s%s%.100s %.90s\nport = 71\n", head, key,
	    word, word);
	bw_conf_init(&conf);
	ck_assert_int_eq(feed(&conf, text, &said), -EBADMSG);
	ck_assert_uint_eq(said.n, 2);
	ck_assert_str_eq(said.lines[0],
	    "t.ini:3: longer than 197 bytes; break it where a space may "
	    "stand and indent the next line");
	ck_assert_str_eq(
	    said.lines[1], "t.ini:4: tftpd.port: given twice, first in line 2");
	bw_conf_fini(&conf);
}
END_TEST

START_TEST(conf_read_takes_comments_of_any_length)
{
	struct bw_conf conf;

	bw_conf_init(&conf);
	feed_good(&conf, "; " FIFTY FIFTY FIFTY FIFTY FIFTY "\n"
			 "[tftpd] ; " FIFTY FIFTY FIFTY FIFTY "\n"
			 "port = 70 ; " FIFTY FIFTY FIFTY FIFTY FIFTY "\n");
	ck_assert_uint_eq(conf.tftpd.port, 70);
	bw_conf_fini(&conf);
}
END_TEST

START_TEST(conf_read_refuses_words_that_cannot_be_written_back)
{
	char text[512], word[200];

	memset(word, 'x', sizeof(word));
	snprintf(text, sizeof(text), "[tftpd]\nroot =\n %.193s\n", word);
	feed_bad(text,
	    "t.ini:2: tftpd.root: the value has a word of more than 192 "
	    "bytes");
}
END_TEST

START_TEST(conf_read_refuses_values_beyond_4096_bytes)
{
	char text[8192] = "[tftpd]\nroot = x\n";
	struct bw_conf conf;

	while (strlen(text) < 17 + 63 * 66) {
		strcat(text, " 123456789012345678901234567890"
			     "1234567890123456789012345678901234\n");
	}
	bw_conf_init(&conf);
	feed_good(&conf, text);
	ck_assert_uint_eq(strlen(conf.tftpd.root), 1 + 63 * 65);
	bw_conf_fini(&conf);
	strcat(text, " 123456789012345678901234567890"
		     "1234567890123456789012345678901234\n");
	feed_bad(
	    text, "t.ini:2: tftpd.root: the value is longer than 4096 bytes");
}
END_TEST

START_TEST(conf_read_keeps_lists_with_semicolons_apart_from_comments)
{
	struct bw_conf conf;

	bw_conf_init(&conf);
	feed_good(&conf,
	    "[bootpd]\ndns = 10.0.0.1;10.0.0.2; 10.0.0.3 ; two of them\n");
	ck_assert_uint_eq(conf.bootpd.dns.n, 3);
	bw_conf_fini(&conf);
	/* pybootd on Python 3 would take both */
	feed_bad("[bootpd]\ndns = 10.0.0.1 ; 10.0.0.2\n",
	    "t.ini:2: bootpd.dns: \" ;\" begins a comment; write a comma");
	feed_bad("[bootpd]\nnotify = 10.0.0.1:5 ;10.0.0.2:5\n",
	    "t.ini:2: bootpd.notify: \" ;\" begins a comment; write a comma");
}
END_TEST

START_TEST(conf_read_strips_matching_quotes)
{
	struct bw_conf conf;

	bw_conf_init(&conf);
	feed_good(&conf, "[bootpd]\ndomain = \"a b\"\nservername = 'it''s'\n"
			 "pool_count = \"7\"\n[tftpd]\nroot = \" x \"\n");
	ck_assert_str_eq(conf.bootpd.domain, "a b");
	ck_assert_str_eq(conf.bootpd.servername, "it''s");
	ck_assert_uint_eq(conf.bootpd.pool_count, 7);
	ck_assert_str_eq(conf.tftpd.root, " x ");
	bw_conf_fini(&conf);
	feed_bad("[bootpd]\ndomain = \"a ;b\"\n",
	    "t.ini:2: bootpd.domain: a quote is not closed (\" ;\" begins a "
	    "comment, even in quotes)");
	feed_bad("[bootpd]\ndomain = \"\n",
	    "t.ini:2: bootpd.domain: a quote is not closed (\" ;\" begins a "
	    "comment, even in quotes)");
}
END_TEST

START_TEST(conf_read_refuses_keys_outside_and_unknown_names)
{
	feed_bad(
	    "port = 3\n[tftpd]\n", "t.ini:1: a key before the first [section]");
	feed_bad("[tftpdd]\nport = 3\n",
	    "t.ini:1: [tftpdd]: there is no such section; did you mean "
	    "\"tftpd\"?");
	feed_bad("[quux]\n", "t.ini:1: [quux]: there is no such section");
	feed_bad("[TFTPD]\n", "t.ini:1: [TFTPD]: there is no such section");
	feed_bad("[tftpd]\nworker = 3\n",
	    "t.ini:2: tftpd.worker: there is no such key; did you mean "
	    "\"workers\"?");
	feed_bad("[bootpd]\nroot = /srv\n",
	    "t.ini:2: bootpd.root: there is no such key here, but in [tftpd]");
	feed_bad("[bootpd]\nserver-name = x\n",
	    "t.ini:2: bootpd.server-name: there is no such key; did you mean "
	    "\"servername\"?");
	feed_bad("[AA-BB-CC-DD-EE-FF]\nipv6 = ::1\n",
	    "t.ini:2: AA-BB-CC-DD-EE-FF.ipv6: there is no such key; did you "
	    "mean \"ipv4\"?");
	feed_bad("[subnet lab]\n",
	    "t.ini:1: [subnet lab]: there is no such section");
}
END_TEST

START_TEST(conf_read_refuses_broken_headers_and_what_follows_them)
{
	feed_bad("[httpd]\n[tftpd\nport = 1\n = 2\n[nbdd]\nport = 5\n",
	    "t.ini:2: the '[' of a section is not closed");
	feed_bad("[tftpd] port = 5\n",
	    "t.ini:1: something follows the ']' of a section");
	feed_bad("[tft ;pd]\n", "t.ini:1: the '[' of a section is not closed");
	feed_bad("[]\n", "t.ini:1: []: there is no such section");
	feed_bad(
	    "[export]\n", "t.ini:1: [export]: needs a name: [export NAME]");
	feed_bad(
	    "[tftpd one]\n", "t.ini:1: [tftpd one]: takes no name behind it");
}
END_TEST

START_TEST(conf_read_refuses_lines_that_are_no_keys)
{
	feed_bad(
	    "[tftpd]\nport\n", "t.ini:2: neither a [section] nor KEY = VALUE");
	feed_bad("[tftpd]\nport ;= 70\n",
	    "t.ini:2: neither a [section] nor KEY = VALUE");
	feed_bad("[tftpd]\n= 70\n", "t.ini:2: there is no key before the '='");
	feed_bad("[tftpd]\nroot = /s\x1brv\n",
	    "t.ini:2: a control character or NUL byte");
	feed_bad("[tftpd]\nroot\n  goes on = here\n",
	    "t.ini:2: neither a [section] nor KEY = VALUE");
}
END_TEST

START_TEST(conf_read_refuses_nul_bytes)
{
	static const char text[] = "[tftpd]\nroot = /s\0rv\n";
	struct bw_conf conf;
	struct said said;

	bw_conf_init(&conf);
	feed_bytes(&conf, text, sizeof(text) - 1, &said);
	ck_assert_uint_eq(said.n, 1);
	ck_assert_str_eq(
	    said.lines[0], "t.ini:2: a control character or NUL byte");
	bw_conf_fini(&conf);
}
END_TEST

START_TEST(conf_read_refuses_duplicates_naming_the_first)
{
	feed_bad("[tftpd]\nport = 70\n\n[httpd]\n[tftpd]\nPORT = 70\n",
	    "t.ini:6: tftpd.PORT: given twice, first in line 2");
	feed_bad("[bootp]\nport = 70\nport = 71\n",
	    "t.ini:3: bootp.port: given twice, first in line 2");
	feed_bad("[export a]\npath = 1\ncow_quota = 0\n",
	    "t.ini:3: export a.cow_quota: \"0\" is not within 1 to 1048576");
	feed_bad("[export a]\npath = 1\n[export a]\npath = 2\n",
	    "t.ini:4: export a.path: given twice, first in line 2");
	feed_bad("[mac]\nAA-BB-CC-DD-EE-FF = on\naa-bb-cc-dd-ee-ff = off\n",
	    "t.ini:3: mac.aa-bb-cc-dd-ee-ff: given twice, first in line 2");
	feed_bad("[mac]\nAA-BB-CC-DD-EE-FF = on\nAABBCCDDEEFF = off\n",
	    "t.ini:3: mac.AABBCCDDEEFF: given twice, first in line 2");
	feed_bad("[filters]\na = b\nA = c\na = d\n",
	    "t.ini:4: filters.a: given twice, first in line 2");
}
END_TEST

START_TEST(conf_read_counts_lines_behind_long_values)
{
	feed_bad("[bootpd]\r\n; x\r\n\r\ndns = 10.0.0.1\r\n  10.0.0.2\r\n"
		 "\r\nport = x\r\n",
	    "t.ini:7: bootpd.port: \"x\" is not a number (write 1500, 0x5dc, "
	    "64K, 2Mi)");
	/* a value over several lines is at its first */
	feed_bad("[bootpd]\ndns = 10.0.0.1\n\n  10.0.0.x\n[tftpd]\n",
	    "t.ini:2: bootpd.dns: \"10.0.0.x\" is not an IPv4 address");
}
END_TEST

START_TEST(conf_read_tells_of_every_mistake_up_to_a_bound)
{
	char text[4096] = "[bootfile]\n";
	struct bw_conf conf;
	struct said said;

	for (int i = 0; i < 60; i++) {
		char row[32];

		snprintf(row, sizeof(row), "zz%02d = x\n", i);
		strcat(text, row);
	}
	bw_conf_init(&conf);
	feed(&conf, text, &said);
	ck_assert_uint_eq(said.n, BW_CONF_COMPLAINTS_MAX + 1);
	ck_assert_str_eq(said.lines[0],
	    "t.ini:2: bootfile.zz00: no such architecture (write its five "
	    "digits, as 00007)");
	ck_assert_str_eq(said.lines[BW_CONF_COMPLAINTS_MAX],
	    "t.ini:52: there are more mistakes than are shown here");
	bw_conf_fini(&conf);
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
	ck_assert_uint_eq(conf.bootpd.dns.n, 1);
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

START_TEST(conf_read_refuses_files_beyond_a_mebibyte)
{
	size_t len = 1u << 20;
	char *text = malloc(len + 1);
	struct bw_conf conf;
	struct said said;

	ck_assert_ptr_nonnull(text);
	memset(text, '\n', len + 1);
	bw_conf_init(&conf);
	ck_assert_int_eq(feed_bytes(&conf, text, len, &said), 0);
	ck_assert_int_eq(feed_bytes(&conf, text, len + 1, &said), -EBADMSG);
	ck_assert_str_eq(
	    said.lines[0], "t.ini: the file is larger than a mebibyte");
	bw_conf_fini(&conf);
	free(text);
}
END_TEST

START_TEST(conf_read_survives_every_prefix)
{
	static const char text[] =
	    "\xef\xbb\xbf[bootpd]\ndns = 10.0.0.1;10.0.0.2\n\t10.0.0.3\n"
	    "[host a]\nmac = 00:11:22:33:44:55\n[mac]\nAA-BB-CC/24 = on\n"
	    "[filters]\n./a* = [{filename}]\n[export a b]\npath = \"/x y\"\n";

	for (size_t len = 0; len < sizeof(text); len++) {
		struct bw_conf conf;
		struct said said;

		bw_conf_init(&conf);
		feed_bytes(&conf, text, len, &said);
		expect_round_trip(&conf);
		bw_conf_fini(&conf);
	}
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
	tcase_add_test(tc, conf_read_understands_pybootd_of_the_first_days);
	tcase_add_test(tc, conf_read_prefers_new_names_wherever_they_stand);
	tcase_add_test(tc, conf_read_joins_continuation_lines);
	tcase_add_test(tc, conf_read_takes_keys_indented_alike_for_keys);
	tcase_add_test(tc, conf_read_keeps_names_longer_than_inih_does);
	tcase_add_test(tc, conf_read_takes_crlf_bom_and_no_last_newline);
	tcase_add_test(tc, conf_read_takes_lines_of_197_bytes_and_no_more);
	tcase_add_test(tc, conf_read_takes_comments_of_any_length);
	tcase_add_test(tc, conf_read_refuses_words_that_cannot_be_written_back);
	tcase_add_test(tc, conf_read_refuses_values_beyond_4096_bytes);
	tcase_add_test(
	    tc, conf_read_keeps_lists_with_semicolons_apart_from_comments);
	tcase_add_test(tc, conf_read_strips_matching_quotes);
	tcase_add_test(tc, conf_read_refuses_keys_outside_and_unknown_names);
	tcase_add_test(
	    tc, conf_read_refuses_broken_headers_and_what_follows_them);
	tcase_add_test(tc, conf_read_refuses_lines_that_are_no_keys);
	tcase_add_test(tc, conf_read_refuses_nul_bytes);
	tcase_add_test(tc, conf_read_refuses_duplicates_naming_the_first);
	tcase_add_test(tc, conf_read_counts_lines_behind_long_values);
	tcase_add_test(tc, conf_read_tells_of_every_mistake_up_to_a_bound);
	tcase_add_test(tc, conf_read_of_a_second_file_wins);
	tcase_add_test(tc, conf_read_refuses_files_beyond_a_mebibyte);
	tcase_add_test(tc, conf_read_survives_every_prefix);
	tcase_add_test(tc, conf_set_acts_as_a_line_of_a_file);
	tcase_add_test(tc, conf_set_refuses_what_no_file_could_hold);
	return unit_main(suite);
}
