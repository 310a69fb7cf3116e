/* SPDX-License-Identifier: ISC */
/* What the operator asks, by the parent; the answers go back to it. */
#ifndef DHCP_QUESTION_H
#define DHCP_QUESTION_H

#include "child/child.h"
#include "core.h"

/* CLIENT_EXPLAIN, SUSPENSIONS_ASK, PARDON_ASK: each is answered at once. */
void dhcp_question_answer(struct bw_worker *worker, struct dhcp_core *core,
    const struct bw_msg *question, struct dhcp_now now);

#endif
