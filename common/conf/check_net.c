/* SPDX-License-Identifier: ISC */
/* Subnets and hosts among themselves; see checking.h.  Pure. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "conf/checking.h"
#include "conf/rows.h"

/* The one that begins first, then the one of the file. */
static int
compare_subnets(const void *a, const void *b)
{
	const struct bw_conf_subnet *const *x = a, *const *y = b;
	uint32_t p = (*x)->network.address, q = (*y)->network.address;

	return p != q ? (p > q) - (p < q) : (*x > *y) - (*x < *y);
}

static void
check_overlap(struct bw_conf_checking *c)
{
	const struct bw_conf_subnets *subnets = &c->conf->bootpd.subnets;
	const struct bw_conf_subnet **sorted =
	    malloc((subnets->n + 1) * sizeof(const struct bw_conf_subnet *));

	if (sorted == NULL) {
		bw_conf_check_complain(c, "out of memory");
		return;
	}
	for (size_t i = 0; i < subnets->n; i++) {
		sorted[i] = &subnets->items[i];
	}
	qsort(sorted, subnets->n, sizeof(const struct bw_conf_subnet *),
	    compare_subnets);
	for (size_t i = 1; i < subnets->n; i++) {
		if (bw_conf_network_has(
			&sorted[i - 1]->network, sorted[i]->network.address)) {
			bw_conf_check_complain(c,
			    "subnet %s.network: overlaps with that of subnet "
			    "%s",
			    sorted[i]->name, sorted[i - 1]->name);
		}
	}
	free(sorted);
}

static bool
class_is_known(const struct bw_conf *conf, const char *name)
{
	const struct bw_conf_classes *classes = &conf->bootpd.classes;
	size_t i = 0;

	while (i < classes->n && strcmp(classes->items[i].name, name) != 0) {
		i++;
	}
	return i < classes->n || strcmp(name, BW_CONF_CLASS_BOOTP) == 0;
}

static void
check_pool(struct bw_conf_checking *c, const struct bw_conf_subnet *subnet,
    const struct bw_conf_pool *pool)
{
	char first[BW_ADDR_STR_MAX], last[BW_ADDR_STR_MAX];
	const struct bw_conf_pool *others = subnet->pools.items;

	(void)bw_ipv4_str(pool->first, first);
	(void)bw_ipv4_str(pool->last, last);
	if (!bw_conf_network_has(&subnet->network, pool->first) ||
	    !bw_conf_network_has(&subnet->network, pool->last)) {
		bw_conf_check_complain(c,
		    "subnet %s.pool: %s-%s is not within its network",
		    subnet->name, first, last);
	}
	for (; others < pool; others++) {
		if (pool->first <= others->last &&
		    others->first <= pool->last) {
			bw_conf_check_complain(c,
			    "subnet %s.pool: %s-%s overlaps with one before "
			    "it",
			    subnet->name, first, last);
		}
	}
	if (pool->guard != BW_CONF_GUARD_NONE &&
	    !class_is_known(c->conf, pool->class_name)) {
		bw_conf_check_complain(c,
		    "subnet %s.pool: there is no class \"%s\"", subnet->name,
		    pool->class_name);
	}
}

static void
check_times(struct bw_conf_checking *c, const char *what, const char *name,
    const struct bw_conf_settings *settings)
{
	if (settings->min_lease_time_s != 0 &&
	    settings->max_lease_time_s != 0 &&
	    settings->min_lease_time_s > settings->max_lease_time_s) {
		bw_conf_check_complain(c,
		    "%s%s.max_lease_time: less than min_lease_time", what,
		    name);
	}
	if (settings->renewal_time_s != 0 && settings->rebinding_time_s != 0 &&
	    settings->renewal_time_s > settings->rebinding_time_s) {
		bw_conf_check_complain(c,
		    "%s%s.rebinding_time: less than renewal_time", what, name);
	}
}

static void
check_hostname(struct bw_conf_checking *c, const char *what, const char *name,
    const char *pattern)
{
	const char *mistake =
	    pattern != NULL ? bw_conf_hostname_mistake(pattern) : NULL;

	if (mistake != NULL) {
		bw_conf_check_complain(
		    c, "%s%s.hostname: %s", what, name, mistake);
	}
}

static void
check_settings(struct bw_conf_checking *c, const char *what, const char *name,
    const struct bw_conf_settings *settings)
{
	check_times(c, what, name, settings);
	check_hostname(c, what, name, settings->hostname);
}

void
bw_conf_check_subnets(struct bw_conf_checking *c)
{
	const struct bw_conf_bootpd *bootpd = &c->conf->bootpd;
	const struct bw_conf_subnets *subnets = &bootpd->subnets;

	check_settings(c, "bootpd", "", &bootpd->settings);
	for (size_t i = 0; i < subnets->n; i++) {
		const struct bw_conf_subnet *subnet = &subnets->items[i];

		check_settings(c, "subnet ", subnet->name, &subnet->settings);
		if (subnet->network.netmask == 0) {
			bw_conf_check_complain(
			    c, "subnet %s.network: missing", subnet->name);
			continue;
		}
		if (bootpd->pool_start != 0 &&
		    bw_conf_network_has(&subnet->network, bootpd->pool_start)) {
			bw_conf_check_complain(c,
			    "subnet %s.network: holds bootpd.pool_start; give "
			    "the subnet a pool instead",
			    subnet->name);
		}
		for (size_t j = 0; j < subnet->pools.n; j++) {
			check_pool(c, subnet, &subnet->pools.items[j]);
		}
	}
	check_overlap(c);
}

/* "00007", "7", "efi-x64" or "unknown" */
static bool
is_arch(const char *text)
{
	uint64_t number;

	return bw_conf_is_arch(text) ||
	       bw_text_equal_nocase(text, BW_CONF_ARCH_UNKNOWN) ||
	       bw_text_u64(text, strlen(text), UINT16_MAX, &number) == 0;
}

static void
check_class(struct bw_conf_checking *c, const struct bw_conf_class *one)
{
	size_t n = one->vendor_class.n + one->user_class.n + one->circuit_id.n +
		   one->remote_id.n + one->arch.n + one->uuid.n + one->mac.n +
		   one->interface.n + one->relay.n + one->time.n;

	check_settings(c, "class ", one->name, &one->settings);
	if (n == 0) {
		bw_conf_check_complain(c,
		    "class %s: has no condition; everybody would be in it",
		    one->name);
	}
	if (strcmp(one->name, BW_CONF_CLASS_BOOTP) == 0) {
		bw_conf_check_complain(c, "class %s: is built in", one->name);
	}
	for (size_t i = 0; i < one->arch.n; i++) {
		if (!is_arch(one->arch.items[i])) {
			bw_conf_check_complain(c,
			    "class %s.arch: no such architecture as \"%s\" "
			    "(write its number, as 7)",
			    one->name, one->arch.items[i]);
		}
	}
}

void
bw_conf_check_classes(struct bw_conf_checking *c)
{
	const struct bw_conf_classes *classes = &c->conf->bootpd.classes;

	for (size_t i = 0; i < classes->n; i++) {
		check_class(c, &classes->items[i]);
	}
}

/* "[host NAME]", or the row of [static_dhcp]. */
static const char *
host_str(const struct bw_conf_host *host, char *out, size_t size)
{
	char mac[BW_MAC_STR_MAX];

	if (host->name[0] != '\0') {
		(void)snprintf(out, size, "[host %s]", host->name);
	} else {
		(void)snprintf(
		    out, size, "static_dhcp.%s", bw_mac_str(host->mac, mac));
	}
	return out;
}

static int
host_compare_mac(const void *a, const void *b)
{
	const struct bw_conf_host *const *x = a, *const *y = b;
	int order = memcmp((*x)->mac, (*y)->mac, BW_MAC_LEN);

	/* equal ones in the order of the file */
	return order != 0 ? order : (*x > *y) - (*x < *y);
}

static int
host_compare_address(const void *a, const void *b)
{
	const struct bw_conf_host *const *x = a, *const *y = b;
	uint32_t p = (*x)->address, q = (*y)->address;

	return p != q ? (p > q) - (p < q) : (*x > *y) - (*x < *y);
}

static bool
same_mac(const struct bw_conf_host *a, const struct bw_conf_host *b)
{
	return memcmp(a->mac, b->mac, BW_MAC_LEN) == 0 &&
	       !bw_bytes_zero(a->mac, BW_MAC_LEN);
}

static bool
same_address(const struct bw_conf_host *a, const struct bw_conf_host *b)
{
	return a->address == b->address && a->address != 0;
}

/* Neighbours of the sorted hosts that share what they must not. */
static void
complain_same(struct bw_conf_checking *c, const struct bw_conf_host **sorted,
    size_t n,
    bool (*same)(const struct bw_conf_host *, const struct bw_conf_host *),
    const char *what)
{
	char a[BW_CONF_MESSAGE_MAX / 2], b[BW_CONF_MESSAGE_MAX / 2];

	for (size_t i = 1; i < n; i++) {
		if (same(sorted[i - 1], sorted[i])) {
			bw_conf_check_complain(c, "%s: the same %s as %s",
			    host_str(sorted[i], b, sizeof(b)), what,
			    host_str(sorted[i - 1], a, sizeof(a)));
		}
	}
}

/* Could anybody ever have this address? */
static bool
is_reachable(const struct bw_conf_bootpd *bootpd, uint32_t address)
{
	const struct bw_conf_subnets *subnets = &bootpd->subnets;
	size_t i = 0;

	while (i < subnets->n &&
	       !bw_conf_network_has(&subnets->items[i].network, address)) {
		i++;
	}
	/* What the short form's network is, its interface tells later. */
	return i < subnets->n || subnets->n == 0 || bootpd->pool_start != 0;
}

static void
check_host(struct bw_conf_checking *c, const struct bw_conf_host *host)
{
	char address[BW_ADDR_STR_MAX], name[BW_CONF_MESSAGE_MAX / 2];

	(void)host_str(host, name, sizeof(name));
	check_settings(c, "host ", host->name, &host->settings);
	check_hostname(c, "host ", host->name, host->hostname);
	if (bw_bytes_zero(host->mac, BW_MAC_LEN) &&
	    bw_bytes_zero(host->uuid, BW_UUID_LEN) &&
	    host->client_id.len == 0 && host->circuit_id.len == 0) {
		bw_conf_check_complain(c,
		    "host %s: needs a mac, uuid, client_id or circuit_id",
		    host->name);
	}
	if (host->address != 0 &&
	    !is_reachable(&c->conf->bootpd, host->address)) {
		bw_conf_check_complain(c, "%s: %s is in no subnet", name,
		    bw_ipv4_str(host->address, address));
	}
}

void
bw_conf_check_hosts(struct bw_conf_checking *c)
{
	const struct bw_conf_hosts *hosts = &c->conf->bootpd.hosts;
	const struct bw_conf_host **sorted =
	    malloc((hosts->n + 1) * sizeof(const struct bw_conf_host *));

	if (sorted == NULL) {
		bw_conf_check_complain(c, "out of memory");
		return;
	}
	for (size_t i = 0; i < hosts->n; i++) {
		sorted[i] = &hosts->items[i];
		check_host(c, sorted[i]);
	}
	qsort(sorted, hosts->n, sizeof(const struct bw_conf_host *),
	    host_compare_mac);
	complain_same(c, sorted, hosts->n, same_mac, "MAC address");
	qsort(sorted, hosts->n, sizeof(const struct bw_conf_host *),
	    host_compare_address);
	complain_same(c, sorted, hosts->n, same_address, "address");
	free(sorted);
}
