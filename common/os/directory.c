/* SPDX-License-Identifier: ISC */
/* Directories; see directory.h. */
#include "os/directory.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OWN_MODE 0700

int
bw_directory_of(const char *path, const char **out_name)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	char directory[PATH_MAX] = ".";
	int fd;

	if (slash != NULL) {
		int len = snprintf(directory, sizeof(directory), "%.*s",
		    (int)(name - path), path);

		if (len >= (int)sizeof(directory)) {
			return -ENAMETOOLONG;
		}
	}
	fd = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		return -errno;
	}
	*out_name = name;
	return fd;
}

/* Its group is the administrator's to choose, once it is theirs. */
static int
give(int fd, const struct bw_ids *ids)
{
	struct stat st;

	if (fstat(fd, &st) != 0) {
		return -errno;
	}
	return st.st_uid == ids->uid || fchown(fd, ids->uid, ids->gid) == 0
		   ? 0
		   : -errno;
}

int
bw_directory_own(const char *path, const struct bw_ids *ids)
{
	int fd, error;

	if (mkdir(path, OWN_MODE) != 0 && errno != EEXIST) {
		return -errno;
	}
	fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0) {
		return -errno;
	}
	error = ids == NULL ? 0 : give(fd, ids);
	if (error != 0) {
		(void)close(fd); /* of no use */
		return error;
	}
	return fd;
}
