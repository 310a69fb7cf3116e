/* SPDX-License-Identifier: ISC */
/* From where it was looked for to where it was found. */
#include "conf/origin.h"
#include "explain.h"
#include "unit.h"

static struct bw_conf conf;
static char source[BW_CTL_SOURCE_MAX];

static void
set_up(void)
{
	bw_conf_init(&conf);
	bw_conf_origins_keep(&conf);
	ck_assert_int_eq(
	    bw_conf_origin_put(&conf, "bootpd", "dns", "a.ini", 3), 0);
	ck_assert_int_eq(
	    bw_conf_origin_put(&conf, "host n7", "dns", "b.ini", 9), 0);
	ck_assert_int_eq(
	    bw_conf_origin_put(&conf, "tftpd", "root", "--root", 0), 0);
}

static void
tear_down(void)
{
	bw_conf_fini(&conf);
}

static const char *
explained(const char *text)
{
	strcpy(source, text);
	explain_source(&conf, source);
	return source;
}

START_TEST(explain_source_takes_the_first_that_was_set)
{
	ck_assert_str_eq(
	    explained("host n7\tdns\nbootpd\tdns\n"), "b.ini:9 [host n7] dns");
	ck_assert_str_eq(
	    explained("host n8\tdns\nbootpd\tdns\n"), "a.ini:3 [bootpd] dns");
	ck_assert_str_eq(explained("tftpd\troot\n"), "--root [tftpd] root");
}
END_TEST

START_TEST(explain_source_is_empty_for_what_nobody_set)
{
	ck_assert_str_eq(explained("bootpd\trouter\n"), "");
	ck_assert_str_eq(explained(""), "");
}
END_TEST

START_TEST(explain_source_survives_what_is_no_list)
{
	ck_assert_str_eq(explained("\n\n\tx\nbootpd\n"), "");
	ck_assert_str_eq(explained("bootpd\tdns"), ""); /* no end */
	memset(source, 'x', sizeof(source) - 1);
	source[sizeof(source) - 2] = '\n';
	source[sizeof(source) - 1] = '\0';
	source[500] = '\t';
	explain_source(&conf, source);
	ck_assert_str_eq(source, "");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootward/explain");
	TCase *tc = tcase_create("explain");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, explain_source_takes_the_first_that_was_set);
	tcase_add_test(tc, explain_source_is_empty_for_what_nobody_set);
	tcase_add_test(tc, explain_source_survives_what_is_no_list);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
