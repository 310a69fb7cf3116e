/* SPDX-License-Identifier: ISC */
/*
 * A row of the database to a lease and back.  Whatever a file holds, a row
 * either makes a lease that the rest of the suite may see, or is refused.
 * Pure.
 */
#ifndef STORED_WIRE_H
#define STORED_WIRE_H

#include "lease/lease.h"
#include "proto.h"

struct store_bytes {
	const void *at; /* may be NULL when len is 0 */
	size_t len;
};

/* The values of one row, as the database holds them. */
struct store_row {
	int64_t address;
	int64_t state;
	int64_t expires_s;
	struct store_bytes mac;
	struct store_bytes uuid;
	struct store_bytes client;
	struct store_bytes hostname; /* without NUL */
	int64_t pxe;
};

/*
 * Make a lease of a row.
 *
 *   row      borrowed, with what it points to
 *   out      written only on success
 *   returns  0
 *            -EBADMSG  no lease looks like this
 */
int store_row_parse(const struct store_row *row, struct bw_lease *out);

/* Make a row of a lease; it points into the lease. */
void store_row_build(const struct bw_lease *lease, struct store_row *out);

#endif
