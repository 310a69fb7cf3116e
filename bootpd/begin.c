/* SPDX-License-Identifier: ISC */
/* A core's storage and how it begins; see core.h. */
#include "core.h"

static uint32_t
lease_capacity(const struct bw_conf *conf)
{
	return conf->bootpd.proxy ? 0 : bw_conf_n_addresses(conf);
}

static size_t
leases_size(const struct bw_conf *conf)
{
	return bw_aligned(
	    bw_lease_table_size(lease_capacity(conf), BW_N_LEASE_KEYS));
}

static size_t
hosts_size(const struct bw_conf *conf)
{
	return bw_aligned(dhcp_hosts_size(conf->bootpd.hosts.n));
}

static size_t
networks_size(const struct bw_conf *conf)
{
	return bw_aligned(dhcp_networks_size(conf));
}

size_t
dhcp_core_storage_size(const struct bw_conf *conf)
{
	return leases_size(conf) + hosts_size(conf) + networks_size(conf) +
	       dhcp_flood_size(&conf->bootpd.flood);
}

static void
exclude_all(struct dhcp_core *core, const struct bw_conf_addrs *addrs)
{
	for (size_t i = 0; i < addrs->n; i++) {
		dhcp_networks_exclude(
		    &core->networks, bw_addr_to_ipv4(&addrs->items[i]));
	}
}

static void
exclude_settings(
    struct dhcp_core *core, const struct bw_conf_settings *settings)
{
	dhcp_networks_exclude(&core->networks, settings->next_server);
	exclude_all(core, &settings->router);
	exclude_all(core, &settings->dns.addrs);
	exclude_all(core, &settings->ntp);
}

/* Whatever has an address of its own is in no pool. */
static void
exclude_configured(struct dhcp_core *core)
{
	const struct bw_conf_bootpd *conf = &core->conf->bootpd;

	dhcp_networks_exclude(&core->networks, conf->address);
	dhcp_networks_exclude(&core->networks, conf->gateway);
	exclude_settings(core, &conf->settings);
	for (size_t i = 0; i < conf->subnets.n; i++) {
		exclude_settings(core, &conf->subnets.items[i].settings);
	}
	for (size_t i = 0; i < conf->hosts.n; i++) {
		dhcp_networks_exclude(
		    &core->networks, conf->hosts.items[i].address);
	}
}

void
dhcp_core_init(struct dhcp_core *core, const struct bw_conf *conf,
    void *storage, bool can_link, uint32_t seed)
{
	uint8_t *at = storage;

	core->conf = conf;
	core->can_link = can_link;
	bw_lease_table_init(
	    &core->leases, at, lease_capacity(conf), BW_N_LEASE_KEYS, seed);
	at += leases_size(conf);
	dhcp_hosts_init(&core->hosts, &conf->bootpd.hosts, at);
	at += hosts_size(conf);
	dhcp_networks_init(&core->networks, conf, at);
	at += networks_size(conf);
	dhcp_flood_init(&core->flood, &conf->bootpd.flood, at, seed);
	dhcp_pending_init(&core->pending);
	core->by_arp.wait_ms = DHCP_CONFLICT_MS;
	core->by_echo.wait_ms = DHCP_CONFLICT_ECHO_MS;
	core->echo_mark = seed;
	exclude_configured(core);
}
