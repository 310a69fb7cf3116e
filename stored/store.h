/* SPDX-License-Identifier: ISC */
/*
 * What a backend can do: load, commit a batch, close.  One is chosen at start;
 * the rest of stored does not know which.
 */
#ifndef STORED_STORE_H
#define STORED_STORE_H

#include "lease/lease.h"
#include "proto.h"

#define STORE_REASON_MAX 256

/* Told of every lease; lease is borrowed. */
typedef void store_seen(void *arg, const struct bw_lease *lease);

struct store {
	/*
	 * Read everything there is.  Rows that make no sense are counted in
	 * *out_skipped and are no error.  Returns 0 or a negative errno.
	 */
	int (*load)(struct store *store, store_seen *seen, void *arg,
	    uint64_t *out_skipped);
	/*
	 * Make leases durable: when it returns 0 they outlive a power cut;
	 * else none of them was changed.  Of two for one address the later
	 * counts.
	 *
	 *   now_s    goes into the rows, for people
	 *   returns  0
	 *            -ENOSPC   no room (it will work again when there is)
	 *            -EUCLEAN  the files are corrupt
	 *            or another negative errno
	 */
	int (*commit)(struct store *store, const struct bw_lease *leases,
	    size_t n, uint64_t now_s);
	/* Give everything back; store is not to be used again. */
	void (*close)(struct store *store);
};

/*
 * SQLite, in a file STORE_FILE, which is made when it is not there.  Whatever
 * files are needed are opened here: load and commit open none.
 *
 *   directory   where
 *   out_store   written only on success
 *   out_reason  why not, as a sentence's end; written only on failure
 *   returns     0
 *               -EUCLEAN  the file is corrupt; it was left as it is
 *               -ENOTSUP  the file is not ours, or newer than we are
 *               -EBUSY    another process has it
 *               or another negative errno
 */
int store_sqlite_open(const char *directory, struct store **out_store,
    char out_reason[STORE_REASON_MAX]);

#endif
