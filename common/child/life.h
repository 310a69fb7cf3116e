/* SPDX-License-Identifier: ISC */
/* What master.c and worker.c share; not for daemons. */
#ifndef BW_CHILD_LIFE_H
#define BW_CHILD_LIFE_H

#include "child/child.h"

/* Messages taken from the channel per wake-up at most. */
#define BW_CHILD_BATCH_MAX 256

int
bw_master_main(const struct bw_child *child, int n_names, char *const names[]);
int bw_worker_main(const struct bw_child *child, uint32_t index, int n_names,
    char *const names[]);

/* Name the inherited descriptors; ends the process when they are too many. */
size_t bw_doors_name(struct bw_door *doors, int n_names, char *const names[]);

/*
 * Say hello and wait for the configuration.  Ends the process when that fails:
 * there is nobody to tell.
 */
void bw_life_begin(const struct bw_child *child, bool master, uint32_t index,
    struct bw_conf *out);

/*
 * Read the configuration from the descriptor that came with CONFIG, which is
 * closed; the log's level follows it.  Ends the process when that fails.
 */
void bw_life_configure(int fd, enum bw_role role, struct bw_conf *out);

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
 *   walls  its paths are replaced: executable paths are the master's only
 */
void bw_life_confine(struct bw_confine *walls, const struct bw_child *child,
    const struct bw_conf *conf, const struct bw_door *doors, size_t n_doors);

#endif
