/* SPDX-License-Identifier: ISC */
/*
 * A master's workers as processes: started with their doors and a channel to
 * the parent, started again when they end, killed when they must.
 */
#ifndef BW_CHILD_WORKERS_H
#define BW_CHILD_WORKERS_H

#include "child/child.h"

#define BW_WORKERS_MAX 1056 /* connections, and some that leave */

/*
 * Prepare n places in each crew, or for n connections at once.
 *
 *   child, doors  kept for the life of the process
 *   program       what to exec; kept
 */
void bw_workers_init(const struct bw_child *child, const char *program,
    const struct bw_door *doors, size_t n_doors, size_t n);

/* The filter that they put on; kept. */
void bw_workers_set_filter(int fd);

/* Another number of connections at once; those that are there stay. */
void bw_workers_set_max(size_t n);

/* Start all of a crew, with the doors that are theirs. */
void bw_workers_start(uint8_t crew);
/* Whoever of a crew ends from now on is not started again. */
void bw_workers_retire(uint8_t crew);

/*
 * Start one for a connection, which is lent.  Where there are enough, the
 * oldest one of the same address makes way: a machine that comes back after a
 * crash finds its place, which its old connection has not left yet.
 *
 *   n_same_max  how many there may be of one address
 *   returns  0
 *            -EMFILE  every place is taken, by others
 *            -EAGAIN  it could not be started (logged)
 */
int bw_workers_start_for(
    int peer_fd, const struct bw_addr *peer, size_t n_same_max);

/* Reap those that have ended; unless retired they are started again, later. */
void bw_workers_reap(void);
/* Retire all. */
void bw_workers_stop(void);

size_t bw_workers_running(void);
void bw_workers_kill(void);
void bw_workers_kill_one(uint32_t pid);

/* When must bw_workers_tick() be called at the latest? */
uint64_t bw_workers_due(void);
void bw_workers_tick(uint64_t now_ms);

#endif
