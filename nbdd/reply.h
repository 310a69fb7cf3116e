/* SPDX-License-Identifier: ISC */
/*
 * Replies to the request in hand, in the form that was agreed on: simple,
 * structured or with extended headers.  A part of core.c.  Pure.
 *
 * Answers to doc/proto.md of the NetworkBlockDevice project, "Simple reply
 * message", "Structured reply chunk message", "Extended reply chunk message".
 */
#ifndef NBDD_REPLY_H
#define NBDD_REPLY_H

#include "core.h"

/* A reply without data, which is the last that is said; error is NBD_E. */
void
nbd_reply_done(struct nbd_core *core, uint32_t error, struct bw_writer *out);

/*
 * One step of the reply to a read: a chunk without data, or the action that
 * the next portion needs.
 */
void nbd_reply_read_step(struct nbd_core *core, struct bw_writer *out,
    struct nbd_action *out_action);

/* The same for NBD_CMD_BLOCK_STATUS. */
void nbd_reply_status_step(struct nbd_core *core, struct bw_writer *out,
    struct nbd_action *out_action);

#endif
