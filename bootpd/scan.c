/* SPDX-License-Identifier: ISC */
/* The pools' addresses, asked for at the start; see scan.h. */
#include "scan.h"

#include <string.h>

#include "core.h"
#include "probe.h"

/* Addresses that are not asked for cost a step less, but not nothing. */
#define LOOKS_MAX 256u

void
dhcp_scan_begin(struct dhcp_core *core, uint64_t now_ms)
{
	const struct bw_conf_bootpd *conf = &core->conf->bootpd;

	if (conf->scan && core->can_probe && !conf->proxy) {
		core->scan = (struct dhcp_scan){
		    .asks = true,
		    .due_ms = now_ms,
		    .until_ms = UINT64_MAX,
		};
	}
}

uint64_t
dhcp_scan_due(const struct dhcp_scan *scan)
{
	return scan->asks ? scan->due_ms : UINT64_MAX;
}

/* The own one first; NULL behind the last. */
static struct dhcp_network *
network_nth(struct dhcp_networks *networks, size_t n)
{
	if (n == 0) {
		return &networks->own;
	}
	return n <= networks->n_subnets ? &networks->subnets[n - 1] : NULL;
}

/* The interface on the wire of this network; NULL: it is not on ours. */
static const struct bw_msg_interface *
find_interface(const struct dhcp_core *core, const struct dhcp_network *network)
{
	const struct dhcp_network *one = network;

	do {
		for (size_t i = 0; i < core->n_interfaces; i++) {
			const struct bw_msg_interface *interface =
			    &core->interfaces[i];

			if (one->netmask != 0 &&
			    ((interface->address ^ one->address) &
				one->netmask) == 0) {
				return interface;
			}
		}
		one = one->next;
	} while (one != network);
	return NULL;
}

/* The pool that the next address is of; NULL: there is none. */
static const struct dhcp_pool *
find_pool(struct dhcp_core *core, const struct bw_msg_interface **out_interface)
{
	struct dhcp_scan *scan = &core->scan;
	struct dhcp_network *network;

	while (
	    (network = network_nth(&core->networks, scan->network)) != NULL) {
		const struct bw_msg_interface *interface =
		    find_interface(core, network);

		for (; interface != NULL && scan->pool < network->n_pools;
		     scan->pool++, scan->offset = 0) {
			if (scan->offset < network->pools[scan->pool].count) {
				*out_interface = interface;
				return &network->pools[scan->pool];
			}
		}
		scan->network++;
		scan->pool = 0;
		scan->offset = 0;
	}
	return NULL;
}

/* Would we give it to anybody now? */
static bool
is_free(const struct dhcp_core *core, const struct dhcp_pool *pool,
    uint32_t address, uint64_t wall_s)
{
	const struct bw_lease_row *lease =
	    bw_lease_table_by_address(&core->leases, address);

	return dhcp_pool_has(pool, address) &&
	       !dhcp_pool_is_committing(pool, address) &&
	       (lease == NULL || !bw_lease_in_force(lease, wall_s));
}

void
dhcp_scan_step(
    struct dhcp_core *core, struct dhcp_now now, struct dhcp_actions *out)
{
	struct dhcp_scan *scan = &core->scan;
	const struct bw_msg_interface *interface = NULL;
	const struct dhcp_pool *pool = NULL;
	unsigned n_asked = 0;

	if (now.ms < dhcp_scan_due(scan)) {
		return;
	}
	for (unsigned i = 0; i < LOOKS_MAX && n_asked < DHCP_SCAN_STEP; i++) {
		uint32_t address;

		pool = find_pool(core, &interface);
		if (pool == NULL) {
			scan->asks = false;
			scan->until_ms = now.ms + DHCP_SCAN_WAIT_MS;
			return;
		}
		address = pool->first + scan->offset++;
		if (is_free(core, pool, address, now.wall_s)) {
			dhcp_probe_ask(interface, address, out);
			n_asked++;
		}
	}
	scan->due_ms = now.ms + DHCP_SCAN_STEP_MS;
}

/* Did it have this address last?  Then it has not heard that it is over. */
static bool
had_it(const struct dhcp_core *core, const struct dhcp_arp *arp)
{
	const struct bw_lease_row *lease =
	    bw_lease_table_by_address(&core->leases, arp->address);

	return lease != NULL && memcmp(lease->mac, arp->mac, BW_MAC_LEN) == 0;
}

void
dhcp_scan_heard(struct dhcp_core *core, uint32_t ifindex,
    const struct dhcp_arp *arp, struct dhcp_now now, struct dhcp_actions *out)
{
	const struct dhcp_network *network =
	    dhcp_networks_at(&core->networks, arp->address);
	const struct dhcp_pool *pool =
	    dhcp_networks_pool(&core->networks, arp->address);
	const struct bw_msg_interface *interface =
	    network != NULL ? find_interface(core, network) : NULL;

	if (now.ms >= core->scan.until_ms || interface == NULL ||
	    interface->index != ifindex ||
	    !is_free(core, pool, arp->address, now.wall_s) ||
	    had_it(core, arp)) {
		return;
	}
	dhcp_probe_quarantine(core, arp->address, arp->mac, now, out);
	dhcp_actions_add(out, DHCP_ACTION_FOUND)->u.found = *arp;
}
