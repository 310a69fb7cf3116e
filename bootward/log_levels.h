/* SPDX-License-Identifier: ISC */
/*
 * How much each service logs: as the configuration has it, until bootwardctl
 * says otherwise, until the next reload.
 */
#ifndef BOOTWARD_LOG_LEVELS_H
#define BOOTWARD_LOG_LEVELS_H

#include "suite.h"

/* As the configuration has it; those who run are told. */
void log_levels_follow(struct suite *suite);

/* Another level for these services, bits 1 << enum bw_role. */
void
log_levels_set(struct suite *suite, unsigned services, enum bw_log_level level);

/* Tell one who has just got its configuration, if that is no longer true. */
void log_levels_tell(struct peer *peer);

/* May a line of this service, or about it, go to the log? */
bool log_levels_show(enum bw_role role, enum bw_log_level level);

#endif
