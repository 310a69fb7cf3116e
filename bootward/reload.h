/* SPDX-License-Identifier: ISC */
/*
 * Another configuration without an end of service.  The files are read and
 * checked, workers of a second crew are started with what they say, and only
 * when all of these are ready the crew changes: they serve, and the others
 * finish what they are at.  Anything that goes wrong before leaves everything
 * as it is.
 */
#ifndef BOOTWARD_RELOAD_H
#define BOOTWARD_RELOAD_H

#include "suite.h"

/*
 * By SIGHUP or bootwardctl.  One at a time, and each begins when those who
 * retired at the last one are gone.
 *
 *   returns  the number by which control_reloaded() will tell of its end
 */
uint32_t reload_ask(void);

/* Is a crew being started? */
bool reload_is_under_way(void);

/* Of the crew that is to take over? */
bool reload_is_next(const struct peer *peer);

/* Have crews this role's workers?  Others' go on under any configuration. */
bool reload_renews(enum bw_role role);

/* The plan that a child lives by. */
struct plan *reload_plan(const struct peer *peer);

/* A worker of the next crew is ready; a worker, of any, has ended. */
void reload_worker_ready(struct suite *suite);
void reload_worker_ended(struct suite *suite, enum bw_role role, uint8_t crew);

/* The nth of what the last one was refused for; NULL behind the last. */
const char *reload_reason(size_t n);

/* The suite stops: it will not come to it. */
void reload_stop(struct suite *suite);

/* When somebody has taken too long, and what is done then. */
uint64_t reload_due_ms(void);
void reload_tick(struct suite *suite, uint64_t now_ms);

#endif
