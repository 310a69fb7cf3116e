/* SPDX-License-Identifier: ISC */
/* Complaints about a file: where, what, and the nearest known name. */
#include "common/conf_say.h"

#include "conf/source.h"

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
	feed_bad("[network lab]\n",
	    "t.ini:1: [network lab]: there is no such section");
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

START_TEST(conf_read_refuses_duplicates_naming_the_first)
{
	feed_bad("[tftpd]\nport = 70\n\n[httpd]\n[tftpd]\nPORT = 70\n",
	    "t.ini:6: tftpd.PORT: given twice, first in line 2");
	feed_bad("[bootp]\nport = 70\nport = 71\n",
	    "t.ini:3: bootp.port: given twice, first in line 2");
	feed_bad("[export a]\npath = 1\ncow_quota = 0\n",
	    "t.ini:3: export a.cow_quota: \"0\" is not within 1 to 1048576");
	feed_bad("[export a]\nsize = big\n",
	    "t.ini:2: export a.size: \"big\" is not a number of bytes (write "
	    "1048576, 0x100000, 512M, 4Gi, 3Ti)");
	feed_bad("[export a]\noffset = 0xffffffffffffffff\n",
	    "t.ini:2: export a.offset: \"0xffffffffffffffff\" is more than "
	    "any file can hold");
	feed_bad("[export a]\nallow = 10.0.0.1/33\n",
	    "t.ini:2: export a.allow: behind the '/' of \"10.0.0.1\" stands "
	    "how many of its first bits count, 0 to 32");
	feed_bad("[export a]\nallow = node7\n",
	    "t.ini:2: export a.allow: \"node7\" is neither a MAC address nor "
	    "an IP address");
	feed_bad("[export a]\npath = 1\n[export a]\npath = 2\n",
	    "t.ini:4: export a.path: given twice, first in line 2");
	feed_bad("[mac]\nAA-BB-CC-DD-EE-FF = on\naa-bb-cc-dd-ee-ff = off\n",
	    "t.ini:3: mac.aa-bb-cc-dd-ee-ff: given twice, first in line 2");
	feed_bad("[mac]\nAA-BB-CC-DD-EE-FF = on\nAABBCCDDEEFF = off\n",
	    "t.ini:3: mac.AABBCCDDEEFF: given twice, first in line 2");
	feed_bad("[filters]\na = b\nx = {macs}\n",
	    "t.ini:3: filters.x: the variables are {filename}, {mac}, "
	    "{mac-dash}, {ip}, {uuid}, {arch}, {hostname} and {client-file}");
	feed_bad("[filters]\na = http://server/x\n",
	    "t.ini:2: filters.a: a filter names a file; for a URL there is "
	    "[root NAME]");
	feed_bad("[filters]\na = b\nA = c\na = d\n",
	    "t.ini:4: filters.a: given twice, first in line 2");
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

int
main(void)
{
	Suite *suite = suite_create("conf_refuse");
	TCase *tc = tcase_create("conf_refuse");

	suite_add_tcase(suite, tc);
	tcase_add_test(tc, conf_read_refuses_keys_outside_and_unknown_names);
	tcase_add_test(
	    tc, conf_read_refuses_broken_headers_and_what_follows_them);
	tcase_add_test(tc, conf_read_refuses_lines_that_are_no_keys);
	tcase_add_test(tc, conf_read_refuses_duplicates_naming_the_first);
	tcase_add_test(tc, conf_read_tells_of_every_mistake_up_to_a_bound);
	return unit_main(suite);
}
