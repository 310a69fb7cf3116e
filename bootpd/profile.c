/* SPDX-License-Identifier: ISC */
/*
 * bootpd's worker: datagrams in and out of sockets that it was given, and the
 * channel.  All of that is in the base rows; it has none of its own, no file
 * and no path.
 */
#include "profile.h"

const struct bw_confine bootpd_profile = {
    .max_files = 16,                 /* 0 to 2, channel, four doors, epoll */
    .max_memory = UINT64_C(1) << 30, /* leases and pool, see main.c */
    .max_file_size = 0,
};
