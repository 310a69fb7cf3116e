/* SPDX-License-Identifier: ISC */
/*
 * Hosts by what identifies them; see hosts.h.  The keys are the operator's
 * own, so the hash needs no seed.
 */
#include "hosts.h"

#include <string.h>

#include "access.h"
#include "relay.h"

#define HEADS_MIN 16u

/* The bytes that a host is found by under one of its keys. */
struct key {
	const void *bytes;
	size_t len; /* 0: it has no such key */
};

static uint32_t
heads_for(size_t n)
{
	uint32_t heads = HEADS_MIN;

	while (heads < n * DHCP_N_HOST_KEYS) {
		heads <<= 1;
	}
	return heads;
}

size_t
dhcp_hosts_size(size_t n)
{
	return (heads_for(n) + n * DHCP_N_HOST_KEYS) * sizeof(uint32_t);
}

static struct key
key_of(const struct bw_conf_host *host, enum dhcp_host_key which)
{
	struct key key = {NULL, 0};

	switch (which) {
	case DHCP_HOST_KEY_MAC:
		key = (struct key){host->mac, BW_MAC_LEN};
		break;
	case DHCP_HOST_KEY_UUID:
		key = (struct key){host->uuid, BW_UUID_LEN};
		break;
	case DHCP_HOST_KEY_CLIENT_ID:
		return (struct key){host->client_id.at, host->client_id.len};
	case DHCP_HOST_KEY_CIRCUIT_ID:
		return (struct key){host->circuit_id.at, host->circuit_id.len};
	case DHCP_HOST_KEY_ADDRESS:
		key = (struct key){&host->address, sizeof(host->address)};
		break;
	case DHCP_N_HOST_KEYS:
		break;
	}
	if (bw_bytes_zero(key.bytes, key.len)) {
		key.len = 0;
	}
	return key;
}

static uint32_t *
chain(const struct dhcp_hosts *hosts, enum dhcp_host_key which, struct key key)
{
	uint32_t hash = bw_bytes_hash(key.bytes, key.len) + which;

	return &hosts->heads[hash & (hosts->n_heads - 1)];
}

void
dhcp_hosts_init(
    struct dhcp_hosts *hosts, const struct bw_conf_hosts *conf, void *storage)
{
	hosts->conf = conf;
	hosts->n_heads = heads_for(conf->n);
	hosts->heads = storage;
	hosts->next = hosts->heads + hosts->n_heads;
	memset(storage, 0, dhcp_hosts_size(conf->n));
	for (size_t i = conf->n; i-- > 0;) { /* the first is found first */
		for (int k = 0; k < DHCP_N_HOST_KEYS; k++) {
			enum dhcp_host_key which = (enum dhcp_host_key)k;
			struct key key = key_of(&conf->items[i], which);
			uint32_t number =
			    (uint32_t)(i * DHCP_N_HOST_KEYS) + (uint32_t)k;
			uint32_t *head;

			if (key.len > 0) {
				head = chain(hosts, which, key);
				hosts->next[number] = *head;
				*head = number + 1;
			}
		}
	}
}

static const struct bw_conf_host *
find(const struct dhcp_hosts *hosts, enum dhcp_host_key which, struct key key)
{
	uint32_t at = *chain(hosts, which, key);

	for (; at != 0; at = hosts->next[at - 1]) {
		const struct bw_conf_host *host =
		    &hosts->conf->items[(at - 1) / DHCP_N_HOST_KEYS];
		struct key own = key_of(host, which);

		if ((at - 1) % DHCP_N_HOST_KEYS == which &&
		    own.len == key.len &&
		    memcmp(own.bytes, key.bytes, key.len) == 0) {
			return host;
		}
	}
	return NULL;
}

static const struct bw_conf_host *
find_by_uuid(const struct dhcp_hosts *hosts, const uint8_t uuid[BW_UUID_LEN])
{
	const struct bw_conf_host *host =
	    find(hosts, DHCP_HOST_KEY_UUID, (struct key){uuid, BW_UUID_LEN});
	uint8_t turned[BW_UUID_LEN];

	if (host != NULL) {
		return host;
	}
	dhcp_uuid_turn(uuid, turned);
	return find(
	    hosts, DHCP_HOST_KEY_UUID, (struct key){turned, BW_UUID_LEN});
}

/* As sent, or behind the type octet 0, which stands before mere texts. */
static const struct bw_conf_host *
find_by_client_id(const struct dhcp_hosts *hosts, struct dhcp_bytes id)
{
	const struct bw_conf_host *host =
	    find(hosts, DHCP_HOST_KEY_CLIENT_ID, (struct key){id.at, id.len});

	if (host == NULL && id.len > 1 && id.at[0] == 0) {
		host = find(hosts, DHCP_HOST_KEY_CLIENT_ID,
		    (struct key){id.at + 1, id.len - 1});
	}
	return host;
}

const struct bw_conf_host *
dhcp_hosts_of(const struct dhcp_hosts *hosts,
    const struct dhcp_message *message, const struct dhcp_client *client)
{
	struct dhcp_bytes id =
	    dhcp_message_option(message, DHCP_OPTION_CLIENT_IDENTIFIER);
	struct dhcp_bytes circuit =
	    dhcp_relay_option(message, DHCP_RELAY_OPTION_CIRCUIT_ID);
	const struct bw_conf_host *host = find(
	    hosts, DHCP_HOST_KEY_MAC, (struct key){client->mac, BW_MAC_LEN});

	if (host == NULL && !bw_bytes_zero(client->uuid, BW_UUID_LEN)) {
		host = find_by_uuid(hosts, client->uuid);
	}
	if (host == NULL && id.len > 0) {
		host = find_by_client_id(hosts, id);
	}
	if (host == NULL && circuit.len > 0) {
		host = find(hosts, DHCP_HOST_KEY_CIRCUIT_ID,
		    (struct key){circuit.at, circuit.len});
	}
	return host;
}

const struct bw_conf_host *
dhcp_hosts_by_address(const struct dhcp_hosts *hosts, uint32_t address)
{
	return find(hosts, DHCP_HOST_KEY_ADDRESS,
	    (struct key){&address, sizeof(address)});
}
