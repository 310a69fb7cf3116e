/* SPDX-License-Identifier: ISC */
/* The layers that confine.c puts on, one by one; not for other folders. */
#ifndef BW_OS_WALLS_H
#define BW_OS_WALLS_H

#include "os/confine.h"

/* A sanitizer's own calls need more room than a release grants. */
#if defined(__SANITIZE_ADDRESS__)
#define BW_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define BW_SANITIZED 1
#endif
#endif
#ifndef BW_SANITIZED
#define BW_SANITIZED 0
#endif

/* Each returns 0, -ENOTSUP when the kernel lacks it, or a negative errno. */
int bw_wall_rlimits(const struct bw_confine *confine);
int bw_wall_landlock(const struct bw_confine *confine);
int bw_wall_seccomp(const struct bw_confine *confine, int filter_fd);

/* A call that no kernel has; each filter answers it in its own way. */
#define BW_FILTER_ECHO 511

/* A table of rows; of those in seccomp_rows.c this many make a filter. */
struct bw_row_set {
	const struct bw_syscall_row *rows;
	size_t n;
};
#define BW_ROW_SETS_MAX 6

/* Which tables this process needs, its own rows included; returns how many. */
size_t bw_row_sets(
    const struct bw_confine *confine, struct bw_row_set out[BW_ROW_SETS_MAX]);

/* Calls that newer C libraries try first and can do without: -ENOSYS. */
struct bw_row_set bw_row_set_probed(void);

#endif
