/* SPDX-License-Identifier: ISC */
/*
 * What a file service serves: its roots, and for each name the root that has
 * it.  A root is a door that the parent opened, or remote.
 */
#ifndef BW_CHILD_TREE_H
#define BW_CHILD_TREE_H

#include "child/remotes.h"
#include "conf/roots.h"
#include "conf/value.h"
#include "os/docroot.h"

/*
 * The door of each root that is a directory, in the order of bw_roots_of();
 * behind them, of tftpd, those of filter_dirs.
 */
#define BW_TREE_DOOR "root"

struct bw_tree {
	struct bw_roots roots;
	int fds[BW_ROOTS_MAX]; /* beside roots.items; -1: remote */
	size_t n_aside;
	int aside[BW_CONF_ITEMS_MAX]; /* filter_dirs */
	bool case_fold;               /* of tftpd, beneath its roots */
	const struct bw_conf_names *aside_names;
	struct bw_remotes remotes;
};

/*
 * Find the doors.
 *
 *   changed   told of remote files, with arg
 *   returns   0, or -ENOENT when a door is missing
 */
int bw_tree_init(struct bw_tree *tree, struct bw_worker *worker,
    enum bw_service service, bw_remote_changed *changed, void *arg);

/* Where a name leads to. */
struct bw_tree_place {
	bool remote;
	unsigned root;    /* its place in roots.items */
	int dir_fd;       /* of a directory */
	const char *rest; /* the name there; "" is the directory itself */
};

/*
 * Where to look for a name.
 *
 *   name      without slashes before it; kept by *out
 *   returns   0, or -ENOENT
 */
int bw_tree_find(
    const struct bw_tree *tree, const char *name, struct bw_tree_place *out);

/*
 * Open a file of a place that is not remote, as tftpd's case_fold says.
 *
 *   returns   as bw_docroot_open_file() does
 */
int bw_tree_open(const struct bw_tree *tree, const struct bw_tree_place *place,
    struct bw_docroot_file *out);

/*
 * Open a file that a filter names in one of filter_dirs: an absolute path in
 * the one that it begins with, another in the first that has it.
 *
 *   returns   as bw_docroot_open_file() does; -ENOENT: none has it
 */
int bw_tree_open_aside(
    const struct bw_tree *tree, const char *name, struct bw_docroot_file *out);

#endif
