/* SPDX-License-Identifier: ISC */
/*
 * What a machine would be offered, and by which keys of the configuration,
 * without sending or keeping anything.  Pure.
 */
#ifndef DHCP_EXPLAIN_H
#define DHCP_EXPLAIN_H

#include "core.h"

/* One thing that is told; row is borrowed until it returns. */
typedef void dhcp_explain_row(void *arg, const struct bw_ctl_explained *row);

/*
 * Make up the DISCOVER that this machine would broadcast on each interface,
 * decide it, and tell how.  The core is as it was.
 *
 *   row.source  where it was looked for, the most specific first: lines of
 *               SECTION, a tab and KEY
 */
void dhcp_explain(struct dhcp_core *core, const struct bw_ctl_explain *who,
    struct dhcp_now now, dhcp_explain_row *tell, void *arg);

#endif
