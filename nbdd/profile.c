/* SPDX-License-Identifier: ISC */
/*
 * nbdd's worker: one connection and, once it has been named, one image that
 * the parent opened for reading.  No file is opened, none is written.
 */
#include "profile.h"

#include <fcntl.h>
#include <unistd.h>

static const struct bw_syscall_row rows[] = {
    {SCMP_SYS(pread64), "image reads"},
    {SCMP_SYS(lseek), "size of the image", 2,
	{{1, SCMP_CMP_EQ, 0}, {2, SCMP_CMP_EQ, SEEK_END}}},
    {SCMP_SYS(lseek), "holes of the image", 1, {{2, SCMP_CMP_EQ, SEEK_DATA}}},
    {SCMP_SYS(lseek), "holes of the image", 1, {{2, SCMP_CMP_EQ, SEEK_HOLE}}},
    {SCMP_SYS(fadvise64), "reading ahead when a client asks", 1,
	{{3, SCMP_CMP_EQ, POSIX_FADV_WILLNEED}}},
};

const struct bw_confine nbdd_profile = {
    .rows = rows,
    .n_rows = ARRAY_LEN(rows),
    .max_files = 16, /* 0 to 2, channel, peer, epoll, the image */
    .max_memory = UINT64_C(64) << 20,
    .max_file_size = 0,
};
