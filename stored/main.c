/* SPDX-License-Identifier: ISC */
/*
 * stored: keeps leases through power cuts.  Moves them between the channel and
 * the backend; those that arrive together share one transaction, and each is
 * answered when it is on disk.  Never speaks to the network.
 */
#include <string.h>
#include <unistd.h>

#include "child/child.h"
#include "core.h"
#include "os/clock.h"
#include "profile.h"
#include "store.h"

struct keeper {
	struct bw_worker *worker;
	struct store *store;
	struct store_batch batch;
	uint64_t n_loaded;
	bool failing; /* the last commit failed */
};

static struct keeper keeper;

static int
stored_open(struct bw_worker *worker)
{
	char reason[STORE_REASON_MAX];
	int error = store_sqlite_open(".", &keeper.store, reason);

	keeper.worker = worker;
	worker->state = &keeper;
	if (error != 0) {
		bw_log(BW_LOG_LEVEL_ERR, "file=%s/%s error=\"%s: %s\"",
		    worker->conf->bootward.state_dir, STORE_FILE,
		    store_error_str(error), reason);
	}
	return error;
}

static void
lease_loaded(void *arg, const struct bw_lease *lease)
{
	struct keeper *k = arg;
	/* Static: the rest of a message, as long again, is cleared once. */
	static struct bw_msg msg = {.type = BW_MSG_LEASE_LOADED};

	msg.u.lease = *lease;
	bw_worker_queue(k->worker, &msg);
	k->n_loaded++;
}

static void
stored_start(struct bw_worker *worker)
{
	struct keeper *k = worker->state;
	struct bw_msg msg = {.type = BW_MSG_LEASES_LOADED};
	uint64_t n_skipped = 0;
	int error = k->store->load(k->store, lease_loaded, k, &n_skipped);

	if (error != 0) {
		/* To serve without them would give addresses out twice. */
		bw_log(BW_LOG_LEVEL_ERR, "file=%s/%s error=\"%s\"",
		    worker->conf->bootward.state_dir, STORE_FILE,
		    store_error_str(error));
		_exit(EXIT_FAILURE);
	}
	bw_log(n_skipped > 0 ? BW_LOG_LEVEL_WARNING : BW_LOG_LEVEL_INFO,
	    "leases=%llu skipped=%llu", (unsigned long long)k->n_loaded,
	    (unsigned long long)n_skipped);
	bw_worker_send(worker, &msg, -1);
}

/* Once when it begins, once when it is over. */
static void
log_change(struct keeper *k, int error)
{
	if (error != 0 && !k->failing) {
		bw_log(BW_LOG_LEVEL_ERR, "leases=refused error=\"%s\"",
		    store_error_str(error));
	} else if (error == 0 && k->failing) {
		bw_log(BW_LOG_LEVEL_INFO, "leases=accepted again");
	}
	k->failing = error != 0;
}

static void
commit(struct keeper *k)
{
	struct bw_msg answer;
	int error;

	if (k->batch.n == 0) {
		return;
	}
	error = k->store->commit(
	    k->store, k->batch.leases, k->batch.n, bw_clock_wall_s());
	log_change(k, error);
	for (size_t i = 0; i < k->batch.n; i++) {
		store_batch_answer(&k->batch, i, error, &answer);
		bw_worker_queue(k->worker, &answer);
	}
	k->batch.n = 0;
}

static void
stored_message(struct bw_worker *worker, const struct bw_msg *msg, int fd)
{
	struct keeper *k = worker->state;

	BW_ASSERT(fd < 0);
	store_batch_add(&k->batch, msg);
	if (store_batch_full(&k->batch)) {
		commit(k);
	}
}

/* The channel has been emptied, or as much of it as one wake-up takes. */
static void
stored_tick(struct bw_worker *worker, uint64_t now_ms)
{
	(void)now_ms;
	commit(worker->state);
}

static void
stored_stop(struct bw_worker *worker)
{
	commit(worker->state);
	/*
	 * The database is not closed: that would remove its log, which we may
	 * not.  The next start goes on from it, as after any other end.
	 */
	bw_worker_end(worker);
}

static const struct bw_child stored = {
    .role = BW_ROLE_STORED,
    .profile = &stored_profile,
    .open_rows = stored_open_rows,
    .n_open_rows = STORED_N_OPEN_ROWS,
    .state_dir = true,
    .open = stored_open,
    .start = stored_start,
    .message = stored_message,
    .stop = stored_stop,
    .tick = stored_tick,
};

int
main(int argc, char **argv)
{
	return bw_child_main(argc, argv, &stored);
}
