/* SPDX-License-Identifier: ISC */
/* What a worker of httpd may ask of the kernel; see profile.h.  Rows only. */
#include "profile.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include "listing.h"
#include "proto.h"

/* channel, loop, root, standard descriptors, listeners, files kept open; and
 * some to spare */
#define OWN_FILES  192
#define MEMORY_MAX (512u << 20)

#define NO_ADDRESS                                                             \
	{                                                                      \
		4, SCMP_CMP_EQ, 0                                              \
	}

static const struct bw_syscall_row rows[] = {
    {SCMP_SYS(accept4), "connections from the listeners it was given"},
    {SCMP_SYS(getsockopt), "is what it sends paced?", 2,
	{{1, SCMP_CMP_EQ, IPPROTO_TCP}, {2, SCMP_CMP_EQ, TCP_CONGESTION}}},
    {SCMP_SYS(getsockopt), "how near is the peer?", 2,
	{{1, SCMP_CMP_EQ, IPPROTO_TCP}, {2, SCMP_CMP_EQ, TCP_INFO}}},
    {SCMP_SYS(setsockopt), "near ones are not paced", 2,
	{{1, SCMP_CMP_EQ, IPPROTO_TCP}, {2, SCMP_CMP_EQ, TCP_CONGESTION}}},
    {SCMP_SYS(recvfrom), "requests: quicker than read"},
    {SCMP_SYS(sendto), "heads of large files; to the peer, never to an address",
	1, {NO_ADDRESS}},
    {SCMP_SYS(pread64), "small files, to be sent with their heads; mime_types"},
    {SCMP_SYS(sendfile), "large files"},
    {SCMP_SYS(shutdown), "the end of the last response"},
    {SCMP_SYS(openat2), "files beneath the root"},
    {SCMP_SYS(fstat), "size and age of what was opened"},
    /* HTTPD_N_LISTING_ROWS */
    {SCMP_SYS(getdents64), "listings, with listing = yes only"},
};

const struct bw_syscall_row httpd_open_rows[HTTPD_N_OPEN_ROWS] = {
    {SCMP_SYS(memfd_create), "pages, as memory that is sent as a file is"},
    {SCMP_SYS(ftruncate), "their size"},
};

const struct bw_confine httpd_profile = {
    .rows = rows,
    .n_rows = ARRAY_LEN(rows),
    /* a connection and the file that it is sent */
    .max_files = 2 * (HTTP_CONNECTIONS_MAX + HTTP_REFUSED_MAX) + OWN_FILES,
    .max_memory = MEMORY_MAX,
    .max_file_size = HTTP_LISTING_PAGE_MAX, /* of memory; none can be opened */
};
