/* SPDX-License-Identifier: ISC */
/*
 * An event of the boot timeline as fields of a row: what bootwardctl prints
 * and what targets of JSON notifications are sent.  bootwardctl(8) promises
 * these names.  Pure.
 */
#ifndef BW_IPC_EVENT_ROW_H
#define BW_IPC_EVENT_ROW_H

#include "base/emit.h"
#include "ipc/ctl.h"

/* Add the fields of an event to a row that has been begun. */
void bw_event_row_emit(struct bw_emit *emit, const struct bw_ctl_event *event);

#endif
