/* SPDX-License-Identifier: ISC */
/*
 * The counters as a page that Prometheus fetches, at loopback addresses only.
 * What it says is thrown away by the kernel unread: whatever is asked for, the
 * answer is the page.
 */
#ifndef BOOTWARD_METRICS_H
#define BOOTWARD_METRICS_H

#include "suite.h"

/* Open the doors that [bootward] metrics names; 0, or an errno, logged. */
int metrics_open(const struct bw_conf *conf);

/* Begin to serve them. */
int metrics_serve(struct suite *suite);

/* When somebody must be dropped who does not read, and do it. */
uint64_t metrics_due_ms(void);
void metrics_tick(uint64_t now_ms);

#endif
