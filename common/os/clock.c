/* SPDX-License-Identifier: ISC */
/* The two clocks; see clock.h.  Answered by the vDSO, without a system call. */
#include "os/clock.h"

#include <time.h>

static struct timespec
now(clockid_t clock)
{
	struct timespec time;

	BW_ASSERT(clock_gettime(clock, &time) == 0);
	return time;
}

uint64_t
bw_clock_ms(void)
{
	struct timespec time = now(CLOCK_BOOTTIME);

	return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

uint64_t
bw_clock_us(void)
{
	struct timespec time = now(CLOCK_BOOTTIME);

	return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_nsec / 1000;
}

uint64_t
bw_clock_monotonic_us(void)
{
	struct timespec time = now(CLOCK_MONOTONIC);

	return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_nsec / 1000;
}

uint64_t
bw_clock_wall_s(void)
{
	struct timespec time = now(CLOCK_REALTIME);

	return time.tv_sec < 0 ? 0 : (uint64_t)time.tv_sec;
}
