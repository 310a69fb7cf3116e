/* SPDX-License-Identifier: ISC */
/* What is asked at the control socket, and who does it. */
#ifndef BOOTWARD_CONTROL_ASK_H
#define BOOTWARD_CONTROL_ASK_H

#include "control_client.h"

/* Do what a client asks for, or begin to. */
void
control_ask_begin(struct control_client *client, const struct bw_ctl_ask *ask);

#endif
