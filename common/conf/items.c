/* SPDX-License-Identifier: ISC */
/*
 * The items of the sections that have names, and the rows of [static_dhcp],
 * which are hosts too; see rows.h.  Pure.
 */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "conf/arena.h"
#include "conf/index.h"
#include "conf/rows.h"
#include "conf/value.h"

/* Items begin with their name. */
static const char *
name_of(const void *item)
{
	const char *name;

	memcpy(&name, item, sizeof(name));
	return name;
}

/* The number of the item of this name; n: there is none. */
static size_t
find(const void *items, size_t n, size_t size, const char *name)
{
	size_t i = 0;

	while (i < n &&
	       strcmp(name_of((const char *)items + i * size), name) != 0) {
		i++;
	}
	return i;
}

/* Room for one item more, or NULL: full, or out of memory. */
static void *
grow(struct bw_conf *conf, void *items, size_t n, size_t size)
{
	if (n == BW_CONF_ROWS_MAX) {
		return NULL;
	}
	return bw_conf_arena_grow(&conf->arena, items, n, size);
}

/* Begin an item: its name, and for every key what the schema says. */
static void *
begin(struct bw_conf *conf, const char *section, const char *name, void *item,
    size_t size)
{
	const char *copy = bw_conf_arena_text(&conf->arena, name);

	if (copy == NULL) {
		return NULL;
	}
	memset(item, 0, size);
	memcpy(item, &copy, sizeof(copy));
	bw_conf_defaults_set(conf, bw_conf_section_find(section), item);
	return item;
}

void *
bw_conf_subnet_item(struct bw_conf *conf, const char *name)
{
	struct bw_conf_subnets *list = &conf->bootpd.subnets;
	size_t size = sizeof(*list->items);
	size_t i = find(list->items, list->n, size, name);
	struct bw_conf_subnet *items;

	if (i < list->n) {
		return &list->items[i];
	}
	items = grow(conf, list->items, list->n, size);
	if (items == NULL ||
	    begin(conf, "subnet", name, &items[i], size) == NULL) {
		return NULL;
	}
	list->items = items;
	list->n++;
	return &items[i];
}

const void *
bw_conf_subnet_nth(const struct bw_conf *conf, size_t i, const char **out_name)
{
	const struct bw_conf_subnets *subnets = &conf->bootpd.subnets;

	if (i >= subnets->n) {
		return NULL;
	}
	*out_name = subnets->items[i].name;
	return &subnets->items[i];
}

void *
bw_conf_class_item(struct bw_conf *conf, const char *name)
{
	struct bw_conf_classes *list = &conf->bootpd.classes;
	size_t size = sizeof(*list->items);
	size_t i = find(list->items, list->n, size, name);
	struct bw_conf_class *items;

	if (i < list->n) {
		return &list->items[i];
	}
	items =
	    i < BW_CONF_CLASSES_MAX ? grow(conf, list->items, i, size) : NULL;
	if (items == NULL ||
	    begin(conf, "class", name, &items[i], size) == NULL) {
		return NULL;
	}
	list->items = items;
	list->n++;
	return &items[i];
}

const void *
bw_conf_class_nth(const struct bw_conf *conf, size_t i, const char **out_name)
{
	const struct bw_conf_classes *classes = &conf->bootpd.classes;

	if (i >= classes->n) {
		return NULL;
	}
	*out_name = classes->items[i].name;
	return &classes->items[i];
}

struct bw_conf_options *
bw_conf_subnet_options(void *subnet)
{
	return &((struct bw_conf_subnet *)subnet)->settings.options;
}

struct bw_conf_options *
bw_conf_class_options(void *class_item)
{
	return &((struct bw_conf_class *)class_item)->settings.options;
}

struct bw_conf_options *
bw_conf_host_options(void *host)
{
	return &((struct bw_conf_host *)host)->settings.options;
}

struct bw_conf_options *
bw_conf_bootpd_options(void *conf)
{
	return &((struct bw_conf *)conf)->bootpd.settings.options;
}

/* The host that the index has under this key, or a new one. */
static struct bw_conf_host *
host_get(struct bw_conf *conf, struct bw_conf_index **index, const void *key,
    size_t len, const char *name)
{
	struct bw_conf_hosts *list = &conf->bootpd.hosts;
	size_t size = sizeof(*list->items);
	size_t i = bw_conf_index_find(*index, key, len);
	struct bw_conf_host *items;

	if (i != BW_CONF_INDEX_NONE) {
		return &list->items[i];
	}
	i = list->n;
	items = grow(conf, list->items, i, size);
	if (items == NULL ||
	    begin(conf, "host", name, &items[i], size) == NULL ||
	    bw_conf_index_add(index, &conf->arena, key, len, i) != 0) {
		return NULL;
	}
	list->items = items;
	list->n++;
	return &items[i];
}

void *
bw_conf_host_item(struct bw_conf *conf, const char *name)
{
	return host_get(
	    conf, &conf->bootpd.hosts.by_name, name, strlen(name), name);
}

const void *
bw_conf_host_nth(const struct bw_conf *conf, size_t i, const char **out_name)
{
	const struct bw_conf_hosts *hosts = &conf->bootpd.hosts;

	if (i >= hosts->n) {
		return NULL;
	}
	*out_name = hosts->items[i].name;
	return &hosts->items[i];
}

int
bw_conf_static_put(struct bw_conf_put *put)
{
	uint8_t mac[BW_MAC_LEN];
	struct bw_conf_host *host;
	uint32_t address;

	if (bw_conf_mac_parse(put->key, mac) != 0) {
		return bw_conf_mac_refuse(put);
	}
	if (bw_ipv4_parse(put->value, &address) != 0 || address == 0) {
		return bw_conf_refuse(put,
		    "\"%.40s\" is not an IPv4 address (write 192.0.2.1)",
		    put->value);
	}
	host = host_get(
	    put->conf, &put->conf->bootpd.hosts.by_mac, mac, BW_MAC_LEN, "");
	if (host == NULL) {
		return bw_conf_refuse(
		    put, "more than %d hosts, or no memory", BW_CONF_ROWS_MAX);
	}
	memcpy(host->mac, mac, BW_MAC_LEN);
	host->address = address;
	return 0;
}

static const char *
mac_dashes(const uint8_t mac[BW_MAC_LEN], char out[BW_MAC_STR_MAX])
{
	bw_mac_str(mac, out);
	for (char *c = out; *c != '\0'; c++) {
		*c = *c == ':' ? '-' : *c;
	}
	return out;
}

void
bw_conf_static_write(const struct bw_conf *conf, struct bw_conf_out *out)
{
	char mac[BW_MAC_STR_MAX], address[BW_ADDR_STR_MAX];

	for (size_t i = 0; i < conf->bootpd.hosts.n; i++) {
		const struct bw_conf_host *host = &conf->bootpd.hosts.items[i];

		if (host->name[0] == '\0') {
			bw_conf_out_row(out, mac_dashes(host->mac, mac),
			    bw_ipv4_str(host->address, address));
		}
	}
}

void *
bw_conf_menu_item(struct bw_conf *conf, const char *name)
{
	struct bw_conf_menu *list = &conf->bootpd.menu;
	size_t size = sizeof(*list->items);
	size_t i = find(list->items, list->n, size, name);
	struct bw_conf_menu_item *items;

	if (i < list->n) {
		return &list->items[i];
	}
	if (list->n == BW_CONF_MENU_MAX) {
		return NULL;
	}
	items = grow(conf, list->items, list->n, size);
	if (items == NULL ||
	    begin(conf, "menu", name, &items[i], size) == NULL) {
		return NULL;
	}
	list->items = items;
	list->n++;
	return &items[i];
}

const void *
bw_conf_menu_nth(const struct bw_conf *conf, size_t i, const char **out_name)
{
	const struct bw_conf_menu *menu = &conf->bootpd.menu;

	if (i >= menu->n) {
		return NULL;
	}
	*out_name = menu->items[i].name;
	return &menu->items[i];
}

void *
bw_conf_export_item(struct bw_conf *conf, const char *name)
{
	struct bw_conf_exports *list = &conf->nbdd.exports;
	size_t size = sizeof(*list->items);
	size_t i = find(list->items, list->n, size, name);
	struct bw_conf_export *items;

	if (i < list->n) {
		return &list->items[i];
	}
	items = grow(conf, list->items, list->n, size);
	if (items == NULL ||
	    begin(conf, "export", name, &items[i], size) == NULL) {
		return NULL;
	}
	list->items = items;
	list->n++;
	return &items[i];
}

const void *
bw_conf_export_nth(const struct bw_conf *conf, size_t i, const char **out_name)
{
	const struct bw_conf_exports *exports = &conf->nbdd.exports;

	if (i >= exports->n) {
		return NULL;
	}
	*out_name = exports->items[i].name;
	return &exports->items[i];
}

void *
bw_conf_root_item(struct bw_conf *conf, const char *name)
{
	struct bw_conf_roots *list = &conf->roots;
	size_t size = sizeof(*list->items);
	size_t i = find(list->items, list->n, size, name);
	struct bw_conf_root *items;

	if (i < list->n) {
		return &list->items[i];
	}
	items = grow(conf, list->items, list->n, size);
	if (items == NULL ||
	    begin(conf, "root", name, &items[i], size) == NULL) {
		return NULL;
	}
	list->items = items;
	list->n++;
	return &items[i];
}

const void *
bw_conf_root_nth(const struct bw_conf *conf, size_t i, const char **out_name)
{
	const struct bw_conf_roots *roots = &conf->roots;

	if (i >= roots->n) {
		return NULL;
	}
	*out_name = roots->items[i].name;
	return &roots->items[i];
}
