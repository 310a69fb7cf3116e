/* SPDX-License-Identifier: ISC */
/* Open files; see files.h. */
#include "files.h"

#include <string.h>
#include <unistd.h>

#include "base/addr.h"

#define KEEP_MS 1000

void
httpd_files_init(struct httpd_files *files, int root_fd)
{
	files->root_fd = root_fd;
	files->n_kept = 0;
	for (size_t i = 0; i < HTTPD_FILES_KEPT; i++) {
		files->kept[i].fd = -1;
		files->kept[i].users = 0;
	}
}

/* The only place that a name may have. */
static struct httpd_file *
place_of(struct httpd_files *files, const char *name)
{
	uint32_t hash = bw_bytes_hash(name, strlen(name));

	return &files->kept[(hash ^ hash >> 16) % HTTPD_FILES_KEPT];
}

static void
forget(struct httpd_files *files, struct httpd_file *file)
{
	if (file->fd >= 0) {
		(void)close(file->fd); /* read only */
		file->fd = -1;
		files->n_kept--;
	}
}

static bool
lend(struct httpd_file *file, const char *name, uint64_t now_ms,
    struct bw_docroot_file *out)
{
	if (file->fd < 0 || now_ms >= file->until_ms ||
	    strcmp(file->name, name) != 0 ||
	    bw_docroot_again(file->fd, out) != 0) {
		return false;
	}
	file->users++;
	return true;
}

int
httpd_files_open(struct httpd_files *files, const char *name, uint64_t now_ms,
    struct bw_docroot_file *out)
{
	struct httpd_file *file = place_of(files, name);
	int error;

	if (lend(file, name, now_ms, out)) {
		return 0;
	}
	error = bw_docroot_open_file(files->root_fd, name, out);
	if (error != 0 || file->users > 0 ||
	    strlen(name) >= sizeof(file->name)) {
		return error;
	}
	forget(files, file);
	file->fd = out->fd;
	file->users = 1;
	file->until_ms = now_ms + KEEP_MS;
	memcpy(file->name, name, strlen(name) + 1);
	files->n_kept++;
	return 0;
}

void
httpd_files_close(struct httpd_files *files, int fd)
{
	for (size_t i = 0; i < HTTPD_FILES_KEPT; i++) {
		if (files->kept[i].fd == fd) {
			files->kept[i].users--;
			return;
		}
	}
	(void)close(fd); /* read only */
}

void
httpd_files_sweep(struct httpd_files *files, uint64_t now_ms)
{
	for (size_t i = 0; files->n_kept > 0 && i < HTTPD_FILES_KEPT; i++) {
		struct httpd_file *file = &files->kept[i];

		if (file->users == 0 && now_ms >= file->until_ms) {
			forget(files, file);
		}
	}
}
