/* SPDX-License-Identifier: ISC */
/* Resource limits, hard and soft, so that they never grow again. */
#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>

#include "os/walls.h"

#define RLIMIT_STACK_SIZE (1u << 20)
/* Open descriptors are looked for up to here. */
#define RLIMIT_FILES_MAX 65536u

/* One more than the highest open descriptor. */
static rlim_t
files_in_use(rlim_t limit)
{
	rlim_t n = limit < RLIMIT_FILES_MAX ? limit : RLIMIT_FILES_MAX;

	while (n > 0 && fcntl((int)n - 1, F_GETFD) < 0) {
		n--;
	}
	return n;
}

static int
limit_set(int resource, rlim_t value)
{
	struct rlimit now, wanted;

	if (getrlimit(resource, &now) != 0) {
		return -errno;
	}
	if (resource == RLIMIT_NOFILE && value < files_in_use(now.rlim_max)) {
		value = files_in_use(now.rlim_max);
	}
	/* Less than asked for is still a limit. */
	wanted.rlim_max = value < now.rlim_max ? value : now.rlim_max;
	wanted.rlim_cur = wanted.rlim_max;
	if (setrlimit(resource, &wanted) != 0 ||
	    getrlimit(resource, &now) != 0) {
		return -errno;
	}
	return now.rlim_max == wanted.rlim_max &&
		       now.rlim_cur == wanted.rlim_cur
		   ? 0
		   : -EPERM;
}

int
bw_wall_rlimits(const struct bw_confine *confine)
{
	const struct {
		int resource;
		bool wanted;
		uint64_t value;
	} limits[] = {
	    {RLIMIT_NPROC, !confine->may_fork, 0},
	    {RLIMIT_NOFILE, true, confine->max_files},
	    {RLIMIT_FSIZE, !BW_SANITIZED, confine->max_file_size},
	    {RLIMIT_MEMLOCK, true, 0},
	    {RLIMIT_STACK, !BW_SANITIZED, RLIMIT_STACK_SIZE},
	    {RLIMIT_AS, !BW_SANITIZED && confine->max_memory != 0,
		confine->max_memory},
	};
	int error = 0;

	for (size_t i = 0; i < ARRAY_LEN(limits) && error == 0; i++) {
		if (limits[i].wanted) {
			error = limit_set(limits[i].resource, limits[i].value);
		}
	}
	return error;
}
