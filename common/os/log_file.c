/* SPDX-License-Identifier: ISC */
/* Files of the log; see log_file.h. */
#include "os/log_file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "os/directory.h"

static int
open_in(const struct bw_log_file *file, int more_flags)
{
	int fd = openat(file->directory_fd, file->name,
	    BW_LOG_FILE_FLAGS | more_flags, BW_LOG_FILE_MODE);

	return fd < 0 ? -errno : fd;
}

/* With this user's rights, which are those it will be reopened with. */
static int
open_as(const struct bw_log_file *file, uid_t uid)
{
	uid_t self = geteuid();
	int fd;

	if (seteuid(uid) != 0) {
		return -errno;
	}
	fd = open_in(file, 0);
	BW_ASSERT(seteuid(self) == 0);
	return fd;
}

/* Its group stays: who may read it is the administrator's choice. */
static int
give(int fd, uid_t uid)
{
	struct stat status;

	if (fstat(fd, &status) != 0) {
		return -errno;
	}
	if (!S_ISREG(status.st_mode) || status.st_nlink != 1) {
		return -EPERM;
	}
	return fchown(fd, uid, (gid_t)-1) == 0 ? 0 : -errno;
}

static int
open_and_give(const struct bw_log_file *file, uid_t uid)
{
	int fd = open_in(file, O_NOFOLLOW);
	int error = fd < 0 ? fd : give(fd, uid);

	if (error != 0 && fd >= 0) {
		(void)close(fd); /* nothing was written */
	}
	return error != 0 ? error : fd;
}

static int
open_first(const struct bw_log_file *file, const struct bw_ids *owner)
{
	int fd;

	if (owner == NULL) {
		return open_in(file, 0);
	}
	fd = open_as(file, owner->uid);
	return fd == -EACCES ? open_and_give(file, owner->uid) : fd;
}

int
bw_log_file_open(
    struct bw_log_file *out, const char *path, const struct bw_ids *owner)
{
	struct bw_log_file file = BW_LOG_FILE_NONE;
	const char *name;

	*out = BW_LOG_FILE_NONE;
	file.directory_fd = bw_directory_of(path, &name);
	if (file.directory_fd < 0) {
		return file.directory_fd;
	}
	if (strlen(name) > NAME_MAX) {
		(void)close(file.directory_fd); /* a place only */
		return -ENAMETOOLONG;
	}
	bw_text_cut(file.name, sizeof(file.name), name);
	file.fd = open_first(&file, owner);
	if (file.fd < 0) {
		(void)close(file.directory_fd); /* a place only */
		return file.fd;
	}
	*out = file;
	return 0;
}

int
bw_log_file_reopen(struct bw_log_file *file)
{
	int fd = open_in(file, 0);

	if (fd < 0) {
		return fd;
	}
	(void)close(file->fd); /* its lines are written */
	file->fd = fd;
	return 0;
}
