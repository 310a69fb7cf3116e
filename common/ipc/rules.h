/* SPDX-License-Identifier: ISC */
/* Who may say what to whom: one row per message.  Pure. */
#ifndef BW_IPC_RULES_H
#define BW_IPC_RULES_H

#include "ipc/msg.h"

struct bw_speaker {
	enum bw_role role;
	bool master;
};

/* May from send this type to to, with a descriptor if with_fd? */
bool bw_rules_allow(enum bw_msg_type type, struct bw_speaker from,
    struct bw_speaker to, bool with_fd);

#endif
