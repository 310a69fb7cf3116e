/* SPDX-License-Identifier: ISC */
/*
 * Leases in SQLite: opening the file, see sqlite.h.  Everything that needs
 * another file is done here, before the process is confined.
 */
#include "sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/text.h"

#define WAL_SIZE_MAX "16777216" /* bytes that it is cut back to */

static int
execute(struct store_sqlite *s, const char *sql)
{
	return store_sqlite_error(sqlite3_exec(s->db, sql, NULL, NULL, NULL));
}

/* The first column of the first row, as a number or as text. */
static int
ask(struct store_sqlite *s, const char *sql, int64_t *out_number,
    char out_text[STORE_REASON_MAX])
{
	sqlite3_stmt *statement;
	int error = store_sqlite_error(
	    sqlite3_prepare_v2(s->db, sql, -1, &statement, NULL));
	const unsigned char *text;

	if (error != 0) {
		return error;
	}
	error = store_sqlite_error(sqlite3_step(statement));
	if (error == 0 && out_number != NULL) {
		*out_number = sqlite3_column_int64(statement, 0);
	}
	if (error == 0 && out_text != NULL) {
		text = sqlite3_column_text(statement, 0);
		bw_text_cut(out_text, STORE_REASON_MAX,
		    text != NULL ? (const char *)text : "");
	}
	(void)sqlite3_finalize(statement); /* repeats the code of the step */
	return error;
}

/* How the file is used by this process; the file itself is left alone. */
static int
configure(struct store_sqlite *s)
{
	static const char *const pragmas[] = {
	    "PRAGMA locking_mode = EXCLUSIVE",
	    "PRAGMA temp_store = MEMORY",
	    "PRAGMA mmap_size = 0",
	    "PRAGMA trusted_schema = OFF",
	    "PRAGMA cell_size_check = ON",
	    "PRAGMA synchronous = FULL",
	    /* Half a megabyte; a batch may have more pages than that. */
	    "PRAGMA cache_size = -512",
	    "PRAGMA cache_spill = OFF",
	    "PRAGMA journal_size_limit = " WAL_SIZE_MAX,
	};
	int error = 0;

	/* Older libraries know fewer of these; nothing rests on them. */
	(void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	(void)sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	for (size_t i = 0; i < ARRAY_LEN(pragmas) && error == 0; i++) {
		error = execute(s, pragmas[i]);
	}
	return error;
}

struct identity {
	int64_t application, version, n_tables;
};

static int
identify(struct store_sqlite *s, struct identity *out)
{
	int error = ask(s, "PRAGMA application_id", &out->application, NULL);

	if (error == 0) {
		error = ask(s, "PRAGMA user_version", &out->version, NULL);
	}
	if (error == 0) {
		error = ask(s, "SELECT count(*) FROM sqlite_schema",
		    &out->n_tables, NULL);
	}
	return error;
}

/*
 * Is it whole?  A walk through all pages tells, in a tenth of the time that
 * SQLite's own check takes: it looks at each value too, as load does anyway.
 * Only what pages are unused remains; ours has none, but once had a version 1.
 */
static int
check(struct store_sqlite *s, char reason[STORE_REASON_MAX])
{
	char found[STORE_REASON_MAX] = "ok";
	int64_t n_unused = 0, n;
	int error = ask(s, "SELECT count(*) FROM lease", &n, NULL);

	if (error == 0) {
		error = ask(s, "PRAGMA freelist_count", &n_unused, NULL);
	}
	if (error == 0 && n_unused > 0) {
		error = ask(s, "PRAGMA quick_check(1)", NULL, found);
	}
	if (error == 0 && strcmp(found, "ok") != 0) {
		bw_text_cut(reason, STORE_REASON_MAX, found);
		error = -EUCLEAN;
	}
	return error;
}

/* Is it ours, or new (version 0), and whole? */
static int
examine(
    struct store_sqlite *s, int64_t *out_version, char reason[STORE_REASON_MAX])
{
	struct identity id = {0};
	int error = identify(s, &id);

	if (error != 0) {
		return error;
	}
	*out_version = id.version;
	if (id.application == 0 && id.version == 0 && id.n_tables == 0) {
		return 0;
	}
	if (id.application != STORE_APPLICATION_ID) {
		bw_text_cut(reason, STORE_REASON_MAX,
		    "not a lease database of bootward");
		return -ENOTSUP;
	}
	if (id.version < 1 || id.version > STORE_VERSION) {
		(void)snprintf(reason, STORE_REASON_MAX,
		    "its version is %lld, this program knows %d",
		    (long long)id.version, STORE_VERSION);
		return -ENOTSUP;
	}
	return check(s, reason);
}

static int
use_write_ahead_log(struct store_sqlite *s, char reason[STORE_REASON_MAX])
{
	char mode[STORE_REASON_MAX];
	int error = ask(s, "PRAGMA journal_mode = WAL", NULL, mode);

	if (error == 0 && strcmp(mode, "wal") != 0) {
		bw_text_cut(reason, STORE_REASON_MAX,
		    "no write-ahead log is possible here");
		error = -ENOTSUP;
	}
	return error;
}

/* Bring a file of this version, 0 a new one, up to ours. */
static int
upgrade(struct store_sqlite *s, int64_t version)
{
	char sql[sizeof(STORE_SQL_FROM_1) + 128];

	if (version == STORE_VERSION) {
		return 0;
	}
	(void)snprintf(sql, sizeof(sql),
	    "BEGIN IMMEDIATE; PRAGMA application_id = %d; "
	    "PRAGMA user_version = %d; %s; COMMIT",
	    STORE_APPLICATION_ID, STORE_VERSION,
	    version == 0 ? STORE_SQL_CREATE : STORE_SQL_FROM_1);
	return execute(s, sql);
}

static int
prepare(struct store_sqlite *s)
{
	const struct {
		const char *sql;
		sqlite3_stmt **out;
	} statements[] = {
	    {STORE_SQL_SELECT, &s->select},
	    {STORE_SQL_PUT, &s->put},
	    {"BEGIN IMMEDIATE", &s->begin},
	    {"COMMIT", &s->commit},
	    {"ROLLBACK", &s->rollback},
	};
	int code = SQLITE_OK;

	for (size_t i = 0; i < ARRAY_LEN(statements) && code == SQLITE_OK;
	     i++) {
		code = sqlite3_prepare_v3(s->db, statements[i].sql, -1,
		    SQLITE_PREPARE_PERSISTENT, statements[i].out, NULL);
	}
	return store_sqlite_error(code);
}

/* The system call of this name; the C library's goes by way of another. */
static int
file_status(int fd, struct stat *out)
{
	return (int)syscall(SYS_fstat, fd, out);
}

static int
directory_open(const char *path, int *out_fd)
{
	(void)path;
	*out_fd = -1;
	return SQLITE_CANTOPEN; /* SQLite goes on without */
}

/* What SQLite would do otherwise, and may not once we are confined. */
static int
replace_system_calls(void)
{
	static const struct {
		const char *name;
		sqlite3_syscall_ptr call;
	} rows[] = {
	    {"fstat", (sqlite3_syscall_ptr)file_status},
	    {"openDirectory", (sqlite3_syscall_ptr)directory_open},
	};
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (vfs->xSetSystemCall(vfs, rows[i].name, rows[i].call) !=
		    SQLITE_OK) {
			return -ENOTSUP;
		}
	}
	return 0;
}

/*
 * All files exist now and no more will be made, so the directory that names
 * them is synced by us, once.  SQLite's source of random numbers is opened
 * with its first use.
 */
static int
finish(const char *directory)
{
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	uint8_t random;
	int error;

	if (fd < 0) {
		return -errno;
	}
	error = fsync(fd) != 0 ? -errno : 0;
	(void)close(fd); /* read only */
	sqlite3_randomness(sizeof(random), &random);
	return error == 0 ? replace_system_calls() : error;
}

static int
open_database(struct store_sqlite *s, const char *directory,
    char reason[STORE_REASON_MAX])
{
	char path[4096]; /* PATH_MAX */
	int64_t version = 0;
	int code, error;

	if (snprintf(path, sizeof(path), "%s/" STORE_FILE, directory) >=
	    (int)sizeof(path)) {
		return -ENAMETOOLONG;
	}
	/* One thread and one connection; says no if it was asked before. */
	(void)sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	code = sqlite3_open_v2(path, &s->db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXRESCODE,
	    NULL);
	error = store_sqlite_error(code);
	if (error == 0) {
		error = configure(s);
	}
	if (error == 0) {
		error = examine(s, &version, reason);
	}
	if (error == 0) {
		error = use_write_ahead_log(s, reason);
	}
	if (error == 0) {
		error = upgrade(s, version);
	}
	if (error == 0) {
		/* The first read of a new log looks for other files. */
		error = ask(
		    s, "SELECT count(*) FROM lease WHERE slot = 0", NULL, NULL);
	}
	if (error == 0) {
		error = prepare(s);
	}
	if (error == 0) {
		error = finish(directory);
	}
	return error;
}

int
store_sqlite_open(const char *directory, struct store **out_store,
    char out_reason[STORE_REASON_MAX])
{
	struct store_sqlite *s = calloc(1, sizeof(*s));
	char reason[STORE_REASON_MAX] = "";
	int error;

	if (s == NULL) {
		bw_text_cut(out_reason, STORE_REASON_MAX, "out of memory");
		return -ENOMEM;
	}
	s->store = (struct store){
	    .load = store_sqlite_load,
	    .commit = store_sqlite_commit,
	    .close = store_sqlite_close,
	};
	error = open_database(s, directory, reason);
	if (error == 0) {
		*out_store = &s->store;
		return 0;
	}
	if (reason[0] == '\0') {
		bw_text_cut(reason, sizeof(reason),
		    s->db != NULL ? sqlite3_errmsg(s->db) : strerror(-error));
	}
	bw_text_cut(out_reason, STORE_REASON_MAX, reason);
	store_sqlite_close(&s->store);
	return error;
}
