/* SPDX-License-Identifier: ISC */
/*
 * What the suite has counted since it was started, under the names that
 * Prometheus and bootwardctl are given.  Labels come from our own tables and
 * configuration, so that no stranger makes rows.  Pure: storage of the caller.
 */
#ifndef BOOTWARD_COUNTERS_H
#define BOOTWARD_COUNTERS_H

#include "conf/conf.h"
#include "ipc/msg.h"
#include "lease/lease_row.h"

/* Reasons for no answer that are told apart; the last is "other". */
#define COUNTERS_REASONS_MAX  32
#define COUNTERS_POOLS_MAX    64
#define COUNTERS_DHCP_TYPES   9 /* RFC 2132 9.6; 0 is BOOTP */
#define COUNTERS_DORA_BUCKETS 11

struct counters_reason {
	char text[BW_REASON_MAX];
	uint64_t n;
};

struct counters_service {
	bool runs;
	uint64_t ends[BW_END_MAX + 1]; /* of transfers */
	uint64_t bytes;
	uint64_t retransmits;
};

struct counters_pool {
	char subnet[BW_CTL_NAME_MAX]; /* of [subnet NAME]; "" of [bootpd] */
	uint32_t first;
	uint32_t last; /* inclusive */
	uint64_t n_used;
};

/* What is counted by looking, when rows are asked for. */
struct counters_now {
	uint64_t n_active[BW_N_ROLES]; /* transfers, exports attached */
	uint64_t n_restarts[BW_N_ROLES];
	uint64_t n_leases[BW_LEASE_STATE_MAX + 1];
	struct counters_pool pools[COUNTERS_POOLS_MAX];
	size_t n_pools;
};

/* All zeros is nothing counted. */
struct counters {
	/* by what was asked and what was answered; 0 is no answer */
	uint64_t dhcp[COUNTERS_DHCP_TYPES][COUNTERS_DHCP_TYPES];
	struct counters_reason reasons[COUNTERS_REASONS_MAX];
	size_t n_reasons;
	uint64_t dora[COUNTERS_DORA_BUCKETS]; /* the last: longer */
	uint64_t dora_sum_ms;
	struct counters_service services[BW_N_ROLES];
	uint64_t bytes_written; /* to exports */
	struct counters_now now;
};

/* The longest of each bucket but the last. */
extern const uint32_t counters_dora_ms[COUNTERS_DORA_BUCKETS - 1];

/*
 * Count an event (CLIENT_SEEN, TRANSFER_ENDED, EXPORT_DETACHED; others count
 * nothing).
 *
 *   dora_ms  from the DISCOVER to this ACK; UINT64_MAX: it is not one
 */
void counters_event(struct counters *counters, enum bw_role role,
    const struct bw_msg *event, uint64_t dora_ms);

/*
 * Look at leases: the pools that there are (more than COUNTERS_POOLS_MAX
 * are not counted), then each lease.
 */
void
counters_now_begin(struct counters_now *now, const struct bw_conf_bootpd *conf);
void counters_now_lease(struct counters_now *now,
    const struct bw_lease_row *lease, uint64_t wall_s);

/*
 * The nth row; those of one metric stand together.
 *
 *   returns  false after the last
 */
bool counters_nth(
    const struct counters *counters, uint32_t n, struct bw_ctl_counter *out);

/*
 * A page of all rows for Prometheus, in its text format 0.0.4.
 *
 *   returns  its length; cut after the last row that fits
 */
size_t counters_page(const struct counters *counters, char *out, size_t size);

#endif
