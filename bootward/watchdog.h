/* SPDX-License-Identifier: ISC */
/*
 * The service manager's watchdog: it is told that we live whenever all of us
 * have just answered.  A worker of nbdd is not asked: it is one connection's
 * alone, and may wait for its disk.
 */
#ifndef BOOTWARD_WATCHDOG_H
#define BOOTWARD_WATCHDOG_H

#include "suite.h"

/* Does the manager want to know, and how often?  (sd_watchdog_enabled(3)) */
void watchdog_open(void);

/* This child has answered. */
void watchdog_answered(struct peer *peer);

uint64_t watchdog_due_ms(const struct suite *suite);
void watchdog_tick(struct suite *suite, uint64_t now_ms);

#endif
