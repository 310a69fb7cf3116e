/* SPDX-License-Identifier: ISC */
/*
 * Files of the configuration; see config_files.h.  Reading must work behind the
 * parent's walls: by the directory held open, with those flags that the profile
 * allows, and without stat(2) of a path.
 */
#include "config_files.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "options.h"
#include "os/directory.h"
#include "profile.h"

#define CONFIG_FILE     BW_SYSCONFDIR "/bootward/bootward.ini"
#define CONFIG_DROP_INS "conf.d"
#define CONFIG_SUFFIX   ".ini"
#define CONFIG_SIZE_MAX (16u << 20)

#define DROP_INS_MAX        256
#define DROP_INS_BATCH_SIZE 4096

static struct {
	const char *path; /* of the file; NULL: there is none */
	const char *name; /* the end of path, from its directory */
	bool drop_ins;    /* are read, too */
	int dir_fd;
} source = {.dir_fd = -1};

/* Names of drop-ins, CONFIG_DROP_INS "/NAME", in their order. */
struct drop_ins {
	char *names[DROP_INS_MAX];
	size_t n;
};

int
config_files_open(const struct options *options)
{
	if (options->config == NULL && options->root != NULL) {
		return 0; /* PyPXE's quick start */
	}
	source.path = options->config != NULL ? options->config : CONFIG_FILE;
	source.drop_ins = options->config == NULL;
	source.dir_fd = bw_directory_of(source.path, &source.name);
	if (source.dir_fd < 0) {
		fprintf(stderr, "bootward: %s: %s\n", source.path,
		    strerror(-source.dir_fd));
		return source.dir_fd;
	}
	return 0;
}

int
config_files_directory(bool *out_lists)
{
	*out_lists = source.drop_ins;
	return source.dir_fd;
}

/* fstat(2) under its own name: glibc's asks by a path, if by an empty one. */
static int
size_of(int fd, size_t *out)
{
	struct stat status;

	if (syscall(SYS_fstat, fd, &status) != 0) {
		return -errno;
	}
	if (!S_ISREG(status.st_mode)) {
		return S_ISDIR(status.st_mode) ? -EISDIR : -EINVAL;
	}
	if (status.st_size > CONFIG_SIZE_MAX) {
		return -EFBIG;
	}
	*out = (size_t)status.st_size;
	return 0;
}

static int
read_all(int fd, char *text, size_t size, size_t *out_len)
{
	size_t len = 0;

	while (len < size) {
		ssize_t n = read(fd, text + len, size - len);

		if (n < 0 && errno != EINTR) {
			return -errno;
		}
		if (n == 0) {
			break;
		}
		len += n > 0 ? (size_t)n : 0;
	}
	*out_len = len;
	return 0;
}

/* The whole file in memory, the caller's to free; or a negative errno. */
static int
slurp(const char *name, char **out, size_t *out_len)
{
	char *text = NULL;
	size_t size = 0;
	int error;
	int fd = openat(source.dir_fd, name, PROFILE_FILE_FLAGS);

	if (fd < 0) {
		return -errno;
	}
	error = size_of(fd, &size);
	if (error == 0) {
		text = malloc(size + 1);
		error =
		    text == NULL ? -ENOMEM : read_all(fd, text, size, out_len);
	}
	(void)close(fd); /* read only */
	if (error != 0) {
		free(text);
		return error;
	}
	*out = text;
	return 0;
}

/* What to call a file in complaints: its directory as it was given. */
static void
title_of(const char *name, char out[PATH_MAX])
{
	(void)snprintf(out, PATH_MAX, "%.*s%s",
	    (int)(source.name - source.path), source.path, name);
}

static void
read_file(struct bw_conf_checking *c, struct bw_conf *conf, const char *name)
{
	char title[PATH_MAX];
	char *text = NULL;
	size_t len = 0;
	int error = slurp(name, &text, &len);

	title_of(name, title);
	if (error != 0) {
		bw_conf_check_complain(c, "%s: %s", title, strerror(-error));
		return;
	}
	if (bw_conf_read(conf, title, text, len, c->complain, c->arg) != 0) {
		c->bad = true;
	}
	free(text);
}

static int
compare_names(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

/* As a shell's *.ini: no hidden ones. */
static bool
is_drop_in(const char *name)
{
	size_t len = strlen(name), suffix_len = strlen(CONFIG_SUFFIX);

	return name[0] != '.' && len > suffix_len &&
	       strcmp(name + len - suffix_len, CONFIG_SUFFIX) == 0;
}

static int
add_drop_in(struct drop_ins *found, const char *name)
{
	size_t size = strlen(CONFIG_DROP_INS) + strlen(name) + 2;
	char *copy;

	if (!is_drop_in(name)) {
		return 0;
	}
	if (found->n == DROP_INS_MAX) {
		return -E2BIG;
	}
	copy = malloc(size);
	if (copy == NULL) {
		return -ENOMEM;
	}
	(void)snprintf(copy, size, CONFIG_DROP_INS "/%s", name);
	found->names[found->n++] = copy;
	return 0;
}

/* Not readdir(3): it would stat. */
static int
find_drop_ins(int fd, struct drop_ins *found)
{
	_Alignas(struct dirent64) char batch[DROP_INS_BATCH_SIZE];
	ssize_t len;
	int error = 0;

	while (
	    error == 0 && (len = getdents64(fd, batch, sizeof(batch))) != 0) {
		if (len < 0) {
			return -errno;
		}
		for (ssize_t at = 0; error == 0 && at < len;) {
			const struct dirent64 *entry =
			    (const struct dirent64 *)(batch + at);

			error = add_drop_in(found, entry->d_name);
			at += entry->d_reclen;
		}
	}
	return error;
}

static void
read_drop_ins(struct bw_conf_checking *c, struct bw_conf *conf)
{
	struct drop_ins found = {.n = 0};
	char title[PATH_MAX];
	int fd =
	    openat(source.dir_fd, CONFIG_DROP_INS, PROFILE_DIRECTORY_FLAGS);
	int error;

	if (fd < 0) {
		return; /* no such directory is as good as an empty one */
	}
	error = find_drop_ins(fd, &found);
	(void)close(fd); /* read only */
	title_of(CONFIG_DROP_INS, title);
	if (error != 0) {
		bw_conf_check_complain(c, "%s: %s", title, strerror(-error));
	}
	qsort(found.names, found.n, sizeof(found.names[0]), compare_names);
	for (size_t i = 0; i < found.n; i++) {
		read_file(c, conf, found.names[i]);
		free(found.names[i]);
	}
}

void
config_files_read(struct bw_conf_checking *c, struct bw_conf *conf)
{
	if (source.path == NULL) {
		return;
	}
	read_file(c, conf, source.name);
	if (source.drop_ins && !c->bad) {
		read_drop_ins(c, conf);
	}
}
