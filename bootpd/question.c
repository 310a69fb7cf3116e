/* SPDX-License-Identifier: ISC */
/* Answers to the operator; see question.h. */
#include "question.h"

#include <errno.h>
#include <stdio.h>

#include "base/text.h"
#include "explain.h"
#include "suspended.h"

/* Rows bear the id of their question. */
struct asker {
	struct bw_worker *worker;
	uint32_t id;
};

static void
explain_row(void *arg, const struct bw_ctl_explained *row)
{
	const struct asker *asker = arg;
	struct bw_msg msg = {.type = BW_MSG_POINT_EXPLAINED, .id = asker->id};

	msg.u.explained = *row;
	bw_worker_queue(asker->worker, &msg);
}

static void
explain(struct asker *asker, struct dhcp_core *core,
    const struct bw_ctl_explain *who, struct dhcp_now now)
{
	struct bw_msg msg = {.type = BW_MSG_CLIENT_EXPLAINED, .id = asker->id};

	dhcp_explain(core, who, now, explain_row, asker);
	bw_worker_queue(asker->worker, &msg);
}

static void
suspension_row(void *arg, const struct bw_ctl_suspension *row)
{
	const struct asker *asker = arg;
	struct bw_msg msg = {.type = BW_MSG_SUSPENSION_LISTED, .id = asker->id};

	msg.u.suspension = *row;
	bw_worker_queue(asker->worker, &msg);
}

static void
list_suspended(struct asker *asker, struct dhcp_core *core, struct dhcp_now now)
{
	struct bw_msg msg = {
	    .type = BW_MSG_SUSPENSIONS_ANSWERED, .id = asker->id};
	size_t n_more = dhcp_suspended(core, now, suspension_row, asker);

	if (n_more > 0) {
		msg.u.refused.error = -E2BIG;
		(void)snprintf(msg.u.refused.reason,
		    sizeof(msg.u.refused.reason), "and %zu more", n_more);
	}
	bw_worker_queue(asker->worker, &msg);
}

static void
pardon(struct asker *asker, struct dhcp_core *core,
    const struct bw_ctl_pardon *who, struct dhcp_now now)
{
	struct bw_msg msg = {
	    .type = BW_MSG_SUSPENSIONS_ANSWERED, .id = asker->id};

	msg.u.refused.error = dhcp_flood_pardon(
	    &core->flood, who->all == 1 ? NULL : who->mac, now.ms);
	if (msg.u.refused.error != 0) {
		bw_text_cut(msg.u.refused.reason, sizeof(msg.u.refused.reason),
		    "it is not suspended");
	}
	bw_worker_queue(asker->worker, &msg);
}

void
dhcp_question_answer(struct bw_worker *worker, struct dhcp_core *core,
    const struct bw_msg *question, struct dhcp_now now)
{
	struct asker asker = {worker, question->id};

	switch ((int)question->type) {
	case BW_MSG_CLIENT_EXPLAIN:
		explain(&asker, core, &question->u.explain, now);
		break;
	case BW_MSG_SUSPENSIONS_ASK:
		list_suspended(&asker, core, now);
		break;
	case BW_MSG_PARDON_ASK:
		pardon(&asker, core, &question->u.pardon, now);
		break;
	default:
		BW_ASSERT(false); /* main.c asks nothing else */
	}
}
