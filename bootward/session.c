/* SPDX-License-Identifier: ISC */
/* Boot sessions; see session.h.  Pure. */
#include "session.h"

#include <string.h>

#include "base/text.h"

/* A silence after which the same question is a new boot's. */
#define SESSION_SILENCE_MS (5 * 60 * 1000u)

static uint16_t *
mac_bucket(struct session_table *table, const uint8_t mac[BW_MAC_LEN])
{
	uint32_t hash = bw_bytes_hash(mac, BW_MAC_LEN);

	return &table->by_mac[(hash ^ hash >> 16) % SESSION_BUCKETS];
}

static uint16_t *
address_bucket(struct session_table *table, uint32_t address)
{
	uint32_t hash = bw_bytes_hash(&address, sizeof(address));

	return &table->by_address[(hash ^ hash >> 16) % SESSION_BUCKETS];
}

static struct session *
find_mac(struct session_table *table, const uint8_t mac[BW_MAC_LEN])
{
	uint16_t at = *mac_bucket(table, mac);

	while (at != 0) {
		struct session *machine = &table->machines[at - 1];

		if (memcmp(machine->mac, mac, BW_MAC_LEN) == 0) {
			return machine;
		}
		at = machine->next_by_mac;
	}
	return NULL;
}

static struct session *
find_address(struct session_table *table, uint32_t address)
{
	uint16_t at = *address_bucket(table, address);

	while (at != 0) {
		struct session *machine = &table->machines[at - 1];

		if (machine->address == address) {
			return machine;
		}
		at = machine->next_by_address;
	}
	return NULL;
}

static uint16_t
number_of(const struct session_table *table, const struct session *machine)
{
	return (uint16_t)(machine - table->machines + 1);
}

/* Give a machine an address (0: take it away) and chain it accordingly. */
static void
set_address(
    struct session_table *table, struct session *machine, uint32_t address)
{
	uint16_t number = number_of(table, machine);
	uint16_t *link;

	if (machine->address == address) {
		return;
	}
	if (machine->address != 0) {
		link = address_bucket(table, machine->address);
		while (*link != number) {
			link = &table->machines[*link - 1].next_by_address;
		}
		*link = machine->next_by_address;
	}
	machine->address = address;
	if (address != 0) {
		link = address_bucket(table, address);
		machine->next_by_address = *link;
		*link = number;
	}
}

static void
forget(struct session_table *table, struct session *machine)
{
	uint16_t number = number_of(table, machine);
	uint16_t *link = mac_bucket(table, machine->mac);

	set_address(table, machine, 0);
	while (*link != number) {
		link = &table->machines[*link - 1].next_by_mac;
	}
	*link = machine->next_by_mac;
}

static void
seen_at(struct session_table *table, struct session *machine, uint64_t now_ms)
{
	machine->seen_ms = now_ms;
	recency_renew(&table->order, table->links, number_of(table, machine));
}

static struct session *
add(struct session_table *table, const uint8_t mac[BW_MAC_LEN])
{
	uint16_t *bucket = mac_bucket(table, mac);
	struct session *machine;
	uint16_t number;

	if (table->n < SESSION_MACHINES_MAX) {
		number = (uint16_t)++table->n;
		machine = &table->machines[number - 1];
		recency_add(&table->order, table->links, number);
	} else {
		number = table->order.oldest;
		machine = &table->machines[number - 1];
		forget(table, machine);
		recency_renew(&table->order, table->links, number);
	}
	*machine = (struct session){.arch = BW_ARCH_NONE};
	memcpy(machine->mac, mac, BW_MAC_LEN);
	machine->next_by_mac = *bucket;
	*bucket = number;
	return machine;
}

/* This address is now that machine's and nobody else's. */
static void
hand_address(
    struct session_table *table, struct session *machine, uint32_t address)
{
	struct session *before = find_address(table, address);

	if (before != NULL) {
		set_address(table, before, 0);
	}
	set_address(table, machine, address);
	machine->leased = true;
}

/* Of another server's addresses we have only the machine's word. */
static void
believe(struct session_table *table, struct session *machine, uint32_t address)
{
	const struct session *before = find_address(table, address);

	if (before == NULL || (before != machine && !before->leased)) {
		hand_address(table, machine, address);
		machine->leased = false;
	}
}

static void
begin(struct session_table *table, struct session *machine, uint8_t stage,
    uint64_t now_ms)
{
	machine->id = ++table->last_id;
	machine->first_stage = machine->stage = stage;
	machine->fetched = false;
	machine->started_ms = machine->seen_ms = now_ms;
}

/* Does a DISCOVER of this stage mean that the machine was switched on again? */
static bool
is_new_boot(const struct session *machine, uint8_t stage, uint64_t now_ms)
{
	if (machine->id == 0) {
		return true;
	}
	if (stage == BW_STAGE_OS) {
		return false; /* it renews, or its network came up again */
	}
	if (now_ms - machine->seen_ms > SESSION_SILENCE_MS ||
	    machine->stage > stage) {
		return true;
	}
	/* The stage that the boot began with, after it had gone on. */
	return machine->first_stage == stage && machine->fetched;
}

/* DISCOVER, OFFER, REQUEST, ACK: how long, with what was sent again. */
static void
time_dora(struct session *machine, const struct bw_msg_client_seen *seen,
    uint64_t now_ms)
{
	machine->dora_ms = UINT64_MAX;
	if (seen->asked == DHCP_TYPE_DISCOVER && machine->discovered_ms == 0) {
		machine->discovered_ms = now_ms;
	} else if (seen->asked == DHCP_TYPE_REQUEST &&
		   seen->answer == DHCP_TYPE_ACK &&
		   machine->discovered_ms != 0) {
		machine->dora_ms = now_ms - machine->discovered_ms;
		machine->discovered_ms = 0;
	}
}

struct session *
session_client_seen(struct session_table *table,
    const struct bw_msg_client_seen *seen, uint64_t now_ms)
{
	struct session *machine = find_mac(table, seen->mac);

	if (machine == NULL) {
		machine = add(table, seen->mac);
	}
	if (machine->id == 0 ||
	    (seen->asked == DHCP_TYPE_DISCOVER &&
		is_new_boot(machine, seen->stage, now_ms))) {
		begin(table, machine, seen->stage, now_ms);
	}
	if (seen->stage > machine->stage) {
		machine->stage = seen->stage;
	}
	if (!bw_bytes_zero(seen->uuid, BW_UUID_LEN)) {
		memcpy(machine->uuid, seen->uuid, BW_UUID_LEN);
	}
	if (seen->answer == DHCP_TYPE_ACK && seen->address != 0) {
		hand_address(table, machine, seen->address);
	} else if (seen->taken != 0 && seen->answer != DHCP_TYPE_NAK) {
		believe(table, machine, seen->taken);
	}
	if (seen->arch != BW_ARCH_NONE) {
		machine->arch = seen->arch;
	}
	time_dora(machine, seen, now_ms);
	seen_at(table, machine, now_ms);
	return machine;
}

/* By the lease of its IPv4 address, or the MAC within its IPv6 address. */
static struct session *
find_peer(struct session_table *table, const struct bw_addr *peer)
{
	uint32_t address = bw_addr_to_ipv4(peer);
	uint8_t mac[BW_MAC_LEN];

	if (bw_addr_to_mac(peer, mac) == 0) {
		return find_mac(table, mac);
	}
	return address == 0 ? NULL : find_address(table, address);
}

const struct session *
session_at(struct session_table *table, const struct bw_addr *peer)
{
	return find_peer(table, peer);
}

void
session_granted(struct session_table *table, const uint8_t mac[BW_MAC_LEN],
    const char *file, uint64_t now_ms)
{
	struct session *machine = find_mac(table, mac);

	if (machine == NULL) { /* it is asked about before it is heard of */
		machine = add(table, mac);
		seen_at(table, machine, now_ms);
	}
	bw_text_cut(machine->file, sizeof(machine->file), file);
}

struct session *
session_fetched(
    struct session_table *table, const struct bw_addr *peer, uint64_t now_ms)
{
	struct session *machine = find_peer(table, peer);

	if (machine == NULL) {
		return NULL;
	}
	if (machine->id == 0) {
		begin(table, machine, BW_STAGE_OS, now_ms);
	}
	machine->fetched = true;
	seen_at(table, machine, now_ms);
	return machine;
}

void
session_lease_known(struct session_table *table, const uint8_t mac[BW_MAC_LEN],
    uint32_t address, uint64_t now_ms)
{
	struct session *machine = find_mac(table, mac);

	if (machine == NULL) {
		machine = add(table, mac);
		machine->seen_ms = now_ms;
	}
	hand_address(table, machine, address);
}
