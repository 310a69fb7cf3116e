/* SPDX-License-Identifier: ISC */
/*
 * Values that are lists.  Items stand between commas, or pybootd's
 * semicolons, or spaces; they are written with ", ".  Pure.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "conf/arena.h"
#include "conf/value.h"

#define LIST_SEPARATORS   ",; \t"
#define INTERFACE_STR_MAX 16 /* IFNAMSIZ */

/* The next item; 0, -ENOENT behind the last, -E2BIG. */
static int
next(const char **at, char out[BW_CONF_ITEM_MAX])
{
	const char *item = *at + strspn(*at, LIST_SEPARATORS);
	size_t len = strcspn(item, LIST_SEPARATORS);

	if (len == 0) {
		return -ENOENT;
	}
	if (len >= BW_CONF_ITEM_MAX) {
		return -E2BIG;
	}
	memcpy(out, item, len);
	out[len] = '\0';
	*at = item + len;
	return 0;
}

int
bw_conf_list_each(struct bw_conf_put *put, const char *text,
    bw_conf_item_take *take, void *out)
{
	char item[BW_CONF_ITEM_MAX];
	size_t n = 0;
	int error;

	while ((error = next(&text, item)) == 0) {
		if (n == BW_CONF_ITEMS_MAX) {
			return bw_conf_refuse(
			    put, "more than %d items", BW_CONF_ITEMS_MAX);
		}
		if (take(put, item, n, out) != 0) {
			return -EBADMSG;
		}
		n++;
	}
	if (error != -ENOENT) {
		return bw_conf_refuse(put, "item %zu is longer than %d bytes",
		    n + 1, BW_CONF_ITEM_MAX - 1);
	}
	return 0;
}

int
bw_conf_target_parse(const char *item, struct bw_addr *out)
{
	char host[BW_CONF_ITEM_MAX];
	const char *colon = strrchr(item, ':');
	bool bracketed = item[0] == '[' && colon != NULL && colon[-1] == ']';
	size_t skip = bracketed ? 1 : 0, len;
	struct bw_addr addr;
	uint64_t port;

	if (colon == NULL) {
		return -EBADMSG;
	}
	len = (size_t)(colon - item) - 2 * skip;
	memcpy(host, item + skip, len);
	host[len] = '\0';
	if (bw_addr_parse(host, &addr) != 0 ||
	    (addr.family == BW_FAMILY_IPV6) != bracketed ||
	    bw_text_u64(colon + 1, strlen(colon + 1), UINT16_MAX, &port) != 0 ||
	    port == 0) {
		return -EBADMSG;
	}
	addr.port = (uint16_t)port;
	*out = addr;
	return 0;
}

int
bw_conf_target_refuse(struct bw_conf_put *put, const char *item)
{
	return bw_conf_refuse(
	    put, "\"%s\" is not ADDRESS:PORT; names are not looked up", item);
}

static bool
is_ipv4_only(enum bw_conf_type type)
{
	return type == BW_CONF_TYPE_DNS || type == BW_CONF_TYPE_IPV4S;
}

static int
addr_parse(enum bw_conf_type type, const char *item, struct bw_addr *out)
{
	struct bw_addr addr;

	if (type == BW_CONF_TYPE_TARGETS) {
		return bw_conf_target_parse(item, out);
	}
	if (bw_addr_parse(item, &addr) != 0 ||
	    (is_ipv4_only(type) && addr.family != BW_FAMILY_IPV4)) {
		return -EBADMSG;
	}
	*out = addr;
	return 0;
}

static int
addr_refuse(struct bw_conf_put *put, enum bw_conf_type type, const char *item)
{
	if (type == BW_CONF_TYPE_TARGETS) {
		return bw_conf_target_refuse(put, item);
	}
	return bw_conf_refuse(put, "\"%s\" is not an IP%s address", item,
	    is_ipv4_only(type) ? "v4" : "");
}

struct addrs {
	enum bw_conf_type type;
	size_t n;
	struct bw_addr items[BW_CONF_ITEMS_MAX];
};

static int
addr_take(struct bw_conf_put *put, char *item, size_t i, void *out)
{
	struct addrs *addrs = out;

	if (addr_parse(addrs->type, item, &addrs->items[i]) != 0) {
		return addr_refuse(put, addrs->type, item);
	}
	addrs->n = i + 1;
	return 0;
}

static int
addrs_parse(struct bw_conf_put *put, enum bw_conf_type type, const char *text,
    struct bw_conf_addrs *out)
{
	struct addrs addrs = {.type = type};

	if (bw_conf_list_each(put, text, addr_take, &addrs) != 0) {
		return -EBADMSG;
	}
	if (bw_conf_addrs_set(put->conf, out, addrs.items, addrs.n) != 0) {
		return bw_conf_refuse(put, "out of memory");
	}
	return 0;
}

/* "auto", perhaps followed by what the parent found; or addresses alone. */
static int
dns_parse(struct bw_conf_put *put, struct bw_conf_dns *out)
{
	static const char word[] = "auto";
	const char *at = put->value;
	char item[BW_CONF_ITEM_MAX];
	bool automatic =
	    next(&at, item) == 0 && bw_text_equal_nocase(item, word);
	const char *addrs = automatic ? at : put->value;

	if (addrs_parse(put, BW_CONF_TYPE_DNS, addrs, &out->addrs) != 0) {
		return -EBADMSG;
	}
	out->automatic = automatic;
	return 0;
}

static int
name_take(struct bw_conf_put *put, char *item, size_t i, void *out)
{
	struct bw_conf_arena **arena = &put->conf->arena;
	struct bw_conf_names *names = out;
	const char **items =
	    bw_conf_arena_grow(arena, names->items, i, sizeof(*items));
	const char *copy = bw_conf_arena_text(arena, item);

	if (items == NULL || copy == NULL) {
		return bw_conf_refuse(put, "out of memory");
	}
	items[i] = copy;
	*names = (struct bw_conf_names){items, i + 1};
	return 0;
}

static int
interface_take(struct bw_conf_put *put, char *item, size_t i, void *out)
{
	if (strlen(item) >= INTERFACE_STR_MAX || strchr(item, '/') != NULL) {
		return bw_conf_refuse(
		    put, "\"%s\" cannot be the name of an interface", item);
	}
	return name_take(put, item, i, out);
}

static int
names_parse(
    struct bw_conf_put *put, bw_conf_item_take *take, struct bw_conf_names *out)
{
	struct bw_conf_names names = {NULL, 0};

	if (bw_conf_list_each(put, put->value, take, &names) != 0) {
		return -EBADMSG;
	}
	*out = names;
	return 0;
}

int
bw_conf_list_parse(struct bw_conf_put *put, enum bw_conf_type type, void *field)
{
	if (type == BW_CONF_TYPE_NAMES) {
		return names_parse(put, interface_take, field);
	}
	if (type == BW_CONF_TYPE_WORDS) {
		return names_parse(put, name_take, field);
	}
	if (type == BW_CONF_TYPE_DNS) {
		return dns_parse(put, field);
	}
	return addrs_parse(put, type, put->value, field);
}

static void
addrs_text(
    const struct bw_conf_addrs *addrs, bool more, struct bw_conf_out *out)
{
	char str[BW_ADDR_STR_MAX];

	for (size_t i = 0; i < addrs->n; i++) {
		bw_conf_out_text(out, more || i > 0 ? ", " : "");
		bw_conf_out_text(out, bw_addr_str(&addrs->items[i], str));
	}
}

static void
names_text(const struct bw_conf_names *names, struct bw_conf_out *out)
{
	for (size_t i = 0; i < names->n; i++) {
		bw_conf_out_text(out, i > 0 ? ", " : "");
		bw_conf_out_text(out, names->items[i]);
	}
}

void
bw_conf_list_text(
    enum bw_conf_type type, const void *field, struct bw_conf_out *out)
{
	const struct bw_conf_dns *dns = field;

	if (type == BW_CONF_TYPE_NAMES || type == BW_CONF_TYPE_WORDS ||
	    type == BW_CONF_TYPE_PATTERNS) {
		names_text(field, out);
	} else if (type == BW_CONF_TYPE_DNS) {
		bw_conf_out_text(out, dns->automatic ? "auto" : "");
		addrs_text(&dns->addrs, dns->automatic, out);
	} else {
		addrs_text(field, false, out);
	}
}

bool
bw_conf_list_begins(const char *text)
{
	char item[BW_CONF_ITEM_MAX];
	struct bw_addr addr;

	return next(&text, item) == 0 &&
	       (bw_addr_parse(item, &addr) == 0 ||
		   bw_conf_target_parse(item, &addr) == 0);
}
