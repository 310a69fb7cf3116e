/* SPDX-License-Identifier: ISC */
/* What log.c asks of the sinks besides what log.h declares. */
#ifndef BW_OS_LOG_SINK_H
#define BW_OS_LOG_SINK_H

#include "base/base.h"

/* Look where stdout and stderr lead; while that can still be asked. */
void bw_log_sinks_init(void);

#endif
