/* SPDX-License-Identifier: ISC */
/* Which minute of the week it is; see week.h.  Pure. */
#include "conf/week.h"

#include <stdio.h>

#define N_DAYS    BW_CONF_N_DAYS
#define DAY_S     86400u
#define EPOCH_DAY 3u /* 1970-01-01 was a Thursday */

const char bw_conf_days[BW_CONF_N_DAYS][4] = {
    "mon", "tue", "wed", "thu", "fri", "sat", "sun"};

static int32_t
ahead_at(const struct bw_conf_zone *zone, uint64_t wall_s)
{
	int32_t ahead_s = 0;

	for (size_t i = 0; i < zone->n && zone->items[i].from_s <= wall_s;
	     i++) {
		ahead_s = zone->items[i].ahead_s;
	}
	return ahead_s;
}

uint32_t
bw_conf_week_min(const struct bw_conf_zone *zone, uint64_t wall_s)
{
	/* A week more, lest it be before 1970 here. */
	uint64_t local_s = (uint64_t)((int64_t)(wall_s + N_DAYS * DAY_S) +
				      ahead_at(zone, wall_s));

	return (uint32_t)((local_s / 60 + EPOCH_DAY * BW_CONF_DAY_MIN) %
			  BW_CONF_WEEK_MIN);
}

static bool
has_day(const struct bw_conf_span *span, uint32_t day)
{
	return (day + N_DAYS - span->first_day) % N_DAYS <=
	       (span->last_day + N_DAYS - span->first_day) % N_DAYS;
}

bool
bw_conf_span_has(const struct bw_conf_span *span, uint32_t week_min)
{
	uint32_t day = week_min / BW_CONF_DAY_MIN;
	uint32_t min = week_min % BW_CONF_DAY_MIN;

	if (span->from_min < span->until_min) {
		return has_day(span, day) && min >= span->from_min &&
		       min < span->until_min;
	}
	return (has_day(span, day) && min >= span->from_min) ||
	       (has_day(span, day + N_DAYS - 1) && min < span->until_min);
}

const char *
bw_conf_week_min_str(uint32_t week_min, char out[BW_CONF_WEEK_MIN_STR_MAX])
{
	(void)snprintf(out, BW_CONF_WEEK_MIN_STR_MAX, "%.3s %02u:%02u",
	    bw_conf_days[week_min / BW_CONF_DAY_MIN % N_DAYS],
	    week_min % BW_CONF_DAY_MIN / 60, week_min % 60);
	return out;
}
