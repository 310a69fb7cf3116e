/* SPDX-License-Identifier: ISC */
/*
 * The rows of [mac], [uuid] and [buggy_clients] with pybootd's masks: behind a
 * MAC the number of low-order bits that are ignored, behind a UUID the bits
 * that are compared, written as a UUID.  Pure.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "conf/arena.h"
#include "conf/rows.h"
#include "conf/value.h"

#define MAC_BITS (8 * BW_MAC_LEN)

/*
 * Hexadecimal digits with any of the marks between them, from the left.
 *
 *   returns  the number of digits, or -EBADMSG
 */
static int
digits_parse(const char *text, const char *marks, uint8_t *out, size_t size)
{
	size_t n = 0;

	memset(out, 0, size);
	for (; *text != '\0'; text++) {
		int digit = bw_text_hex(*text);

		if (digit < 0 && strchr(marks, *text) != NULL) {
			continue;
		}
		if (digit < 0 || n == 2 * size) {
			return -EBADMSG;
		}
		out[n / 2] |= (uint8_t)(n % 2 == 0 ? digit << 4 : digit);
		n++;
	}
	return (int)n;
}

int
bw_conf_mac_parse(const char *text, uint8_t out[BW_MAC_LEN])
{
	uint8_t mac[BW_MAC_LEN];

	if (digits_parse(text, "-:", mac, sizeof(mac)) != 2 * BW_MAC_LEN) {
		return -EBADMSG;
	}
	memcpy(out, mac, sizeof(mac));
	return 0;
}

int
bw_conf_mac_refuse(struct bw_conf_put *put)
{
	if (strlen(put->key) == 2 && bw_text_hex(put->key[0]) >= 0) {
		return bw_conf_refuse(put,
		    "a key ends at its first ':'; write the MAC address with "
		    "dashes");
	}
	return bw_conf_refuse(
	    put, "the key is not a MAC address (write AA-BB-CC-DD-EE-FF)");
}

static int
uuid_parse(const char *text, uint8_t out[BW_UUID_LEN])
{
	int n = digits_parse(text, "-{}", out, BW_UUID_LEN);

	return n == 2 * BW_UUID_LEN ? 0 : -EBADMSG;
}

/* "AA-BB-CC-DD-EE-FF", or "AA-BB-CC/24": the last 24 bits are ignored. */
static int
mac_row_parse(struct bw_conf_put *put, struct bw_conf_match *out)
{
	char mac[BW_CONF_KEY_MAX + 1];
	const char *slash = strchr(put->key, '/');
	uint64_t n_ignored = 0;
	int n_digits;

	bw_text_cut(mac, sizeof(mac), put->key);
	mac[strcspn(mac, "/")] = '\0';
	n_digits = digits_parse(mac, "-:", out->id, BW_MAC_LEN);
	if (n_digits <= 0 || strlen(put->key) == 2) {
		return bw_conf_mac_refuse(put);
	}
	if (slash != NULL && bw_text_u64(slash + 1, strlen(slash + 1), MAC_BITS,
				 &n_ignored) != 0) {
		return bw_conf_refuse(put,
		    "behind the '/' stands the number of low-order bits that "
		    "are ignored, 0 to %d",
		    MAC_BITS);
	}
	if (4 * (uint64_t)n_digits + n_ignored < MAC_BITS) {
		return bw_conf_refuse(put,
		    "only %d digits of a MAC address are written; to ignore "
		    "the rest append /%d",
		    n_digits, MAC_BITS - 4 * n_digits);
	}
	for (size_t bit = 0; bit < MAC_BITS - n_ignored; bit++) {
		out->mask[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
	}
	out->exact = n_ignored == 0;
	return 0;
}

static int
uuid_row_parse(struct bw_conf_put *put, struct bw_conf_match *out)
{
	char uuid[BW_CONF_KEY_MAX + 1];
	const char *slash = strchr(put->key, '/');

	bw_text_cut(uuid, sizeof(uuid), put->key);
	uuid[strcspn(uuid, "/")] = '\0';
	if (uuid_parse(uuid, out->id) != 0) {
		return bw_conf_refuse(put,
		    "the key is not a UUID (8-4-4-4-12 hexadecimal digits)");
	}
	memset(out->mask, 0xff, sizeof(out->mask));
	if (slash != NULL && uuid_parse(slash + 1, out->mask) != 0) {
		return bw_conf_refuse(
		    put, "behind the '/' stand the bits to compare, as a UUID");
	}
	out->exact = true;
	for (size_t i = 0; i < sizeof(out->mask); i++) {
		out->exact = out->exact && out->mask[i] == 0xff;
	}
	return 0;
}

static int
match_put(struct bw_conf_put *put, struct bw_conf_matches *matches,
    struct bw_conf_match *match)
{
	struct bw_conf_match *items = matches->items;

	if (bw_conf_bool_parse(put, &match->value) != 0) {
		return -EBADMSG;
	}
	for (size_t i = 0; i < matches->n; i++) {
		if (memcmp(items[i].id, match->id, sizeof(match->id)) == 0 &&
		    memcmp(items[i].mask, match->mask, sizeof(match->mask)) ==
			0) {
			items[i] = *match;
			return 0;
		}
	}
	if (matches->n < BW_CONF_ROWS_MAX) {
		items = bw_conf_arena_grow(
		    &put->conf->arena, items, matches->n, sizeof(*items));
	}
	if (items == NULL || matches->n == BW_CONF_ROWS_MAX) {
		return bw_conf_refuse(
		    put, "more than %d rows, or no memory", BW_CONF_ROWS_MAX);
	}
	matches->items = items;
	items[matches->n++] = *match;
	return 0;
}

static int
mac_put(struct bw_conf_put *put, struct bw_conf_matches *matches)
{
	struct bw_conf_match match = {0};

	if (mac_row_parse(put, &match) != 0) {
		return -EBADMSG;
	}
	return match_put(put, matches, &match);
}

int
bw_conf_mac_put(struct bw_conf_put *put)
{
	return mac_put(put, &put->conf->bootpd.mac);
}

int
bw_conf_buggy_put(struct bw_conf_put *put)
{
	return mac_put(put, &put->conf->bootpd.buggy_clients);
}

int
bw_conf_uuid_put(struct bw_conf_put *put)
{
	struct bw_conf_match match = {0};

	if (uuid_row_parse(put, &match) != 0) {
		return -EBADMSG;
	}
	return match_put(put, &put->conf->bootpd.uuid, &match);
}

static size_t
n_bits_ignored(const struct bw_conf_match *match)
{
	size_t n = 0;

	for (size_t bit = 0; bit < MAC_BITS; bit++) {
		n += (match->mask[bit / 8] & 0x80 >> bit % 8) == 0 ? 1 : 0;
	}
	return n;
}

static void
macs_write(const struct bw_conf_matches *matches, struct bw_conf_out *out)
{
	for (size_t i = 0; i < matches->n; i++) {
		const struct bw_conf_match *m = &matches->items[i];
		char key[BW_MAC_STR_MAX + 4];
		int len = snprintf(key, sizeof(key),
		    "%02x-%02x-%02x-%02x-%02x-%02x", m->id[0], m->id[1],
		    m->id[2], m->id[3], m->id[4], m->id[5]);

		if (!m->exact) {
			(void)snprintf(key + len, sizeof(key) - (size_t)len,
			    "/%zu", n_bits_ignored(m));
		}
		bw_conf_out_row(out, key, m->value ? "yes" : "no");
	}
}

void
bw_conf_mac_write(const struct bw_conf *conf, struct bw_conf_out *out)
{
	macs_write(&conf->bootpd.mac, out);
}

void
bw_conf_buggy_write(const struct bw_conf *conf, struct bw_conf_out *out)
{
	macs_write(&conf->bootpd.buggy_clients, out);
}

void
bw_conf_uuid_write(const struct bw_conf *conf, struct bw_conf_out *out)
{
	const struct bw_conf_matches *matches = &conf->bootpd.uuid;
	char id[BW_UUID_STR_MAX], mask[BW_UUID_STR_MAX];

	for (size_t i = 0; i < matches->n; i++) {
		const struct bw_conf_match *m = &matches->items[i];
		char key[2 * BW_UUID_STR_MAX];

		(void)snprintf(key, sizeof(key), "%s%s%s",
		    bw_uuid_str(m->id, id), m->exact ? "" : "/",
		    m->exact ? "" : bw_uuid_str(m->mask, mask));
		bw_conf_out_row(out, key, m->value ? "yes" : "no");
	}
}
