/* SPDX-License-Identifier: ISC */
/* Rows of answers as lines, under the keys of bootwardctl(8).  Pure. */
#ifndef BOOTWARDCTL_ROWS_H
#define BOOTWARDCTL_ROWS_H

#include "base/emit.h"
#include "ipc/msg.h"

/* A whole line of any row that the parent may send. */
void rows_emit(
    struct bw_emit *emit, enum bw_emit_format format, const struct bw_msg *row);

#endif
