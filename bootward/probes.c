/* SPDX-License-Identifier: ISC */
/* Attempts on the walls, one after the other; see probes.h. */
#include "probes.h"

#include <string.h>

#include "child/probe.h"

void
probes_next(struct peer *peer)
{
	struct bw_msg msg = {.type = BW_MSG_PROBE_TRY};
	uint32_t act = peer->suite->next_act[peer->who.role];

	if (bw_probe_act_str(act) == NULL) {
		bw_log(BW_LOG_LEVEL_INFO, "probe=%s done",
		    bw_role_str(peer->who.role));
		return;
	}
	bw_log(BW_LOG_LEVEL_INFO, "probe=%s act=%s pid=%u try",
	    bw_role_str(peer->who.role), bw_probe_act_str(act),
	    (unsigned)peer->pid);
	peer->suite->next_act[peer->who.role]++;
	msg.u.probe.act = act;
	(void)suite_send(peer, &msg, -1); /* its end comes to us */
}

void
probes_tried(struct peer *peer, const struct bw_msg_probe *tried)
{
	bw_log(BW_LOG_LEVEL_INFO, "probe=%s act=%s result=%s",
	    bw_role_str(peer->who.role), bw_probe_act_str(tried->act),
	    tried->result == 0 ? "allowed" : strerrorname_np(-tried->result));
	probes_next(peer);
}
