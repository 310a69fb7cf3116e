/* SPDX-License-Identifier: ISC */
/* What is text and what is not: inih's traps, limits, broken files. */
#include "common/conf_say.h"

#include "conf/out.h"

#define TEN   "0123456789"
#define FIFTY TEN TEN TEN TEN TEN

START_TEST(conf_read_joins_continuation_lines)
{
	struct bw_conf conf;

	bw_conf_init(&conf);
	feed_good(&conf,
	    "[bootpd]\ndns = 10.0.0.1,\n\t10.0.0.2\n; a comment\n\n"
	    "  10.0.0.3 ; another\ninterface =\n  eth0\n"
	    "domain = one\n two\n");
	ck_assert_uint_eq(conf.bootpd.settings.dns.addrs.n, 3);
	ck_assert_uint_eq(conf.bootpd.interfaces.n, 1);
	ck_assert_str_eq(conf.bootpd.interfaces.items[0], "eth0");
	ck_assert_str_eq(conf.bootpd.settings.domain, "one two");
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
	ck_assert_uint_eq(conf.bootpd.settings.dns.addrs.n, 3);
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
	ck_assert_str_eq(conf.bootpd.settings.domain, "a b");
	ck_assert_str_eq(conf.bootpd.servername, "it''s");
	ck_assert_uint_eq(conf.bootpd.pool_count, 7);
	ck_assert_str_eq(conf.tftpd.root, " x ");
	bw_conf_fini(&conf);
	feed_bad("[bootpd]\ndomain = \"a ;b\"\n",
	    "t.ini:2: bootpd.domain: a quote is not closed (\" ;\" "
	    "begins a "
	    "comment, even in quotes)");
	feed_bad("[bootpd]\ndomain = \"\n",
	    "t.ini:2: bootpd.domain: a quote is not closed (\" ;\" "
	    "begins a "
	    "comment, even in quotes)");
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
	    "[filters]\n./a* = [{filename}]\n[export a b]\npath = \"/x y\"\n"
	    "allow = 10.0.0.0/8, 52:54:00:00:00:00/24, fe80::1\n"
	    "require_lease = no\ncow = keep\n";

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

int
main(void)
{
	Suite *suite = suite_create("conf_text");
	TCase *tc = tcase_create("conf_text");

	suite_add_tcase(suite, tc);
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
	tcase_add_test(tc, conf_read_refuses_nul_bytes);
	tcase_add_test(tc, conf_read_counts_lines_behind_long_values);
	tcase_add_test(tc, conf_read_refuses_files_beyond_a_mebibyte);
	tcase_add_test(tc, conf_read_survives_every_prefix);
	return unit_main(suite);
}
