/* SPDX-License-Identifier: ISC */
/*
 * Values that are networks, lists of them, and pools: "10.1.0.0/24",
 * "10.1.0.100-10.1.0.199 only phones".  Pure.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "conf/arena.h"
#include "conf/value.h"

#define POOLS_MAX    32 /* of one subnet */
#define POOL_STR_MAX 160
#define POOL_BLANKS  " \t"
#define ANY          "any"

static uint32_t
netmask_of(unsigned bits)
{
	return bits == 0 ? 0 : UINT32_MAX << (32 - bits);
}

static bool
is_netmask(uint32_t mask)
{
	return (~mask & (~mask + 1)) == 0;
}

/* Behind the '/': a number of bits, or a mask. */
static int
netmask_parse(const char *text, uint32_t *out)
{
	uint64_t bits;
	uint32_t mask;

	if (bw_text_u64(text, strlen(text), 32, &bits) == 0) {
		*out = netmask_of((unsigned)bits);
		return 0;
	}
	if (bw_ipv4_parse(text, &mask) != 0 || !is_netmask(mask)) {
		return -EBADMSG;
	}
	*out = mask;
	return 0;
}

/* ADDRESS, which is a network of its own, or ADDRESS/BITS. */
static int
network_parse(const char *text, struct bw_conf_network *out)
{
	struct bw_conf_network network = {.netmask = UINT32_MAX};
	const char *slash = strchr(text, '/');
	char address[BW_CONF_ITEM_MAX];

	bw_text_cut(address, sizeof(address), text);
	address[strcspn(address, "/")] = '\0';
	if (bw_ipv4_parse(address, &network.address) != 0 ||
	    (slash != NULL &&
		netmask_parse(slash + 1, &network.netmask) != 0)) {
		return -EBADMSG;
	}
	*out = network;
	return 0;
}

static int
host_part_refuse(struct bw_conf_put *put, const struct bw_conf_network *network)
{
	char address[BW_ADDR_STR_MAX];

	return bw_conf_refuse(put,
	    "\"%.40s\" is an address in a network; the network begins at %s",
	    put->value,
	    bw_ipv4_str(network->address & network->netmask, address));
}

int
bw_conf_network_put(struct bw_conf_put *put, struct bw_conf_network *out)
{
	struct bw_conf_network network = {0, 0};

	if (put->value[0] == '\0') {
		*out = network;
		return 0;
	}
	if (strchr(put->value, '/') == NULL ||
	    network_parse(put->value, &network) != 0 || network.netmask == 0) {
		return bw_conf_refuse(put,
		    "\"%.40s\" is not a network (write 192.0.2.0/24)",
		    put->value);
	}
	if ((network.address & ~network.netmask) != 0) {
		return host_part_refuse(put, &network);
	}
	*out = network;
	return 0;
}

static int
network_take(struct bw_conf_put *put, char *item, size_t i, void *out)
{
	struct bw_conf_networks *list = out;
	struct bw_conf_network network = {0, 0};
	struct bw_conf_network *items = bw_conf_arena_grow(
	    &put->conf->arena, list->items, i, sizeof(*items));

	if (items == NULL) {
		return bw_conf_refuse(put, "out of memory");
	}
	if (!bw_text_equal_nocase(item, ANY) &&
	    network_parse(item, &network) != 0) {
		return bw_conf_refuse(put,
		    "\"%s\" is neither an IPv4 address nor a network "
		    "(write 192.0.2.1 or 192.0.2.0/24)",
		    item);
	}
	network.address &= network.netmask;
	items[i] = network;
	*list = (struct bw_conf_networks){.items = items, .n = i + 1};
	return 0;
}

int
bw_conf_networks_parse(struct bw_conf_put *put, struct bw_conf_networks *out)
{
	struct bw_conf_networks list = {.items = NULL, .n = 0};

	if (bw_conf_list_each(put, put->value, network_take, &list) != 0) {
		return -EBADMSG;
	}
	*out = list;
	return 0;
}

void
bw_conf_network_text(
    const struct bw_conf_network *network, struct bw_conf_out *out)
{
	char address[BW_ADDR_STR_MAX];
	unsigned bits = 0;

	while (bits < 32 && (network->netmask << bits & UINT32_C(1) << 31)) {
		bits++;
	}
	if (bits > 0) {
		bw_conf_out_text(out, bw_ipv4_str(network->address, address));
	}
	if (bits > 0 && bits < 32) {
		bw_conf_out_format(out, "/%u", bits);
	}
}

void
bw_conf_networks_text(
    const struct bw_conf_networks *networks, struct bw_conf_out *out)
{
	for (size_t i = 0; i < networks->n; i++) {
		bw_conf_out_text(out, i > 0 ? ", " : "");
		if (networks->items[i].netmask == 0) {
			bw_conf_out_text(out, ANY);
		} else {
			bw_conf_network_text(&networks->items[i], out);
		}
	}
}

/* One word of a pool; "" behind the last. */
static void
word_next(const char **at, char out[POOL_STR_MAX])
{
	size_t len;

	*at += strspn(*at, POOL_BLANKS);
	len = strcspn(*at, POOL_BLANKS);
	memcpy(out, *at, len);
	out[len] = '\0';
	*at += len;
}

/* "FIRST-LAST", or one address alone. */
static int
range_parse(const char *text, struct bw_conf_pool *out)
{
	const char *dash = strchr(text, '-');
	char first[POOL_STR_MAX];

	bw_text_cut(first, sizeof(first), text);
	first[strcspn(first, "-")] = '\0';
	if (bw_ipv4_parse(first, &out->first) != 0 || out->first == 0) {
		return -EBADMSG;
	}
	out->last = out->first;
	if (dash != NULL && bw_ipv4_parse(dash + 1, &out->last) != 0) {
		return -EBADMSG;
	}
	return out->first <= out->last ? 0 : -ERANGE;
}

/* "only CLASS" or "not CLASS" behind the range. */
static int
guard_parse(struct bw_conf_put *put, const char *at, struct bw_conf_pool *out)
{
	char word[POOL_STR_MAX], name[POOL_STR_MAX], more[POOL_STR_MAX];

	word_next(&at, word);
	word_next(&at, name);
	word_next(&at, more);
	out->class_name = "";
	if (word[0] == '\0') {
		return 0;
	}
	if (bw_text_equal_nocase(word, "only")) {
		out->guard = BW_CONF_GUARD_ONLY;
	} else if (bw_text_equal_nocase(word, "not")) {
		out->guard = BW_CONF_GUARD_NOT;
	}
	if (out->guard == BW_CONF_GUARD_NONE || name[0] == '\0' ||
	    more[0] != '\0') {
		return bw_conf_refuse(put,
		    "behind a range may stand \"only CLASS\" or \"not "
		    "CLASS\"");
	}
	out->class_name = bw_conf_arena_text(&put->conf->arena, name);
	return out->class_name != NULL ? 0
				       : bw_conf_refuse(put, "out of memory");
}

static int
pool_parse(struct bw_conf_put *put, const char *text, struct bw_conf_pool *out)
{
	struct bw_conf_pool pool = {0};
	char range[POOL_STR_MAX];
	const char *at = text;
	int error;

	word_next(&at, range);
	error = range_parse(range, &pool);
	if (error == -ERANGE) {
		return bw_conf_refuse(
		    put, "\"%.60s\": the last comes before the first", range);
	}
	if (error != 0) {
		return bw_conf_refuse(put,
		    "\"%.60s\" is not a range (write 192.0.2.10-192.0.2.99)",
		    range);
	}
	if (guard_parse(put, at, &pool) != 0) {
		return -EBADMSG;
	}
	*out = pool;
	return 0;
}

int
bw_conf_pools_parse(struct bw_conf_put *put, struct bw_conf_pools *out)
{
	struct bw_conf_pools pools = {NULL, 0};
	const char *at = put->value;

	pools.items = bw_conf_arena_alloc(
	    &put->conf->arena, POOLS_MAX * sizeof(*pools.items));
	if (pools.items == NULL) {
		return bw_conf_refuse(put, "out of memory");
	}
	while (at[strspn(at, POOL_BLANKS ",;")] != '\0') {
		char text[POOL_STR_MAX];
		size_t len;

		at += strspn(at, POOL_BLANKS ",;");
		len = strcspn(at, ",;");
		if (len >= sizeof(text) || pools.n == POOLS_MAX) {
			return bw_conf_refuse(put,
			    "more than %d pools, or one of more than %d bytes",
			    POOLS_MAX, POOL_STR_MAX - 1);
		}
		memcpy(text, at, len);
		text[len] = '\0';
		if (pool_parse(put, text, &pools.items[pools.n]) != 0) {
			return -EBADMSG;
		}
		pools.n++;
		at += len;
	}
	*out = pools;
	return 0;
}

void
bw_conf_pools_text(const struct bw_conf_pools *pools, struct bw_conf_out *out)
{
	char address[BW_ADDR_STR_MAX];

	for (size_t i = 0; i < pools->n; i++) {
		const struct bw_conf_pool *pool = &pools->items[i];

		bw_conf_out_text(out, i > 0 ? ", " : "");
		bw_conf_out_text(out, bw_ipv4_str(pool->first, address));
		bw_conf_out_text(out, "-");
		bw_conf_out_text(out, bw_ipv4_str(pool->last, address));
		if (pool->guard != BW_CONF_GUARD_NONE) {
			bw_conf_out_text(out, pool->guard == BW_CONF_GUARD_ONLY
						  ? " only "
						  : " not ");
			bw_conf_out_text(out, pool->class_name);
		}
	}
}
