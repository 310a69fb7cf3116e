/* SPDX-License-Identifier: ISC */
/* Beginning, end and small questions; see conf.h.  Pure but for memory. */
#include "conf/conf.h"

#include <errno.h>
#include <string.h>

#include "base/url.h"
#include "conf/arena.h"
#include "conf/schema.h"
#include "conf/value.h"

void
bw_conf_defaults_set(
    struct bw_conf *conf, const struct bw_conf_section *section, void *base)
{
	for (size_t i = 0; i < section->n_keys; i++) {
		struct bw_conf_put put = {.conf = conf,
		    .key = section->keys[i].name,
		    .value = section->keys[i].fallback};
		int error = bw_conf_value_parse(&put, &section->keys[i], base);

		BW_ASSERT(error == 0); /* the table's own text */
	}
}

void
bw_conf_init(struct bw_conf *conf)
{
	const struct bw_conf_section *section;

	*conf = (struct bw_conf){0};
	for (size_t i = 0; (section = bw_conf_section_nth(i)) != NULL; i++) {
		if (section->item == NULL) {
			bw_conf_defaults_set(conf, section, conf);
		}
	}
}

void
bw_conf_fini(struct bw_conf *conf)
{
	bw_conf_arena_free(&conf->arena);
	*conf = (struct bw_conf){0};
}

int
bw_conf_addrs_set(struct bw_conf *conf, struct bw_conf_addrs *list,
    const struct bw_addr *addrs, size_t n)
{
	struct bw_addr *items = NULL;

	if (n > 0) {
		items = bw_conf_arena_alloc(&conf->arena, n * sizeof(*items));
		if (items == NULL) {
			return -ENOMEM;
		}
		memcpy(items, addrs, n * sizeof(*items));
	}
	*list = (struct bw_conf_addrs){.items = items, .n = n};
	return 0;
}

static uint32_t
n_pooled(const struct bw_conf_bootpd *bootpd)
{
	uint64_t n = bootpd->pool_start != 0 ? bootpd->pool_count : 0;

	for (size_t i = 0; i < bootpd->subnets.n; i++) {
		const struct bw_conf_pools *pools =
		    &bootpd->subnets.items[i].pools;

		for (size_t j = 0; j < pools->n; j++) {
			n += (uint64_t)pools->items[j].last -
			     pools->items[j].first + 1;
		}
	}
	return n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
}

uint32_t
bw_conf_n_addresses(const struct bw_conf *conf)
{
	uint64_t n = (uint64_t)n_pooled(&conf->bootpd) + conf->bootpd.hosts.n;

	return n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
}

bool
bw_conf_pool_has(const struct bw_conf *conf, uint32_t address)
{
	const struct bw_conf_bootpd *bootpd = &conf->bootpd;

	if (bootpd->pool_start != 0 && address >= bootpd->pool_start &&
	    address - bootpd->pool_start < bootpd->pool_count) {
		return true;
	}
	for (size_t i = 0; i < bootpd->subnets.n; i++) {
		const struct bw_conf_pools *pools =
		    &bootpd->subnets.items[i].pools;

		for (size_t j = 0; j < pools->n; j++) {
			if (address >= pools->items[j].first &&
			    address <= pools->items[j].last) {
				return true;
			}
		}
	}
	return false;
}

bool
bw_conf_has_leases(const struct bw_conf *conf)
{
	const struct bw_conf_bootpd *bootpd = &conf->bootpd;
	bool pool = n_pooled(bootpd) > 0;
	bool reserved = false;

	for (size_t i = 0; i < bootpd->hosts.n; i++) {
		reserved = reserved || bootpd->hosts.items[i].address != 0;
	}
	return bootpd->enabled && !bootpd->proxy && (pool || reserved);
}

bool
bw_conf_wants_pool(const struct bw_conf *conf)
{
	const struct bw_conf_bootpd *bootpd = &conf->bootpd;

	return bootpd->enabled && !bootpd->proxy && bootpd->pool_start == 0 &&
	       bootpd->interfaces.n > 0 && !bw_conf_has_leases(conf);
}

bool
bw_conf_logs_access(const struct bw_conf *conf)
{
	const char *path = conf->httpd.access_log;

	return path[0] != '\0' && strcmp(path, "none") != 0;
}

uint32_t
bw_conf_served(const struct bw_conf_bootpd *bootpd)
{
	if (bootpd->serve != 0) {
		return bootpd->serve;
	}
	return bootpd->allow_simple_dhcp == BW_CONF_TRISTATE_YES
		   ? BW_CONF_SERVE_PXE | BW_CONF_SERVE_PLAIN
		   : BW_CONF_SERVE_PXE;
}

bool
bw_conf_asks_access(const struct bw_conf *conf)
{
	return conf->bootpd.enabled &&
	       conf->bootpd.access == BW_CONF_ACCESS_HTTP;
}

bool
bw_conf_access_is_tls(const struct bw_conf *conf)
{
	const char *location = conf->http.location;
	bool tls;

	(void)bw_url_scheme(location, strlen(location), &tls);
	return tls && bw_conf_asks_access(conf);
}

bool
bw_conf_has_tls(const struct bw_conf *conf)
{
	bool nbdd = conf->nbdd.enabled &&
		    conf->nbdd.exports.starttls != BW_CONF_STARTTLS_NO;

	return conf->tls.certificate[0] != '\0' &&
	       (conf->httpd.enabled || nbdd);
}

bool
bw_conf_http_checks_ip(const struct bw_conf *conf)
{
	return bw_conf_tristate_or(
	    conf->httpd.check_ip, bw_conf_has_leases(conf));
}
