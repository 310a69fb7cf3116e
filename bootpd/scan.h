/* SPDX-License-Identifier: ISC */
/*
 * Who uses addresses of the pools, asked on the links once at the start, so
 * many at a time.  Pure.
 */
#ifndef DHCP_SCAN_H
#define DHCP_SCAN_H

#include "arp.h"
#include "exchange.h"

struct dhcp_core;

/* Addresses asked for at once, and how often: 400 a second. */
#define DHCP_SCAN_STEP    4u
#define DHCP_SCAN_STEP_MS 10u
/* How long the last answer may take. */
#define DHCP_SCAN_WAIT_MS 1000u

struct dhcp_scan {
	bool asks;
	uint64_t due_ms;   /* of the next step */
	uint64_t until_ms; /* answers count */
	/* the next address: which network, which pool of it, and which there */
	size_t network;
	size_t pool;
	uint32_t offset;
};

/* Leases and interfaces are known: begin, if the configuration says so. */
void dhcp_scan_begin(struct dhcp_core *core, uint64_t now_ms);

/* When dhcp_scan_step() wants to be called; UINT64_MAX: no need. */
uint64_t dhcp_scan_due(const struct dhcp_scan *scan);
void dhcp_scan_step(
    struct dhcp_core *core, struct dhcp_now now, struct dhcp_actions *out);

/*
 * Somebody on a link says to have an address: if it is one that is given there
 * and he was not given it, nobody gets it for a while.
 */
void dhcp_scan_heard(struct dhcp_core *core, uint32_t ifindex,
    const struct dhcp_arp *arp, struct dhcp_now now, struct dhcp_actions *out);

#endif
