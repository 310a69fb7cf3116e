/* SPDX-License-Identifier: ISC */
/* What the values of some options may be, however written.  Pure. */
#include "conf/value.h"

struct rule {
	uint8_t code;
	uint8_t size; /* bytes of one value */
	bool many;
	uint32_t least, most; /* of its first four bytes at most */
	const char *wants;
};

/* RFC 2132 unless something else is said. */
static const struct rule rules[] = {
    {2, 4, false, 0, UINT32_MAX, "one number"},
    {13, 2, false, 0, UINT16_MAX, "one number"},
    {21, 8, true, 0, UINT32_MAX, "pairs of an address and a mask"},
    {22, 2, false, 576, UINT16_MAX, "a number from 576 to 65535"},
    {23, 1, false, 1, UINT8_MAX, "a number from 1 to 255"},
    {24, 4, false, 0, UINT32_MAX, "one number"},
    {25, 2, true, 68, UINT16_MAX, "numbers from 68 to 65535"},
    {26, 2, false, 68, UINT16_MAX, "a number from 68 to 65535"},
    {33, 8, true, 1, UINT32_MAX,
	"pairs of a destination, other than 0.0.0.0, and a router"},
    {35, 4, false, 0, UINT32_MAX, "one number"},
    {37, 1, false, 1, UINT8_MAX, "a number from 1 to 255"},
    {38, 4, false, 0, UINT32_MAX, "one number"},
    {46, 1, false, 1, 8, "1, 2, 4 or 8"},
    {116, 1, false, 0, 1, "yes or no"},                     /* RFC 2563 2 */
    {208, 4, false, 0xf100747e, 0xf100747e, "f1:00:74:7e"}, /* RFC 5071 3 */
    {211, 4, false, 0, UINT32_MAX, "one number"},           /* RFC 5071 6 */
};

static const struct rule *
rule_find(uint8_t code)
{
	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		if (rules[i].code == code) {
			return &rules[i];
		}
	}
	return NULL;
}

static bool
is_value(const struct rule *rule, const uint8_t *bytes)
{
	uint32_t value = 0;

	for (size_t i = 0; i < rule->size && i < sizeof(value); i++) {
		value = value << 8 | bytes[i];
	}
	return value >= rule->least && value <= rule->most;
}

int
bw_conf_option_obeys(
    struct bw_conf_put *put, uint8_t code, const uint8_t *bytes, size_t len)
{
	const struct rule *rule = rule_find(code);
	bool obeys;

	if (rule == NULL) {
		return 0;
	}
	obeys = len % rule->size == 0 && (rule->many || len == rule->size);
	for (size_t at = 0; obeys && at < len; at += rule->size) {
		obeys = is_value(rule, bytes + at);
	}
	return obeys ? 0
		     : bw_conf_refuse(put, "\"%.100s\" is not %s", put->value,
			   rule->wants);
}
