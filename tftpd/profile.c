/* SPDX-License-Identifier: ISC */
/* What a worker of tftpd may ask of the kernel; see profile.h.  Rows only. */
#include "profile.h"

#include "proto.h"

/* channel, loop, root, standard descriptors, sockets; and some to spare */
#define OWN_FILES  128
#define MEMORY_MAX (UINT64_C(256) << 20)

static const struct bw_syscall_row rows[] = {
    {SCMP_SYS(openat2), "files beneath the root"},
    {SCMP_SYS(fstat), "size of what was opened, and whether it changed"},
    {SCMP_SYS(pread64), "blocks of files"},
    {SCMP_SYS(recvmmsg), "requests and acknowledgements, many at a time"},
    {SCMP_SYS(sendmmsg), "blocks to many clients at a time"},
    /* TFTPD_N_LIST_ROWS */
    {SCMP_SYS(getdents64), "names in another case, what was uploaded"},
    /* TFTPD_N_UPLOAD_ROWS */
    {SCMP_SYS(linkat), "an upload that is whole gets its name, and no other's"},
    {SCMP_SYS(unlinkat), "the name it had until then", 1,
	{{2, SCMP_CMP_EQ, 0}}},
};

const struct bw_confine tftpd_profile = {
    .rows = rows,
    .n_rows = ARRAY_LEN(rows),
    /* a file for each transfer */
    .max_files = TFTP_TRANSFERS_MAX + OWN_FILES,
    .max_memory = MEMORY_MAX,
    .max_file_size = UINT64_MAX, /* a worker's: as upload says, or nothing */
};
