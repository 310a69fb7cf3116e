/* SPDX-License-Identifier: ISC */
/* What a file service serves; see tree.h. */
#include "child/tree.h"

#include <errno.h>

int
bw_tree_init(struct bw_tree *tree, const struct bw_worker *worker,
    enum bw_service service)
{
	bw_roots_of(worker->conf, service, &tree->roots);
	for (size_t i = 0; i < tree->roots.n; i++) {
		tree->fds[i] = bw_worker_door(worker, BW_TREE_DOOR, i);
		if (tree->fds[i] < 0) {
			return -ENOENT;
		}
	}
	return 0;
}

int
bw_tree_find(
    const struct bw_tree *tree, const char *name, const char **out_rest)
{
	int at = bw_roots_find(&tree->roots, name, out_rest);

	return at < 0 ? at : tree->fds[at];
}
