/* SPDX-License-Identifier: ISC */
/* Remote files; see remotes.h. */
#include "child/remotes.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/text.h"

/* How often a file is asked for again before its transfers end. */
#define AGAIN_MAX 3

void
bw_remotes_init(struct bw_remotes *remotes, struct bw_worker *worker,
    bw_remote_changed *changed, void *arg)
{
	remotes->worker = worker;
	remotes->changed = changed;
	remotes->arg = arg;
}

static void
ask(struct bw_remotes *remotes, struct bw_remote *remote)
{
	struct bw_msg msg = {.type = BW_MSG_REMOTE_OPEN};

	if (++remotes->last_id == 0) { /* notices have 0 */
		remotes->last_id = 1;
	}
	remote->id = remotes->last_id;
	msg.id = remote->id;
	msg.u.remote_open.root = remote->root;
	bw_text_cut(msg.u.remote_open.name, sizeof(msg.u.remote_open.name),
	    remote->name);
	bw_worker_send(remotes->worker, &msg, -1);
}

int
bw_remotes_open(struct bw_remotes *remotes, unsigned root, const char *name,
    struct bw_remote **out)
{
	struct bw_remote *free = NULL;

	for (size_t i = 0; i < BW_REMOTES_MAX; i++) {
		struct bw_remote *remote = &remotes->items[i];

		if (remote->users == 0) {
			free = free == NULL ? remote : free;
		} else if (remote->error == 0 && remote->root == root &&
			   strcmp(remote->name, name) == 0) {
			remote->users++;
			*out = remote;
			return 0;
		}
	}
	if (free == NULL) {
		return -EAGAIN;
	}
	*free = (struct bw_remote){.root = (uint16_t)root, .fd = -1};
	if (bw_text_copy(free->name, sizeof(free->name), name) != 0) {
		return -ENAMETOOLONG;
	}
	free->users = 1;
	ask(remotes, free);
	*out = free;
	return 0;
}

void
bw_remote_close(struct bw_remote *remote)
{
	BW_ASSERT(remote->users > 0);
	remote->users--;
	if (remote->users == 0 && remote->fd >= 0) {
		(void)close(remote->fd); /* read only */
		remote->fd = -1;
	}
}

static struct bw_remote *
find(struct bw_remotes *remotes, uint32_t id)
{
	for (size_t i = 0; i < BW_REMOTES_MAX; i++) {
		struct bw_remote *remote = &remotes->items[i];

		if (remote->users > 0 && remote->id == id) {
			return remote;
		}
	}
	return NULL;
}

/* fetchd reads the network: what it hands over is looked at. */
static bool
is_regular(int fd)
{
	struct stat status;

	return syscall(SYS_fstat, fd, &status) == 0 && S_ISREG(status.st_mode);
}

/* Returns whether fd was taken. */
static bool
take_opened(
    struct bw_remote *remote, const struct bw_msg_remote_opened *m, int fd)
{
	bool same = !remote->opened ||
		    (remote->size == m->size && remote->tag == m->tag);

	if (!same || !is_regular(fd)) {
		remote->error = -ESTALE;
		return false;
	}
	if (remote->fd >= 0) {
		(void)close(remote->fd); /* what a dead fetchd had written */
	}
	remote->fd = fd;
	remote->opened = true;
	remote->size = m->size;
	remote->available = m->available;
	remote->mtime_s = m->mtime_s;
	remote->tag = m->tag;
	return true;
}

static void
take_grown(struct bw_remote *remote, const struct bw_msg_remote_grown *m)
{
	if (m->available <= remote->size && m->available > remote->available) {
		remote->available = m->available;
	}
}

/* false: it is asked for again, and nothing has changed yet */
static bool
take_failed(struct bw_remotes *remotes, struct bw_remote *remote,
    const struct bw_msg *msg)
{
	int error = msg->u.refused.error;

	if (msg->type == BW_MSG_REMOTE_ENDED && error == -EAGAIN &&
	    remote->n_again++ < AGAIN_MAX) {
		ask(remotes, remote);
		return false;
	}
	remote->error = error < 0 ? error : -EIO;
	return true;
}

bool
bw_remotes_message(struct bw_remotes *remotes, const struct bw_msg *msg, int fd)
{
	struct bw_remote *remote = find(remotes, msg->id);
	bool taken = false, changed = remote != NULL;

	switch ((int)msg->type) {
	case BW_MSG_REMOTE_OPENED:
		taken = remote != NULL &&
			take_opened(remote, &msg->u.remote_opened, fd);
		break;
	case BW_MSG_REMOTE_GROWN:
		if (remote != NULL) {
			take_grown(remote, &msg->u.remote_grown);
		}
		break;
	case BW_MSG_REMOTE_REFUSED:
	case BW_MSG_REMOTE_ENDED:
		changed = remote != NULL && take_failed(remotes, remote, msg);
		break;
	default:
		return false;
	}
	if (fd >= 0 && !taken) {
		(void)close(fd); /* read only, and nobody's */
	}
	if (changed) {
		/* one user more, so that it outlives what its users do */
		remote->users++;
		remotes->changed(remotes->arg, remote);
		bw_remote_close(remote);
	}
	return true;
}
