/* SPDX-License-Identifier: ISC */
/* Addresses kept for clients; see offers.h. */
#include "offers.h"

#include <string.h>

#define HEADS_MIN 16u

static uint32_t
capacity_for(uint32_t count)
{
	return count < DHCP_OFFERS_MAX ? count : DHCP_OFFERS_MAX;
}

static uint32_t
heads_for(uint32_t capacity)
{
	uint32_t n = HEADS_MIN;

	while (n < capacity) {
		n <<= 1;
	}
	return n;
}

size_t
dhcp_offers_size(uint32_t count)
{
	uint32_t capacity = capacity_for(count);

	return capacity * sizeof(struct dhcp_offer) +
	       DHCP_N_OFFER_KEYS * heads_for(capacity) * sizeof(uint32_t);
}

void
dhcp_offers_init(struct dhcp_offers *offers, void *storage, uint32_t count)
{
	struct dhcp_offer *items = storage;
	uint32_t *heads;

	*offers = (struct dhcp_offers){
	    .items = items,
	    .capacity = capacity_for(count),
	};
	offers->n_heads = heads_for(offers->capacity);
	heads = (uint32_t *)(void *)(items + offers->capacity);
	for (size_t key = 0; key < DHCP_N_OFFER_KEYS; key++) {
		offers->heads[key] = heads + key * offers->n_heads;
		memset(offers->heads[key], 0, offers->n_heads * sizeof(*heads));
	}
}

static uint32_t *
chain(const struct dhcp_offers *offers, enum dhcp_offer_key key,
    const void *bytes, size_t len)
{
	uint32_t hash = bw_bytes_hash(bytes, len);

	return &offers->heads[key][hash & (offers->n_heads - 1)];
}

static uint32_t *
chain_of(const struct dhcp_offers *offers, enum dhcp_offer_key key,
    const struct dhcp_offer *offer)
{
	return key == DHCP_OFFER_KEY_ADDRESS
		   ? chain(offers, key, &offer->address, sizeof(uint32_t))
		   : chain(offers, key, offer->client.bytes, offer->client.len);
}

struct dhcp_offer *
dhcp_offers_by_address(const struct dhcp_offers *offers, uint32_t address)
{
	enum dhcp_offer_key key = DHCP_OFFER_KEY_ADDRESS;
	uint32_t at;

	if (offers->n == 0) {
		return NULL;
	}
	at = *chain(offers, key, &address, sizeof(address));
	while (at != 0 && offers->items[at - 1].address != address) {
		at = offers->items[at - 1].next[key];
	}
	return at != 0 ? &offers->items[at - 1] : NULL;
}

struct dhcp_offer *
dhcp_offers_by_client(
    const struct dhcp_offers *offers, const struct bw_client_id *client)
{
	enum dhcp_offer_key key = DHCP_OFFER_KEY_CLIENT;
	uint32_t at;

	if (offers->n == 0) {
		return NULL;
	}
	at = *chain(offers, key, client->bytes, client->len);
	while (at != 0 &&
	       !bw_client_id_equal(&offers->items[at - 1].client, client)) {
		at = offers->items[at - 1].next[key];
	}
	return at != 0 ? &offers->items[at - 1] : NULL;
}

void
dhcp_offers_remove(struct dhcp_offers *offers, struct dhcp_offer *offer)
{
	uint32_t number = (uint32_t)(offer - offers->items) + 1;

	for (int i = 0; i < DHCP_N_OFFER_KEYS; i++) {
		uint32_t *at = chain_of(offers, (enum dhcp_offer_key)i, offer);

		while (*at != number) {
			BW_ASSERT(*at != 0);
			at = &offers->items[*at - 1].next[i];
		}
		*at = offer->next[i];
	}
	offer->next[0] = offers->unused;
	offers->unused = number;
}

/* One of those that were made long ago, as they are reused in turn. */
static void
forget_one(struct dhcp_offers *offers)
{
	struct dhcp_offer *offer;

	do {
		offer = &offers->items[offers->oldest];
		offers->oldest = (offers->oldest + 1) % offers->capacity;
	} while (offer->committing);
	dhcp_offers_remove(offers, offer);
}

static struct dhcp_offer *
take_place(struct dhcp_offers *offers)
{
	struct dhcp_offer *offer;

	if (offers->unused == 0 && offers->n < offers->capacity) {
		return &offers->items[offers->n++];
	}
	if (offers->unused == 0) {
		forget_one(offers);
	}
	offer = &offers->items[offers->unused - 1];
	offers->unused = offer->next[0];
	return offer;
}

struct dhcp_offer *
dhcp_offers_add(struct dhcp_offers *offers, uint32_t address,
    const struct bw_client_id *client)
{
	struct dhcp_offer *offer = take_place(offers);
	uint32_t number = (uint32_t)(offer - offers->items) + 1;

	offer->address = address;
	offer->committing = false;
	offer->until_ms = 0;
	offer->client = *client;
	for (int i = 0; i < DHCP_N_OFFER_KEYS; i++) {
		uint32_t *head =
		    chain_of(offers, (enum dhcp_offer_key)i, offer);

		offer->next[i] = *head;
		*head = number;
	}
	return offer;
}
