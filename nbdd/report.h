/* SPDX-License-Identifier: ISC */
/* What the parent is told of a session, for the boot timeline. */
#ifndef NBDD_REPORT_H
#define NBDD_REPORT_H

#include "session.h"

/* How things stand: ATTACHED, PROGRESSED or DETACHED. */
void report(struct session *s, enum bw_msg_type type);

/* An unknown name, once: it is why the client's machine does not go on. */
void report_unknown(struct session *s);

#endif
