/* SPDX-License-Identifier: ISC */
/* fetchd's doors; see fetch_doors.h. */
#include "fetch_doors.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf/origins.h"
#include "fetch_files.h"
#include "os/docroot.h"
#include "os/ids.h"

#define CACHE_DIR "cache"

static int
make_directory(const char *path)
{
	return mkdir(path, 0700) == 0 || errno == EEXIST ? 0 : -errno;
}

/* Nobody but fetchd may look at what is cached. */
static int
give_to_fetchd(const struct bw_conf *conf, int fd)
{
	struct bw_ids ids;
	int error;

	if (geteuid() != 0) {
		return 0;
	}
	error = bw_ids_find(conf->bootward.user_prefix, BW_ROLE_FETCHD,
	    bw_role_str(BW_ROLE_FETCHD), &ids);
	if (error == 0 &&
	    (fchown(fd, ids.uid, ids.gid) != 0 || fchmod(fd, 0700) != 0)) {
		error = -errno;
	}
	return error;
}

static int
open_cache(const struct bw_conf *conf, struct doors *doors)
{
	char path[PATH_MAX];
	int fd, error = 0;

	if (conf->fetchd.cache_dir[0] != '\0') {
		(void)snprintf(
		    path, sizeof(path), "%s", conf->fetchd.cache_dir);
	} else {
		(void)snprintf(path, sizeof(path), "%s/" CACHE_DIR,
		    conf->bootward.state_dir);
		error = make_directory(conf->bootward.state_dir);
	}
	if (error == 0) {
		error = make_directory(path);
	}
	fd = error == 0 ? bw_docroot_open(path) : error;
	if (fd >= 0) {
		error = give_to_fetchd(conf, fd);
		if (error != 0) {
			(void)close(fd); /* a directory */
			fd = error;
		}
	}
	return doors_add(doors, BW_ROLE_FETCHD, "cache", path, fd);
}

int
fetch_doors_open(const struct bw_conf *conf, struct doors *doors)
{
	int error = bw_conf_has_remote(conf) ? open_cache(conf, doors) : 0;

	return error == 0 ? fetch_files_open(conf, doors) : error;
}
