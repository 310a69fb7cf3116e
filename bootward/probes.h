/* SPDX-License-Identifier: ISC */
/*
 * Probe builds: every worker that serves is asked for one attempt after the
 * other, across its deaths.  In ordinary builds there is nothing of it.
 */
#ifndef BOOTWARD_PROBES_H
#define BOOTWARD_PROBES_H

#include "suite.h"

#ifdef BW_PROBE
/* Ask a worker for the next attempt of its role. */
void probes_next(struct peer *peer);
/* It has outlived one: log the outcome, ask for the next. */
void probes_tried(struct peer *peer, const struct bw_msg_probe *tried);
#else
static inline void
probes_next(struct peer *peer)
{
	(void)peer;
}
#endif

#endif
