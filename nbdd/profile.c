/* SPDX-License-Identifier: ISC */
/*
 * nbdd's worker: one connection and, once it has been named, one image that
 * the parent opened.  No file is opened.  What can be written is memory of its
 * own, the one overlay that the parent handed over, or an image that is shared
 * because the operator said so.
 */
#include "profile.h"

#include <fcntl.h>
#include <linux/falloc.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

static const struct bw_syscall_row rows[] = {
    {SCMP_SYS(recvfrom), "requests", 1, {{4, SCMP_CMP_EQ, 0}}},
    {SCMP_SYS(sendto), "replies, to nobody else", 2,
	{{4, SCMP_CMP_EQ, 0}, {3, SCMP_CMP_MASKED_EQ, MSG_FASTOPEN, 0}}},
    {SCMP_SYS(splice), "large reads, from image to connection"},
    {SCMP_SYS(preadv2), "image reads that do not wait"},
    {SCMP_SYS(pread64), "image reads"},
    {SCMP_SYS(lseek), "size of the image", 2,
	{{1, SCMP_CMP_EQ, 0}, {2, SCMP_CMP_EQ, SEEK_END}}},
    {SCMP_SYS(lseek), "holes of the image", 1, {{2, SCMP_CMP_EQ, SEEK_DATA}}},
    {SCMP_SYS(lseek), "holes of the image", 1, {{2, SCMP_CMP_EQ, SEEK_HOLE}}},
    {SCMP_SYS(fadvise64), "reading ahead when a client asks", 1,
	{{3, SCMP_CMP_EQ, POSIX_FADV_WILLNEED}}},
    {SCMP_SYS(ftruncate), "size of the client's copy"},
    {SCMP_SYS(pwrite64), "writes to the client's copy or a shared image"},
    {SCMP_SYS(pwritev), "many writes to the client's copy at once"},
    {SCMP_SYS(fallocate), "zeros in the client's copy or a shared image", 1,
	{{1, SCMP_CMP_EQ, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE}}},
    {SCMP_SYS(fallocate), "room for the client's copy", 1,
	{{1, SCMP_CMP_EQ, FALLOC_FL_KEEP_SIZE}}},
    {SCMP_SYS(fallocate), "zeros in a shared image that are to stay data", 1,
	{{1, SCMP_CMP_EQ, FALLOC_FL_ZERO_RANGE | FALLOC_FL_KEEP_SIZE}}},
    {SCMP_SYS(fdatasync), "what a client wants to be durable"},
};

const struct bw_syscall_row nbdd_open_rows[] = {
    {SCMP_SYS(memfd_create), "memory for the client's copy"},
    {SCMP_SYS(pipe2), "what large reads pass through"},
};
_Static_assert(ARRAY_LEN(nbdd_open_rows) == NBDD_N_OPEN_ROWS, "all of them");

const struct bw_confine nbdd_profile = {
    .rows = rows,
    .n_rows = ARRAY_LEN(rows),
    .max_files = 16, /* 0 to 2, channel, peer, epoll, a pipe, image, copy */
    .max_memory = UINT64_C(1) << 30, /* little of it is touched */
    .max_file_size = UINT64_MAX,     /* a copy is as long as its image */
};
