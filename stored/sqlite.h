/* SPDX-License-Identifier: ISC */
/*
 * What the two files of the SQLite backend share; others see store.h alone.
 *
 * A write-ahead log with synchronous=FULL: one commit is one fdatasync(2).
 * Locked exclusively, so that neither shared memory is mapped nor another
 * process can hold up a commit.
 */
#ifndef STORED_SQLITE_H
#define STORED_SQLITE_H

#include <sqlite3.h>

#include "slots.h"
#include "store.h"

struct store_sqlite {
	struct store store; /* the first, so that one is the other */
	sqlite3 *db;
	sqlite3_stmt *select, *put, *begin, *commit, *rollback;
	struct store_slots slots;
};

/* SQLite's result code, just returned, to ours. */
int store_sqlite_error(int code);

/* The members of struct store. */
int store_sqlite_load(
    struct store *store, store_seen *seen, void *arg, uint64_t *out_skipped);
int store_sqlite_commit(struct store *store, const struct bw_lease *leases,
    size_t n, uint64_t now_s);
void store_sqlite_close(struct store *store);

#endif
