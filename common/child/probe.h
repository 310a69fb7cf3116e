/* SPDX-License-Identifier: ISC */
/*
 * Probe builds (meson -Dprobe=on): a worker that, after its confinement, tries
 * on request what code execution in it would try first.  In ordinary builds
 * there is nothing of it.
 */
#ifndef BW_CHILD_PROBE_H
#define BW_CHILD_PROBE_H

#include "ipc/msg.h"

/* Try the layers beneath the system call filter alone. */
#ifdef BW_PROBE_NO_SECCOMP
#define BW_PROBE_UNFILTERED true
#else
#define BW_PROBE_UNFILTERED false
#endif

#ifdef BW_PROBE
/* Remember, before confinement, whom to attack. */
void bw_probe_prepare(void);
/* Try msg->u.probe.act; answers PROBE_TRIED, if the process outlives it. */
void bw_probe_try(const struct bw_msg *msg);
/* The name of an act; NULL past the last. */
const char *bw_probe_act_str(uint32_t act);
#else
static inline void
bw_probe_prepare(void)
{
}
#endif

#endif
