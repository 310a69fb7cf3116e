/* SPDX-License-Identifier: ISC */
/* HTTP dates; see date.h.  Pure. */
#include "date.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"

#define HTTP_DATE_LEN 29

#define DAY_S      86400u
#define YEAR_FIRST 1970u
#define YEAR_LAST  9999u

struct civil {
	uint32_t year;
	uint32_t month; /* 0 = January */
	uint32_t day;   /* 1 = the first */
	uint32_t hour;
	uint32_t minute;
	uint32_t second;
	bool short_year;
};

static const char day_names[7][4] = {
    "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
static const char month_names[12][4] = {"Jan", "Feb", "Mar", "Apr", "May",
    "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static bool
is_leap(uint32_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static uint32_t
days_of_month(uint32_t year, uint32_t month)
{
	static const uint8_t days[12] = {
	    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return month == 1 && is_leap(year) ? 29 : days[month];
}

/* Leap years from year 1 up to and including year. */
static uint32_t
leaps_until(uint32_t year)
{
	return year / 4 - year / 100 + year / 400;
}

/* Days from 1970-01-01 to the first of January of year. */
static uint32_t
days_before(uint32_t year)
{
	return (year - YEAR_FIRST) * 365 + leaps_until(year - 1) -
	       leaps_until(YEAR_FIRST - 1);
}

static struct civil
civil_from_seconds(uint64_t wall_s)
{
	uint64_t end_s = (uint64_t)days_before(YEAR_LAST + 1) * DAY_S;
	uint64_t s = wall_s < end_s ? wall_s : end_s - 1;
	uint32_t days = (uint32_t)(s / DAY_S), rest = (uint32_t)(s % DAY_S);
	struct civil c = {
	    .year = YEAR_FIRST + days / 366,
	    .hour = rest / 3600,
	    .minute = rest / 60 % 60,
	    .second = rest % 60,
	};

	while (days >= days_before(c.year + 1)) {
		c.year++;
	}
	days -= days_before(c.year);
	while (days >= days_of_month(c.year, c.month)) {
		days -= days_of_month(c.year, c.month);
		c.month++;
	}
	c.day = days + 1;
	return c;
}

static uint64_t
civil_to_seconds(const struct civil *c)
{
	uint64_t days;

	if (c->year < YEAR_FIRST) {
		return 0;
	}
	days = days_before(c->year);
	for (uint32_t month = 0; month < c->month; month++) {
		days += days_of_month(c->year, month);
	}
	days += c->day - 1;
	return days * DAY_S + c->hour * 3600u + c->minute * 60u + c->second;
}

static void
put_two(char *at, uint32_t number) /* below 100 */
{
	at[0] = (char)('0' + number / 10);
	at[1] = (char)('0' + number % 10);
}

const char *
http_date_str(uint64_t wall_s, char out[HTTP_DATE_STR_MAX])
{
	struct civil c = civil_from_seconds(wall_s);

	/* every response has two: by hand it is ten times as fast */
	memcpy(out, "Day, 00 Mon 0000 00:00:00 GMT", HTTP_DATE_LEN + 1);
	/* 1970-01-01 was a Thursday */
	memcpy(out, day_names[(civil_to_seconds(&c) / DAY_S + 4) % 7], 3);
	put_two(out + 5, c.day);
	memcpy(out + 8, month_names[c.month], 3);
	put_two(out + 12, c.year / 100);
	put_two(out + 14, c.year % 100);
	put_two(out + 17, c.hour);
	put_two(out + 20, c.minute);
	put_two(out + 23, c.second);
	return out;
}

const char *
http_date_log_str(uint64_t wall_s, char out[HTTP_DATE_STR_MAX])
{
	struct civil c = civil_from_seconds(wall_s);

	memcpy(out, "00/Mon/0000:00:00:00 +0000", 27);
	put_two(out, c.day);
	memcpy(out + 3, month_names[c.month], 3);
	put_two(out + 7, c.year / 100);
	put_two(out + 9, c.year % 100);
	put_two(out + 12, c.hour);
	put_two(out + 15, c.minute);
	put_two(out + 18, c.second);
	return out;
}

/* Where the digit of a pattern's letter goes, or NULL. */
static uint32_t *
civil_number(struct civil *c, char letter)
{
	switch (letter) {
	case 'D':
	case 'e':
		return &c->day;
	case 'Y':
	case 'y':
		return &c->year;
	case 'h':
		return &c->hour;
	case 'm':
		return &c->minute;
	case 's':
		return &c->second;
	default:
		return NULL;
	}
}

static bool
take_month(struct http_text *text, struct civil *c)
{
	for (c->month = 0; c->month < 12; c->month++) {
		if (http_text_skip(text, month_names[c->month])) {
			return true;
		}
	}
	return false;
}

/*
 * Take from text what one letter of a pattern stands for: one digit if
 * civil_number() knows it, e a digit or a space, N a month, else itself.
 */
static bool
take_one(struct http_text *text, char letter, struct civil *c)
{
	uint32_t *number = civil_number(c, letter);
	char is;

	if (letter == 'N') {
		return take_month(text, c);
	}
	if (text->len == 0) {
		return false;
	}
	is = text->at[0];
	text->at++;
	text->len--;
	if (letter == 'e' && is == ' ') {
		return true;
	}
	if (number == NULL) {
		return is == letter;
	}
	if (is < '0' || is > '9') {
		return false;
	}
	*number = *number * 10 + (uint32_t)(is - '0');
	c->short_year = c->short_year || letter == 'y';
	return true;
}

static bool
match(struct http_text text, const char *pattern, struct civil *c)
{
	for (; *pattern != '\0'; pattern++) {
		if (!take_one(&text, *pattern, c)) {
			return false;
		}
	}
	return text.len == 0;
}

/* RFC 9110 5.6.7: over 50 years ahead means the past with the same digits. */
static void
widen_year(struct civil *c, uint64_t wall_s)
{
	struct civil now = civil_from_seconds(wall_s);

	if (c->short_year) {
		c->year += now.year / 100 * 100;
		if (c->year > now.year + 50) {
			c->year -= 100;
		}
	}
}

static bool
is_date(const struct civil *c)
{
	return c->day >= 1 && c->day <= days_of_month(c->year, c->month) &&
	       c->hour <= 23 && c->minute <= 59 &&
	       c->second <= 60; /* a leap second */
}

int
http_date_parse(struct http_text text, uint64_t wall_s, uint64_t *out_s)
{
	/* each after the name of the day, which says nothing new */
	static const char *const patterns[] = {
	    ", DD N YYYY hh:mm:ss GMT",
	    ", DD-N-yy hh:mm:ss GMT",
	    " N eD hh:mm:ss YYYY",
	};

	while (text.len > 0 && bw_text_lower(text.at[0]) >= 'a' &&
	       bw_text_lower(text.at[0]) <= 'z') {
		text.at++;
		text.len--;
	}
	for (size_t i = 0; i < ARRAY_LEN(patterns); i++) {
		struct civil c = {0};

		if (!match(text, patterns[i], &c)) {
			continue;
		}
		widen_year(&c, wall_s);
		if (!is_date(&c)) {
			return -EBADMSG;
		}
		*out_s = civil_to_seconds(&c);
		return 0;
	}
	return -EBADMSG;
}
