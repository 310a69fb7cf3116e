/* SPDX-License-Identifier: ISC */
/* What a file service serves; see tree.h. */
#include "child/tree.h"

#include <errno.h>
#include <string.h>

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
	if (service == BW_SERVICE_TFTPD) {
		tree->case_fold = worker->conf->tftpd.case_fold;
		tree->aside_names = &worker->conf->tftpd.filter_dirs;
		for (size_t i = 0; i < tree->aside_names->n; i++) {
			tree->aside[i] =
			    bw_worker_door(worker, BW_TREE_DOOR, n_doors++);
			if (tree->aside[i] < 0) {
				return -ENOENT;
			}
			tree->n_aside++;
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

int
bw_tree_open(const struct bw_tree *tree, const struct bw_tree_place *place,
    struct bw_docroot_file *out)
{
	return tree->case_fold
		   ? bw_docroot_open_folded(place->dir_fd, place->rest, out)
		   : bw_docroot_open_file(place->dir_fd, place->rest, out);
}

/* What an absolute path is beneath a directory, or NULL. */
static const char *
beneath(const char *path, const char *directory)
{
	size_t len = strlen(directory);

	while (len > 0 && directory[len - 1] == '/') {
		len--;
	}
	if (strncmp(path, directory, len) != 0 || path[len] != '/') {
		return NULL;
	}
	return path + len + strspn(path + len, "/");
}

int
bw_tree_open_aside(
    const struct bw_tree *tree, const char *name, struct bw_docroot_file *out)
{
	int error = -ENOENT;

	for (size_t i = 0; error == -ENOENT && i < tree->n_aside; i++) {
		const char *rest =
		    name[0] == '/' ? beneath(name, tree->aside_names->items[i])
				   : name;

		if (rest != NULL && rest[0] != '\0') {
			error = bw_docroot_open_file(tree->aside[i], rest, out);
		}
	}
	return error;
}
