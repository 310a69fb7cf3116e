/* SPDX-License-Identifier: ISC */
/*
 * What a DHCPREQUEST deserves: an address, a refusal, or silence.
 * RFC 2131 4.3.2, with a refusal only where we know better.  Pure.
 */
#ifndef DHCP_JUDGE_H
#define DHCP_JUDGE_H

#include "turn.h"

enum dhcp_verdict {
	DHCP_VERDICT_GRANT,
	DHCP_VERDICT_NAK,
	DHCP_VERDICT_SILENT,
};

struct dhcp_judgement {
	enum dhcp_verdict verdict;
	uint32_t address;   /* GRANT */
	const char *reason; /* NAK and SILENT; static */
};

/* Judge a request that is not for another server. */
void
dhcp_judge_request(const struct dhcp_turn *turn, struct dhcp_judgement *out);

#endif
