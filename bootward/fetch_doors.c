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

#include "conf/origin.h"
#include "conf/origins.h"
#include "os/docroot.h"
#include "os/ids.h"
#include "os/token.h"

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

/* Is any of them asked by https? */
static bool
wants_trust(const struct bw_conf *conf)
{
	struct bw_origins origins;
	bool tls = bw_conf_access_is_tls(conf);

	bw_origins_of(conf, &origins);
	for (size_t i = 0; i < origins.n; i++) {
		tls = tls || origins.items[i].tls;
	}
	return tls;
}

/* "FILE:LINE: http.token_file: PATH: reason" */
static void
log_token(
    const struct bw_conf *conf, enum bw_log_level level, const char *reason)
{
	const char *path = conf->http.token_file;
	const struct bw_conf_origin *origin =
	    bw_conf_origin_find(conf, "http", "token_file");

	if (origin != NULL && origin->line > 0) {
		bw_log(level, "%s:%u: http.token_file: %s: %s", origin->file,
		    origin->line, path, reason);
	} else {
		bw_log(level, "http.token_file: %s: %s", path, reason);
	}
}

/* What is wrong with the token, or NULL; nobody here keeps it. */
static const char *
refuse_token(int fd)
{
	char token[BW_TOKEN_MAX];
	const char *why;

	if (fd < 0) {
		return strerror(errno);
	}
	why = bw_token_refuse_file(fd);
	if (why == NULL) {
		why = bw_token_read(fd, token);
		explicit_bzero(token, sizeof(token));
	}
	return why;
}

static int
open_token(const struct bw_conf *conf, struct doors *doors)
{
	const char *path = conf->http.token_file;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	const char *why = refuse_token(fd);

	if (why != NULL) {
		log_token(conf, BW_LOG_LEVEL_ERR, why);
		if (fd >= 0) {
			(void)close(fd); /* only read */
		}
		return -EINVAL;
	}
	if (!bw_conf_access_is_tls(conf)) {
		log_token(conf, BW_LOG_LEVEL_WARNING,
		    "whoever is on the way can read it: http.location is not "
		    "https");
	}
	return doors_add(doors, BW_ROLE_FETCHD, "token", path, fd);
}

int
fetch_doors_open(const struct bw_conf *conf, struct doors *doors)
{
	const char *trust = conf->fetchd.ca_file;
	int fd, error = 0;

	if (bw_conf_has_remote(conf)) {
		error = open_cache(conf, doors);
	}
	if (error == 0 && wants_trust(conf)) {
		fd = open(trust, O_RDONLY | O_CLOEXEC | O_NOCTTY);
		error = doors_add(doors, BW_ROLE_FETCHD, "trust", trust,
		    fd < 0 ? -errno : fd);
	}
	if (error == 0 && bw_conf_asks_access(conf) &&
	    conf->http.token_file[0] != '\0') {
		error = open_token(conf, doors);
	}
	return error;
}
