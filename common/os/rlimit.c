/* SPDX-License-Identifier: ISC */
/* Resource limits, hard and soft, so that they never grow again. */
#include <errno.h>
#include <poll.h>
#include <sys/resource.h>

#include "os/walls.h"

#define RLIMIT_STACK_SIZE (1u << 20)
/* Open descriptors are looked for up to here, so many at a time. */
#define RLIMIT_FILES_MAX  65536u
#define RLIMIT_FILES_ONCE 64u

/* One more than the highest open descriptor below first + n; 0: none is. */
static rlim_t
files_in_use_among(rlim_t first, rlim_t n)
{
	struct pollfd some[RLIMIT_FILES_ONCE];

	for (rlim_t i = 0; i < n; i++) {
		some[i] = (struct pollfd){.fd = (int)(first + i)};
	}
	if (poll(some, n, 0) < 0) {
		return first + n; /* it was not told: all of them may be */
	}
	while (n > 0 && (some[n - 1].revents & POLLNVAL) != 0) {
		n--;
	}
	return n > 0 ? first + n : 0;
}

/* One more than the highest open descriptor. */
static rlim_t
files_in_use(rlim_t limit)
{
	rlim_t end = limit < RLIMIT_FILES_MAX ? limit : RLIMIT_FILES_MAX;
	rlim_t in_use = 0;

	while (in_use == 0 && end > 0) {
		rlim_t n = end < RLIMIT_FILES_ONCE ? end : RLIMIT_FILES_ONCE;

		end -= n;
		in_use = files_in_use_among(end, n);
	}
	return in_use;
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
