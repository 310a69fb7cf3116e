/* SPDX-License-Identifier: ISC */
/* How much anybody is heard; see flood.h. */
#include "flood.h"

#include <errno.h>
#include <string.h>

#define CLIENT_INTERVAL_MS 1000u /* a client's bucket gains one packet */
#define SECOND_US          UINT64_C(1000000)

static uint32_t
sets_for(const struct bw_conf_flood *conf)
{
	return (conf->clients + DHCP_FLOOD_WAYS - 1) / DHCP_FLOOD_WAYS;
}

size_t
dhcp_flood_size(const struct bw_conf_flood *conf)
{
	return sets_for(conf) * DHCP_FLOOD_WAYS *
	       sizeof(struct dhcp_flood_client);
}

void
dhcp_flood_init(struct dhcp_flood *flood, const struct bw_conf_flood *conf,
    void *storage, uint32_t seed)
{
	*flood = (struct dhcp_flood){
	    .conf = conf,
	    .clients = storage,
	    .n_sets = sets_for(conf),
	    .seed = seed,
	};
}

static struct dhcp_flood_client *
set_of(struct dhcp_flood *flood, const uint8_t mac[BW_MAC_LEN])
{
	struct {
		uint32_t seed;
		uint8_t mac[BW_MAC_LEN];
	} key = {.seed = flood->seed};
	uint32_t hash;

	memcpy(key.mac, mac, BW_MAC_LEN);
	hash = bw_bytes_hash(&key, sizeof(key.seed) + BW_MAC_LEN);
	hash = (hash ^ hash >> 15) % flood->n_sets;
	return &flood->clients[hash * DHCP_FLOOD_WAYS];
}

/* Does a leave before b? */
static bool
leaves_first(const struct dhcp_flood_client *a,
    const struct dhcp_flood_client *b, uint64_t now_ms)
{
	bool a_suspended = now_ms < a->suspended_ms;
	bool b_suspended = now_ms < b->suspended_ms;

	if (a->used != b->used) {
		return !a->used;
	}
	if (a_suspended != b_suspended) {
		return !a_suspended;
	}
	return a_suspended ? a->suspended_ms < b->suspended_ms
			   : a->full_ms < b->full_ms;
}

/* The client's entry, made in place of another's when it has none. */
static struct dhcp_flood_client *
entry(struct dhcp_flood *flood, const uint8_t mac[BW_MAC_LEN], uint64_t now_ms)
{
	struct dhcp_flood_client *set = set_of(flood, mac);
	struct dhcp_flood_client *first = &set[0];

	for (uint32_t i = 0; i < DHCP_FLOOD_WAYS; i++) {
		if (set[i].used && memcmp(set[i].mac, mac, BW_MAC_LEN) == 0) {
			return &set[i];
		}
		if (leaves_first(&set[i], first, now_ms)) {
			first = &set[i];
		}
	}
	*first = (struct dhcp_flood_client){.used = true, .full_ms = now_ms};
	memcpy(first->mac, mac, BW_MAC_LEN);
	return first;
}

uint64_t
dhcp_flood_length_ms(
    const struct dhcp_flood *flood, const struct dhcp_flood_client *client)
{
	return UINT64_C(1000) * (client->denied ? flood->conf->suspend_denied_s
						: flood->conf->suspend_s);
}

static void
suspend(const struct dhcp_flood *flood, struct dhcp_flood_client *client,
    uint64_t now_ms, bool denied)
{
	client->denied = denied;
	client->suspended_ms = now_ms + dhcp_flood_length_ms(flood, client);
	client->full_ms = client->suspended_ms;
}

enum dhcp_flood_verdict
dhcp_flood_client(
    struct dhcp_flood *flood, const uint8_t mac[BW_MAC_LEN], uint64_t now_ms)
{
	const struct bw_conf_flood *conf = flood->conf;
	struct dhcp_flood_client *client;

	if (flood->n_sets == 0) {
		return DHCP_FLOOD_HEARD;
	}
	client = entry(flood, mac, now_ms);
	if (now_ms < client->suspended_ms) {
		return DHCP_FLOOD_IGNORED;
	}
	if (client->full_ms < now_ms) {
		client->full_ms = now_ms;
	}
	if (client->full_ms - now_ms <=
	    (uint64_t)(conf->burst - 1) * CLIENT_INTERVAL_MS) {
		client->full_ms += CLIENT_INTERVAL_MS;
		return DHCP_FLOOD_HEARD;
	}
	if (conf->suspend_s == 0) {
		return DHCP_FLOOD_IGNORED; /* until its bucket fills */
	}
	suspend(flood, client, now_ms, false);
	return DHCP_FLOOD_SUSPENDED;
}

/* One out of a bucket that holds a second's worth; rate 0: any number. */
static bool
take(uint64_t *full_us, uint32_t rate, uint64_t now_us)
{
	if (rate == 0) {
		return true;
	}
	if (*full_us < now_us) {
		*full_us = now_us;
	}
	if (*full_us - now_us > SECOND_US - SECOND_US / rate) {
		return false;
	}
	*full_us += SECOND_US / rate;
	return true;
}

bool
dhcp_flood_stranger(struct dhcp_flood *flood, uint32_t ifindex, uint64_t now_ms)
{
	uint64_t *full_us =
	    &flood->interface_full_us[ifindex % DHCP_FLOOD_INTERFACES];

	return take(full_us, flood->conf->interface_rate, now_ms * 1000) &&
	       take(&flood->all_full_us, flood->conf->rate, now_ms * 1000);
}

void
dhcp_flood_deny(
    struct dhcp_flood *flood, const uint8_t mac[BW_MAC_LEN], uint64_t now_ms)
{
	if (flood->n_sets > 0 && flood->conf->suspend_denied_s > 0) {
		suspend(flood, entry(flood, mac, now_ms), now_ms, true);
	}
}

const struct dhcp_flood_client *
dhcp_flood_next_suspended(
    const struct dhcp_flood *flood, size_t *at, uint64_t now_ms)
{
	while (*at < (size_t)flood->n_sets * DHCP_FLOOD_WAYS) {
		const struct dhcp_flood_client *client =
		    &flood->clients[(*at)++];

		if (client->used && now_ms < client->suspended_ms) {
			return client;
		}
	}
	return NULL;
}

int
dhcp_flood_pardon(struct dhcp_flood *flood, const uint8_t *mac, uint64_t now_ms)
{
	size_t n = (size_t)flood->n_sets * DHCP_FLOOD_WAYS;
	int error = mac == NULL ? 0 : -ENOENT;

	for (size_t i = 0; i < n; i++) {
		struct dhcp_flood_client *client = &flood->clients[i];

		if (client->used && now_ms < client->suspended_ms &&
		    (mac == NULL ||
			memcmp(client->mac, mac, BW_MAC_LEN) == 0)) {
			client->suspended_ms = 0;
			client->full_ms = now_ms;
			error = 0;
		}
	}
	return error;
}
