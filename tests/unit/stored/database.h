/* SPDX-License-Identifier: ISC */
/* For stored's tests: a database in a temporary directory. */
#ifndef STORED_DATABASE_H
#define STORED_DATABASE_H

#include <stdio.h>
#include <unistd.h>

#include "store.h"
#include "unit.h"

#define LEASES_MAX 1024
#define NOW_S      1800000000u

static char directory[64];
static char file[128];
static struct store *store;
static char reason[STORE_REASON_MAX];
static struct bw_lease loaded[LEASES_MAX];
static size_t n_loaded;

static inline void
set_up(void)
{
	strcpy(directory, "/tmp/bootward-stored-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	(void)snprintf(file, sizeof(file), "%s/" STORE_FILE, directory);
}

static inline void
tear_down(void)
{
	static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
	char path[160];

	for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
		(void)snprintf(path, sizeof(path), "%s%s", file, suffixes[i]);
		(void)unlink(path); /* it may not be there */
	}
	ck_assert_int_eq(rmdir(directory), 0);
}

static inline void
open_store(void)
{
	ck_assert_int_eq(store_sqlite_open(directory, &store, reason), 0);
}

static inline void
close_store(void)
{
	store->close(store);
	store = NULL;
}

static inline void
remember(void *arg, const struct bw_lease *lease)
{
	(void)arg;
	ck_assert_uint_lt(n_loaded, LEASES_MAX);
	loaded[n_loaded++] = *lease;
}

/* Returns how many rows were skipped. */
static inline uint64_t
load(void)
{
	uint64_t skipped = UINT64_MAX;

	n_loaded = 0;
	ck_assert_int_eq(store->load(store, remember, NULL, &skipped), 0);
	return skipped;
}

static inline const struct bw_lease *
find(uint32_t address)
{
	for (size_t i = 0; i < n_loaded; i++) {
		if (loaded[i].address == address) {
			return &loaded[i];
		}
	}
	return NULL;
}

static inline struct bw_lease
make_lease(uint32_t address, uint64_t expires_s)
{
	struct bw_lease lease = {
	    .address = address,
	    .state = BW_LEASE_STATE_BOUND,
	    .expires_s = expires_s,
	    .mac = {2, 0, 0, 0, 0, 1},
	    .uuid = {0xff},
	    .client = {.len = 7, .bytes = {1, 2}},
	    .hostname = "lab",
	    .pxe = true,
	};

	return lease;
}

static inline void
commit_one(const struct bw_lease *lease)
{
	ck_assert_int_eq(store->commit(store, lease, 1, NOW_S), 0);
}

#endif
