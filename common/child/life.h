/* SPDX-License-Identifier: ISC */
/* What master.c and worker.c share; not for daemons. */
#ifndef BW_CHILD_LIFE_H
#define BW_CHILD_LIFE_H

#include "child/child.h"

/* Messages taken from the channel per wake-up at most. */
#define BW_CHILD_BATCH_MAX 256

int
bw_master_main(const struct bw_child *child, int n_names, char *const names[]);

/* In a worker: its filter, from the master; its doors are behind it. */
#define BW_FILTER_FD (BW_CHAN_FD + 1)

/* Name the inherited descriptors; ends the process when they are too many. */
size_t bw_doors_name(
    struct bw_door *doors, int first_fd, int n_names, char *const names[]);

/*
 * Read the configuration from the descriptor that came with CONFIG, which is
 * closed; the log's level follows it.  Ends the process when that fails.
 */
typedef void bw_life_configurer(int fd, enum bw_role role, struct bw_conf *out);

/* The whole of it: what all but workers of nbdd are sent. */
bw_life_configurer bw_life_configure;

/* What concerns a worker of nbdd (conf/brief.h). */
bw_life_configurer bw_life_brief;

/* argv: PROGRAM worker INDEX DOOR... */
int bw_worker_main(int argc, char **argv, const struct bw_child *child,
    bw_life_configurer *configure);

/*
 * Say hello and wait for the configuration.  Ends the process when that fails:
 * there is nobody to tell.
 */
void bw_life_begin(const struct bw_child *child, bool master, uint32_t index,
    bw_life_configurer *configure, struct bw_conf *out);

/* Send a message without fields; ends the process when the parent is gone. */
void bw_life_say(enum bw_msg_type type);
void bw_life_send(const struct bw_msg *msg, int fd);

/*
 * The same, at the latest by bw_life_flush(), and bundled with others; never
 * after what is sent later.
 */
void bw_life_queue(const struct bw_msg *msg);
void bw_life_flush(void);

/* The log of a child: lines to the parent. */
void bw_life_log_sink(enum bw_log_level level, const char *line);

/*
 * Put the walls on, with a way through Landlock for the child's doors: what is
 * beneath each read_door, and the state directory (which is the current one).
 * Says so when the kernel lacks a layer; ends the process on errors.
 *
 *   walls      its paths are replaced: executable paths are the master's only
 *   filter_fd  by bw_filter_build(); taken
 */
void bw_life_confine(struct bw_confine *walls, const struct bw_child *child,
    const struct bw_conf *conf, const struct bw_door *doors, size_t n_doors,
    int filter_fd);

#endif
