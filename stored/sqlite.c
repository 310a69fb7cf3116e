/* SPDX-License-Identifier: ISC */
/* Leases in SQLite: what is done with the open file; see sqlite.h. */
#include "sqlite.h"

#include <errno.h>
#include <stdlib.h>

#include "wire.h"

/* Rows after this one are not ours: there are never so many. */
#define SLOT_MAX (INT32_MAX / 2)

static struct store_sqlite *
sqlite_of(struct store *store)
{
	return (struct store_sqlite *)store; /* its first member */
}

int
store_sqlite_error(int code)
{
	switch (code & 0xff) { /* the rest is detail */
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return 0;
	case SQLITE_FULL:
		return -ENOSPC;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return -EUCLEAN;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return -EBUSY;
	case SQLITE_READONLY:
		return -EROFS;
	case SQLITE_PERM:
	case SQLITE_AUTH:
	case SQLITE_CANTOPEN:
		return -EACCES;
	case SQLITE_NOMEM:
		return -ENOMEM;
	case SQLITE_ERROR: /* our SQL does not fit this file */
		return -ENOTSUP;
	default:
		break;
	}
	/* sqlite3_system_errno() does not tell of a COMMIT; errno still does. */
	switch (errno) {
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return -ENOSPC;
	default:
		return -EIO;
	}
}

/* Run a prepared statement that yields no rows, and make it ready again. */
static int
run(sqlite3_stmt *statement)
{
	int error = store_sqlite_error(sqlite3_step(statement));

	(void)sqlite3_reset(statement); /* repeats the code of the step */
	return error;
}

static struct store_bytes
value_bytes(sqlite3_value *value)
{
	const void *at = sqlite3_value_blob(value);

	return (struct store_bytes){
	    at, at != NULL ? (size_t)sqlite3_value_bytes(value) : 0};
}

/*
 * The values of a row, if they are of our types: our tables are strict, but a
 * file may have been through other hands.  They can be looked at as they are
 * since SQLite has but one thread here; asking for each thing by its column
 * takes twice the time.
 */
static bool
values_of(sqlite3_stmt *row, sqlite3_value *out[STORE_N_COLUMNS])
{
	static const int types[STORE_N_COLUMNS] = {
	    [STORE_COLUMN_SLOT] = SQLITE_INTEGER,
	    [STORE_COLUMN_ADDRESS] = SQLITE_INTEGER,
	    [STORE_COLUMN_STATE] = SQLITE_INTEGER,
	    [STORE_COLUMN_EXPIRES_S] = SQLITE_INTEGER,
	    [STORE_COLUMN_MAC] = SQLITE_BLOB,
	    [STORE_COLUMN_UUID] = SQLITE_BLOB,
	    [STORE_COLUMN_CLIENT] = SQLITE_BLOB,
	    [STORE_COLUMN_HOSTNAME] = SQLITE_TEXT,
	    [STORE_COLUMN_PXE] = SQLITE_INTEGER,
	    [STORE_COLUMN_CHANGED_S] = SQLITE_INTEGER,
	};

	for (int i = 0; i < STORE_N_COLUMNS; i++) {
		out[i] = sqlite3_column_value(row, i);
		if (sqlite3_value_type(out[i]) != types[i]) {
			return false;
		}
	}
	return true;
}

static int
lease_of(sqlite3_stmt *statement, struct bw_lease *out)
{
	sqlite3_value *values[STORE_N_COLUMNS];
	struct store_row row;

	if (!values_of(statement, values)) {
		return -EBADMSG;
	}
	row = (struct store_row){
	    .address = sqlite3_value_int64(values[STORE_COLUMN_ADDRESS]),
	    .state = sqlite3_value_int64(values[STORE_COLUMN_STATE]),
	    .expires_s = sqlite3_value_int64(values[STORE_COLUMN_EXPIRES_S]),
	    .mac = value_bytes(values[STORE_COLUMN_MAC]),
	    .uuid = value_bytes(values[STORE_COLUMN_UUID]),
	    .client = value_bytes(values[STORE_COLUMN_CLIENT]),
	    .hostname = value_bytes(values[STORE_COLUMN_HOSTNAME]),
	    .pxe = sqlite3_value_int64(values[STORE_COLUMN_PXE]),
	};
	return store_row_parse(&row, out);
}

/* A row that has a place in our order and makes a lease. */
static int
load_row(struct store_sqlite *s, int64_t slot, struct bw_lease *out)
{
	int error =
	    slot > 0 && slot <= SLOT_MAX ? lease_of(s->select, out) : -EBADMSG;

	return error != 0
		   ? error
		   : store_slots_put(&s->slots, out->address, (uint32_t)slot);
}

int
store_sqlite_load(
    struct store *store, store_seen *seen, void *arg, uint64_t *out_skipped)
{
	struct store_sqlite *s = sqlite_of(store);
	struct bw_lease lease;
	int64_t before = INT64_MIN, slot;
	uint64_t skipped = 0;
	int code = SQLITE_DONE, error;

	for (uint32_t i = 0; i < STORE_ROWS_MAX; i++) {
		code = sqlite3_step(s->select);
		if (code != SQLITE_ROW) {
			break;
		}
		slot = sqlite3_column_int64(s->select, STORE_COLUMN_SLOT);
		if (slot <= before) {
			code = SQLITE_CORRUPT; /* a page is there twice */
			break;
		}
		before = slot;
		error = load_row(s, slot, &lease);
		if (error == -ENOMEM) {
			code = SQLITE_NOMEM; /* or it would be given anew */
			break;
		}
		if (error == 0) {
			seen(arg, &lease);
		} else {
			skipped++;
		}
	}
	(void)sqlite3_reset(s->select); /* repeats the code of the step */
	(void)sqlite3_db_release_memory(s->db); /* pages not soon needed */
	*out_skipped = skipped;
	return store_sqlite_error(code);
}

static int
bind_bytes(sqlite3_stmt *put, int column, const struct store_bytes *bytes)
{
	/* NULL would be stored as no value at all. */
	return sqlite3_bind_blob(put, column + 1,
	    bytes->len > 0 ? bytes->at : "", (int)bytes->len, SQLITE_STATIC);
}

static int
put(struct store_sqlite *s, const struct bw_lease *lease, uint64_t now_s)
{
	struct store_row row;
	int codes[STORE_N_COLUMNS];
	uint32_t slot;
	int error = store_slots_get(&s->slots, lease->address, &slot);

	if (error != 0) {
		return error;
	}
	store_row_build(lease, &row);
	codes[STORE_COLUMN_SLOT] =
	    sqlite3_bind_int64(s->put, STORE_COLUMN_SLOT + 1, slot);
	codes[STORE_COLUMN_ADDRESS] =
	    sqlite3_bind_int64(s->put, STORE_COLUMN_ADDRESS + 1, row.address);
	codes[STORE_COLUMN_STATE] =
	    sqlite3_bind_int64(s->put, STORE_COLUMN_STATE + 1, row.state);
	codes[STORE_COLUMN_EXPIRES_S] = sqlite3_bind_int64(
	    s->put, STORE_COLUMN_EXPIRES_S + 1, row.expires_s);
	codes[STORE_COLUMN_MAC] =
	    bind_bytes(s->put, STORE_COLUMN_MAC, &row.mac);
	codes[STORE_COLUMN_UUID] =
	    bind_bytes(s->put, STORE_COLUMN_UUID, &row.uuid);
	codes[STORE_COLUMN_CLIENT] =
	    bind_bytes(s->put, STORE_COLUMN_CLIENT, &row.client);
	codes[STORE_COLUMN_HOSTNAME] =
	    sqlite3_bind_text(s->put, STORE_COLUMN_HOSTNAME + 1,
		row.hostname.at, (int)row.hostname.len, SQLITE_STATIC);
	codes[STORE_COLUMN_PXE] =
	    sqlite3_bind_int64(s->put, STORE_COLUMN_PXE + 1, row.pxe);
	codes[STORE_COLUMN_CHANGED_S] = sqlite3_bind_int64(
	    s->put, STORE_COLUMN_CHANGED_S + 1, (int64_t)now_s);
	for (int i = 0; i < STORE_N_COLUMNS; i++) {
		if (codes[i] != SQLITE_OK) {
			return store_sqlite_error(codes[i]);
		}
	}
	return run(s->put);
}

int
store_sqlite_commit(struct store *store, const struct bw_lease *leases,
    size_t n, uint64_t now_s)
{
	struct store_sqlite *s = sqlite_of(store);
	int error = run(s->begin);

	for (size_t i = 0; i < n && error == 0; i++) {
		error = put(s, &leases[i], now_s);
	}
	if (error == 0) {
		error = run(s->commit);
	}
	/* Some errors have rolled back already. */
	if (error != 0 && sqlite3_get_autocommit(s->db) == 0) {
		(void)run(s->rollback); /* the first error is the news */
	}
	return error;
}

void
store_sqlite_close(struct store *store)
{
	struct store_sqlite *s = sqlite_of(store);
	sqlite3_stmt *const statements[] = {
	    s->select, s->put, s->begin, s->commit, s->rollback};

	for (size_t i = 0; i < ARRAY_LEN(statements); i++) {
		(void)sqlite3_finalize(statements[i]); /* NULL is fine */
	}
	(void)sqlite3_close(s->db); /* nothing of it is in use any more */
	store_slots_fini(&s->slots);
	free(s);
}
