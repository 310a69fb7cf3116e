/* SPDX-License-Identifier: ISC */
/*
 * stored's worker: the lease database, whose files are open already.  It opens
 * none, makes none and removes none.
 */
#include "profile.h"

static const struct bw_syscall_row rows[] = {
    {SCMP_SYS(pread64), "database pages, write-ahead log"},
    {SCMP_SYS(pwrite64), "database pages, write-ahead log"},
    {SCMP_SYS(fstat), "their sizes"},
    {SCMP_SYS(fdatasync), "a commit; a checkpoint"},
    {SCMP_SYS(ftruncate), "database and log, cut to size"},
};

const struct bw_syscall_row stored_open_rows[STORED_N_OPEN_ROWS] = {
    {SCMP_SYS(geteuid), "SQLite: may a new file's owner be changed?"},
    {SCMP_SYS(fchown), "SQLite: a new file belongs to whom the database does"},
    {SCMP_SYS(fchmod), "SQLite: a new file's mode is the database's"},
    {SCMP_SYS(unlink), "SQLite: the journal that makes the first pages"},
    {SCMP_SYS(unlinkat), "the same, by newer libraries"},
    {SCMP_SYS(lseek), "SQLite: sizes"},
    {SCMP_SYS(fsync), "the directory, after a file was made in it"},
    {SCMP_SYS(statfs), "SQLite: what kind of file system it is"},
};

const struct bw_confine stored_profile = {
    .rows = rows,
    .n_rows = ARRAY_LEN(rows),
    .max_files = 16, /* 0 to 2, channel, epoll, database, its log */
    .max_memory = UINT64_C(256) << 20,
    .max_file_size = UINT64_C(1) << 30,
};
