/* SPDX-License-Identifier: ISC */
/* Who asks at the control socket; see control.h. */
#include "control.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "commits.h"
#include "control_rows.h"
#include "log_levels.h"
#include "os/clock.h"
#include "overlays.h"
#include "reload.h"

#define CLIENTS_MAX 8
#define GROUPS_MAX  256
/* Rows for one client per wake-up: the children wait no longer. */
#define ROWS_PER_TURN 64
/* One that neither asks nor reads for so long takes another's place. */
#define PATIENCE_MS 10000

enum client_state {
	CLIENT_FREE,
	CLIENT_IDLE,
	CLIENT_ANSWERING,
	CLIENT_WATCHING,
	CLIENT_WAITING,   /* for what somebody else does or says */
	CLIENT_RELOADING, /* for the end of a reload */
};

struct client {
	enum client_state state;
	struct suite *suite;
	struct bw_source source;
	uint32_t number; /* tells one from the next in the same place */
	uid_t uid;
	uint64_t due_ms; /* to be dropped; UINT64_MAX never */
	struct control_cursor cursor;
	uint32_t reload; /* which one it waits for */
	int error;       /* of the answer, behind its rows */
};

static struct client clients[CLIENTS_MAX];
static struct bw_source door = {.fd = -1};
static struct bw_ids own;
static uint32_t last_number;

static void
end(struct client *client, const char *why)
{
	if (why != NULL) {
		bw_log(BW_LOG_LEVEL_INFO, "control uid=%u ended reason=\"%s\"",
		    (unsigned)client->uid, why);
	}
	bw_loop_remove(&client->suite->loop, &client->source);
	(void)close(client->source.fd); /* EOF to it, if it still lives */
	client->state = CLIENT_FREE;
}

/* --- answers --------------------------------------------------------------- */

/* The end of an answer; it may ask again. */
static int
send_end(struct client *client, int error, const char *reason)
{
	struct bw_msg msg = {.type = BW_MSG_CTL_ANSWERED};

	msg.u.refused.error = error;
	bw_text_cut(msg.u.refused.reason, sizeof(msg.u.refused.reason), reason);
	return bw_chan_send_now(client->source.fd, &msg, -1);
}

static void
become(struct client *client, enum client_state state, unsigned wanted)
{
	bool waits = state == CLIENT_WATCHING || state == CLIENT_RELOADING;

	client->state = state;
	client->due_ms =
	    waits ? UINT64_MAX : client->suite->loop.now_ms + PATIENCE_MS;
	if (bw_loop_change(&client->suite->loop, &client->source, wanted) !=
	    0) {
		end(client, "the loop cannot watch it");
	}
}

static void
finish(struct client *client, int error, const char *reason)
{
	if (send_end(client, error, reason) != 0) {
		end(client, "it does not read");
		return;
	}
	become(client, CLIENT_IDLE, BW_LOOP_READ);
}

/* As many rows as its socket takes, and as one turn allows. */
static void
answer(struct client *client)
{
	for (int i = 0; i < ROWS_PER_TURN; i++) {
		struct control_cursor next = client->cursor;
		struct bw_msg row;
		bool last = control_rows_next(client->suite, &next, &row) != 0;
		int error = last
				? send_end(client, client->error,
				      client->error == 0
					  ? ""
					  : "the configuration is unchanged")
				: bw_chan_send_now(client->source.fd, &row, -1);

		if (error == -EAGAIN) {
			return; /* again when it is writable */
		}
		if (error != 0) {
			end(client, NULL); /* it went away */
			return;
		}
		if (last) {
			become(client, CLIENT_IDLE, BW_LOOP_READ);
			return;
		}
		client->cursor = next;
		client->due_ms = client->suite->loop.now_ms + PATIENCE_MS;
	}
}

static void
drop_lease(struct client *client, uint32_t address)
{
	char text[BW_ADDR_STR_MAX];
	int error = commits_drop(address, client->number);

	bw_log(BW_LOG_LEVEL_INFO, "control uid=%u drop-lease address=%s%s",
	    (unsigned)client->uid, bw_ipv4_str(address, text),
	    error == 0 ? "" : " refused");
	if (error != 0) {
		finish(client, error,
		    error == -ENOENT ? "nobody holds this address"
				     : "too many leases under way");
		return;
	}
	become(client, CLIENT_WAITING, BW_LOOP_READ);
}

static void
add_lease(struct client *client, const struct bw_ctl_ask *ask)
{
	int error = commits_import(ask, client->number);

	if (error == 0) {
		become(client, CLIENT_WAITING, BW_LOOP_READ);
		return;
	}
	finish(client, error,
	    error == -ENOENT   ? "this address is not ours to give"
	    : error == -EEXIST ? "another holds this address"
			       : "too many leases under way");
}

static void
drop_overlay(struct client *client, const struct bw_ctl_ask *ask)
{
	int error = overlays_drop(ask->client, ask->export);

	bw_log(BW_LOG_LEVEL_INFO,
	    "control uid=%u drop-overlay client=%s export=%s%s",
	    (unsigned)client->uid, ask->client,
	    ask->export[0] == '\0' ? "all" : ask->export,
	    error == 0 ? "" : " refused");
	finish(client, error,
	    error == 0         ? ""
	    : error == -ENOENT ? "nothing is kept for this client"
	    : error == -EBUSY  ? "the client uses it"
			       : strerror(-error));
}

static void
explain(struct client *client, const struct bw_ctl_explain *who)
{
	struct peer *bootpd = suite_worker(client->suite, BW_ROLE_BOOTPD);
	struct bw_msg msg = {
	    .type = BW_MSG_CLIENT_EXPLAIN, .id = client->number};

	msg.u.explain = *who;
	if (bootpd == NULL || suite_send(bootpd, &msg, -1) != 0) {
		finish(client, -ENOENT, "bootpd does not run");
		return;
	}
	become(client, CLIENT_WAITING, BW_LOOP_READ);
}

static void
log_level(struct client *client, unsigned services, enum bw_log_level level)
{
	bw_log(BW_LOG_LEVEL_INFO, "control uid=%u log-level",
	    (unsigned)client->uid);
	log_levels_set(client->suite, services, level);
	finish(client, 0, "");
}

/* NULL: it has gone, or no longer waits. */
static struct client *
find_waiting(uint32_t number)
{
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		if (clients[i].state == CLIENT_WAITING &&
		    clients[i].number == number) {
			return &clients[i];
		}
	}
	return NULL;
}

void
control_row(uint32_t number, const struct bw_msg *row)
{
	struct client *client = find_waiting(number);

	/* All rows of an answer of bootpd's fit into a socket that is read. */
	if (client != NULL &&
	    bw_chan_send_now(client->source.fd, row, -1) != 0) {
		end(client, "it does not read");
	}
}

void
control_done(uint32_t number, int error, const char *reason)
{
	struct client *client = find_waiting(number);

	if (client != NULL) {
		finish(client, error, reason);
	}
}

void
control_reloaded(uint32_t number, int error)
{
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		if (clients[i].state == CLIENT_RELOADING &&
		    clients[i].reload == number) {
			clients[i].error = error;
			become(&clients[i], CLIENT_ANSWERING, BW_LOOP_WRITE);
		}
	}
}

static void
show(struct client *client, const struct bw_ctl_event *event)
{
	struct bw_msg msg = {.type = BW_MSG_EVENT_LISTED, .u.event = *event};

	if (bw_chan_send_now(client->source.fd, &msg, -1) != 0) {
		end(client, "it does not read");
	}
}

void
control_event(const struct bw_ctl_event *event)
{
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		if (clients[i].state == CLIENT_WATCHING) {
			show(&clients[i], event);
		}
	}
}

/* --- questions ------------------------------------------------------------- */

static void
begin(struct client *client, const struct bw_ctl_ask *ask)
{
	client->cursor = (struct control_cursor){.ask = *ask};
	client->error = 0;
	switch ((enum bw_ctl_what)ask->what) {
	case BW_CTL_STATUS:
	case BW_CTL_LEASES:
	case BW_CTL_HOSTS:
	case BW_CTL_EXPORTS:
	case BW_CTL_COUNTERS:
	case BW_CTL_OVERLAYS:
	case BW_CTL_SESSIONS:
	case BW_CTL_TRACE:
		/* Nothing is read from it until it has its answer. */
		become(client, CLIENT_ANSWERING, BW_LOOP_WRITE);
		break;
	case BW_CTL_WATCH:
		become(client, CLIENT_WATCHING, BW_LOOP_READ);
		break;
	case BW_CTL_EXPLAIN:
		explain(client, &ask->explain);
		break;
	case BW_CTL_DROP_LEASE:
		drop_lease(client, ask->address);
		break;
	case BW_CTL_ADD_LEASE:
		add_lease(client, ask);
		break;
	case BW_CTL_DROP_OVERLAY:
		drop_overlay(client, ask);
		break;
	case BW_CTL_LOG_LEVEL:
		log_level(client, ask->services, (enum bw_log_level)ask->level);
		break;
	case BW_CTL_RELOAD:
		bw_log(BW_LOG_LEVEL_INFO, "control uid=%u reload",
		    (unsigned)client->uid);
		client->reload = reload_ask();
		become(client, CLIENT_RELOADING, BW_LOOP_READ);
		break;
	}
}

static void
take(struct client *client)
{
	const struct bw_speaker ctl = {.role = BW_ROLE_CTL};
	const struct bw_speaker parent = {.role = BW_ROLE_PARENT};
	struct bw_msg msg;
	int error = bw_chan_recv_now(client->source.fd, &msg, NULL);

	if (error == -EAGAIN) {
		return;
	}
	if (error != 0) {
		end(client,
		    error == -EPIPE ? NULL : "what it says is no message");
	} else if (!bw_rules_allow(msg.type, ctl, parent, false)) {
		end(client, bw_msg_type_str(msg.type));
	} else if (client->state != CLIENT_IDLE) {
		end(client, "it asks before it was answered");
	} else {
		begin(client, &msg.u.ask);
	}
}

static void
client_ready(struct bw_source *source, unsigned events)
{
	struct client *client = source->arg;

	(void)events;
	if (client->state == CLIENT_ANSWERING) {
		answer(client);
	} else {
		take(client);
	}
}

/* --- who asks -------------------------------------------------------------- */

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

static struct client *
find_free(void)
{
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		if (clients[i].state == CLIENT_FREE) {
			return &clients[i];
		}
	}
	return NULL;
}

/* fd is taken. */
static void
add(struct suite *suite, int fd, uid_t uid)
{
	struct client refused = {.source = {.fd = fd}};
	struct client *client = find_free();

	if (client == NULL) {
		/* Its socket is empty: this fits, or it is gone. */
		(void)send_end(&refused, -EBUSY, "too many ask already");
		(void)close(fd); /* it reads what was sent all the same */
		return;
	}
	*client = (struct client){
	    .suite = suite,
	    .source = {.fd = fd, .ready = client_ready, .arg = client},
	    .number = ++last_number,
	    .uid = uid,
	    .state = CLIENT_IDLE,
	    .due_ms = suite->loop.now_ms + PATIENCE_MS,
	};
	if (bw_loop_add(&suite->loop, &client->source, BW_LOOP_READ) != 0) {
		end(client, "the loop cannot watch it");
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
		if (clients[i].state != CLIENT_FREE &&
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
		if (clients[i].state == CLIENT_FREE ||
		    now_ms < clients[i].due_ms) {
			continue;
		}
		if (clients[i].state == CLIENT_WAITING) {
			finish(&clients[i], -ETIMEDOUT, "no answer in time");
		} else {
			end(&clients[i], "it neither asks nor reads");
		}
	}
}
