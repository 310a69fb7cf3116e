/* SPDX-License-Identifier: ISC */
/*
 * What bootpd decides: a packet, an answer of the parent or the passing of
 * time goes in, actions come out.  It knows leases, interfaces and the
 * configuration; it has no descriptor and no clock.  Pure.
 */
#ifndef DHCP_CORE_H
#define DHCP_CORE_H

#include "access.h"
#include "advert.h"
#include "conf/conf.h"
#include "conflict.h"
#include "exchange.h"
#include "flood.h"
#include "hosts.h"
#include "lease/lease_clock.h"
#include "network.h"
#include "pending.h"
#include "scan.h"
#include "sizes.h"

#define DHCP_INTERFACES_MAX 256

struct dhcp_core {
	const struct bw_conf *conf;
	bool can_link; /* there is a packet socket */
	struct bw_msg_interface interfaces[DHCP_INTERFACES_MAX];
	size_t n_interfaces;
	struct bw_lease_table leases;
	struct bw_lease_clock clock;
	struct dhcp_networks networks;
	struct dhcp_hosts hosts;
	struct dhcp_pending pending;
	struct dhcp_access access;
	struct dhcp_advert advert;
	struct dhcp_flood flood;
	struct dhcp_sizes sizes;
	bool can_probe; /* there is a socket for ARP */
	bool can_echo;  /* and one for ICMP */
	uint32_t echo_mark;
	struct dhcp_conflicts by_arp;
	struct dhcp_conflicts by_echo;
	struct dhcp_scan scan;
	uint64_t sweep_ms; /* when what is overdue is looked for again */
	/* a bucket for events about packets that are not answered */
	uint64_t quiet_filled_ms;
	uint32_t quiet_tokens;
	uint32_t n_untold; /* unanswered since an event told of one */
};

/* Bytes of storage that a core with this configuration needs. */
size_t dhcp_core_storage_size(const struct bw_conf *conf);

/*
 * Begin.
 *
 *   core      all zeros; large, and much of it is not touched before its use
 *   conf      kept for the core's life
 *   storage   kept; dhcp_core_storage_size() zeros, aligned as malloc(3) does
 *   can_link  replies may go to a MAC by DHCP_WAY_LINK
 *   seed      a number that strangers cannot know
 */
void dhcp_core_init(struct dhcp_core *core, const struct bw_conf *conf,
    void *storage, bool can_link, uint32_t seed);

/*
 * An interface may be served from now on (a changed one comes again), or not
 * any longer.
 *
 *   returns   0
 *             -ENOSPC  more than DHCP_INTERFACES_MAX addresses
 */
int dhcp_core_interface_seen(
    struct dhcp_core *core, const struct bw_msg_interface *interface);
void dhcp_core_interface_gone(
    struct dhcp_core *core, const struct bw_msg_interface *interface);

/*
 * A lease from before the start.
 *
 *   returns   0
 *             -ENOENT  its address is not ours to give any more: forgotten
 */
int
dhcp_core_lease_loaded(struct dhcp_core *core, const struct bw_lease *lease);

/* out: actions are appended; the caller empties it each time. */
void dhcp_core_packet(struct dhcp_core *core, const struct dhcp_packet *packet,
    struct dhcp_now now, struct dhcp_actions *out);

/* Somebody on the link says to have an address. */
void dhcp_core_arp(struct dhcp_core *core, uint32_t ifindex,
    const struct dhcp_arp *arp, struct dhcp_now now, struct dhcp_actions *out);

/* LEASE_COMMITTED (reason NULL) or LEASE_REFUSED with why. */
void dhcp_core_lease_answered(struct dhcp_core *core, uint32_t id,
    const char *reason, struct dhcp_now now, struct dhcp_actions *out);

void dhcp_core_access_answered(struct dhcp_core *core, uint32_t id,
    const struct bw_msg_access_answered *answer, struct dhcp_now now,
    struct dhcp_actions *out);

/* tftpd told how long a boot file is. */
void dhcp_core_measured(struct dhcp_core *core,
    const struct bw_msg_file_measured *measured, struct dhcp_now now);

/* Does nobody wait for a lease to be kept, or for a verdict? */
bool dhcp_core_idle(const struct dhcp_core *core);

/* When dhcp_core_tick() wants to be called; UINT64_MAX: no need. */
uint64_t dhcp_core_due(const struct dhcp_core *core);
void dhcp_core_tick(
    struct dhcp_core *core, struct dhcp_now now, struct dhcp_actions *out);

#endif
