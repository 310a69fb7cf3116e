/* SPDX-License-Identifier: ISC */
/* What suite.c, peers.c, first_second.c and masters.c share. */
#ifndef BOOTWARD_SUITE_PEERS_H
#define BOOTWARD_SUITE_PEERS_H

#include "suite.h"

/* Watch a new child's channel (taken); NULL when there are too many. */
struct peer *suite_peer_add(
    struct suite *suite, struct bw_speaker who, uint32_t pid, int chan);

/* Close its channel and forget it. */
void suite_peer_remove(struct peer *peer);

/* Take the messages it sent before it ended. */
void suite_peer_drain(struct peer *peer);

/* START, for one that is ready. */
void suite_start_peer(struct peer *peer);

/* The steps of a child's first second. */
void suite_take_hello(struct peer *peer, const struct bw_msg_hello *hello);
void suite_take_ready(struct peer *peer);

/* bootpd must know what is leased before it may be ready: go on telling it. */
void suite_feed(struct peer *peer);

/* Ask everybody to finish, those first whom nobody needs for that. */
void suite_stop(struct suite *suite);

/* Stopping, and a master has ended: on with those that were needed. */
void suite_stop_rest(struct suite *suite);

#endif
