/* SPDX-License-Identifier: ISC */
/* Answers to one client; see control_client.h. */
#include "control_client.h"

#include <errno.h>
#include <unistd.h>

#include "base/text.h"
#include "os/log.h"

/* Rows for one client per wake-up: the children wait no longer. */
#define ROWS_PER_TURN 64

void
control_client_end(struct control_client *client, const char *why)
{
	if (why != NULL) {
		bw_log(BW_LOG_LEVEL_INFO, "control uid=%u ended reason=\"%s\"",
		    (unsigned)client->uid, why);
	}
	bw_loop_remove(&client->suite->loop, &client->source);
	(void)close(client->source.fd); /* EOF to it, if it still lives */
	client->state = CONTROL_STATE_FREE;
}

int
control_client_send_end(
    struct control_client *client, int error, const char *reason)
{
	struct bw_msg msg = {.type = BW_MSG_CTL_ANSWERED};

	msg.u.refused.error = error;
	bw_text_cut(msg.u.refused.reason, sizeof(msg.u.refused.reason), reason);
	return bw_chan_send_now(client->source.fd, &msg, -1);
}

void
control_client_become(
    struct control_client *client, enum control_state state, unsigned wanted)
{
	bool waits =
	    state == CONTROL_STATE_WATCHING || state == CONTROL_STATE_RELOADING;

	client->state = state;
	client->due_ms = waits
			     ? UINT64_MAX
			     : client->suite->loop.now_ms + CONTROL_PATIENCE_MS;
	if (bw_loop_change(&client->suite->loop, &client->source, wanted) !=
	    0) {
		control_client_end(client, "the loop cannot watch it");
	}
}

void
control_client_finish(
    struct control_client *client, int error, const char *reason)
{
	if (control_client_send_end(client, error, reason) != 0) {
		control_client_end(client, "it does not read");
		return;
	}
	control_client_become(client, CONTROL_STATE_IDLE, BW_LOOP_READ);
}

void
control_client_answer(struct control_client *client)
{
	for (int i = 0; i < ROWS_PER_TURN; i++) {
		struct control_cursor next = client->cursor;
		struct bw_msg row;
		bool last = control_rows_next(client->suite, &next, &row) != 0;
		int error = last
				? control_client_send_end(client, client->error,
				      client->error == 0
					  ? ""
					  : "the configuration is unchanged")
				: bw_chan_send_now(client->source.fd, &row, -1);

		if (error == -EAGAIN) {
			return; /* again when it is writable */
		}
		if (error != 0) {
			control_client_end(client, NULL); /* it went away */
			return;
		}
		if (last) {
			control_client_become(
			    client, CONTROL_STATE_IDLE, BW_LOOP_READ);
			return;
		}
		client->cursor = next;
		client->due_ms =
		    client->suite->loop.now_ms + CONTROL_PATIENCE_MS;
	}
}
