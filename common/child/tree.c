/* SPDX-License-Identifier: ISC */
/* What a file service serves; see tree.h. */
#include "child/tree.h"

#include <errno.h>

int
bw_tree_init(struct bw_tree *tree, struct bw_worker *worker,
    enum bw_service service, bw_remote_changed *changed, void *arg)
{
	size_t n_doors = 0;

	bw_roots_of(worker->conf, service, &tree->roots);
	for (size_t i = 0; i < tree->roots.n; i++) {
		tree->fds[i] = -1;
		if (tree->roots.items[i].remote) {
			continue;
		}
		tree->fds[i] = bw_worker_door(worker, BW_TREE_DOOR, n_doors++);
		if (tree->fds[i] < 0) {
			return -ENOENT;
		}
	}
	bw_remotes_init(&tree->remotes, worker, changed, arg);
	return 0;
}

int
bw_tree_find(
    const struct bw_tree *tree, const char *name, struct bw_tree_place *out)
{
	const char *rest;
	int at = bw_roots_find(&tree->roots, name, &rest);

	if (at < 0) {
		return at;
	}
	*out = (struct bw_tree_place){
	    .remote = tree->roots.items[at].remote,
	    .root = (unsigned)at,
	    .dir_fd = tree->fds[at],
	    .rest = rest,
	};
	return 0;
}
