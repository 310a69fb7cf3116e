/* SPDX-License-Identifier: ISC */
/* Rows that the operator names; see rows.h.  Pure. */
#include "conf/rows.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "conf/arena.h"
#include "conf/value.h"

#define ARCH_DIGITS 5

/* Who may have a boot file of their own, besides five digits. */
static const char *const bootfile_names[] = {"default", "ipxe", "bios",
    "efi-ia32", "efi-x64", "efi-bc", "efi-arm32", "efi-arm64", "efi-riscv64",
    "efi-loongarch64", "http-bios", "http-ia32", "http-x64", "http-bc",
    "http-arm32", "http-arm64", "http-riscv64", "http-loongarch64"};

/* The pair of this name, or a new one; NULL: full, or out of memory. */
static struct bw_conf_pair *
pair_get(struct bw_conf *conf, struct bw_conf_pairs *pairs, const char *name)
{
	struct bw_conf_pair *items;

	for (size_t i = 0; i < pairs->n; i++) {
		if (strcmp(pairs->items[i].name, name) == 0) {
			return &pairs->items[i];
		}
	}
	if (pairs->n == BW_CONF_ROWS_MAX) {
		return NULL;
	}
	items = bw_conf_arena_grow(
	    &conf->arena, pairs->items, pairs->n, sizeof(*items));
	name = items == NULL ? NULL : bw_conf_arena_text(&conf->arena, name);
	if (name == NULL) {
		return NULL;
	}
	pairs->items = items;
	items[pairs->n] = (struct bw_conf_pair){.name = name, .value = ""};
	return &items[pairs->n++];
}

static int
pair_put(struct bw_conf_put *put, struct bw_conf_pairs *pairs, const char *name)
{
	struct bw_conf *conf = put->conf;
	const char *value = bw_conf_arena_text(&conf->arena, put->value);
	struct bw_conf_pair *pair =
	    value == NULL ? NULL : pair_get(conf, pairs, name);

	if (pair == NULL) {
		return bw_conf_refuse(
		    put, "more than %d rows, or no memory", BW_CONF_ROWS_MAX);
	}
	pair->value = value;
	return 0;
}

static void
pairs_write(const struct bw_conf_pairs *pairs, struct bw_conf_out *out)
{
	for (size_t i = 0; i < pairs->n; i++) {
		bw_conf_out_row(
		    out, pairs->items[i].name, pairs->items[i].value);
	}
}

/* The number of option 93 (RFC 4578 2.1) as option 60 spells it. */
static bool
is_arch_code(const char *name)
{
	uint64_t number;

	return strlen(name) == ARCH_DIGITS &&
	       bw_text_u64(name, ARCH_DIGITS, UINT16_MAX, &number) == 0;
}

static bool
is_bootfile_name(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(bootfile_names); i++) {
		if (strcmp(bootfile_names[i], name) == 0) {
			return true;
		}
	}
	return is_arch_code(name);
}

static int
bootfile_refuse(struct bw_conf_put *put)
{
	struct bw_conf_nearest nearest = {.wanted = put->key};

	for (size_t i = 0; i < ARRAY_LEN(bootfile_names); i++) {
		bw_conf_nearest_try(&nearest, bootfile_names[i]);
	}
	return bw_conf_refuse(put,
	    "no such architecture (write its five digits, as 00007)%s%s%s",
	    nearest.best == NULL ? "" : "; did you mean \"",
	    nearest.best == NULL ? "" : nearest.best,
	    nearest.best == NULL ? "" : "\"?");
}

int
bw_conf_bootfile_put(struct bw_conf_put *put)
{
	char name[BW_CONF_KEY_MAX + 1];

	bw_text_cut(name, sizeof(name), put->key);
	for (char *c = name; *c != '\0'; c++) {
		*c = bw_text_lower(*c);
	}
	if (!is_bootfile_name(name)) {
		return bootfile_refuse(put);
	}
	if (strlen(put->value) > BW_CONF_BOOT_FILE_MAX) {
		return bw_conf_refuse(
		    put, "longer than %d bytes", BW_CONF_BOOT_FILE_MAX);
	}
	return pair_put(put, &put->conf->bootpd.bootfile, name);
}

void
bw_conf_bootfile_write(const struct bw_conf *conf, struct bw_conf_out *out)
{
	pairs_write(&conf->bootpd.bootfile, out);
}

int
bw_conf_filters_put(struct bw_conf_put *put)
{
	return pair_put(put, &put->conf->tftpd.filters, put->key);
}

void
bw_conf_filters_write(const struct bw_conf *conf, struct bw_conf_out *out)
{
	pairs_write(&conf->tftpd.filters, out);
}

/* A new host behind the others; NULL: full, or out of memory. */
static struct bw_conf_host *
host_add(struct bw_conf *conf, const char *name)
{
	struct bw_conf_hosts *hosts = &conf->bootpd.hosts;
	struct bw_conf_host *items;

	if (hosts->n == BW_CONF_ROWS_MAX) {
		return NULL;
	}
	items = bw_conf_arena_grow(
	    &conf->arena, hosts->items, hosts->n, sizeof(*items));
	name = items == NULL ? NULL : bw_conf_arena_text(&conf->arena, name);
	if (name == NULL) {
		return NULL;
	}
	hosts->items = items;
	items[hosts->n] = (struct bw_conf_host){
	    .name = name, .hostname = "", .boot_file = ""};
	return &items[hosts->n++];
}

void *
bw_conf_host_item(struct bw_conf *conf, const char *name)
{
	struct bw_conf_hosts *hosts = &conf->bootpd.hosts;

	for (size_t i = 0; i < hosts->n; i++) {
		if (strcmp(hosts->items[i].name, name) == 0) {
			return &hosts->items[i];
		}
	}
	return host_add(conf, name);
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

/* The row of [static_dhcp] with this MAC, or a new one. */
static struct bw_conf_host *
static_get(struct bw_conf *conf, const uint8_t mac[BW_MAC_LEN])
{
	struct bw_conf_hosts *hosts = &conf->bootpd.hosts;
	struct bw_conf_host *added;

	for (size_t i = 0; i < hosts->n; i++) {
		struct bw_conf_host *host = &hosts->items[i];

		if (host->name[0] == '\0' &&
		    memcmp(host->mac, mac, BW_MAC_LEN) == 0) {
			return host;
		}
	}
	added = host_add(conf, "");
	if (added != NULL) {
		memcpy(added->mac, mac, BW_MAC_LEN);
	}
	return added;
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
	host = static_get(put->conf, mac);
	if (host == NULL) {
		return bw_conf_refuse(
		    put, "more than %d hosts, or no memory", BW_CONF_ROWS_MAX);
	}
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
bw_conf_export_item(struct bw_conf *conf, const char *name)
{
	struct bw_conf_exports *exports = &conf->nbdd.exports;
	struct bw_conf_export *items;

	for (size_t i = 0; i < exports->n; i++) {
		if (strcmp(exports->items[i].name, name) == 0) {
			return &exports->items[i];
		}
	}
	if (exports->n == BW_CONF_ROWS_MAX) {
		return NULL;
	}
	items = bw_conf_arena_grow(
	    &conf->arena, exports->items, exports->n, sizeof(*items));
	name = items == NULL ? NULL : bw_conf_arena_text(&conf->arena, name);
	if (name == NULL) {
		return NULL;
	}
	exports->items = items;
	items[exports->n] = (struct bw_conf_export){
	    .name = name, .path = "", .description = "", .cow_quota_mib = 256};
	return &items[exports->n++];
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
	struct bw_conf_roots *roots = &conf->roots;
	struct bw_conf_root *items;

	for (size_t i = 0; i < roots->n; i++) {
		if (strcmp(roots->items[i].name, name) == 0) {
			return &roots->items[i];
		}
	}
	if (roots->n == BW_CONF_ROWS_MAX) {
		return NULL;
	}
	items = bw_conf_arena_grow(
	    &conf->arena, roots->items, roots->n, sizeof(*items));
	name = items == NULL ? NULL : bw_conf_arena_text(&conf->arena, name);
	if (name == NULL) {
		return NULL;
	}
	roots->items = items;
	items[roots->n] = (struct bw_conf_root){.name = name,
	    .prefix = "/",
	    .path = "",
	    .tftpd = true,
	    .httpd = true};
	return &items[roots->n++];
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
