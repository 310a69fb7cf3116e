/* SPDX-License-Identifier: ISC */
/* Which machine an address belongs to; see clients.h. */
#include "clients.h"

#include <string.h>

#include "base/text.h"
#include "commits.h"
#include "os/clock.h"

const struct bw_lease_row *
clients_lease(uint32_t address)
{
	const struct bw_lease_row *lease = commits_find(address);

	if (lease != NULL && lease->state == BW_LEASE_STATE_BOUND &&
	    lease->expires_s > bw_clock_wall_s()) {
		return lease;
	}
	return NULL;
}

static const struct bw_conf_host *
host_of(const struct bw_conf *conf, uint32_t address)
{
	for (size_t i = 0; i < conf->bootpd.hosts.n; i++) {
		const struct bw_conf_host *host = &conf->bootpd.hosts.items[i];

		if (host->address == address && address != 0) {
			return host;
		}
	}
	return NULL;
}

bool
clients_have(uint32_t address)
{
	return clients_lease(address) != NULL || commits_reserved(address);
}

const uint8_t *
clients_mac(const struct bw_conf *conf, uint32_t address)
{
	const struct bw_lease_row *lease = clients_lease(address);
	const struct bw_conf_host *host =
	    lease == NULL ? host_of(conf, address) : NULL;

	if (lease != NULL && !bw_bytes_zero(lease->mac, BW_MAC_LEN)) {
		return lease->mac;
	}
	return host != NULL ? host->mac : NULL;
}

/* Is it called by a name, and not after a pattern? */
static bool
is_name(const struct bw_conf_host *host)
{
	return host != NULL && host->hostname[0] != '\0' &&
	       strchr(host->hostname, '{') == NULL;
}

void
clients_hostname(
    const struct bw_conf *conf, uint32_t address, char out[BW_HOSTNAME_MAX])
{
	const struct bw_lease_row *row = clients_lease(address);
	const struct bw_conf_host *host = host_of(conf, address);
	struct bw_lease lease = {.hostname = ""};

	if (row != NULL) {
		commits_get(row, &lease);
	}
	bw_text_cut(out, BW_HOSTNAME_MAX,
	    is_name(host) ? host->hostname : lease.hostname);
}
