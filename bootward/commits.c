/* SPDX-License-Identifier: ISC */
/* Leases in memory and under way; see commits.h. */
#include "commits.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "control.h"
#include "lease/lease_clock.h"
#include "os/clock.h"

/* Leases under way at once; a power of two.  More are refused. */
#define PENDING_MAX 1024
/* Leases kept besides those of the configured pool and hosts. */
#define LEASES_SPARE 4096
/* They are looked for by address alone. */
#define N_KEYS (BW_LEASE_KEY_ADDRESS + 1)

/* The oldest under way has id `first`, the newest `next - 1`. */
struct pending {
	struct bw_lease lease;
	uint32_t generation; /* of the bootpd that asked; 0: the operator */
	uint32_t id;         /* by which it asked */
	bool done;
};

static const struct bw_conf *conf;
static struct bw_lease_table table;
static struct bw_lease_clock lease_clock;
static struct pending *pending;
static uint32_t first = 1, next = 1, unsent = 1;
static struct bw_lease_line line; /* until all are loaded */
static bool loaded;
static uint32_t n_unplaced;
static char trouble[BW_REASON_MAX]; /* as stored told it */
static void *storage;               /* the table's */
static struct reserved {
	uint32_t *addresses; /* of hosts, in order */
	size_t n;
} reserved, reserved_next; /* of a configuration that may take over */

static int
compare_addresses(const void *a, const void *b)
{
	uint32_t p, q;

	memcpy(&p, a, sizeof(p));
	memcpy(&q, b, sizeof(q));
	return (p > q) - (p < q);
}

static int
remember_reserved(const struct bw_conf_hosts *hosts, struct reserved *out)
{
	free(out->addresses);
	out->n = 0;
	out->addresses = calloc(hosts->n + 1, sizeof(*out->addresses));
	if (out->addresses == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < hosts->n; i++) {
		if (hosts->items[i].address != 0) {
			out->addresses[out->n++] = hosts->items[i].address;
		}
	}
	qsort(
	    out->addresses, out->n, sizeof(*out->addresses), compare_addresses);
	return 0;
}

static void
place(const struct bw_lease *lease)
{
	if (bw_lease_table_put(&table, lease) != 0) {
		n_unplaced++;
	}
}

/* Before the table moves, and when nobody more joins. */
static void
place_line(void)
{
	const struct bw_lease *turn;

	while ((turn = bw_lease_line_take(&line)) != NULL) {
		place(turn);
	}
}

/* A table with room for what this configuration gives out. */
static int
make_room(const struct bw_conf *for_conf)
{
	uint32_t n_addresses = bw_conf_n_addresses(for_conf);
	uint32_t capacity = n_addresses + LEASES_SPARE;
	struct bw_lease_table larger;
	void *room;

	if (n_addresses > BW_LEASES_MAX - LEASES_SPARE) {
		return -ENOMEM;
	}
	if (capacity <= table.capacity) {
		return 0;
	}
	room = calloc(1, bw_lease_table_size(capacity, N_KEYS));
	if (room == NULL) {
		return -ENOMEM;
	}
	place_line();
	bw_lease_table_init(&larger, room, capacity, N_KEYS, arc4random());
	for (uint32_t i = 0; i < table.n; i++) {
		struct bw_lease lease;

		commits_get(bw_lease_table_nth(&table, i), &lease);
		/* In their order, and all of them fit. */
		(void)bw_lease_table_put(&larger, &lease);
	}
	free(storage);
	storage = room;
	table = larger;
	return 0;
}

int
commits_init(struct suite *suite)
{
	conf = suite->conf;
	if (!bw_conf_has_leases(conf)) {
		loaded = true; /* there are none to be waited for */
	}
	pending = calloc(PENDING_MAX, sizeof(*pending));
	if (pending == NULL || make_room(conf) != 0) {
		return -ENOMEM;
	}
	return remember_reserved(&conf->bootpd.hosts, &reserved);
}

int
commits_prepare(const struct bw_conf *next_conf)
{
	int error = make_room(next_conf);

	return error == 0
		   ? remember_reserved(&next_conf->bootpd.hosts, &reserved_next)
		   : error;
}

void
commits_follow(const struct bw_conf *next_conf)
{
	struct reserved old = reserved;

	conf = next_conf;
	reserved = reserved_next;
	reserved_next = old;
}

bool
commits_reserved(uint32_t address)
{
	return bsearch(&address, reserved.addresses, reserved.n,
		   sizeof(*reserved.addresses), compare_addresses) != NULL;
}

const struct bw_lease_row *
commits_find(uint32_t address)
{
	return bw_lease_table_by_address(&table, address);
}

const struct bw_lease_row *
commits_nth(uint32_t n)
{
	return n < table.n ? bw_lease_table_nth(&table, n) : NULL;
}

void
commits_get(const struct bw_lease_row *row, struct bw_lease *out)
{
	bw_lease_table_get(&table, row, out);
}

/* The parent's own check: is this address bootpd's to give? */
static bool
is_ours(uint32_t address)
{
	return bw_conf_pool_has(conf, address) || commits_reserved(address);
}

/* What goes to the bootpd of one generation, said at the turn's end. */
static struct bw_bundle answers;
static uint32_t answers_generation;

static void
send_answers(struct suite *suite)
{
	struct peer *bootpd = suite_generation(suite, answers_generation);

	if (answers.len == 0 || bootpd == NULL) {
		answers.len = 0; /* who asked is no more */
	} else if (bw_bundle_send_now(bootpd->source.fd, &answers) == -EAGAIN) {
		answers.len = 0;
		suite_end_peer(bootpd, "it does not read its channel");
	}
}

static void
answer(struct suite *suite, uint32_t generation, const struct bw_msg *msg)
{
	if (generation != answers_generation ||
	    bw_bundle_add(&answers, msg) != 0) {
		send_answers(suite);
		answers_generation = generation;
		(void)bw_bundle_add(&answers, msg); /* it is empty now */
	}
}

static void
refuse(struct peer *bootpd, uint32_t id, int error, const char *reason)
{
	struct bw_msg msg = {.type = BW_MSG_LEASE_REFUSED, .id = id};

	msg.u.refused.error = error;
	bw_text_cut(msg.u.refused.reason, sizeof(msg.u.refused.reason), reason);
	answer(bootpd->suite, bootpd->generation, &msg);
}

/* As many as one packet takes, from `from` on; how many. */
static uint32_t
gather(uint32_t from, struct bw_bundle *out)
{
	uint32_t n = 0;

	for (; from + n != next; n++) {
		const struct pending *one = &pending[(from + n) % PENDING_MAX];
		struct bw_msg msg = {
		    .type = BW_MSG_LEASE_COMMIT, .id = from + n};

		if (one->done) {
			continue; /* by the stored before this one */
		}
		msg.u.lease = one->lease;
		if (bw_bundle_add(out, &msg) != 0) {
			break;
		}
	}
	return n;
}

/* Give stored what it has not been given; the rest waits for its answers. */
static void
send_unsent(struct peer *stored)
{
	static struct bw_bundle bundle;

	while (unsent != next) {
		uint32_t n;

		bundle.len = 0;
		n = gather(unsent, &bundle);
		/* Not suite_send(): a store busy with its disk may be full. */
		if (bw_bundle_send_now(stored->source.fd, &bundle) != 0) {
			return;
		}
		unsent += n;
	}
}

void
commits_flush(struct suite *suite)
{
	struct peer *stored = suite_worker(suite, BW_ROLE_STORED);

	bw_lease_clock_follow(
	    &lease_clock, &table, bw_clock_ms(), bw_clock_wall_s());
	if (stored != NULL) {
		send_unsent(stored);
	}
	send_answers(suite);
}

/* A place behind the newest; NULL: there is none. */
static struct pending *
pending_add(uint32_t generation, uint32_t id)
{
	struct pending *one = &pending[next % PENDING_MAX];

	if (next - first == PENDING_MAX) {
		return NULL;
	}
	one->generation = generation;
	one->id = id;
	one->done = false;
	next++;
	return one;
}

void
commits_add(struct peer *bootpd, const struct bw_msg *msg)
{
	struct pending *one;

	if (!is_ours(msg->u.lease.address) && bootpd->retiring) {
		refuse(bootpd, msg->id, -EACCES, "no longer in the pool");
		return;
	}
	if (!is_ours(msg->u.lease.address)) {
		suite_end_peer(bootpd, "a lease outside its pool");
		return;
	}
	one = pending_add(bootpd->generation, msg->id);
	if (one == NULL) {
		refuse(bootpd, msg->id, -EAGAIN, "too many leases under way");
		return;
	}
	one->lease = msg->u.lease;
}

int
commits_drop(uint32_t address, uint32_t client)
{
	const struct bw_lease_row *held = commits_find(address);
	struct pending *one;

	if (held == NULL || held->state == BW_LEASE_STATE_FREE) {
		return -ENOENT;
	}
	one = pending_add(0, client);
	if (one == NULL) {
		return -EAGAIN;
	}
	commits_get(held, &one->lease);
	one->lease.state = BW_LEASE_STATE_FREE;
	one->lease.expires_s = bw_clock_wall_s();
	return 0;
}

int
commits_import(const struct bw_ctl_ask *ask, uint32_t client)
{
	uint32_t address = bw_addr_to_ipv4(&ask->address);
	const struct bw_lease_row *held = commits_find(address);
	struct bw_lease lease = {
	    .address = address,
	    .state = BW_LEASE_STATE_BOUND,
	    .expires_s = ask->expires_s,
	    .pxe = ask->pxe == 1,
	};
	struct pending *one;

	memcpy(lease.mac, ask->mac, BW_MAC_LEN);
	bw_client_id_of_mac(&lease.client, ask->mac);
	if (!is_ours(address)) {
		return -ENOENT;
	}
	if (held != NULL && bw_lease_in_force(held, bw_clock_wall_s()) &&
	    memcmp(held->mac, ask->mac, BW_MAC_LEN) != 0) {
		return -EEXIST;
	}
	one = pending_add(0, client);
	if (one == NULL) {
		return -EAGAIN;
	}
	one->lease = lease;
	return 0;
}

/* What the operator wanted is done, or not; bootpd heard of it by now. */
static void
dropped(const struct pending *one, const struct bw_msg *said)
{
	bool done = said->type == BW_MSG_LEASE_COMMITTED;

	control_done(one->id, done ? 0 : said->u.refused.error,
	    done ? "" : said->u.refused.reason);
}

/* While one bootpd takes over from another it hears of the other's leases. */
static void
tell_others(struct suite *suite, const struct pending *one)
{
	struct bw_msg msg = {
	    .type = BW_MSG_LEASE_LOADED, .u.lease = one->lease};

	for (size_t i = 0; i < suite->n_peers; i++) {
		const struct peer *peer = &suite->peers[i];

		if (peer->state != PEER_FREE && peer->n_fed > 0 &&
		    peer->generation != one->generation && !peer->retiring) {
			answer(suite, peer->generation, &msg);
		}
	}
}

void
commits_answered(struct peer *stored, const struct bw_msg *msg)
{
	struct pending *one = &pending[msg->id % PENDING_MAX];
	struct bw_msg out = *msg;

	if (msg->id - first >= unsent - first || one->done) {
		suite_end_peer(stored, "an answer nobody asked for");
		return;
	}
	one->done = true;
	if (msg->type == BW_MSG_LEASE_COMMITTED) {
		(void)bw_lease_table_put(&table, &one->lease); /* see is_ours */
		tell_others(stored->suite, one);
	}
	bw_text_cut(trouble, sizeof(trouble),
	    msg->type == BW_MSG_LEASE_COMMITTED ? "" : msg->u.refused.reason);
	if (one->generation == 0) {
		dropped(one, msg);
	} else {
		out.id = one->id;
		answer(stored->suite, one->generation, &out);
	}
	while (first != next && pending[first % PENDING_MAX].done) {
		first++;
	}
}

void
commits_resend(void)
{
	unsent = first;
}

void
commits_load(const struct bw_lease *lease)
{
	const struct bw_lease *turn =
	    loaded ? lease : bw_lease_line_turn(&line, &table, lease);

	if (turn != NULL) {
		place(turn);
	}
}

void
commits_load_end(void)
{
	place_line();
	if (!loaded) {
		bw_log(BW_LOG_LEVEL_INFO, "leases=%u", (unsigned)table.n);
	}
	if (n_unplaced > 0) {
		bw_log(BW_LOG_LEVEL_WARNING,
		    "leases=%u reason=\"kept on disk only: they lie outside "
		    "the pool\"",
		    (unsigned)n_unplaced);
		n_unplaced = 0;
	}
	loaded = true;
}

const char *
commits_trouble(void)
{
	return next - first == PENDING_MAX ? "too many leases wait for it"
					   : trouble;
}

bool
commits_loaded(void)
{
	return loaded;
}

int
commits_feed(struct peer *bootpd)
{
	struct bw_msg msg = {.type = BW_MSG_LEASE_LOADED};
	static struct bw_bundle bundle;
	int error;

	/* n_fed counts from one. */
	while (bootpd->n_fed <= table.n) {
		uint32_t at = bootpd->n_fed - 1;

		bundle.len = 0;
		for (; at < table.n; at++) {
			commits_get(
			    bw_lease_table_nth(&table, at), &msg.u.lease);
			if (bw_bundle_add(&bundle, &msg) != 0) {
				break;
			}
		}
		error = bw_bundle_send_now(bootpd->source.fd, &bundle);
		if (error != 0) {
			return error;
		}
		bootpd->n_fed = at + 1;
	}
	msg = (struct bw_msg){.type = BW_MSG_LEASES_LOADED};
	return bw_chan_send_now(bootpd->source.fd, &msg, -1);
}
