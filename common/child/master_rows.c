/* SPDX-License-Identifier: ISC */
/* A master's profile; see master_rows.h.  Rows only. */
#include "child/master_rows.h"

#include <string.h>

static const struct bw_syscall_row master_rows[] = {
    {SCMP_SYS(socketpair), "a worker's channel"},
    {SCMP_SYS(setsockopt), "its buffer"},
    /* what a worker does before its own walls stand */
    {SCMP_SYS(getppid), "whom a probe build attacks"},
    {SCMP_SYS(getsockname), "which family a door is"},
    {SCMP_SYS(getpeername), "whose connection it is"},
    {SCMP_SYS(getsockopt), "which kind a door is"},
    {SCMP_SYS(getcwd), "where the state directory is"},
    {SCMP_SYS(futex), "one-time initialisation in libraries"},
    {SCMP_SYS(readlink), "loader of sanitizer builds"},
};

static const struct bw_syscall_row accept_row = {
    SCMP_SYS(accept4), "a connection for a worker of its own"};

static size_t
append(struct bw_syscall_row *out, size_t n, const struct bw_syscall_row *rows,
    size_t n_rows)
{
	BW_ASSERT(n + n_rows <= BW_MASTER_ROWS_MAX);
	if (n_rows > 0) {
		memcpy(out + n, rows, n_rows * sizeof(*rows));
	}
	return n + n_rows;
}

size_t
bw_master_rows(
    const struct bw_child *child, struct bw_syscall_row out[BW_MASTER_ROWS_MAX])
{
	size_t n = append(out, 0, master_rows, ARRAY_LEN(master_rows));

	n = append(out, n, child->profile->rows, child->profile->n_rows);
	n = append(out, n, child->open_rows, child->n_open_rows);
	if (child->master != NULL) {
		n = append(out, n, child->master->rows, child->master->n_rows);
	}
	return append(out, n, &accept_row, child->per_connection ? 1 : 0);
}
