/* SPDX-License-Identifier: ISC */
/*
 * Remote files as a worker of tftpd or httpd has them: asked of the parent by
 * name, read like any file from a descriptor that comes back, as far as
 * fetchd has got.  However many transfers want the same file, it is asked for
 * once.  When fetchd dies the file is asked for again, and if it is still the
 * same, nobody notices.
 */
#ifndef BW_CHILD_REMOTES_H
#define BW_CHILD_REMOTES_H

#include "child/child.h"

#define BW_REMOTES_MAX 256 /* different files at once, in one worker */

struct bw_remote {
	unsigned users; /* 0: free */
	bool opened;    /* what follows is known */
	int error;      /* a negative errno: it failed, at once or half-way */
	int fd;         /* to be read up to available */
	uint64_t size;
	uint64_t available;
	uint64_t mtime_s;
	uint64_t tag; /* another for other contents */
	/* the question */
	uint32_t id;
	uint16_t root;
	unsigned n_again; /* asked again */
	char name[BW_FILE_MAX];
};

/* It was opened, has grown, or has failed. */
typedef void bw_remote_changed(void *arg, struct bw_remote *remote);

struct bw_remotes {
	struct bw_worker *worker;
	bw_remote_changed *changed;
	void *arg;
	uint32_t last_id;
	struct bw_remote items[BW_REMOTES_MAX];
};

void bw_remotes_init(struct bw_remotes *remotes, struct bw_worker *worker,
    bw_remote_changed *changed, void *arg);

/*
 * Use a file: one that others use, or one that is asked for now.
 *
 *   root      its place in bw_roots_of()
 *   out       goes back by bw_remote_close(); may not be opened yet
 *   returns   0
 *             -ENAMETOOLONG
 *             -EAGAIN  too many at once
 */
int bw_remotes_open(struct bw_remotes *remotes, unsigned root, const char *name,
    struct bw_remote **out);
void bw_remote_close(struct bw_remote *remote);

/*
 * Take a message, if it is about a remote file.
 *
 *   fd        -1, or taken if so
 *   returns   whether it was
 */
bool bw_remotes_message(
    struct bw_remotes *remotes, const struct bw_msg *msg, int fd);

#endif
