/* SPDX-License-Identifier: ISC */
/*
 * tlsd's worker: bytes between sockets that it is given and pairs of its own.
 * No file, no address, no key.
 */
#include "profile.h"

#include <linux/futex.h>
#include <sys/socket.h>

#include "proto.h"

/* channel, loop, standard descriptors, signer; and some to spare */
#define OWN_FILES 64

static const struct bw_syscall_row rows[] = {
    {SCMP_SYS(socketpair), "a daemon's end of a connection, and ours", 2,
	{{0, SCMP_CMP_EQ, AF_UNIX},
	    {1, SCMP_CMP_EQ, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC}}},
    {SCMP_SYS(shutdown), "the end of what one side says"},
    {SCMP_SYS(futex), "one-time initialisations of GnuTLS: nobody waits", 1,
	{{1, SCMP_CMP_EQ, FUTEX_WAKE_PRIVATE}}},
};

const struct bw_syscall_row tlsd_open_rows[TLSD_N_OPEN_ROWS] = {
    {SCMP_SYS(pread64), "the certificate"},
};

const struct bw_confine tlsd_profile = {
    .rows = rows,
    .n_rows = ARRAY_LEN(rows),
    .max_files = 2 * TLS_CONNECTIONS_MAX + OWN_FILES,
    .max_memory = UINT64_C(2) << 30, /* some 40 KiB a connection */
    .max_file_size = 0,
};
