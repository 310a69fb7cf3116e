/* SPDX-License-Identifier: ISC */
/* The two clocks: one for timers, one for leases. */
#ifndef BW_OS_CLOCK_H
#define BW_OS_CLOCK_H

#include "base/base.h"

/* Milliseconds of CLOCK_BOOTTIME: never jumps, counts suspension. */
uint64_t bw_clock_ms(void);
uint64_t bw_clock_us(void);

/* Of CLOCK_MONOTONIC, for those who ask for just that. */
uint64_t bw_clock_monotonic_us(void);

/* Seconds since 1970-01-01 UTC, as the operator's clock says. */
uint64_t bw_clock_wall_s(void);

/*
 * The machine's time zone: TZ, else /etc/localtime, as it is when it is opened.
 * Then, and by a process that may open no file any more: how many seconds local
 * time is ahead of UTC at that second.
 */
void bw_clock_zone_open(void);
int32_t bw_clock_ahead_s(uint64_t wall_s);

#endif
