/* SPDX-License-Identifier: ISC */
/* HTTP dates, against the C library's calendar and the RFC's examples. */
#include "unit.h"

#include <time.h>

#include "date.h"

#define DAY_S      86400u
#define NOW_S      1700000000u /* 2023-11-14 */
#define YEAR_10000 253402300800u

static uint64_t
parsed(const char *text)
{
	uint64_t s = UINT64_MAX;

	ck_assert_msg(
	    http_date_parse(http_text_of(text), NOW_S, &s) == 0, "%s", text);
	return s;
}

static void
check_refused(const char *text)
{
	uint64_t s = 42;

	ck_assert_msg(
	    http_date_parse(http_text_of(text), NOW_S, &s) == -EBADMSG, "%s",
	    text);
	ck_assert_uint_eq(s, 42);
}

START_TEST(http_date_str_agrees_with_the_c_library)
{
	for (uint64_t s = 0; s < YEAR_10000; s += 97 * DAY_S + 3599) {
		char ours[HTTP_DATE_STR_MAX], theirs[64];
		time_t t = (time_t)s;
		struct tm tm;

		gmtime_r(&t, &tm);
		strftime(
		    theirs, sizeof(theirs), "%a, %d %b %Y %H:%M:%S GMT", &tm);
		ck_assert_str_eq(http_date_str(s, ours), theirs);
	}
}
END_TEST

START_TEST(http_date_str_is_right_around_leap_days)
{
	char out[HTTP_DATE_STR_MAX];

	ck_assert_str_eq(
	    http_date_str(0, out), "Thu, 01 Jan 1970 00:00:00 GMT");
	ck_assert_str_eq(
	    http_date_str(951782399, out), "Mon, 28 Feb 2000 23:59:59 GMT");
	ck_assert_str_eq(
	    http_date_str(951782400, out), "Tue, 29 Feb 2000 00:00:00 GMT");
	ck_assert_str_eq(
	    http_date_str(4107542400, out), "Mon, 01 Mar 2100 00:00:00 GMT");
}
END_TEST

START_TEST(http_date_log_str_is_as_logs_have_it)
{
	char out[HTTP_DATE_STR_MAX];

	ck_assert_str_eq(
	    http_date_log_str(784111777, out), "06/Nov/1994:08:49:37 +0000");
}
END_TEST

START_TEST(http_date_str_stops_at_the_year_9999)
{
	char out[HTTP_DATE_STR_MAX];

	ck_assert_str_eq(http_date_str(YEAR_10000 - 1, out),
	    "Fri, 31 Dec 9999 23:59:59 GMT");
	ck_assert_str_eq(
	    http_date_str(YEAR_10000, out), "Fri, 31 Dec 9999 23:59:59 GMT");
	ck_assert_str_eq(
	    http_date_str(UINT64_MAX, out), "Fri, 31 Dec 9999 23:59:59 GMT");
}
END_TEST

START_TEST(http_date_parse_reads_the_three_forms_of_the_rfc)
{
	ck_assert_uint_eq(parsed("Sun, 06 Nov 1994 08:49:37 GMT"), 784111777);
	ck_assert_uint_eq(parsed("Sunday, 06-Nov-94 08:49:37 GMT"), 784111777);
	ck_assert_uint_eq(parsed("Sun Nov  6 08:49:37 1994"), 784111777);
	ck_assert_uint_eq(
	    parsed("Sun Nov 16 08:49:37 1994"), 784111777 + 10 * DAY_S);
}
END_TEST

START_TEST(http_date_parse_reads_what_str_writes)
{
	for (uint64_t s = 0; s < YEAR_10000; s += 101 * DAY_S + 61) {
		char out[HTTP_DATE_STR_MAX];

		ck_assert_uint_eq(parsed(http_date_str(s, out)), s);
	}
}
END_TEST

START_TEST(http_date_parse_puts_short_years_within_fifty_of_now)
{
	char out[HTTP_DATE_STR_MAX];

	ck_assert_str_eq(
	    http_date_str(parsed("Friday, 01-Jan-73 00:00:00 GMT"), out),
	    "Sun, 01 Jan 2073 00:00:00 GMT");
	ck_assert_str_eq(
	    http_date_str(parsed("Friday, 01-Jan-74 00:00:00 GMT"), out),
	    "Tue, 01 Jan 1974 00:00:00 GMT");
}
END_TEST

START_TEST(http_date_parse_takes_years_before_1970_as_the_epoch)
{
	ck_assert_uint_eq(parsed("Wed, 31 Dec 1969 23:59:59 GMT"), 0);
	ck_assert_uint_eq(parsed("Sat, 01 Jan 0000 00:00:00 GMT"), 0);
	ck_assert_uint_eq(parsed("Thu, 01 Jan 1970 00:00:01 GMT"), 1);
}
END_TEST

START_TEST(http_date_parse_refuses_what_is_no_date)
{
	static const char *const texts[] = {"", "Sun", "Sun,", "0",
	    "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 GMTx",
	    "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 6 Nov 1994 08:49:37 GMT",
	    "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT",
	    "Sun, 29 Feb 2023 08:49:37 GMT", "Sun, 29 Feb 2100 08:49:37 GMT",
	    "Sun, 06 Now 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
	    "Sun, 06 Nov 1994 23:60:00 GMT", "Sun, 06 Nov 1994 23:59:61 GMT",
	    "Sun, 06 Nov -994 23:59:59 GMT", "Sun Nov 6 08:49:37 1994"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		check_refused(texts[i]);
	}
	ck_assert_uint_eq(parsed("Sun, 29 Feb 2000 23:59:60 GMT"), 951868800);
}
END_TEST

START_TEST(http_date_parse_refuses_every_prefix)
{
	static const char text[] = "Sunday, 06-Nov-94 08:49:37 GMT";

	for (size_t len = 0; len < strlen(text); len++) {
		uint8_t *block = unit_exact(text, len);
		struct http_text prefix = {(const char *)block, len};
		uint64_t s;

		ck_assert_int_eq(http_date_parse(prefix, NOW_S, &s), -EBADMSG);
		free(block);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("httpd/date");
	TCase *tc = tcase_create("date");

	tcase_add_test(tc, http_date_str_agrees_with_the_c_library);
	tcase_add_test(tc, http_date_str_is_right_around_leap_days);
	tcase_add_test(tc, http_date_log_str_is_as_logs_have_it);
	tcase_add_test(tc, http_date_str_stops_at_the_year_9999);
	tcase_add_test(tc, http_date_parse_reads_the_three_forms_of_the_rfc);
	tcase_add_test(tc, http_date_parse_reads_what_str_writes);
	tcase_add_test(
	    tc, http_date_parse_puts_short_years_within_fifty_of_now);
	tcase_add_test(
	    tc, http_date_parse_takes_years_before_1970_as_the_epoch);
	tcase_add_test(tc, http_date_parse_refuses_what_is_no_date);
	tcase_add_test(tc, http_date_parse_refuses_every_prefix);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
