/* SPDX-License-Identifier: ISC */
/*
 * What a file service serves: its roots, each a door that the parent opened,
 * and for each name the root that has it.
 */
#ifndef BW_CHILD_TREE_H
#define BW_CHILD_TREE_H

#include "child/child.h"
#include "conf/roots.h"
#include "os/docroot.h"

/* The door of each root, in the order of bw_roots_of(). */
#define BW_TREE_DOOR "root"

struct bw_tree {
	struct bw_roots roots;
	int fds[BW_ROOTS_MAX]; /* beside roots.items */
};

/*
 * Find the doors.
 *
 *   returns  0, or -ENOENT when one is missing
 */
int bw_tree_init(struct bw_tree *tree, const struct bw_worker *worker,
    enum bw_service service);

/*
 * Where to look for a name.
 *
 *   name      without slashes before it
 *   out_rest  the name beneath the directory; "" is the directory itself
 *   returns   a directory's descriptor, or -ENOENT
 */
int bw_tree_find(
    const struct bw_tree *tree, const char *name, const char **out_rest);

#endif
