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

#include "conf/hooks.h"
#include "conf/origins.h"
#include "log_key.h"
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
	bool tls = bw_conf_access_is_tls(conf) || bw_conf_hooks_have_tls(conf);

	bw_origins_of(conf, &origins);
	for (size_t i = 0; i < origins.n; i++) {
		tls = tls || origins.items[i].tls;
	}
	return tls;
}

/* A key that names the file of a token. */
struct token_key {
	const char *section;
	const char *key;
	const char *path; /* its value */
	const char *door;
	bool is_safe; /* nobody on the way can read it */
};

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
open_token(const struct bw_conf *conf, const struct token_key *key,
    struct doors *doors)
{
	int fd = open(key->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	const char *why = refuse_token(fd);

	if (why != NULL) {
		log_key(conf, key->section, key->key, BW_LOG_LEVEL_ERR,
		    key->path, why);
		if (fd >= 0) {
			(void)close(fd); /* only read */
		}
		return -EINVAL;
	}
	if (!key->is_safe) {
		log_key(conf, key->section, key->key, BW_LOG_LEVEL_WARNING,
		    key->path,
		    "whoever is on the way can read it: not all that it is "
		    "for is https");
	}
	return doors_add(doors, BW_ROLE_FETCHD, key->door, key->path, fd);
}

static int
open_tokens(const struct bw_conf *conf, struct doors *doors)
{
	const struct token_key access = {"http", "token_file",
	    conf->http.token_file, "token", bw_conf_access_is_tls(conf)};
	const struct token_key hooks = {"bootward", "notify_token_file",
	    conf->bootward.notify_token_file, "hook-token",
	    bw_conf_hooks_are_tls(conf)};
	int error = 0;

	if (bw_conf_asks_access(conf) && access.path[0] != '\0') {
		error = open_token(conf, &access, doors);
	}
	if (error == 0 && hooks.path[0] != '\0') {
		error = open_token(conf, &hooks, doors);
	}
	return error;
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
	return error == 0 ? open_tokens(conf, doors) : error;
}
