/* SPDX-License-Identifier: ISC */
/* levels = SERVICE=LEVEL, ... */
#include "common/conf_fresh.h"

START_TEST(conf_levels_are_those_of_all_unless_a_service_has_its_own)
{
	feed_good(&conf, "[logger]\nlevel = error\n");
	ck_assert_int_eq(
	    bw_conf_log_level(&conf.logger, BW_ROLE_HTTPD), BW_LOG_LEVEL_ERR);
	feed_good(&conf, "[logger]\nlevels = tftpd=debug, bootward=none\n");
	ck_assert_int_eq(
	    bw_conf_log_level(&conf.logger, BW_ROLE_HTTPD), BW_LOG_LEVEL_ERR);
	ck_assert_int_eq(
	    bw_conf_log_level(&conf.logger, BW_ROLE_TFTPD), BW_LOG_LEVEL_DEBUG);
	ck_assert_int_eq(
	    bw_conf_log_level(&conf.logger, BW_ROLE_PARENT), BW_LOG_LEVEL_NONE);
	feed_good(&conf, "[logger]\nlevels = all=warning, nbd=info\n");
	ck_assert_int_eq(bw_conf_log_level(&conf.logger, BW_ROLE_TFTPD),
	    BW_LOG_LEVEL_WARNING);
	ck_assert_int_eq(
	    bw_conf_log_level(&conf.logger, BW_ROLE_NBDD), BW_LOG_LEVEL_INFO);
}
END_TEST

START_TEST(conf_levels_are_written_as_they_are_read)
{
	char *text;
	size_t len;

	feed_good(&conf, "[logger]\nlevels = nbd=info bootward=debug\n");
	ck_assert_int_eq(bw_conf_dump(&conf, &text, &len), 0);
	ck_assert_ptr_nonnull(
	    strstr(text, "levels = bootward=debug, nbdd=info\n"));
	free(text);
}
END_TEST

START_TEST(conf_levels_refuse_what_is_no_service_or_level)
{
	static const char *const rows[][2] = {
	    {"ftpd=info", "there is no service \"ftpd\""},
	    {"tftpd=loud", "there is no level \"loud\""},
	    {"tftpd", "\"tftpd\" is not SERVICE=LEVEL"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct said said;
		char text[64], start[96];

		(void)snprintf(text, sizeof(text),
		    "[logger]\nlevels = all=info, %s\n", rows[i][0]);
		(void)snprintf(start, sizeof(start),
		    "t.ini:2: logger.levels: %s", rows[i][1]);
		ck_assert_int_eq(feed(&conf, text, &said), -EBADMSG);
		ck_assert_ptr_eq(strstr(said.lines[0], start), said.lines[0]);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("common/conf_levels");
	TCase *tc = tcase_create("levels");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(
	    tc, conf_levels_are_those_of_all_unless_a_service_has_its_own);
	tcase_add_test(tc, conf_levels_are_written_as_they_are_read);
	tcase_add_test(tc, conf_levels_refuse_what_is_no_service_or_level);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
