/* SPDX-License-Identifier: ISC */
/* Directories; see directory.h. */
#include "os/directory.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

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
