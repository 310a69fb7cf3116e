/* SPDX-License-Identifier: ISC */
/*
 * fetchd's worker: TCP connections to a few ports, and the files of its cache.
 * The names it knows were resolved by the parent.
 */
#include "profile.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <netinet/in.h>
#include <sys/socket.h>

#define STREAM (SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC)

static const struct bw_syscall_row rows[] = {
    /* Named in full: no multipath TCP, which Landlock does not know. */
    {SCMP_SYS(socket), "connections over IPv4", 3,
	{{0, SCMP_CMP_EQ, AF_INET}, {1, SCMP_CMP_EQ, STREAM},
	    {2, SCMP_CMP_EQ, IPPROTO_TCP}}},
    {SCMP_SYS(socket), "connections over IPv6", 3,
	{{0, SCMP_CMP_EQ, AF_INET6}, {1, SCMP_CMP_EQ, STREAM},
	    {2, SCMP_CMP_EQ, IPPROTO_TCP}}},
    {SCMP_SYS(connect), "the web server"},
    {SCMP_SYS(fcntl), "libcurl makes sockets non-blocking", 1,
	{{1, SCMP_CMP_EQ, F_GETFL}}},
    {SCMP_SYS(fcntl), "libcurl makes sockets non-blocking", 1,
	{{1, SCMP_CMP_EQ, F_SETFL}}},
    {SCMP_SYS(setsockopt), "libcurl sets TCP_NODELAY", 1,
	{{1, SCMP_CMP_EQ, IPPROTO_TCP}}},
    {SCMP_SYS(getsockopt), "has it been connected?", 2,
	{{1, SCMP_CMP_EQ, SOL_SOCKET}, {2, SCMP_CMP_EQ, SO_ERROR}}},
    {SCMP_SYS(getsockname), "libcurl remembers both ends"},
    {SCMP_SYS(getpeername), "libcurl remembers both ends"},
    {SCMP_SYS(poll), "is it writable?"},
    /* Without an address, so that TCP fast open connects to nobody. */
    {SCMP_SYS(sendto), "requests", 2,
	{{3, SCMP_CMP_EQ, MSG_NOSIGNAL}, {4, SCMP_CMP_EQ, 0}}},
    {SCMP_SYS(recvfrom), "answers", 1, {{4, SCMP_CMP_EQ, 0}}},
    {SCMP_SYS(futex), "one-time initialisations of OpenSSL: nobody waits", 1,
	{{1, SCMP_CMP_EQ, FUTEX_WAKE_PRIVATE}}},
    /* The cache; Landlock says where. */
    {SCMP_SYS(openat2), "files of the cache"},
    {SCMP_SYS(pwrite64), "what is downloaded"},
    {SCMP_SYS(sync_file_range), "and begins to go to the disk"},
    {SCMP_SYS(fdatasync), "before it is called whole"},
    {SCMP_SYS(unlinkat), "files that make room", 1, {{2, SCMP_CMP_EQ, 0}}},
    {SCMP_SYS(pread64), "a token or certificates that were replaced"},
    {SCMP_SYS(fstat), "how long those are"},
};

const struct bw_syscall_row fetchd_open_rows[FETCHD_N_OPEN_ROWS] = {
    {SCMP_SYS(socket), "the warm-up's, which leads nowhere", 1,
	{{0, SCMP_CMP_EQ, AF_UNIX}}},
    {SCMP_SYS(fcntl), "libcurl makes sockets non-blocking"},
    {SCMP_SYS(dup), "the cache's directory, to be listed"},
    {SCMP_SYS(getdents64), "what the cache holds"},
    {SCMP_SYS(newfstatat), "is it a directory?"},
    {SCMP_SYS(lseek), "from its beginning"},
};

const struct bw_confine fetchd_profile = {
    .rows = rows,
    .n_rows = ARRAY_LEN(rows),
    /* two sockets for each of FETCH_TRANSFERS_MAX, and of the downloads,
     * which have a file, too */
    .max_files = 640,
    .max_memory = UINT64_C(512) << 20,
    .max_file_size = UINT64_MAX, /* the cache has limits of its own */
};
