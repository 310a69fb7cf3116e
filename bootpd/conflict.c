/* SPDX-License-Identifier: ISC */
/* Addresses that are asked for; see conflict.h. */
#include "conflict.h"

#include <string.h>

static uint32_t
place(const struct dhcp_conflicts *conflicts, uint32_t nth)
{
	return (conflicts->first + nth) % DHCP_CONFLICTS_MAX;
}

bool
dhcp_conflicts_wait_for(
    const struct dhcp_conflicts *conflicts, const uint8_t mac[BW_MAC_LEN])
{
	for (uint32_t i = 0; i < conflicts->n; i++) {
		const struct dhcp_conflict *one =
		    &conflicts->items[place(conflicts, i)];

		if (one->waits && memcmp(one->mac, mac, BW_MAC_LEN) == 0) {
			return true;
		}
	}
	return false;
}

struct dhcp_conflict *
dhcp_conflicts_add(struct dhcp_conflicts *conflicts, uint32_t address,
    const uint8_t mac[BW_MAC_LEN], const struct dhcp_packet *packet,
    uint64_t now_ms)
{
	struct dhcp_conflict *one;

	if (conflicts->n == DHCP_CONFLICTS_MAX) {
		return NULL;
	}
	BW_ASSERT(packet->len <= sizeof(one->bytes));
	one = &conflicts->items[place(conflicts, conflicts->n++)];
	one->waits = true;
	one->address = address;
	memcpy(one->mac, mac, BW_MAC_LEN);
	one->due_ms = now_ms + conflicts->wait_ms;
	one->granted = false;
	one->packet = *packet;
	memmove(one->bytes, packet->bytes, packet->len); /* it may be its own */
	one->packet.bytes = one->bytes;
	return one;
}

const struct dhcp_conflict *
dhcp_conflicts_answered(struct dhcp_conflicts *conflicts,
    const struct dhcp_arp *arp, uint32_t ifindex)
{
	for (uint32_t i = 0; i < conflicts->n; i++) {
		struct dhcp_conflict *one =
		    &conflicts->items[place(conflicts, i)];

		if (one->waits && one->address == arp->address &&
		    (ifindex == 0 || one->packet.ifindex == ifindex) &&
		    memcmp(one->mac, arp->mac, BW_MAC_LEN) != 0) {
			one->waits = false;
			return one;
		}
	}
	return NULL;
}

static struct dhcp_conflict *
take_first(struct dhcp_conflicts *conflicts)
{
	struct dhcp_conflict *one = &conflicts->items[conflicts->first];

	conflicts->first = place(conflicts, 1);
	conflicts->n--;
	return one;
}

const struct dhcp_conflict *
dhcp_conflicts_over(struct dhcp_conflicts *conflicts, uint64_t now_ms)
{
	while (conflicts->n > 0 && dhcp_conflicts_due(conflicts) <= now_ms) {
		struct dhcp_conflict *one = take_first(conflicts);

		if (one->waits) {
			one->waits = false;
			return one;
		}
	}
	return NULL;
}

uint64_t
dhcp_conflicts_due(const struct dhcp_conflicts *conflicts)
{
	return conflicts->n > 0 ? conflicts->items[conflicts->first].due_ms
				: UINT64_MAX;
}
