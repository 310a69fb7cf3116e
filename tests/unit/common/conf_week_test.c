/* SPDX-License-Identifier: ISC */
/* Times of the week, and the zone that they are in. */
#include "common/conf_fresh.h"

#include "os/clock.h"

#define MINUTE(day, hour, minute) ((day)*1440u + (hour)*60u + (minute))

enum day {
	MON,
	TUE,
	WED,
	THU,
	FRI,
	SAT,
	SUN
};

/* Berlin in 2026: summer time from 03-29 to 10-25, 01:00 UTC. */
#define BERLIN         "CET-1CEST,M3.5.0,M10.5.0/3"
#define NOON_MARCH_28  UINT64_C(1774699200)
#define CHANGE_MARCH   UINT64_C(1774746000)
#define CHANGE_OCTOBER UINT64_C(1792890000)

static bool
is_in(const char *time, uint32_t week_min)
{
	const struct bw_conf_spans *spans;
	char text[128];
	bool in = false;

	(void)snprintf(text, sizeof(text), "[class c]\ntime = %s\n", time);
	feed_good(&conf, text);
	spans = &conf.bootpd.classes.items[0].time;
	for (size_t i = 0; i < spans->n; i++) {
		in = in || bw_conf_span_has(&spans->items[i], week_min);
	}
	return in;
}

START_TEST(span_has_its_first_minute_and_not_its_last)
{
	static const struct {
		const char *time;
		uint32_t first, last; /* those in it, in this week */
	} rows[] = {
	    {"mon-fri 08:00-18:00", MINUTE(FRI, 8, 0), MINUTE(FRI, 17, 59)},
	    {"Sat", MINUTE(SAT, 0, 0), MINUTE(SAT, 23, 59)},
	    {"wed 22:30-24:00", MINUTE(WED, 22, 30), MINUTE(WED, 23, 59)},
	    {"wed 22:30-00:00", MINUTE(WED, 22, 30), MINUTE(WED, 23, 59)},
	    {"wed 22:00-06:00", MINUTE(WED, 22, 0), MINUTE(THU, 5, 59)},
	    {"thu 12:00-12:01, tue", MINUTE(THU, 12, 0), MINUTE(THU, 12, 0)},
	    {"12:00-13:00", MINUTE(SUN, 12, 0), MINUTE(SUN, 12, 59)},
	    {"sat-sun 18:00-04:00", MINUTE(SUN, 18, 0), MINUTE(SUN, 23, 59)},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *time = rows[i].time;

		ck_assert_msg(!is_in(time, rows[i].first - 1), "%s", time);
		ck_assert_msg(is_in(time, rows[i].first), "%s", time);
		ck_assert_msg(is_in(time, rows[i].last), "%s", time);
		if (rows[i].last + 1 < BW_CONF_WEEK_MIN &&
		    rows[i].last != MINUTE(SUN, 23, 59)) {
			ck_assert_msg(
			    !is_in(time, rows[i].last + 1), "%s", time);
		}
	}
}
END_TEST

START_TEST(span_goes_on_into_the_next_week)
{
	ck_assert(is_in("sun 22:00-06:00", MINUTE(MON, 5, 59)));
	ck_assert(!is_in("sun 22:00-06:00", MINUTE(MON, 6, 0)));
	ck_assert(!is_in("mon-sat 22:00-06:00", MINUTE(MON, 5, 59)));
	ck_assert(is_in("fri-mon", MINUTE(SUN, 12, 0)));
	ck_assert(is_in("fri-mon", MINUTE(MON, 12, 0)));
	ck_assert(!is_in("fri-mon", MINUTE(TUE, 0, 0)));
	ck_assert(!is_in("fri-mon", MINUTE(THU, 23, 59)));
	ck_assert(is_in("tue-mon", MINUTE(MON, 0, 0)));
}
END_TEST

START_TEST(spans_and_zones_are_written_as_they_are_read)
{
	char *text;
	size_t len;

	feed_good(&conf,
	    "[bootpd]\nzone = 0:3600 1774746000:-7200\n"
	    "[class c]\ntime = Mon-FRI  08:00-18:00,sat, 22:00-00:00\n");
	ck_assert_int_eq(bw_conf_dump(&conf, &text, &len), 0);
	ck_assert_ptr_nonnull(
	    strstr(text, "\nzone = 0:3600, 1774746000:-7200\n"));
	ck_assert_ptr_nonnull(
	    strstr(text, "\ntime = mon-fri 08:00-18:00, sat 00:00-24:00, "
			 "mon-sun 22:00-24:00\n"));
	free(text);
}
END_TEST

START_TEST(spans_that_make_no_sense_are_refused)
{
	static const char *const bad[] = {"someday", "mon-", "mon 8:00-18:00",
	    "08:00", "08:00-08:00", "08:60-09:00", "24:00-01:00", "08:00-24:01",
	    "08:00-18:00 mon", "mon 08:00-18:00 x", "mon tue", "-08:00"};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		char text[128], complaint[256];

		(void)snprintf(
		    text, sizeof(text), "[class c]\ntime = sat, %s\n", bad[i]);
		(void)snprintf(complaint, sizeof(complaint),
		    "t.ini:2: class c.time: \"%s\" is no time of the week "
		    "(write mon-fri 08:00-18:00, sat, or 22:00-06:00)",
		    bad[i]);
		feed_bad(text, complaint);
	}
	feed_bad("[bootpd]\nzone = 5:0, 5:3600\n",
	    "t.ini:2: bootpd.zone: \"5:3600\" is no change of it");
	feed_bad("[bootpd]\nzone = 5\n",
	    "t.ini:2: bootpd.zone: \"5\" is no change of it");
}
END_TEST

START_TEST(week_begins_on_monday_and_follows_the_zone)
{
	struct bw_conf_zone_change changes[] = {
	    {0, 3600}, {CHANGE_MARCH, 7200}, {CHANGE_OCTOBER, -5 * 3600}};
	struct bw_conf_zone utc = {NULL, 0}, zone = {changes, 3};
	char text[BW_CONF_WEEK_MIN_STR_MAX];

	/* 1970-01-01 was a Thursday. */
	ck_assert_uint_eq(bw_conf_week_min(&utc, 0), MINUTE(THU, 0, 0));
	ck_assert_uint_eq(
	    bw_conf_week_min(&utc, NOON_MARCH_28), MINUTE(SAT, 12, 0));
	ck_assert_uint_eq(
	    bw_conf_week_min(&zone, NOON_MARCH_28), MINUTE(SAT, 13, 0));
	ck_assert_uint_eq(
	    bw_conf_week_min(&zone, CHANGE_MARCH - 1), MINUTE(SUN, 1, 59));
	ck_assert_uint_eq(
	    bw_conf_week_min(&zone, CHANGE_MARCH), MINUTE(SUN, 3, 0));
	ck_assert_uint_eq(
	    bw_conf_week_min(&zone, CHANGE_OCTOBER), MINUTE(SAT, 20, 0));
	ck_assert_str_eq(
	    bw_conf_week_min_str(MINUTE(SUN, 3, 5), text), "sun 03:05");
	changes[0].ahead_s = -3600; /* before 1970 */
	ck_assert_uint_eq(bw_conf_week_min(&zone, 0), MINUTE(WED, 23, 0));
}
END_TEST

static void
set_zone(const char *tz)
{
	ck_assert_int_eq(setenv("TZ", tz, 1), 0);
	bw_clock_zone_open();
}

START_TEST(zone_learn_finds_summer_time_and_its_end)
{
	const struct bw_conf_zone *zone = &conf.bootpd.zone;

	set_zone(BERLIN);
	feed_good(&conf, "[class c]\ntime = sat\n");
	ck_assert_int_eq(
	    bw_conf_zone_learn(&conf, NOON_MARCH_28, bw_clock_ahead_s), 0);
	ck_assert_uint_eq(zone->n, 40);
	ck_assert_int_eq(zone->items[0].ahead_s, 3600);
	ck_assert_uint_eq(zone->items[1].from_s, CHANGE_MARCH);
	ck_assert_int_eq(zone->items[1].ahead_s, 7200);
	ck_assert_uint_eq(zone->items[2].from_s, CHANGE_OCTOBER);
	ck_assert_int_eq(zone->items[2].ahead_s, 3600);
	/* Every hour of two years as the system has it. */
	for (uint64_t s = NOON_MARCH_28; s < NOON_MARCH_28 + 63072000;
	     s += 1800) {
		uint32_t local =
		    (uint32_t)((s + (uint64_t)bw_clock_ahead_s(s)) / 60);

		ck_assert_uint_eq(
		    bw_conf_week_min(zone, s) % 1440, local % 1440);
	}
}
END_TEST

START_TEST(zone_learn_finds_no_change_where_there_is_none)
{
	set_zone("XXX+3:30");
	ck_assert_int_eq(bw_conf_zone_learn(&conf, 0, bw_clock_ahead_s), 0);
	ck_assert_uint_eq(conf.bootpd.zone.n, 0); /* nobody wants to know */
	feed_good(&conf, "[class c]\ntime = sat\n");
	ck_assert_int_eq(
	    bw_conf_zone_learn(&conf, NOON_MARCH_28, bw_clock_ahead_s), 0);
	ck_assert_uint_eq(conf.bootpd.zone.n, 1);
	ck_assert_int_eq(conf.bootpd.zone.items[0].ahead_s, -12600);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("common/conf_week");
	TCase *tc = tcase_create("week");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, span_has_its_first_minute_and_not_its_last);
	tcase_add_test(tc, span_goes_on_into_the_next_week);
	tcase_add_test(tc, spans_and_zones_are_written_as_they_are_read);
	tcase_add_test(tc, spans_that_make_no_sense_are_refused);
	tcase_add_test(tc, week_begins_on_monday_and_follows_the_zone);
	tcase_add_test(tc, zone_learn_finds_summer_time_and_its_end);
	tcase_add_test(tc, zone_learn_finds_no_change_where_there_is_none);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
