/* SPDX-License-Identifier: ISC */
/*
 * Who is served at all: the lists of [mac] and [uuid], and the verdicts of a
 * remote server, which are asked for, waited for and remembered here.  Pure.
 */
#ifndef DHCP_ACCESS_H
#define DHCP_ACCESS_H

#include "conf/conf.h"
#include "exchange.h"

/* Packets that wait for a remote verdict at once; more are not answered. */
#define DHCP_ACCESS_QUESTIONS_MAX 64
/* Machines whose verdict is remembered; the longest unheard is forgotten. */
#define DHCP_ACCESS_SETS 256
#define DHCP_ACCESS_WAYS 4

/*
 * What the lists say.  An entry without a mask goes before those with one;
 * these count in their order; who is in no entry is denied.
 */
bool dhcp_access_mac_allowed(
    const struct bw_conf_matches *list, const uint8_t mac[BW_MAC_LEN]);

/*
 * The same for a machine's UUID, as sent and with its first three fields
 * turned round (SMBIOS), so that it may be written either way.  No UUID
 * (zeros): denied.
 */
bool dhcp_access_uuid_allowed(
    const struct bw_conf_matches *list, const uint8_t uuid[BW_UUID_LEN]);

struct dhcp_access_verdict {
	bool known;
	uint8_t mac[BW_MAC_LEN];
	uint8_t phase;    /* enum bw_access_phase it was granted for */
	uint64_t used_ms; /* when last looked up */
	uint64_t granted_ms;
	char hostname[BW_HOSTNAME_MAX];
};

struct dhcp_access_question {
	uint32_t id; /* 0: unused */
	uint64_t due_ms;
	uint8_t mac[BW_MAC_LEN];
	uint8_t phase;
	struct dhcp_packet packet; /* its bytes are below */
	uint8_t bytes[DHCP_PACKET_MAX];
};

struct dhcp_access {
	struct dhcp_access_verdict verdicts[DHCP_ACCESS_SETS][DHCP_ACCESS_WAYS];
	struct dhcp_access_question questions[DHCP_ACCESS_QUESTIONS_MAX];
	size_t n_questions;
	uint32_t last_id;
};

/*
 * Was this machine granted this phase, at most so long ago (0: at any time)?
 * Its verdict, or NULL.
 */
const struct dhcp_access_verdict *
dhcp_access_granted(struct dhcp_access *access, const uint8_t mac[BW_MAC_LEN],
    uint8_t phase, uint32_t cache_s, uint64_t now_ms);

/* Is it being asked about?  (Then the newest packet is the one kept.) */
bool
dhcp_access_is_asked(struct dhcp_access *access, const uint8_t mac[BW_MAC_LEN],
    uint8_t phase, const struct dhcp_packet *packet);

/*
 * Keep a packet until its question is answered.
 *
 *   packet   copied
 *   returns  the question's id, or 0: too many wait already
 */
uint32_t
dhcp_access_ask(struct dhcp_access *access, const uint8_t mac[BW_MAC_LEN],
    uint8_t phase, const struct dhcp_packet *packet, uint64_t due_ms);

/*
 * The answer came, or (NULL) is not waited for any longer.
 *
 *   returns  the packet that waited, borrowed until the next question, or
 *            NULL: no such question
 */
const struct dhcp_access_question *
dhcp_access_answered(struct dhcp_access *access, uint32_t id,
    const struct bw_msg_access_answered *answer, uint64_t now_ms);

/* A question that was due at now_ms, or 0. */
uint32_t dhcp_access_overdue(const struct dhcp_access *access, uint64_t now_ms);

#endif
