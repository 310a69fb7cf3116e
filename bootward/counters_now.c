/* SPDX-License-Identifier: ISC */
/* What is counted by looking at it; see counters.h.  Pure. */
#include "counters.h"

#include "base/text.h"

static void
add_pool(
    struct counters_now *now, const char *subnet, uint32_t first, uint32_t last)
{
	struct counters_pool *pool = &now->pools[now->n_pools];

	if (now->n_pools < COUNTERS_POOLS_MAX) {
		pool->first = first;
		pool->last = last;
		bw_text_cut(pool->subnet, sizeof(pool->subnet), subnet);
		now->n_pools++;
	}
}

void
counters_now_begin(struct counters_now *now, const struct bw_conf_bootpd *conf)
{
	*now = (struct counters_now){0};
	if (conf->pool_start != 0 && conf->pool_count > 0) {
		add_pool(now, "", conf->pool_start,
		    conf->pool_start + conf->pool_count - 1);
	}
	for (size_t i = 0; i < conf->subnets.n; i++) {
		const struct bw_conf_subnet *subnet = &conf->subnets.items[i];

		for (size_t j = 0; j < subnet->pools.n; j++) {
			add_pool(now, subnet->name,
			    subnet->pools.items[j].first,
			    subnet->pools.items[j].last);
		}
	}
}

void
counters_now_lease(
    struct counters_now *now, const struct bw_lease_row *lease, uint64_t wall_s)
{
	if (lease->state == BW_LEASE_STATE_FREE || lease->expires_s <= wall_s) {
		now->n_leases[BW_LEASE_STATE_FREE]++;
		return;
	}
	now->n_leases[lease->state]++;
	for (size_t i = 0; i < now->n_pools; i++) {
		if (lease->address >= now->pools[i].first &&
		    lease->address <= now->pools[i].last) {
			now->pools[i].n_used++;
			return;
		}
	}
}
