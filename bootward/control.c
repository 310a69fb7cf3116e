/* SPDX-License-Identifier: ISC */
/* Who asks at the control socket; see control.h. */
#include "control.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "control_ask.h"
#include "os/clock.h"
#include "reload.h"

#define CLIENTS_MAX 8
#define GROUPS_MAX  256

static struct control_client clients[CLIENTS_MAX];
static struct bw_source door = {.fd = -1};
static struct bw_ids own;
static uint32_t last_number;

/* NULL: it has gone, or no longer waits. */
static struct control_client *
find_waiting(uint32_t number)
{
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		if (clients[i].state == CONTROL_STATE_WAITING &&
		    clients[i].number == number) {
			return &clients[i];
		}
	}
	return NULL;
}

void
control_row(uint32_t number, const struct bw_msg *row)
{
	struct control_client *client = find_waiting(number);

	/* All rows of an answer of bootpd's fit into a socket that is read. */
	if (client != NULL &&
	    bw_chan_send_now(client->source.fd, row, -1) != 0) {
		control_client_end(client, "it does not read");
	}
}

void
control_done(uint32_t number, int error, const char *reason)
{
	struct control_client *client = find_waiting(number);

	if (client != NULL) {
		control_client_finish(client, error, reason);
	}
}

void
control_reloaded(uint32_t number, int error)
{
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		if (clients[i].state == CONTROL_STATE_RELOADING &&
		    clients[i].reload == number) {
			clients[i].error = error;
			control_client_become(&clients[i],
			    CONTROL_STATE_ANSWERING, BW_LOOP_WRITE);
		}
	}
}

static void
show(struct control_client *client, const struct bw_ctl_event *event)
{
	struct bw_msg msg = {.type = BW_MSG_EVENT_LISTED, .u.event = *event};

	if (bw_chan_send_now(client->source.fd, &msg, -1) != 0) {
		control_client_end(client, "it does not read");
	}
}

void
control_event(const struct bw_ctl_event *event)
{
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		if (clients[i].state == CONTROL_STATE_WATCHING) {
			show(&clients[i], event);
		}
	}
}

static void
take(struct control_client *client)
{
	const struct bw_speaker ctl = {.role = BW_ROLE_CTL};
	const struct bw_speaker parent = {.role = BW_ROLE_PARENT};
	struct bw_msg msg;
	int error = bw_chan_recv_now(client->source.fd, &msg, NULL);

	if (error == -EAGAIN) {
		return;
	}
	if (error != 0) {
		control_client_end(client,
		    error == -EPIPE ? NULL : "what it says is no message");
	} else if (!bw_rules_allow(msg.type, ctl, parent, false)) {
		control_client_end(client, bw_msg_type_str(msg.type));
	} else if (client->state != CONTROL_STATE_IDLE) {
		control_client_end(client, "it asks before it was answered");
	} else {
		control_ask_begin(client, &msg.u.ask);
	}
}

static void
client_ready(struct bw_source *source, unsigned events)
{
	struct control_client *client = source->arg;

	(void)events;
	if (client->state == CONTROL_STATE_ANSWERING) {
		control_client_answer(client);
	} else {
		take(client);
	}
}

/* The mode of the socket lets in only these; this is the second lock. */
static bool
is_allowed(int fd, struct ucred *out)
{
	gid_t groups[GROUPS_MAX];
	socklen_t len = sizeof(*out);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, out, &len) != 0) {
		return false;
	}
	if (out->uid == 0 || out->uid == own.uid || out->gid == own.gid) {
		return true;
	}
	len = sizeof(groups);
	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &len) != 0) {
		return false;
	}
	for (size_t i = 0; i < len / sizeof(groups[0]); i++) {
		if (groups[i] == own.gid) {
			return true;
		}
	}
	return false;
}

static struct control_client *
find_free(void)
{
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		if (clients[i].state == CONTROL_STATE_FREE) {
			return &clients[i];
		}
	}
	return NULL;
}

/* fd is taken. */
static void
add(struct suite *suite, int fd, uid_t uid)
{
	struct control_client refused = {.source = {.fd = fd}};
	struct control_client *client = find_free();

	if (client == NULL) {
		/* Its socket is empty: this fits, or it is gone. */
		(void)control_client_send_end(
		    &refused, -EBUSY, "too many ask already");
		(void)close(fd); /* it reads what was sent all the same */
		return;
	}
	*client = (struct control_client){
	    .suite = suite,
	    .source = {.fd = fd, .ready = client_ready, .arg = client},
	    .number = ++last_number,
	    .uid = uid,
	    .state = CONTROL_STATE_IDLE,
	    .due_ms = suite->loop.now_ms + CONTROL_PATIENCE_MS,
	};
	if (bw_loop_add(&suite->loop, &client->source, BW_LOOP_READ) != 0) {
		control_client_end(client, "the loop cannot watch it");
	}
}

static void
door_ready(struct bw_source *source, unsigned events)
{
	static struct bw_log_limit limit;
	struct ucred who = {0};
	int fd = accept4(source->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	(void)events;
	if (fd < 0) {
		return; /* it went away again */
	}
	if (!is_allowed(fd, &who)) {
		bw_log_limited(&limit, BW_LOG_LEVEL_WARNING,
		    "control uid=%u refused", (unsigned)who.uid);
		(void)close(fd); /* a stranger's */
		return;
	}
	add(source->arg, fd, who.uid);
}

int
control_serve(struct suite *suite, int fd, const struct bw_ids *ids)
{
	if (fd < 0) {
		return 0;
	}
	own = *ids;
	door = (struct bw_source){.fd = fd, .ready = door_ready, .arg = suite};
	return bw_loop_add(&suite->loop, &door, BW_LOOP_READ);
}

uint64_t
control_due_ms(void)
{
	uint64_t due_ms = UINT64_MAX;

	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		if (clients[i].state != CONTROL_STATE_FREE &&
		    clients[i].due_ms < due_ms) {
			due_ms = clients[i].due_ms;
		}
	}
	return due_ms;
}

void
control_tick(uint64_t now_ms)
{
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		if (clients[i].state == CONTROL_STATE_FREE ||
		    now_ms < clients[i].due_ms) {
			continue;
		}
		if (clients[i].state == CONTROL_STATE_WAITING) {
			control_client_finish(
			    &clients[i], -ETIMEDOUT, "no answer in time");
		} else {
			control_client_end(
			    &clients[i], "it neither asks nor reads");
		}
	}
}
