/* SPDX-License-Identifier: ISC */
/* Rows that the operator names; see rows.h.  Pure. */
#include "conf/rows.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "conf/arena.h"
#include "conf/filter.h"
#include "conf/value.h"

#define ARCH_DIGITS 5

/* Who may have a boot file of their own, besides five digits. */
static const char *const bootfile_names[] = {"default", "ipxe", "bios",
    "efi-ia64", "efi-ia32", "efi-x64", "efi-xscale", "efi-bc", "efi-arm32",
    "efi-arm64", "efi-riscv32", "efi-riscv64", "efi-loongarch32",
    "efi-loongarch64", "http-bios", "http-ia32", "http-x64", "http-bc",
    "http-arm32", "http-arm64", "http-riscv32", "http-riscv64",
    "http-loongarch32", "http-loongarch64", "rpi"};

/* In front of an architecture: what its iPXE is given. */
static const char ipxe_prefix[] = "ipxe-";

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
	size_t prefix_len = sizeof(ipxe_prefix) - 1;

	if (strncmp(name, ipxe_prefix, prefix_len) == 0) {
		name += prefix_len;
	}
	for (size_t i = 0; i < ARRAY_LEN(bootfile_names); i++) {
		if (strcmp(bootfile_names[i], name) == 0) {
			return true;
		}
	}
	return is_arch_code(name);
}

bool
bw_conf_is_arch(const char *name)
{
	return is_bootfile_name(name) && strcmp(name, "default") != 0 &&
	       strcmp(name, "ipxe") != 0;
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
	const char *mistake = bw_filter_mistake(put->value);

	if (mistake != NULL) {
		return bw_conf_refuse(put, "%s", mistake);
	}
	return pair_put(put, &put->conf->tftpd.filters, put->key);
}

void
bw_conf_filters_write(const struct bw_conf *conf, struct bw_conf_out *out)
{
	pairs_write(&conf->tftpd.filters, out);
}

int
bw_conf_resolved_put(struct bw_conf_put *put)
{
	return pair_put(put, &put->conf->fetchd.resolved, put->key);
}

void
bw_conf_resolved_write(const struct bw_conf *conf, struct bw_conf_out *out)
{
	pairs_write(&conf->fetchd.resolved, out);
}
