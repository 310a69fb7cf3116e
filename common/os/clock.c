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

void
bw_clock_zone_open(void)
{
	tzset();
}

int32_t
bw_clock_ahead_s(uint64_t wall_s)
{
	time_t time = (time_t)wall_s;
	struct tm local;

	/* Not localtime(), which would look for the zone's file again. */
	return localtime_r(&time, &local) == NULL ? 0
						  : (int32_t)local.tm_gmtoff;
}
