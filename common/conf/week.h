/* SPDX-License-Identifier: ISC */
/*
 * Times of the week, and the time zone that tells which it is.  Part of
 * conf.h.  Minutes of the week count from Monday 00:00, local time.
 */
#ifndef BW_CONF_WEEK_H
#define BW_CONF_WEEK_H

#include "base/base.h"

#define BW_CONF_N_DAYS   7u
#define BW_CONF_DAY_MIN  1440u
#define BW_CONF_WEEK_MIN (BW_CONF_N_DAYS * BW_CONF_DAY_MIN)

extern const char bw_conf_days[BW_CONF_N_DAYS][4]; /* "mon" is the first */

/* mon-fri 22:00-06:00: what begins on these days may end on the next. */
struct bw_conf_span {
	uint8_t first_day;  /* 0 is Monday */
	uint8_t last_day;   /* before the first: through Sunday */
	uint16_t from_min;  /* of the day */
	uint16_t until_min; /* the first not in it, 1 to 1440 */
};

struct bw_conf_spans {
	struct bw_conf_span *items;
	size_t n;
};

/* From then on local time is so much ahead of UTC. */
struct bw_conf_zone_change {
	uint64_t from_s; /* since 1970 */
	int32_t ahead_s;
};

struct bw_conf_zone {
	struct bw_conf_zone_change *items; /* in order; none: UTC */
	size_t n;
};

/* The minute of the week at this second. */
uint32_t bw_conf_week_min(const struct bw_conf_zone *zone, uint64_t wall_s);

bool bw_conf_span_has(const struct bw_conf_span *span, uint32_t week_min);

/* "mon 08:30" */
#define BW_CONF_WEEK_MIN_STR_MAX 12
const char *
bw_conf_week_min_str(uint32_t week_min, char out[BW_CONF_WEEK_MIN_STR_MAX]);

struct bw_conf;

/* How many seconds local time is ahead of UTC at this one. */
typedef int32_t bw_conf_ahead(uint64_t wall_s);

/*
 * If classes have times: which offset holds, and its changes of the next years,
 * for bootpd, which cannot look.
 *
 *   returns  0, -ENOMEM
 */
int
bw_conf_zone_learn(struct bw_conf *conf, uint64_t now_s, bw_conf_ahead *ahead);

#endif
