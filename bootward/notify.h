/* SPDX-License-Identifier: ISC */
/*
 * Targets that are told of events: in datagrams, or hooks, by fetchd.  Nobody
 * ever waits for one: what is not taken at once is lost, and logged.
 */
#ifndef BOOTWARD_NOTIFY_H
#define BOOTWARD_NOTIFY_H

#include "notice.h"
#include "suite.h"

/* Open the sockets; 0, or a negative errno, logged. */
int notify_open(const struct bw_conf *conf);
/* Another configuration has other targets. */
void notify_follow(const struct bw_conf *conf);

/* Tell every target of an event; seq is filled in here. */
void notify_event(struct suite *suite, struct notice *notice);

#endif
