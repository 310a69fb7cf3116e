/* SPDX-License-Identifier: ISC */
/*
 * What every daemon's main.c is built on.  A daemon describes itself in one
 * struct bw_child; bw_child_main() is then its main(): it runs as the master
 * or as a worker, according to how it was exec'd:
 *
 *	PROGRAM master DOOR...         by the parent, while still root
 *	PROGRAM worker INDEX DOOR...   by the master
 *
 * Each DOOR names the descriptor inherited as 4, 5, ..., or in a worker, whose
 * 4 is its filter (life.h), as 5, 6, ...; in the master's list
 * a door of one worker alone has ".INDEX" behind its name, and ".INDEX.CREW"
 * when the worker that will relieve it has another.
 *
 * A worker: hello, config, open(), confinement, ready, start(), loop.  It ends
 * when the parent's side of the channel closes or STOP has been obeyed.
 */
#ifndef BW_CHILD_CHILD_H
#define BW_CHILD_CHILD_H

#include "conf/conf.h"
#include "ipc/chan.h"
#include "ipc/msg.h"
#include "os/confine.h"
#include "os/jail.h"
#include "os/log.h"
#include "os/loop.h"

#define BW_DOORS_MAX     640
#define BW_DOOR_NAME_MAX 24

struct bw_door {
	char name[BW_DOOR_NAME_MAX];
	int fd;
};

struct bw_worker {
	const struct bw_child *child;
	const struct bw_conf *conf;
	struct bw_loop loop;
	uint32_t index;
	bool stopping;
	uint64_t stop_due_ms; /* the end of the drain; UINT64_MAX: none */
	void *state;          /* the daemon's own */
	size_t n_doors;
	struct bw_door doors[BW_DOORS_MAX]; /* last: few of them are used */
};

/*
 * What a master does for its workers besides keeping them running (tlsd): it
 * gives them doors, and hears what the parent has for it alone.
 */
struct bw_master {
	const struct bw_syscall_row *rows; /* besides a master's */
	size_t n_rows;
	/*
	 * Before its walls stand: add doors behind the *n_doors there are, and
	 * sources to the loop, which is kept.
	 *   returns 0 or a negative errno, having logged why; the process ends
	 */
	int (*open)(struct bw_loop *loop, const struct bw_conf *conf,
	    struct bw_door doors[BW_DOORS_MAX], size_t *n_doors);
	/* A message other than those of a master's life; fd (or -1) is taken */
	void (*message)(const struct bw_msg *msg, int fd);
};

struct bw_child {
	enum bw_role role;
	const struct bw_confine *profile; /* the worker's; see profile.h */
	/* what open() calls besides, before the profile holds */
	const struct bw_syscall_row *open_rows;
	size_t n_open_rows;
	const char *worker; /* the workers' program, beside the master's; NULL:
			     * the same */
	const struct bw_master *master; /* NULL: it does nothing else */
	const char *read_door; /* Landlock: files beneath each door of this
				* name may be read */
	/* May directories beneath them be read, too?  NULL: no. */
	bool (*lists)(const struct bw_conf *conf);
	const char *write_door; /* Landlock: files may be made beneath it */
	bool keep_network;      /* fetchd */
	bool state_dir;         /* stored: /state is bound writable */
	bool per_connection; /* nbdd: the master accepts on doors "listen" and
			      * starts a worker, door "peer", for each */

	/*
	 * Allocate and prepare; files may still be opened, no network byte may
	 * be read.  Sources are added to worker->loop here or in start().
	 *   returns 0 or a negative errno, having logged why; the process ends
	 */
	int (*open)(struct bw_worker *worker);
	/* Read the network from now on. */
	void (*start)(struct bw_worker *worker);
	/* A message other than those of a child's life; fd (or -1) is taken. */
	void (*message)(
	    struct bw_worker *worker, const struct bw_msg *msg, int fd);
	/*
	 * STOP came: take no new work, and call bw_worker_end() when what is
	 * in flight is finished.  Without a limit (worker->stop_due_ms) others
	 * have taken over, and nobody waits; called again when there is one.
	 * NULL: nothing is ever in flight, end at once.
	 */
	void (*stop)(struct bw_worker *worker);
	/*
	 * That took longer than [bootward] drain_timeout: say what is cut off.
	 * The process ends when this returns.  NULL: nothing to say.
	 */
	void (*expire)(struct bw_worker *worker);
	/*
	 * The profile's walls, as the configuration has them: asked for after
	 * open(); the last rows may be left out.  NULL: as they are.
	 */
	void (*walls)(struct bw_worker *worker, struct bw_confine *walls);
	/* For loop->due and loop->tick; may be NULL. */
	uint64_t (*due)(struct bw_worker *worker);
	void (*tick)(struct bw_worker *worker, uint64_t now_ms);
};

/* A daemon's main() is: return bw_child_main(argc, argv, &description); */
int bw_child_main(int argc, char **argv, const struct bw_child *child);

/* The nth door of this name, or -1. */
int
bw_worker_door(const struct bw_worker *worker, const char *name, size_t nth);

/*
 * Say something to the parent (waits while the channel is full; ends the
 * process when the parent is gone).  fd is -1 or lent.
 */
void bw_worker_send(struct bw_worker *worker, const struct bw_msg *msg, int fd);

/*
 * Say something before this turn of the loop ends, in one packet with whatever
 * else is queued: for what is said often.
 */
void bw_worker_queue(struct bw_worker *worker, const struct bw_msg *msg);

/* Leave the loop; the process ends with status 0. */
void bw_worker_end(struct bw_worker *worker);

#endif
