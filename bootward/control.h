/* SPDX-License-Identifier: ISC */
/*
 * The control socket: who asks, one question at a time, rows until the end.
 * The parent never waits for who asks: rows go as the socket takes them, and
 * who does not read is dropped.
 */
#ifndef BOOTWARD_CONTROL_H
#define BOOTWARD_CONTROL_H

#include "os/ids.h"
#include "suite.h"

/*
 * Open the socket that [bootward] control names.
 *
 *   ids      who is to own it: the parent as it will be; NULL when not root
 *   out_fd   -1: there is to be none
 *   returns  0, or a negative errno having logged why
 */
int
control_open(const struct bw_conf *conf, const struct bw_ids *ids, int *out_fd);

/*
 * Begin to serve it.
 *
 *   fd   what control_open() gave; taken
 *   ids  the parent's own: who may ask besides root
 */
int control_serve(struct suite *suite, int fd, const struct bw_ids *ids);

/* An event, for those who watch. */
void control_event(const struct bw_ctl_event *event);

/*
 * What a client waits for, by its number: a row of its answer, and the end of
 * it (error 0, or why not).
 */
void control_row(uint32_t client, const struct bw_msg *row);
void control_done(uint32_t client, int error, const char *reason);

/* The reload of this number is over: done (0), or refused. */
void control_reloaded(uint32_t number, int error);

/* When somebody must be dropped who does not read, and do it. */
uint64_t control_due_ms(void);
void control_tick(uint64_t now_ms);

#endif
