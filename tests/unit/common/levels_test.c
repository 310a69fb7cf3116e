/* SPDX-License-Identifier: ISC */
/* Services and levels as words. */
#include "ipc/levels.h"
#include "unit.h"

static unsigned
chosen(const char *list)
{
	unsigned services = 0;

	ck_assert_int_eq(bw_services_parse(list, &services, NULL), 0);
	return services;
}

START_TEST(bw_services_parse_takes_names_and_all_but_some)
{
	const unsigned tftpd = 1u << BW_ROLE_TFTPD;
	const unsigned bootpd = 1u << BW_ROLE_BOOTPD;

	ck_assert_uint_eq(chosen("tftpd"), tftpd);
	ck_assert_uint_eq(chosen("TFTP"), tftpd);
	ck_assert_uint_eq(chosen("tftp,dhcp"), tftpd | bootpd);
	ck_assert_uint_eq(chosen(" tftpd , bootpd"), tftpd | bootpd);
	ck_assert_uint_eq(chosen("all"), BW_SERVICES_ALL);
	ck_assert_uint_eq(chosen("all,-dhcp"), BW_SERVICES_ALL & ~bootpd);
	ck_assert_uint_eq(chosen("-dhcp,all"), BW_SERVICES_ALL & ~bootpd);
	ck_assert_uint_eq(chosen("nbd"), 1u << BW_ROLE_NBDD);
	ck_assert_uint_eq(chosen("http"), 1u << BW_ROLE_HTTPD);
	ck_assert_uint_eq(chosen("bootward"), 1u << BW_ROLE_PARENT);
	ck_assert_uint_eq(BW_SERVICES_ALL & 1u << BW_ROLE_CTL, 0);
}
END_TEST

START_TEST(bw_services_parse_refuses_what_names_none)
{
	static const char *const unknown[] = {"ftpd", "tftpd,all,ctl", "-",
	    "--dhcp", "a-name-that-is-longer-than-any", "dhcpd"};
	unsigned services = 99;
	const char *bad = NULL;

	for (size_t i = 0; i < ARRAY_LEN(unknown); i++) {
		ck_assert_int_eq(
		    bw_services_parse(unknown[i], &services, NULL), -ENOENT);
	}
	ck_assert_uint_eq(services, 99);
	ck_assert_int_eq(
	    bw_services_parse("tftp, ftpd", &services, &bad), -ENOENT);
	ck_assert_str_eq(bad, "ftpd");
	ck_assert_int_eq(bw_services_parse("", &services, NULL), -EINVAL);
	ck_assert_int_eq(bw_services_parse("-dhcp", &services, NULL), -EINVAL);
}
END_TEST

START_TEST(bw_level_parse_reads_what_str_writes)
{
	enum bw_log_level level;

	for (int i = BW_LOG_LEVEL_NONE; i <= BW_LOG_LEVEL_DEBUG; i++) {
		ck_assert_int_eq(
		    bw_level_parse(bw_level_str((enum bw_log_level)i), &level),
		    0);
		ck_assert_int_eq((int)level, i);
	}
	ck_assert_int_eq(bw_level_parse("loud", &level), -ENOENT);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("common/levels");
	TCase *tc = tcase_create("levels");

	tcase_add_test(tc, bw_services_parse_takes_names_and_all_but_some);
	tcase_add_test(tc, bw_services_parse_refuses_what_names_none);
	tcase_add_test(tc, bw_level_parse_reads_what_str_writes);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
