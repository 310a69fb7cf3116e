/* SPDX-License-Identifier: ISC */
/* The zone's changes, looked for day by day; see week.h.  Pure. */
#include <errno.h>

#include "conf/arena.h"
#include "conf/conf.h"

/* Summer time of some twenty years. */
#define CHANGES_MAX 40
#define DAYS_MAX    (20u * 366u)
#define DAY_S       86400u

/* The first second of the day from then at which another offset holds. */
static uint64_t
find_change(uint64_t before_s, bw_conf_ahead *ahead)
{
	uint64_t after_s = before_s + DAY_S;
	int32_t ahead_s = ahead(before_s);

	while (after_s - before_s > 1) {
		uint64_t middle_s = before_s + (after_s - before_s) / 2;

		if (ahead(middle_s) == ahead_s) {
			before_s = middle_s;
		} else {
			after_s = middle_s;
		}
	}
	return after_s;
}

static size_t
find_changes(uint64_t now_s, bw_conf_ahead *ahead,
    struct bw_conf_zone_change out[CHANGES_MAX])
{
	size_t n = 1;

	out[0] = (struct bw_conf_zone_change){0, ahead(now_s)};
	for (uint32_t i = 0; i < DAYS_MAX && n < CHANGES_MAX; i++) {
		uint64_t day_s = now_s + (uint64_t)i * DAY_S;
		int32_t ahead_s = ahead(day_s + DAY_S);

		if (ahead_s != out[n - 1].ahead_s) {
			out[n++] = (struct bw_conf_zone_change){
			    find_change(day_s, ahead), ahead_s};
		}
	}
	return n;
}

static bool
has_times(const struct bw_conf_classes *classes)
{
	size_t i = 0;

	while (i < classes->n && classes->items[i].time.n == 0) {
		i++;
	}
	return i < classes->n;
}

int
bw_conf_zone_learn(struct bw_conf *conf, uint64_t now_s, bw_conf_ahead *ahead)
{
	struct bw_conf_zone *zone = &conf->bootpd.zone;

	if (!has_times(&conf->bootpd.classes)) {
		return 0;
	}
	zone->items = bw_conf_arena_alloc(
	    &conf->arena, CHANGES_MAX * sizeof(*zone->items));
	zone->n =
	    zone->items == NULL ? 0 : find_changes(now_s, ahead, zone->items);
	return zone->items == NULL ? -ENOMEM : 0;
}
