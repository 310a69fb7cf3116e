/* SPDX-License-Identifier: ISC */
/* Workers as processes; see workers.h. */
#include "child/workers.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "child/life.h"
#include "os/clock.h"
#include "os/spawn.h"

/* A worker that ends is started again after this, doubled each time ... */
#define RESTART_MIN_MS 100
#define RESTART_MAX_MS 10000
/* ... until one has lived this long. */
#define RESTART_FORGIVEN_MS 10000
enum slot_state {
	SLOT_EMPTY,
	SLOT_RUNNING,
	SLOT_WAITING, /* to be started again at due_ms */
};

/*
 * Standing workers have a place in each crew: those of crew 0 come first, then
 * those of crew 1.
 */
struct slot {
	enum slot_state state;
	bool standing; /* to be started again when it ends */
	pid_t pid;
	uint32_t backoff_ms;
	uint64_t started_ms;
	uint64_t due_ms;
	struct bw_addr peer; /* whose connection it is for */
	bool leaving;        /* it was killed for a newer one of its peer */
};

static const struct bw_child *child;
static const char *program;
static const struct bw_door *doors;
static size_t n_doors;
static struct slot slots[BW_WORKERS_MAX];
static size_t n_slots;
static size_t n_places; /* in a crew; for connections: how many at once */
static int filter_fd = -1;

void
bw_workers_init(const struct bw_child *description, const char *path,
    const struct bw_door *list, size_t n_list, size_t n)
{
	child = description;
	program = path;
	doors = list;
	n_doors = n_list;
	n_places = n;
	n_slots = child->per_connection ? BW_WORKERS_MAX : BW_N_CREWS * n;
	BW_ASSERT(n_slots <= BW_WORKERS_MAX);
}

void
bw_workers_set_max(size_t n)
{
	BW_ASSERT(child->per_connection && n <= BW_WORKERS_MAX);
	n_places = n;
}

void
bw_workers_set_filter(int fd)
{
	filter_fd = fd;
}

/* Its number among its siblings: of connections, or in its crew. */
static uint32_t
index_of(size_t slot)
{
	return (uint32_t)(child->per_connection ? slot : slot % n_places);
}

static uint8_t
crew_of(size_t slot)
{
	return (uint8_t)(child->per_connection ? 0 : slot / n_places);
}

size_t
bw_workers_running(void)
{
	size_t n = 0;

	for (size_t i = 0; i < n_slots; i++) {
		n += slots[i].state == SLOT_RUNNING;
	}
	return n;
}

void
bw_workers_kill(void)
{
	for (size_t i = 0; i < n_slots; i++) {
		if (slots[i].state == SLOT_RUNNING) {
			(void)kill(slots[i].pid, SIGKILL); /* may be dead */
		}
	}
}

/* Only ever a worker of ours, so a stale pid hits nobody else. */
void
bw_workers_kill_one(uint32_t pid)
{
	for (size_t i = 0; i < n_slots; i++) {
		if (slots[i].state == SLOT_RUNNING &&
		    (uint32_t)slots[i].pid == pid) {
			slots[i].leaving = child->per_connection;
			(void)kill(slots[i].pid, SIGKILL); /* may be dead */
		}
	}
}

/* The number behind a dot, or fallback where there is none. */
static size_t
number_after(const char *dot, size_t fallback)
{
	uint64_t number = fallback;

	if (dot != NULL) {
		size_t len = strcspn(dot + 1, ".");
		int error = bw_text_u64(dot + 1, len, UINT32_MAX, &number);

		BW_ASSERT(error == 0);
	}
	return (size_t)number;
}

/*
 * Which doors the worker in this slot inherits: those of its place, or without
 * one, in its crew, or in any.  names loses the numbers.
 */
static size_t
select_doors(size_t slot, int *fds, char names[][BW_DOOR_NAME_MAX])
{
	size_t place = slot % n_places, crew = slot / n_places;
	size_t n = 0;

	for (size_t i = 0; i < n_doors; i++) {
		const char *dot = strchr(doors[i].name, '.');
		const char *second = dot == NULL ? NULL : strchr(dot + 1, '.');

		if (number_after(dot, place) != place ||
		    number_after(second, crew) != crew) {
			continue;
		}
		bw_text_cut(names[n], BW_DOOR_NAME_MAX, doors[i].name);
		names[n][strcspn(names[n], ".")] = '\0';
		fds[n++] = doors[i].fd;
	}
	return n;
}

/*
 * Exec one worker with its channel, its filter and its doors.
 *
 *   peer_fd   the connection it is for, or -1
 *   returns   its pid or a negative errno; *out_chan is the parent's end
 */
static pid_t
exec_worker(size_t slot, int peer_fd, int *out_chan)
{
	char names[BW_DOORS_MAX][BW_DOOR_NAME_MAX];
	char number[16];
	char *argv[BW_DOORS_MAX + 4];
	int fds[BW_DOORS_MAX + 2];
	int pair[2];
	size_t n;
	pid_t pid;
	int error = bw_chan_pair(pair);

	if (error != 0) {
		return error;
	}
	if (peer_fd >= 0) {
		bw_text_cut(names[0], sizeof(names[0]), "peer");
		fds[2] = peer_fd;
		n = 1;
	} else {
		n = select_doors(slot, fds + 2, names);
	}
	(void)snprintf(number, sizeof(number), "%u", (unsigned)index_of(slot));
	fds[0] = pair[1];
	fds[1] = filter_fd;
	argv[0] = (char *)bw_role_str(child->role);
	argv[1] = (char *)"worker";
	argv[2] = number;
	for (size_t i = 0; i < n; i++) {
		argv[3 + i] = names[i];
	}
	argv[3 + n] = NULL;
	pid = bw_spawn(program, argv, fds, n + 2);
	(void)close(pair[1]); /* the worker's now */
	if (pid < 0) {
		(void)close(pair[0]); /* nobody's */
		return pid;
	}
	*out_chan = pair[0];
	return pid;
}

static void
restart_later(struct slot *slot)
{
	uint64_t now_ms = bw_clock_ms();

	if (slot->backoff_ms == 0 ||
	    now_ms - slot->started_ms >= RESTART_FORGIVEN_MS) {
		slot->backoff_ms = RESTART_MIN_MS;
	} else if (slot->backoff_ms < RESTART_MAX_MS) {
		slot->backoff_ms *= 2;
	}
	if (slot->backoff_ms > RESTART_MAX_MS) {
		slot->backoff_ms = RESTART_MAX_MS;
	}
#ifdef BW_PROBE
	slot->backoff_ms = RESTART_MIN_MS; /* it dies once an attempt */
#endif
	slot->state = SLOT_WAITING;
	slot->due_ms = now_ms + slot->backoff_ms;
}

static bool
start_worker(struct slot *slot, int peer_fd, const struct bw_addr *peer)
{
	struct bw_msg msg = {.type = BW_MSG_WORKER_STARTED};
	size_t number = (size_t)(slot - slots);
	int chan = -1;
	pid_t pid = exec_worker(number, peer_fd, &chan);

	slot->started_ms = bw_clock_ms();
	if (pid < 0) {
		bw_log(BW_LOG_LEVEL_ERR, "worker=%u error=\"%s\"",
		    (unsigned)index_of(number), strerror((int)-pid));
		return false;
	}
	slot->state = SLOT_RUNNING;
	slot->pid = pid;
	msg.u.worker.pid = (uint32_t)pid;
	msg.u.worker.index = index_of(number);
	msg.u.worker.crew = crew_of(number);
	if (peer != NULL) {
		msg.u.worker.peer = *peer;
	}
	bw_life_send(&msg, chan);
	(void)close(chan); /* the parent has it */
	return true;
}

static void
start_standing_worker(struct slot *slot)
{
	if (!start_worker(slot, -1, NULL)) {
		restart_later(slot);
	}
}

void
bw_workers_start(uint8_t crew)
{
	for (size_t i = 0; i < n_places; i++) {
		struct slot *slot = &slots[crew * n_places + i];

		slot->standing = true;
		if (slot->state == SLOT_EMPTY) {
			start_standing_worker(slot);
		}
	}
}

static void
retire(struct slot *slot)
{
	slot->standing = false;
	slot->backoff_ms = 0;
	if (slot->state == SLOT_WAITING) {
		slot->state = SLOT_EMPTY;
	}
}

void
bw_workers_retire(uint8_t crew)
{
	for (size_t i = 0; i < n_places; i++) {
		retire(&slots[crew * n_places + i]);
	}
}

/* Workers for connections, those that are leaving not counted. */
struct crowd {
	size_t n;
	size_t n_same;       /* of the same address */
	struct slot *oldest; /* of these */
	struct slot *empty;
};

static struct crowd
crowd_of(const struct bw_addr *peer)
{
	struct crowd crowd = {0};

	for (size_t i = 0; i < n_slots; i++) {
		struct slot *slot = &slots[i];

		if (slot->state != SLOT_RUNNING) {
			crowd.empty = crowd.empty == NULL ? slot : crowd.empty;
			continue;
		}
		if (slot->leaving) {
			continue;
		}
		crowd.n++;
		if (!bw_addr_same_ip(&slot->peer, peer)) {
			continue;
		}
		crowd.n_same++;
		if (crowd.oldest == NULL ||
		    slot->started_ms < crowd.oldest->started_ms) {
			crowd.oldest = slot;
		}
	}
	return crowd;
}

int
bw_workers_start_for(int peer_fd, const struct bw_addr *peer, size_t n_same_max)
{
	struct crowd crowd = crowd_of(peer);

	if (crowd.empty == NULL) {
		return -EMFILE;
	}
	if (crowd.n >= n_places || crowd.n_same >= n_same_max) {
		if (crowd.oldest == NULL) {
			return -EMFILE;
		}
		/* Its client has come back, or has too many anyway. */
		crowd.oldest->leaving = true;
		(void)kill(crowd.oldest->pid, SIGKILL); /* may be dead */
	}
	if (!start_worker(crowd.empty, peer_fd, peer)) {
		return -EAGAIN;
	}
	crowd.empty->peer = *peer;
	crowd.empty->leaving = false;
	return 0;
}

static void
log_death(const struct slot *slot, int status)
{
	unsigned index = (unsigned)index_of((size_t)(slot - slots));
	bool finished = WIFEXITED(status) && WEXITSTATUS(status) == 0;

	if ((finished && !slot->standing) || slot->leaving) {
		return; /* as it should */
	}
	if (WIFSIGNALED(status)) {
		bw_log(BW_LOG_LEVEL_WARNING, "worker=%u pid=%ld signal=%d",
		    index, (long)slot->pid, WTERMSIG(status));
	} else {
		bw_log(BW_LOG_LEVEL_WARNING, "worker=%u pid=%ld status=%d",
		    index, (long)slot->pid, WEXITSTATUS(status));
	}
}

static void
worker_died(struct slot *slot, int status)
{
	struct bw_msg msg = {.type = BW_MSG_WORKER_ENDED};

	log_death(slot, status);
	msg.u.worker.pid = (uint32_t)slot->pid;
	msg.u.worker.index = index_of((size_t)(slot - slots));
	msg.u.worker.status = (uint32_t)status;
	slot->state = SLOT_EMPTY;
	bw_life_send(&msg, -1);
	if (slot->standing) {
		restart_later(slot);
	}
}

void
bw_workers_reap(void)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (size_t i = 0; i < n_slots; i++) {
			if (slots[i].state == SLOT_RUNNING &&
			    slots[i].pid == pid) {
				worker_died(&slots[i], status);
				break;
			}
		}
	}
}

void
bw_workers_stop(void)
{
	for (size_t i = 0; i < n_slots; i++) {
		retire(&slots[i]);
	}
}

uint64_t
bw_workers_due(void)
{
	uint64_t at = UINT64_MAX;

	for (size_t i = 0; i < n_slots; i++) {
		if (slots[i].state == SLOT_WAITING && slots[i].due_ms < at) {
			at = slots[i].due_ms;
		}
	}
	return at;
}

void
bw_workers_tick(uint64_t now_ms)
{
	for (size_t i = 0; i < n_slots; i++) {
		if (slots[i].state == SLOT_WAITING &&
		    slots[i].due_ms <= now_ms) {
			start_standing_worker(&slots[i]);
		}
	}
}
