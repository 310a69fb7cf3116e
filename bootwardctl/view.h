/* SPDX-License-Identifier: ISC */
/*
 * Machines that boot, a line each: what `watch` shows on a terminal.  Pure:
 * storage of the caller, time as an argument, bytes of peers printable.
 */
#ifndef BOOTWARDCTL_VIEW_H
#define BOOTWARDCTL_VIEW_H

#include "ipc/msg.h"

#define VIEW_MACHINES_MAX 256
#define VIEW_LINE_MAX     512
#define VIEW_ERROR_MAX    96

struct view_machine {
	struct bw_ctl_event last;
	uint64_t heard_ms;
	uint64_t rate;              /* bytes a second; 0: not known */
	char error[VIEW_ERROR_MAX]; /* the last of this boot; "" none */
};

/* All zeros is an empty view. */
struct view {
	struct view_machine machines[VIEW_MACHINES_MAX];
	size_t n;
};

/* A session from before we watched: its machine, as it stands. */
void view_session(
    struct view *view, const struct bw_ctl_session *session, uint64_t now_ms);

/* Something happened; when there is no room, the longest silent one goes. */
void view_event(
    struct view *view, const struct bw_ctl_event *event, uint64_t now_ms);

/* The line of titles, and that of the nth machine, the one heard last first. */
void view_titles(char out[VIEW_LINE_MAX]);
void view_line(const struct view *view, size_t n, uint64_t now_ms,
    char out[VIEW_LINE_MAX]);

#endif
