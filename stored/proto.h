/* SPDX-License-Identifier: ISC */
/*
 * The database of leases as it lies on disk.  Whoever changes a table raises
 * STORE_VERSION and teaches sqlite_open.c to bring older files up to it.
 */
#ifndef STORED_PROTO_H
#define STORED_PROTO_H

#include "base/base.h"

/* In the state directory; SQLite keeps its journal beside it, "-wal". */
#define STORE_FILE "leases.sqlite"

/* PRAGMA application_id: whose file this is, "bwls". */
#define STORE_APPLICATION_ID 0x62776c73
/* PRAGMA user_version: of the tables. */
#define STORE_VERSION 2

/* Rows beyond this are not loaded: no pool is that large. */
#define STORE_ROWS_MAX (1u << 20)

/* Leases that share one transaction at most. */
#define STORE_BATCH_MAX 256

/* The columns of table "lease", in the order of every statement. */
enum store_column {
	STORE_COLUMN_SLOT,      /* the row: in the order of first use */
	STORE_COLUMN_ADDRESS,   /* IPv4, host order; of two the later counts */
	STORE_COLUMN_STATE,     /* enum bw_lease_state */
	STORE_COLUMN_EXPIRES_S, /* since 1970-01-01 UTC */
	STORE_COLUMN_MAC,       /* six bytes */
	STORE_COLUMN_UUID,      /* sixteen bytes; zeros: never told */
	STORE_COLUMN_CLIENT,    /* option 61, or hardware type and address */
	STORE_COLUMN_HOSTNAME,
	STORE_COLUMN_PXE,       /* 0 or 1 */
	STORE_COLUMN_CHANGED_S, /* when it was written; for people */
	STORE_N_COLUMNS,
};

#define STORE_SQL_CREATE                                                       \
	"CREATE TABLE lease ("                                                 \
	"slot INTEGER PRIMARY KEY, "                                           \
	"address INTEGER NOT NULL, "                                           \
	"state INTEGER NOT NULL, "                                             \
	"expires_s INTEGER NOT NULL, "                                         \
	"mac BLOB NOT NULL, "                                                  \
	"uuid BLOB NOT NULL, "                                                 \
	"client BLOB NOT NULL, "                                               \
	"hostname TEXT NOT NULL, "                                             \
	"pxe INTEGER NOT NULL, "                                               \
	"changed_s INTEGER NOT NULL) STRICT"

#define STORE_SQL_COLUMNS                                                      \
	"slot, address, state, expires_s, mac, uuid, client, hostname, pxe, "  \
	"changed_s"

#define STORE_SQL_SELECT "SELECT " STORE_SQL_COLUMNS " FROM lease ORDER BY slot"

#define STORE_SQL_PUT                                                          \
	"INSERT OR REPLACE INTO lease (" STORE_SQL_COLUMNS ") "                \
	"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"

/* Version 1 had no slots: its key was the address. */
#define STORE_SQL_FROM_1                                                       \
	"ALTER TABLE lease RENAME TO lease_1; " STORE_SQL_CREATE "; "          \
	"INSERT INTO lease SELECT NULL, * FROM lease_1; "                      \
	"DROP TABLE lease_1"

#endif
