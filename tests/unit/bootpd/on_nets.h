/* SPDX-License-Identifier: ISC */
/* Several networks, started anew for each test. */
#ifndef BOOTPD_ON_NETS_H
#define BOOTPD_ON_NETS_H

#include "nets.h"
#include "unit.h"

static struct nets n;

static inline void
set_up(void)
{
	nets_start(&n);
}

static inline void
tear_down(void)
{
	bench_stop(&n.b);
}

#endif
