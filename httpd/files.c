/* SPDX-License-Identifier: ISC */
/* Open files; see files.h. */
#include "files.h"

#include <string.h>
#include <unistd.h>

#include "base/addr.h"

/* The longest that a name is taken to lead where it led. */
#define KEEP_MS 100

void
httpd_files_init(struct httpd_files *files)
{
	for (size_t i = 0; i < HTTPD_FILES_KEPT; i++) {
		files->fds[i] = -1;
	}
}

/* The only place that a name may have. */
static struct httpd_file *
place_of(struct httpd_files *files, int dir_fd, const char *name)
{
	uint32_t hash = bw_bytes_hash(name, strlen(name)) + (uint32_t)dir_fd;

	return &files->kept[(hash ^ hash >> 16) % HTTPD_FILES_KEPT];
}

static int *
fd_of(struct httpd_files *files, const struct httpd_file *file)
{
	return &files->fds[file - files->kept];
}

static void
forget(struct httpd_files *files, struct httpd_file *file)
{
	if (*fd_of(files, file) >= 0) {
		(void)close(*fd_of(files, file)); /* read only */
		*fd_of(files, file) = -1;
		files->n_kept--;
	}
}

static bool
same(const struct bw_docroot_file *a, const struct bw_docroot_file *b)
{
	return a->size == b->size && a->inode == b->inode &&
	       a->mtime_s == b->mtime_s && a->mtime_ns == b->mtime_ns;
}

/* Is it still what it was?  Asked once for all who ask at the same time. */
static bool
refresh(struct httpd_files *files, struct httpd_file *file, uint64_t now_ms)
{
	struct bw_docroot_file facts;

	if (file->facts_ms == now_ms) {
		return true;
	}
	if (bw_docroot_again(*fd_of(files, file), &facts) != 0) {
		return false;
	}
	if (!same(&facts, &file->facts)) {
		file->has_body = false;
		file->facts = facts;
	}
	file->facts_ms = now_ms;
	return true;
}

static bool
lend(struct httpd_files *files, struct httpd_file *file, int dir_fd,
    const char *name, uint64_t now_ms, struct bw_docroot_file *out)
{
	if (*fd_of(files, file) < 0 || now_ms >= file->until_ms ||
	    file->dir_fd != dir_fd || strcmp(file->name, name) != 0 ||
	    !refresh(files, file, now_ms)) {
		return false;
	}
	file->users++;
	files->last = (size_t)(file - files->kept);
	*out = file->facts;
	return true;
}

int
httpd_files_open(struct httpd_files *files, int dir_fd, const char *name,
    uint64_t now_ms, struct bw_docroot_file *out)
{
	struct httpd_file *file = place_of(files, dir_fd, name);
	int error;

	if (lend(files, file, dir_fd, name, now_ms, out)) {
		return 0;
	}
	error = bw_docroot_open_file(dir_fd, name, out);
	if (error != 0 || file->users > 0 ||
	    strlen(name) >= sizeof(file->name)) {
		return error;
	}
	forget(files, file);
	*fd_of(files, file) = out->fd;
	file->dir_fd = dir_fd;
	file->users = 1;
	file->facts = *out;
	file->facts_ms = now_ms;
	file->has_body = false;
	file->until_ms = now_ms + KEEP_MS;
	memcpy(file->name, name, strlen(name) + 1);
	files->n_kept++;
	return 0;
}

static struct httpd_file *
find(struct httpd_files *files, int fd)
{
	if (files->fds[files->last] == fd) {
		return &files->kept[files->last];
	}
	for (size_t i = 0; i < HTTPD_FILES_KEPT; i++) {
		if (files->fds[i] == fd) {
			return &files->kept[i];
		}
	}
	return NULL;
}

uint8_t *
httpd_files_body(struct httpd_files *files, int fd, uint64_t size)
{
	struct httpd_file *file = find(files, fd);

	if (file == NULL || file->facts.size != size ||
	    size > sizeof(file->body)) {
		return NULL;
	}
	if (!file->has_body) {
		ssize_t n = pread(fd, file->body, sizeof(file->body), 0);

		file->has_body = n >= 0 && (uint64_t)n == file->facts.size;
	}
	return file->has_body ? file->body : NULL;
}

void
httpd_files_close(struct httpd_files *files, int fd)
{
	struct httpd_file *file = find(files, fd);

	if (file != NULL) {
		file->users--;
	} else {
		(void)close(fd); /* read only */
	}
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
