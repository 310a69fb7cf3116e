/* SPDX-License-Identifier: ISC */
/* Values that are numbers, as pybootd writes them, and seconds.  Pure. */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "conf/value.h"

#define MS_PER_S 1000u
#define INFINITE "infinite"

static int
hex_parse(const char *digits, size_t len, uint64_t *out)
{
	uint64_t value = 0;

	if (len == 0 || len > 16) {
		return -EBADMSG;
	}
	for (size_t i = 0; i < len; i++) {
		int digit = bw_text_hex(digits[i]);

		if (digit < 0) {
			return -EBADMSG;
		}
		value = value << 4 | (uint64_t)digit;
	}
	*out = value;
	return 0;
}

/* What follows the digits: nothing, K, M, G, T, Ki ..., and perhaps a B. */
static int
unit_parse(const char *unit, uint64_t *out)
{
	static const char letters[] = "kmgt";
	const char *letter = NULL;
	uint64_t factor = 1, step = 1000;

	unit += strspn(unit, " \t");
	if (unit[0] != '\0') {
		letter = strchr(letters, unit[0] | 0x20);
	}
	if (letter != NULL) {
		unit++;
		if (unit[0] == 'i' || unit[0] == 'I') {
			step = 1024;
			unit++;
		}
		for (const char *at = letters; at <= letter; at++) {
			factor *= step;
		}
	}
	if (unit[0] != '\0' && !bw_text_equal_nocase(unit, "b")) {
		return -EBADMSG;
	}
	*out = factor;
	return 0;
}

/* -EBADMSG: it is no number; -ERANGE: it is one of more than 64 bits. */
static int
whole_parse(const char *text, uint64_t *out)
{
	size_t n_digits = strspn(text, "0123456789");
	uint64_t number, factor;
	int error;

	if (bw_text_starts_nocase(text, "0x")) {
		return hex_parse(text + 2, strlen(text + 2), out);
	}
	error = n_digits == 0 ? -EBADMSG : unit_parse(text + n_digits, &factor);
	if (error != 0) {
		return error;
	}
	if (bw_text_u64(text, n_digits, UINT64_MAX, &number) != 0 ||
	    __builtin_mul_overflow(number, factor, out)) {
		return -ERANGE;
	}
	return 0;
}

int
bw_conf_number_parse(
    struct bw_conf_put *put, const struct bw_conf_key *key, uint32_t *out)
{
	uint64_t number;
	int error = whole_parse(put->value, &number);

	if (error == -EBADMSG) {
		return bw_conf_refuse(put,
		    "\"%.40s\" is not a number (write 1500, 0x5dc, 64K, 2Mi)",
		    put->value);
	}
	if (error != 0 || number < key->min || number > key->max) {
		return bw_conf_refuse(put, "\"%.40s\" is not within %u to %u",
		    put->value, (unsigned)key->min, (unsigned)key->max);
	}
	*out = (uint32_t)number;
	return 0;
}

int
bw_conf_size_parse(struct bw_conf_put *put, uint64_t *out)
{
	uint64_t number;
	int error = whole_parse(put->value, &number);

	if (error == -EBADMSG) {
		return bw_conf_refuse(put,
		    "\"%.40s\" is not a number of bytes (write 1048576, "
		    "0x100000, 512M, 4Gi, 3Ti)",
		    put->value);
	}
	if (error != 0 || number > INT64_MAX) {
		return bw_conf_refuse(put,
		    "\"%.40s\" is more than any file can hold", put->value);
	}
	*out = number;
	return 0;
}

void
bw_conf_size_text(uint64_t size, struct bw_conf_out *out)
{
	bw_conf_out_format(out, "%llu", (unsigned long long)size);
}

int
bw_conf_ms_parse(
    struct bw_conf_put *put, const struct bw_conf_key *key, uint32_t *out)
{
	const char *text = put->value;
	size_t n_whole = strspn(text, "0123456789");
	const char *fraction = text + n_whole + (text[n_whole] == '.' ? 1 : 0);
	size_t n_fraction = strspn(fraction, "0123456789");
	uint64_t ms = 0;

	if (n_whole + n_fraction == 0 || fraction[n_fraction] != '\0') {
		return bw_conf_refuse(put,
		    "\"%.40s\" is not a number of seconds (write 2 or 2.5)",
		    text);
	}
	if (n_whole > 0 && bw_text_u64(text, n_whole, UINT32_MAX, &ms) != 0) {
		ms = UINT32_MAX;
	}
	ms *= MS_PER_S;
	for (uint32_t i = 0, unit = MS_PER_S / 10; i < n_fraction; i++) {
		ms += (uint64_t)(fraction[i] - '0') * unit;
		unit /= 10;
	}
	if (ms < key->min || ms > key->max) {
		return bw_conf_refuse(put,
		    "\"%.40s\" is not within %u.%03u to %u.%03u seconds", text,
		    (unsigned)(key->min / MS_PER_S),
		    (unsigned)(key->min % MS_PER_S),
		    (unsigned)(key->max / MS_PER_S),
		    (unsigned)(key->max % MS_PER_S));
	}
	*out = (uint32_t)ms;
	return 0;
}

void
bw_conf_ms_text(uint32_t ms, struct bw_conf_out *out)
{
	unsigned whole = ms / MS_PER_S, rest = ms % MS_PER_S;

	if (rest == 0) {
		bw_conf_out_format(out, "%u", whole);
	} else {
		bw_conf_out_format(out, "%u.%03u", whole, rest);
	}
}

/* Lower case: "2M" is two millions of seconds, as pybootd has it. */
static uint32_t
seconds_in(char unit)
{
	switch (unit) {
	case 's':
		return 1;
	case 'm':
		return 60;
	case 'h':
		return 60 * 60;
	case 'd':
		return 24 * 60 * 60;
	case 'w':
		return 7 * 24 * 60 * 60;
	default:
		return 0;
	}
}

int
bw_conf_seconds_parse(
    struct bw_conf_put *put, const struct bw_conf_key *key, uint32_t *out)
{
	const char *text = put->value;
	size_t n_digits = strspn(text, "0123456789");
	uint32_t unit = n_digits > 0 && strlen(text) == n_digits + 1
			    ? seconds_in(text[n_digits])
			    : 0;
	uint64_t number;

	if (text[0] == '\0' && key->fallback[0] == '\0') {
		*out = 0;
		return 0;
	}
	if (bw_text_equal_nocase(text, INFINITE)) {
		*out = BW_CONF_INFINITE;
		return 0;
	}
	if (unit == 0) {
		return bw_conf_number_parse(put, key, out);
	}
	if (bw_text_u64(text, n_digits, UINT32_MAX, &number) != 0 ||
	    number * unit < key->min || number * unit > key->max) {
		return bw_conf_refuse(put,
		    "\"%.40s\" is not within %u to %u seconds", text,
		    (unsigned)key->min, (unsigned)key->max);
	}
	*out = (uint32_t)(number * unit);
	return 0;
}

void
bw_conf_seconds_text(uint32_t seconds, struct bw_conf_out *out)
{
	if (seconds == BW_CONF_INFINITE) {
		bw_conf_out_text(out, INFINITE);
	} else if (seconds != 0) {
		bw_conf_out_format(out, "%u", (unsigned)seconds);
	}
}

int
bw_conf_ports_parse(struct bw_conf_put *put, struct bw_conf_ports *out)
{
	const char *text = put->value;
	const char *dash = strchr(text, '-');
	size_t len = dash == NULL ? strlen(text) : (size_t)(dash - text);
	uint64_t first, last;

	if (text[0] == '\0') {
		*out = (struct bw_conf_ports){0};
		return 0;
	}
	if (bw_text_u64(text, len, UINT16_MAX, &first) != 0 ||
	    bw_text_u64(dash == NULL ? text : dash + 1,
		dash == NULL ? len : strlen(dash + 1), UINT16_MAX,
		&last) != 0 ||
	    first == 0 || last < first) {
		return bw_conf_refuse(put,
		    "\"%.40s\" is no range of ports (write 20000-20099)", text);
	}
	*out = (struct bw_conf_ports){(uint16_t)first, (uint16_t)last};
	return 0;
}

void
bw_conf_ports_text(const struct bw_conf_ports *ports, struct bw_conf_out *out)
{
	if (ports->first != 0) {
		bw_conf_out_format(out, "%u-%u", (unsigned)ports->first,
		    (unsigned)ports->last);
	}
}
