/* SPDX-License-Identifier: ISC */
/* Files of fetchd's; see fetch_files.h. */
#include "fetch_files.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "conf/hooks.h"
#include "conf/origins.h"
#include "log_key.h"
#include "os/directory.h"
#include "os/token.h"
#include "profile.h"
#include "suite_peers.h"

struct file {
	const char *section;
	const char *key; /* whose value is the path */
	const char *door;
	char name[NAME_MAX + 1]; /* in its directory */
	bool used;
	bool renewed; /* since the doors were handed out */
	int directory_fd;
	int fd;
	struct stat was; /* when it was opened */
	int next_fd;     /* -1: the same */
};

static struct file files[BW_N_FETCH_FILES] = {
    [BW_FETCH_FILE_TOKEN] = {"http", "token_file", "token"},
    [BW_FETCH_FILE_HOOK_TOKEN] = {"bootward", "notify_token_file",
	"hook-token"},
    [BW_FETCH_FILE_TRUST] = {"fetchd", "ca_file", "trust"},
};

/* The path of a file that is needed; or NULL. */
static const char *
path_of(const struct bw_conf *conf, enum bw_fetch_file which)
{
	const char *path = "";
	struct bw_origins origins;
	bool tls = false;

	switch (which) {
	case BW_FETCH_FILE_TOKEN:
		path = bw_conf_asks_access(conf) ? conf->http.token_file : "";
		break;
	case BW_FETCH_FILE_HOOK_TOKEN:
		path = conf->bootward.notify_token_file;
		break;
	case BW_FETCH_FILE_TRUST:
		tls =
		    bw_conf_access_is_tls(conf) || bw_conf_hooks_have_tls(conf);
		bw_origins_of(conf, &origins);
		for (size_t i = 0; i < origins.n; i++) {
			tls = tls || origins.items[i].tls;
		}
		path = tls ? conf->fetchd.ca_file : "";
		break;
	case BW_N_FETCH_FILES:
		break;
	}
	return path[0] != '\0' ? path : NULL;
}

/* What is wrong with the token, or NULL; nobody here keeps it. */
static const char *
refuse_token(int fd)
{
	char token[BW_TOKEN_MAX];
	const char *why = bw_token_refuse_file(fd);

	if (why == NULL) {
		why = bw_token_read(fd, token);
		explicit_bzero(token, sizeof(token));
	}
	return why;
}

/* It is in use from now on. */
static void
use(struct file *file, int fd)
{
	file->fd = fd;
	if (fstatat(fd, "", &file->was, AT_EMPTY_PATH) != 0) {
		file->was = (struct stat){0}; /* like no other */
	}
}

/* Open what is there now; a reason why it is of no use, or NULL. */
static const char *
open_now(enum bw_fetch_file which, int *out)
{
	const struct file *file = &files[which];
	int fd = openat(file->directory_fd, file->name, PROFILE_FILE_FLAGS);
	const char *why = NULL;

	if (fd < 0) {
		return strerror(errno);
	}
	if (which != BW_FETCH_FILE_TRUST) {
		why = refuse_token(fd);
	}
	if (why != NULL) {
		(void)close(fd); /* only read */
		return why;
	}
	*out = fd;
	return NULL;
}

static const char *
open_first(enum bw_fetch_file which, const char *path)
{
	struct file *file = &files[which];
	const char *name, *why;
	int fd;

	file->next_fd = -1;
	file->directory_fd = bw_directory_of(path, &name);
	if (file->directory_fd < 0) {
		return strerror(-file->directory_fd);
	}
	file->used = true;
	if (bw_text_copy(file->name, sizeof(file->name), name) != 0) {
		return strerror(ENAMETOOLONG);
	}
	why = open_now(which, &fd);
	if (why == NULL) {
		use(file, fd);
	}
	return why;
}

static void
warn_of_readers(const struct bw_conf *conf)
{
	const bool safe[BW_N_FETCH_FILES] = {
	    [BW_FETCH_FILE_TOKEN] = bw_conf_access_is_tls(conf),
	    [BW_FETCH_FILE_HOOK_TOKEN] = bw_conf_hooks_are_tls(conf),
	    [BW_FETCH_FILE_TRUST] = true,
	};

	for (int i = 0; i < BW_N_FETCH_FILES; i++) {
		if (files[i].used && !safe[i]) {
			log_key(conf, files[i].section, files[i].key,
			    BW_LOG_LEVEL_WARNING,
			    path_of(conf, (enum bw_fetch_file)i),
			    "whoever is on the way can read it: not all that "
			    "it is for is https");
		}
	}
}

int
fetch_files_open(const struct bw_conf *conf, struct doors *doors)
{
	int error = 0;

	for (int i = 0; error == 0 && i < BW_N_FETCH_FILES; i++) {
		enum bw_fetch_file which = (enum bw_fetch_file)i;
		const char *path = path_of(conf, which), *why;
		int fd;

		if (path == NULL) {
			continue;
		}
		why = open_first(which, path);
		if (why != NULL) {
			log_key(conf, files[i].section, files[i].key,
			    BW_LOG_LEVEL_ERR, path, why);
			return -EINVAL;
		}
		/* One is the master's; one is ours, to tell others from it. */
		fd = fcntl(files[i].fd, F_DUPFD_CLOEXEC, 0);
		error = doors_add(doors, BW_ROLE_FETCHD, files[i].door, path,
		    fd < 0 ? -errno : fd);
	}
	warn_of_readers(conf);
	return error;
}

size_t
fetch_files_directories(int out[BW_N_FETCH_FILES])
{
	size_t n = 0;

	for (int i = 0; i < BW_N_FETCH_FILES; i++) {
		if (files[i].used) {
			out[n++] = files[i].directory_fd;
		}
	}
	return n;
}

/* Is it another one than that which is open, or has it been written to? */
static bool
is_replaced(const struct file *file)
{
	const struct stat *was = &file->was;
	struct stat is;

	return fstatat(file->directory_fd, file->name, &is, 0) != 0 ||
	       is.st_dev != was->st_dev || is.st_ino != was->st_ino ||
	       is.st_size != was->st_size ||
	       is.st_ctim.tv_sec != was->st_ctim.tv_sec ||
	       is.st_ctim.tv_nsec != was->st_ctim.tv_nsec;
}

void
fetch_files_forget(void)
{
	for (int i = 0; i < BW_N_FETCH_FILES; i++) {
		if (files[i].used && files[i].next_fd >= 0) {
			(void)close(files[i].next_fd); /* only read */
			files[i].next_fd = -1;
		}
	}
}

int
fetch_files_prepare(
    const struct bw_conf *conf, bw_conf_complain *complain, void *arg)
{
	struct bw_conf_checking c = {
	    .conf = conf, .complain = complain, .arg = arg};

	for (int i = 0; i < BW_N_FETCH_FILES; i++) {
		struct file *file = &files[i];
		const char *why;

		if (!file->used || !is_replaced(file)) {
			continue;
		}
		why = open_now((enum bw_fetch_file)i, &file->next_fd);
		if (why != NULL) {
			bw_conf_check_complain_at(&c, file->section, file->key,
			    "%s: %s", path_of(conf, (enum bw_fetch_file)i),
			    why);
		}
	}
	if (c.bad) {
		fetch_files_forget();
	}
	return c.bad ? -EBADMSG : 0;
}

static void
hand_over(struct peer *fetchd, enum bw_fetch_file which)
{
	struct bw_msg msg = {.type = BW_MSG_FETCH_FILE_RENEWED};

	msg.u.fetch_file.which = (uint8_t)which;
	(void)suite_send(fetchd, &msg, files[which].fd); /* its end comes */
}

void
fetch_files_tell(struct peer *fetchd)
{
	for (int i = 0; i < BW_N_FETCH_FILES; i++) {
		if (files[i].renewed) {
			hand_over(fetchd, (enum bw_fetch_file)i);
		}
	}
}

void
fetch_files_take(struct suite *suite)
{
	struct peer *fetchd = suite_worker(suite, BW_ROLE_FETCHD);

	for (int i = 0; i < BW_N_FETCH_FILES; i++) {
		struct file *file = &files[i];

		if (!file->used || file->next_fd < 0) {
			continue;
		}
		(void)close(file->fd); /* only read */
		use(file, file->next_fd);
		file->next_fd = -1;
		file->renewed = true;
		bw_log(BW_LOG_LEVEL_INFO, "%s.%s event=renewed", file->section,
		    file->key);
		if (fetchd != NULL) {
			hand_over(fetchd, (enum bw_fetch_file)i);
		}
	}
}
