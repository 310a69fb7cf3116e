/* SPDX-License-Identifier: ISC */
/*
 * The parent's walls; see profile.h.  Nothing is exec'd, and no path opened but
 * those of overlays, where an export keeps its clients' writes on the disk.
 */
#include "profile.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

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

static const struct bw_syscall_row overlay_rows[] = {
    {SCMP_SYS(openat), "overlays; Landlock leaves their directory only"},
    {SCMP_SYS(unlinkat), "overlays that are dropped"},
    {SCMP_SYS(newfstatat), "sizes of overlays, versions of images"},
    {SCMP_SYS(lseek), "sizes of block devices", 1,
	{{2, SCMP_CMP_EQ, SEEK_END}}},
};

_Static_assert(
    ARRAY_LEN(rows) + ARRAY_LEN(overlay_rows) <= PROFILE_ROWS_MAX, "all fit");

size_t
profile_rows(bool overlays, struct bw_syscall_row out[PROFILE_ROWS_MAX])
{
	memcpy(out, rows, sizeof(rows));
	if (!overlays) {
		return ARRAY_LEN(rows);
	}
	memcpy(out + ARRAY_LEN(rows), overlay_rows, sizeof(overlay_rows));
	return ARRAY_LEN(rows) + ARRAY_LEN(overlay_rows);
}
