/* SPDX-License-Identifier: ISC */
/* What the parent is told of a session, for the boot timeline. */
#ifndef NBDD_REPORT_H
#define NBDD_REPORT_H

#include "session.h"

/* How things stand: ATTACHED, PROGRESSED or DETACHED. */
void report(struct session *s, enum bw_msg_type type);

/* An unknown name, once: it is why the client's machine does not go on. */
void report_unknown(struct session *s);

/* Bytes of the negotiation, at the level debug; way is "in" or "out". */
void report_packet(
    const struct session *s, const char *way, const uint8_t *bytes, size_t len);

#endif
