/* SPDX-License-Identifier: ISC */
/*
 * Whom an export is for: MAC and IP addresses, each perhaps with the number of
 * its first bits that count.  Pure.
 */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "conf/arena.h"
#include "conf/rows.h"
#include "conf/value.h"

#define IPV4_BITS 32
#define IPV6_BITS 128
#define MAC_BITS  (8 * BW_MAC_LEN)

static bool
prefix_equal(const uint8_t *a, const uint8_t *b, unsigned n_bits)
{
	unsigned n_bytes = n_bits / 8, rest = n_bits % 8;
	uint8_t mask = (uint8_t)(0xff00 >> rest);

	return memcmp(a, b, n_bytes) == 0 &&
	       (rest == 0 || ((a[n_bytes] ^ b[n_bytes]) & mask) == 0);
}

bool
bw_conf_allows(const struct bw_conf_allows *allows, const struct bw_addr *addr,
    const uint8_t *mac)
{
	for (size_t i = 0; i < allows->n; i++) {
		const struct bw_conf_allow *item = &allows->items[i];

		if (item->addr.family == BW_FAMILY_NONE) {
			if (mac != NULL &&
			    prefix_equal(mac, item->mac, item->prefix)) {
				return true;
			}
		} else if (item->addr.family == addr->family &&
			   prefix_equal(
			       addr->ip, item->addr.ip, item->prefix)) {
			return true;
		}
	}
	return allows->n == 0;
}

static unsigned
bits_of(const struct bw_conf_allow *allow)
{
	switch ((enum bw_family)allow->addr.family) {
	case BW_FAMILY_IPV4:
		return IPV4_BITS;
	case BW_FAMILY_IPV6:
		return IPV6_BITS;
	case BW_FAMILY_NONE:
		break;
	}
	return MAC_BITS;
}

static int
item_parse(struct bw_conf_put *put, char *item, struct bw_conf_allow *out)
{
	char *slash = strchr(item, '/');
	struct bw_conf_allow allow = {0};
	uint64_t prefix;

	if (slash != NULL) {
		*slash = '\0';
	}
	if (bw_addr_parse(item, &allow.addr) != 0 &&
	    bw_mac_parse(item, allow.mac) != 0) {
		return bw_conf_refuse(put,
		    "\"%s\" is neither a MAC address nor an IP address", item);
	}
	prefix = bits_of(&allow);
	if (slash != NULL && bw_text_u64(slash + 1, strlen(slash + 1),
				 bits_of(&allow), &prefix) != 0) {
		return bw_conf_refuse(put,
		    "behind the '/' of \"%s\" stands how many of its first "
		    "bits count, 0 to %u",
		    item, bits_of(&allow));
	}
	allow.prefix = (uint8_t)prefix;
	*out = allow;
	return 0;
}

static int
item_take(struct bw_conf_put *put, char *item, size_t i, void *out)
{
	struct bw_conf_allows *list = out;
	struct bw_conf_allow *items = bw_conf_arena_grow(
	    &put->conf->arena, list->items, i, sizeof(*items));

	if (items == NULL) {
		return bw_conf_refuse(put, "out of memory");
	}
	*list = (struct bw_conf_allows){items, i + 1};
	return item_parse(put, item, &items[i]);
}

int
bw_conf_allow_parse(struct bw_conf_put *put, struct bw_conf_allows *field)
{
	struct bw_conf_allows list = {NULL, 0};

	if (bw_conf_list_each(put, put->value, item_take, &list) != 0) {
		return -EBADMSG;
	}
	*field = list;
	return 0;
}

void
bw_conf_allow_text(const struct bw_conf_allows *field, struct bw_conf_out *out)
{
	char ip[BW_ADDR_STR_MAX], mac[BW_MAC_STR_MAX];

	for (size_t i = 0; i < field->n; i++) {
		const struct bw_conf_allow *item = &field->items[i];

		bw_conf_out_text(out, i > 0 ? ", " : "");
		bw_conf_out_text(out, item->addr.family == BW_FAMILY_NONE
					  ? bw_mac_str(item->mac, mac)
					  : bw_addr_ip_str(&item->addr, ip));
		if (item->prefix != bits_of(item)) {
			bw_conf_out_format(out, "/%u", (unsigned)item->prefix);
		}
	}
}
