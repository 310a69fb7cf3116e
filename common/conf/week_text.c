/* SPDX-License-Identifier: ISC */
/* Times of the week and zones as text, and back; see value.h.  Pure. */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "conf/arena.h"
#include "conf/value.h"

#define SPANS_MAX    32
#define SPAN_STR_MAX 40
#define AHEAD_S_MAX  (26 * 3600)

static int
day_parse(const char *text, size_t len, uint8_t *out)
{
	for (uint8_t i = 0; i < BW_CONF_N_DAYS; i++) {
		if (len == strlen(bw_conf_days[i]) &&
		    bw_text_starts_nocase(text, bw_conf_days[i])) {
			*out = i;
			return 0;
		}
	}
	return -EBADMSG;
}

/* "mon-fri" or "sat" */
static int
days_parse(const char *text, size_t len, struct bw_conf_span *out)
{
	const char *dash = memchr(text, '-', len);
	size_t first_len = dash == NULL ? len : (size_t)(dash - text);

	if (day_parse(text, first_len, &out->first_day) != 0) {
		return -EBADMSG;
	}
	if (dash == NULL) {
		out->last_day = out->first_day;
		return 0;
	}
	return day_parse(dash + 1, len - first_len - 1, &out->last_day);
}

/* "08:00" */
static int
clock_parse(const char *text, size_t len, uint16_t *out_min)
{
	uint64_t hours, minutes;

	if (len != 5 || text[2] != ':' ||
	    bw_text_u64(text, 2, 24, &hours) != 0 ||
	    bw_text_u64(text + 3, 2, 59, &minutes) != 0 ||
	    hours * 60 + minutes > BW_CONF_DAY_MIN) {
		return -EBADMSG;
	}
	*out_min = (uint16_t)(hours * 60 + minutes);
	return 0;
}

/* "08:00-18:00" */
static int
hours_parse(const char *text, size_t len, struct bw_conf_span *out)
{
	const char *dash = memchr(text, '-', len);
	size_t first_len = dash == NULL ? len : (size_t)(dash - text);

	if (dash == NULL || clock_parse(text, first_len, &out->from_min) != 0 ||
	    clock_parse(dash + 1, len - first_len - 1, &out->until_min) != 0) {
		return -EBADMSG;
	}
	if (out->until_min == 0) {
		out->until_min = BW_CONF_DAY_MIN;
	}
	return out->from_min != out->until_min &&
		       out->from_min < BW_CONF_DAY_MIN
		   ? 0
		   : -EBADMSG;
}

/* Days, hours, or both with a blank between. */
static int
span_parse(const char *text, struct bw_conf_span *out)
{
	struct bw_conf_span span = {0, BW_CONF_N_DAYS - 1, 0, BW_CONF_DAY_MIN};
	size_t len = strcspn(text, " \t");
	const char *hours = text;
	int error = 0;

	if (text[0] < '0' || text[0] > '9') {
		error = days_parse(text, len, &span);
		hours = text + len + strspn(text + len, " \t");
	}
	if (error == 0 && hours[0] != '\0') {
		error = hours_parse(hours, strlen(hours), &span);
	}
	if (error == 0) {
		*out = span;
	}
	return error;
}

int
bw_conf_spans_parse(struct bw_conf_put *put, struct bw_conf_spans *out)
{
	struct bw_conf_spans spans = {NULL, 0};
	const char *at = put->value;
	char item[SPAN_STR_MAX];
	int error;

	while ((error = bw_conf_comma_next(&at, item, sizeof(item))) == 0 &&
	       spans.n < SPANS_MAX) {
		struct bw_conf_span span;

		if (span_parse(item, &span) != 0) {
			return bw_conf_refuse(put,
			    "\"%s\" is no time of the week (write mon-fri "
			    "08:00-18:00, sat, or 22:00-06:00)",
			    item);
		}
		spans.items = bw_conf_arena_grow(&put->conf->arena, spans.items,
		    spans.n, sizeof(*spans.items));
		if (spans.items == NULL) {
			return bw_conf_refuse(put, "out of memory");
		}
		spans.items[spans.n++] = span;
	}
	if (error != -ENOENT) {
		return bw_conf_refuse(put,
		    "more than %d items, or one of more than %d bytes",
		    SPANS_MAX, SPAN_STR_MAX - 1);
	}
	*out = spans;
	return 0;
}

void
bw_conf_spans_text(const struct bw_conf_spans *spans, struct bw_conf_out *out)
{
	for (size_t i = 0; i < spans->n; i++) {
		const struct bw_conf_span *one = &spans->items[i];

		bw_conf_out_format(out, "%s%s", i > 0 ? ", " : "",
		    bw_conf_days[one->first_day]);
		if (one->last_day != one->first_day) {
			bw_conf_out_format(
			    out, "-%s", bw_conf_days[one->last_day]);
		}
		bw_conf_out_format(out, " %02d:%02d-%02d:%02d",
		    one->from_min / 60, one->from_min % 60, one->until_min / 60,
		    one->until_min % 60);
	}
}

/* "1774746000:7200" */
static int
change_parse(const char *text, struct bw_conf_zone_change *out)
{
	size_t len = strcspn(text, ":");
	const char *ahead = text + len + (text[len] != '\0');
	bool behind = ahead[0] == '-';
	uint64_t from_s, ahead_s;

	ahead += behind;
	if (bw_text_u64(text, len, INT64_MAX, &from_s) != 0 ||
	    bw_text_u64(ahead, strlen(ahead), AHEAD_S_MAX, &ahead_s) != 0) {
		return -EBADMSG;
	}
	*out = (struct bw_conf_zone_change){
	    from_s, behind ? -(int32_t)ahead_s : (int32_t)ahead_s};
	return 0;
}

static int
change_take(struct bw_conf_put *put, char *item, size_t i, void *out)
{
	struct bw_conf_zone *zone = out;
	struct bw_conf_zone_change *items = bw_conf_arena_grow(
	    &put->conf->arena, zone->items, i, sizeof(*items));

	if (items == NULL) {
		return bw_conf_refuse(put, "out of memory");
	}
	if (change_parse(item, &items[i]) != 0 ||
	    (i > 0 && items[i].from_s <= items[i - 1].from_s)) {
		return bw_conf_refuse(put, "\"%s\" is no change of it", item);
	}
	*zone = (struct bw_conf_zone){items, i + 1};
	return 0;
}

int
bw_conf_zone_parse(struct bw_conf_put *put, struct bw_conf_zone *out)
{
	struct bw_conf_zone zone = {NULL, 0};

	if (bw_conf_list_each(put, put->value, change_take, &zone) != 0) {
		return -EBADMSG;
	}
	*out = zone;
	return 0;
}

void
bw_conf_zone_text(const struct bw_conf_zone *zone, struct bw_conf_out *out)
{
	for (size_t i = 0; i < zone->n; i++) {
		bw_conf_out_format(out, "%s%llu:%d", i > 0 ? ", " : "",
		    (unsigned long long)zone->items[i].from_s,
		    (int)zone->items[i].ahead_s);
	}
}
