/* SPDX-License-Identifier: ISC */
/* The parent's walls; see profile.h.  No path can be opened, nothing exec'd. */
#include "profile.h"

#include <sys/socket.h>

static const struct bw_syscall_row rows[] = {
    {SCMP_SYS(wait4), "ends of masters"},
    {SCMP_SYS(shutdown), "ending a child in its first second"},
    {SCMP_SYS(sendto), "syslog and the service manager, both connected"},
    {SCMP_SYS(writev), "the log file"},
    {SCMP_SYS(accept4), "who asks at the control socket, or for metrics"},
    {SCMP_SYS(recvfrom), "throwing away what asks for metrics: no buffer", 1,
	{{1, SCMP_CMP_EQ, 0}}},
    {SCMP_SYS(getsockopt), "who that is", 1, {{1, SCMP_CMP_EQ, SOL_SOCKET}}},
};

const struct bw_confine bootward_profile = {
    .rows = rows,
    .n_rows = ARRAY_LEN(rows),
    .max_files = 4096,           /* a channel per child, an image per export */
    .max_file_size = UINT64_MAX, /* the log file grows */
};
