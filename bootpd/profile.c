/* SPDX-License-Identifier: ISC */
/*
 * bootpd's worker: datagrams in and out of sockets that it was given, and the
 * channel.  No file and no path.
 */
#include "profile.h"

static const struct bw_syscall_row rows[] = {
    {SCMP_SYS(recvmmsg), "requests, many at a time"},
    {SCMP_SYS(sendmmsg), "replies, many at a time"},
};

const struct bw_confine bootpd_profile = {
    .rows = rows,
    .n_rows = ARRAY_LEN(rows),
    .max_files = 16,                 /* 0 to 2, channel, six doors, epoll */
    .max_memory = UINT64_C(1) << 30, /* leases and pool, see main.c */
    .max_file_size = 0,
};
