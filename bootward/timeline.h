/* SPDX-License-Identifier: ISC */
/* One event, one line of key=value, with everything of a peer escaped.  Pure. */
#ifndef BOOTWARD_TIMELINE_H
#define BOOTWARD_TIMELINE_H

#include "base/log.h"
#include "ipc/msg.h"
#include "session.h"

#define TIMELINE_LINE_MAX BW_LINE_MAX

/*
 * Write the line of an event message (CLIENT_SEEN, TRANSFER_*, EXPORT_*).
 *
 *   session  the machine's, or NULL when unknown
 *   out      always ends in NUL; cut when too long
 */
void timeline_line(const struct bw_msg *event, const struct session *session,
    char out[TIMELINE_LINE_MAX]);

/* The level that it should be logged at. */
enum bw_log_level timeline_level(const struct bw_msg *event);

#endif
