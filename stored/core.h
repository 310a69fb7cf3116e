/* SPDX-License-Identifier: ISC */
/*
 * What stored decides: which leases share a transaction, and what is answered
 * to each of those who wait for it.  Pure.
 */
#ifndef STORED_CORE_H
#define STORED_CORE_H

#include "ipc/msg.h"
#include "lease/lease.h"
#include "proto.h"

/* Leases that came together and will be durable together, or not at all. */
struct store_batch {
	size_t n;
	uint32_t ids[STORE_BATCH_MAX];
	struct bw_lease leases[STORE_BATCH_MAX];
};

/* Add a BW_MSG_LEASE_COMMIT; the batch must not be full. */
void store_batch_add(struct store_batch *batch, const struct bw_msg *msg);
bool store_batch_full(const struct store_batch *batch);

/*
 * The answer to the nth of the batch.
 *
 *   error  of the commit: 0 or a negative errno
 *   out    LEASE_COMMITTED or LEASE_REFUSED
 */
void store_batch_answer(
    const struct store_batch *batch, size_t nth, int error, struct bw_msg *out);

/* Why a commit failed, for clients' logs and the operator. */
const char *store_error_str(int error);

#endif
