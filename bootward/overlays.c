/* SPDX-License-Identifier: ISC */
/* The directory of overlays; see overlays.h. */
#include "overlays.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/directory.h"
#include "os/log.h"

#define DIRECTORY_MODE 0700
#define FILE_MODE      0600
#define DEFAULT_NAME   "overlays"
#define TEMPORARY_NAME ".temporary"
#define PATH_LEN_MAX   4096
#define BLOCK          UINT64_C(512) /* st_blocks counts these; stat(2) */

static int directory = -1;
static struct overlay_file files[OVERLAYS_MAX];
static size_t n_files; /* none that is there lies beyond */

size_t
overlays_path(struct bw_confine_path *out)
{
	*out = (struct bw_confine_path){.fd = directory,
	    .access = BW_CONFINE_READ | BW_CONFINE_LIST | BW_CONFINE_WRITE};
	return directory >= 0 ? 1 : 0;
}

/* --- the directory ---------------------------------------------------------- */

static void
size_learn(struct overlay_file *file)
{
	char name[OVERLAY_FILE_MAX];
	struct stat st;

	if (fstatat(directory, overlay_name_str(&file->name, name), &st, 0) ==
	    0) {
		file->bytes = (uint64_t)st.st_blocks * BLOCK;
		file->used_s = (uint64_t)st.st_mtim.tv_sec;
	}
}

static struct overlay_file *
place_free(void)
{
	for (size_t i = 0; i < n_files; i++) {
		if (!files[i].is_there) {
			return &files[i];
		}
	}
	return n_files < OVERLAYS_MAX ? &files[n_files++] : NULL;
}

static int
learn_kept(void)
{
	int fd = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (stream == NULL) {
		return -errno;
	}
	while ((entry = readdir(stream)) != NULL) {
		struct overlay_name name;
		struct overlay_file *file;

		if (overlay_name_parse(entry->d_name, &name) != 0) {
			continue;
		}
		file = place_free();
		if (file == NULL) {
			bw_log(BW_LOG_LEVEL_WARNING,
			    "service=nbdd overlays=%d reason=\"there are more; "
			    "they are not looked at\"",
			    OVERLAYS_MAX);
			break;
		}
		*file = (struct overlay_file){.name = name, .is_there = true};
		size_learn(file);
	}
	(void)closedir(stream); /* read only */
	return 0;
}

int
overlays_open(const struct bw_conf *conf, const struct bw_ids *ids)
{
	const char *path = conf->nbdd.overlay_dir;
	char automatic[PATH_LEN_MAX];
	int error = 0;

	if (!conf->nbdd.enabled ||
	    (!bw_conf_has_cow(conf, BW_CONF_COW_DISK) &&
		!bw_conf_has_cow(conf, BW_CONF_COW_KEEP))) {
		return 0;
	}
	if (path[0] == '\0') {
		(void)snprintf(automatic, sizeof(automatic), "%s/%s",
		    conf->bootward.state_dir, DEFAULT_NAME);
		path = automatic;
		/* stored makes it its own, later */
		(void)mkdir(conf->bootward.state_dir, DIRECTORY_MODE);
	}
	directory = bw_directory_own(path, ids);
	if (directory < 0) {
		error = directory;
	} else {
		error = learn_kept();
	}
	if (error != 0) {
		bw_log(BW_LOG_LEVEL_ERR, "nbdd.overlay_dir=%s error=\"%s\"",
		    path, strerror(-error));
	}
	return error;
}

/* --- files ------------------------------------------------------------------ */

int
overlays_temporary(void)
{
	int fd = openat(
	    directory, ".", O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, FILE_MODE);

	if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) {
		/* A file system that cannot: one with a name, for a moment. */
		fd = openat(directory, TEMPORARY_NAME,
		    O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
		    FILE_MODE);
		if (fd >= 0 && unlinkat(directory, TEMPORARY_NAME, 0) != 0) {
			int error = -errno;

			(void)close(fd); /* of no use */
			return error;
		}
	}
	return fd < 0 ? -errno : fd;
}

static bool
same_place(const struct overlay_name *a, const struct overlay_name *b)
{
	return strcmp(a->export, b->export) == 0 &&
	       strcmp(a->client, b->client) == 0;
}

static struct overlay_file *
find(const struct overlay_name *name, bool *out_stale)
{
	struct overlay_file *found = NULL;

	*out_stale = false;
	for (size_t i = 0; i < n_files; i++) {
		if (!files[i].is_there || !same_place(&files[i].name, name)) {
			continue;
		}
		if (files[i].name.version == name->version) {
			found = &files[i];
		} else {
			*out_stale = true;
		}
	}
	return found;
}

int
overlays_keep(
    const struct overlay_name *name, struct overlay_file **out, bool *out_stale)
{
	struct overlay_file *file = find(name, out_stale);
	char path[OVERLAY_FILE_MAX];
	int fd;

	if (file == NULL && (file = place_free()) == NULL) {
		return -ENOSPC;
	}
	fd = openat(directory, overlay_name_str(name, path),
	    O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);
	if (fd < 0) {
		return -errno;
	}
	file->name = *name;
	file->is_there = true;
	size_learn(file);
	file->in_use = true;
	*out = file;
	return fd;
}

void
overlays_release(struct overlay_file *file)
{
	file->in_use = false;
	size_learn(file);
}

uint64_t
overlays_kept_size(void)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < n_files; i++) {
		if (files[i].is_there && !files[i].in_use) {
			sum += files[i].bytes;
		}
	}
	return sum;
}

const struct overlay_file *
overlays_nth(size_t n)
{
	return n < n_files ? &files[n] : NULL;
}

int
overlays_drop(const char *client, const char *export)
{
	char path[OVERLAY_FILE_MAX];
	int error = -ENOENT;

	for (size_t i = 0; i < n_files; i++) {
		struct overlay_file *file = &files[i];

		if (!file->is_there || strcmp(file->name.client, client) != 0 ||
		    (export[0] != '\0' &&
			strcmp(file->name.export, export) != 0)) {
			continue;
		}
		if (file->in_use) {
			return -EBUSY;
		}
		if (unlinkat(directory, overlay_name_str(&file->name, path),
			0) != 0 &&
		    errno != ENOENT) {
			return -errno;
		}
		*file = (struct overlay_file){.is_there = false};
		error = 0;
	}
	return error;
}
