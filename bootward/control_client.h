/* SPDX-License-Identifier: ISC */
/* One who asks at the control socket, and how it is answered. */
#ifndef BOOTWARD_CONTROL_CLIENT_H
#define BOOTWARD_CONTROL_CLIENT_H

#include "control_rows.h"

/* One that neither asks nor reads for so long takes another's place. */
#define CONTROL_PATIENCE_MS 10000

enum control_state {
	CONTROL_STATE_FREE,
	CONTROL_STATE_IDLE,
	CONTROL_STATE_ANSWERING,
	CONTROL_STATE_WATCHING,
	CONTROL_STATE_WAITING,   /* for what somebody else does or says */
	CONTROL_STATE_RELOADING, /* for the end of a reload */
};

struct control_client {
	enum control_state state;
	struct suite *suite;
	struct bw_source source;
	uint32_t number; /* tells one from the next in the same place */
	uid_t uid;
	uint64_t due_ms; /* to be dropped; UINT64_MAX never */
	struct control_cursor cursor;
	uint32_t reload; /* which one it waits for */
	int error;       /* of the answer, behind its rows */
};

/* It is gone; why goes to the log unless NULL. */
void control_client_end(struct control_client *client, const char *why);

/* From now on it is in that state, and these events are waited for. */
void control_client_become(
    struct control_client *client, enum control_state state, unsigned wanted);

/* The end of an answer without rows, or behind them; it may ask again. */
void control_client_finish(
    struct control_client *client, int error, const char *reason);
/* Only the message of it; what bw_chan_send_now() says. */
int control_client_send_end(
    struct control_client *client, int error, const char *reason);

/* As many rows as its socket takes, and as one turn allows. */
void control_client_answer(struct control_client *client);

#endif
