/* SPDX-License-Identifier: ISC */
/* Who is served at all; see access.h. */
#include "access.h"

#include <string.h>

#include "identify.h"

static bool
matches(const struct bw_conf_match *row, const uint8_t *id, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (((row->id[i] ^ id[i]) & row->mask[i]) != 0) {
			return false;
		}
	}
	return true;
}

static const struct bw_conf_match *
find(const struct bw_conf_matches *list, const uint8_t *id, size_t len)
{
	const struct bw_conf_match *masked = NULL;

	for (size_t i = 0; i < list->n; i++) {
		const struct bw_conf_match *row = &list->items[i];

		if (!matches(row, id, len)) {
			continue;
		}
		if (row->exact) {
			return row;
		}
		if (masked == NULL) {
			masked = row;
		}
	}
	return masked;
}

bool
dhcp_access_mac_allowed(
    const struct bw_conf_matches *list, const uint8_t mac[BW_MAC_LEN])
{
	const struct bw_conf_match *row = find(list, mac, BW_MAC_LEN);

	return row != NULL && row->value;
}

bool
dhcp_access_uuid_allowed(
    const struct bw_conf_matches *list, const uint8_t uuid[BW_UUID_LEN])
{
	const struct bw_conf_match *as_sent;
	const struct bw_conf_match *turned;
	uint8_t other[BW_UUID_LEN];

	if (bw_bytes_zero(uuid, BW_UUID_LEN)) {
		return false;
	}
	dhcp_uuid_turn(uuid, other);
	as_sent = find(list, uuid, BW_UUID_LEN);
	turned = find(list, other, BW_UUID_LEN);
	if (as_sent != NULL && turned != NULL) {
		return as_sent->value && turned->value;
	}
	return (as_sent != NULL && as_sent->value) ||
	       (turned != NULL && turned->value);
}

static struct dhcp_access_verdict *
set_of(struct dhcp_access *access, const uint8_t mac[BW_MAC_LEN])
{
	return access
	    ->verdicts[bw_bytes_hash(mac, BW_MAC_LEN) % DHCP_ACCESS_SETS];
}

static struct dhcp_access_verdict *
verdict_of(struct dhcp_access *access, const uint8_t mac[BW_MAC_LEN])
{
	struct dhcp_access_verdict *set = set_of(access, mac);

	for (size_t i = 0; i < DHCP_ACCESS_WAYS; i++) {
		if (set[i].known && memcmp(set[i].mac, mac, BW_MAC_LEN) == 0) {
			return &set[i];
		}
	}
	return NULL;
}

static struct dhcp_access_verdict *
verdict_make(struct dhcp_access *access, const uint8_t mac[BW_MAC_LEN])
{
	struct dhcp_access_verdict *set = set_of(access, mac);
	struct dhcp_access_verdict *oldest = verdict_of(access, mac);

	if (oldest == NULL) {
		oldest = &set[0];
		for (size_t i = 1; i < DHCP_ACCESS_WAYS; i++) {
			if (oldest->known &&
			    (!set[i].known ||
				set[i].used_ms < oldest->used_ms)) {
				oldest = &set[i];
			}
		}
	}
	memset(oldest, 0, sizeof(*oldest));
	memcpy(oldest->mac, mac, BW_MAC_LEN);
	oldest->known = true;
	return oldest;
}

const struct dhcp_access_verdict *
dhcp_access_granted(struct dhcp_access *access, const uint8_t mac[BW_MAC_LEN],
    uint8_t phase, uint32_t cache_s, uint64_t now_ms)
{
	struct dhcp_access_verdict *verdict = verdict_of(access, mac);

	if (verdict == NULL || verdict->phase != phase ||
	    (cache_s > 0 &&
		now_ms - verdict->granted_ms >= (uint64_t)cache_s * 1000)) {
		return NULL;
	}
	verdict->used_ms = now_ms;
	return verdict;
}

static void
keep(struct dhcp_access_question *question, const struct dhcp_packet *packet)
{
	BW_ASSERT(packet->len <= sizeof(question->bytes));
	question->packet = *packet;
	memcpy(question->bytes, packet->bytes, packet->len);
	question->packet.bytes = question->bytes;
}

bool
dhcp_access_is_asked(struct dhcp_access *access, const uint8_t mac[BW_MAC_LEN],
    uint8_t phase, const struct dhcp_packet *packet)
{
	for (size_t i = 0; i < ARRAY_LEN(access->questions); i++) {
		struct dhcp_access_question *question = &access->questions[i];

		if (question->id != 0 && question->phase == phase &&
		    memcmp(question->mac, mac, BW_MAC_LEN) == 0) {
			keep(question, packet);
			return true;
		}
	}
	return false;
}

uint32_t
dhcp_access_ask(struct dhcp_access *access, const uint8_t mac[BW_MAC_LEN],
    uint8_t phase, const struct dhcp_packet *packet, uint64_t due_ms)
{
	struct dhcp_access_question *question = access->questions;

	if (access->n_questions == ARRAY_LEN(access->questions)) {
		return 0;
	}
	while (question->id != 0) {
		question++;
	}
	access->last_id++;
	if (access->last_id == 0) {
		access->last_id = 1;
	}
	question->id = access->last_id;
	question->due_ms = due_ms;
	question->phase = phase;
	memcpy(question->mac, mac, BW_MAC_LEN);
	keep(question, packet);
	access->n_questions++;
	return question->id;
}

static void
remember(struct dhcp_access *access,
    const struct dhcp_access_question *question,
    const struct bw_msg_access_answered *answer, uint64_t now_ms)
{
	struct dhcp_access_verdict *verdict;

	if (answer != NULL && answer->granted != 0) {
		verdict = verdict_make(access, question->mac);
		verdict->phase = question->phase;
		verdict->used_ms = verdict->granted_ms = now_ms;
		memcpy(verdict->hostname, answer->client,
		    sizeof(verdict->hostname));
		verdict->hostname[BW_HOSTNAME_MAX - 1] = '\0';
		return;
	}
	verdict = verdict_of(access, question->mac);
	if (verdict != NULL) { /* pybootd: back to idle */
		verdict->known = false;
	}
}

const struct dhcp_access_question *
dhcp_access_answered(struct dhcp_access *access, uint32_t id,
    const struct bw_msg_access_answered *answer, uint64_t now_ms)
{
	for (size_t i = 0; id != 0 && i < ARRAY_LEN(access->questions); i++) {
		struct dhcp_access_question *question = &access->questions[i];

		if (question->id == id) {
			remember(access, question, answer, now_ms);
			question->id = 0;
			access->n_questions--;
			return question;
		}
	}
	return NULL;
}

uint32_t
dhcp_access_overdue(const struct dhcp_access *access, uint64_t now_ms)
{
	if (access->n_questions == 0) {
		return 0;
	}
	for (size_t i = 0; i < ARRAY_LEN(access->questions); i++) {
		if (access->questions[i].id != 0 &&
		    now_ms >= access->questions[i].due_ms) {
			return access->questions[i].id;
		}
	}
	return 0;
}
