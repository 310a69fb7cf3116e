/* SPDX-License-Identifier: ISC */
/* Where bytes come from; see source.h. */
#include "source.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

static int
remote_open(struct bw_tree *tree, const struct bw_tree_place *place,
    struct source *source)
{
	struct bw_remote *remote;
	int error =
	    bw_remotes_open(&tree->remotes, place->root, place->rest, &remote);

	if (error == 0) {
		source->remote = remote;
		source->size = remote->size;
		error = remote->opened ? 0 : -EINPROGRESS;
	}
	return error;
}

static int
file_open(struct bw_tree *tree, const char *path, struct source *source)
{
	struct bw_tree_place place;
	int error = bw_tree_find(tree, path, &place);

	if (error == 0 && place.remote) {
		return remote_open(tree, &place, source);
	}
	if (error == 0) {
		error = bw_tree_open(tree, &place, &source->file);
	}
	source->size = source->file.size;
	return error;
}

/* What a filter names: beside the roots, or beneath one of them. */
static int
target_open(struct bw_tree *tree, const char *path, struct source *source)
{
	int error = bw_tree_open_aside(tree, path, &source->file);

	if (error == -ENOENT) {
		return file_open(tree, path + strspn(path, "/"), source);
	}
	source->size = source->file.size;
	return error;
}

/* The first line of a file, which is not remote. */
static int
line_read(struct bw_tree *tree, const char *path, char out[BW_FILTER_TEXT_MAX])
{
	struct source source = {.file = {.fd = -1}};
	int error = target_open(tree, path, &source);
	ssize_t n = 0;

	if (source.remote != NULL) {
		error = -ENOENT;
	}
	if (error == 0) {
		n = pread(source.file.fd, out, BW_FILTER_TEXT_MAX - 1, 0);
		error = n < 0 ? -errno : 0;
	}
	source_close(&source);
	if (error == 0) {
		out[n] = '\0';
		out[strcspn(out, "\r\n")] = '\0';
	}
	return error;
}

int
source_open(struct bw_tree *tree, const struct bw_filter_target *target,
    struct source *out)
{
	struct source source = {.file = {.fd = -1}};
	char path[BW_FILTER_TEXT_MAX];
	int error = 0;

	switch (target->kind) {
	case BW_FILTER_KIND_NAME:
		error = file_open(tree, target->text, &source);
		break;
	case BW_FILTER_KIND_FILE:
		error = target_open(tree, target->text, &source);
		break;
	case BW_FILTER_KIND_TEXT:
		bw_text_cut(source.text, sizeof(source.text), target->text);
		source.size = strlen(source.text);
		break;
	case BW_FILTER_KIND_NAMED_IN:
		error = line_read(tree, target->text, path);
		if (error == 0) {
			error = target_open(tree, path, &source);
		}
		break;
	}
	if (error == 0 || error == -EINPROGRESS) {
		*out = source;
	}
	return error;
}

void
source_close(struct source *source)
{
	if (source->remote != NULL) {
		bw_remote_close(source->remote);
		source->remote = NULL;
	}
	if (source->file.fd >= 0) {
		(void)close(source->file.fd); /* read only */
		source->file.fd = -1;
	}
}

/* How far it can be read. */
static uint64_t
available(const struct source *source)
{
	return source->remote != NULL ? source->remote->available
				      : source->size;
}

static int
fd_of(const struct source *source)
{
	/* Another when fetchd was started anew. */
	return source->remote != NULL ? source->remote->fd : source->file.fd;
}

/*
 * Is it still what was opened?  Asked after reading, so that what was read is
 * of one piece with all that went before.
 */
static int
check_unchanged(const struct source *source)
{
	const struct bw_docroot_file *then = &source->file;
	struct bw_docroot_file now;
	int error;

	if (source->remote != NULL) {
		return 0; /* it grows, and is never changed */
	}
	error = bw_docroot_again(then->fd, &now);
	if (error != 0) {
		return error;
	}
	if (now.size < then->size) {
		return -ENODATA;
	}
	return now.size == then->size && now.mtime_s == then->mtime_s &&
		       now.mtime_ns == then->mtime_ns
		   ? 0
		   : -ESTALE;
}

static int
ahead_fill(struct source *source, uint64_t offset)
{
	uint64_t left = available(source) - offset;
	size_t want = left < SOURCE_AHEAD_MAX ? (size_t)left : SOURCE_AHEAD_MAX;
	ssize_t n;
	int error;

	source->ahead_len = 0;
	do {
		n = pread(fd_of(source), source->ahead, want, (off_t)offset);
	} while (n < 0 && errno == EINTR);
	if (n < 0) {
		return -errno;
	}
	error = check_unchanged(source);
	if (error == 0 && n == 0) {
		error = -ENODATA;
	}
	if (error == 0) {
		source->ahead_at = offset;
		source->ahead_len = (size_t)n;
	}
	return error;
}

/* What the buffer has of it; bytes copied. */
static size_t
ahead_copy(
    const struct source *source, uint64_t offset, uint8_t *buf, size_t size)
{
	uint64_t skip = offset - source->ahead_at;
	size_t have;

	if (offset < source->ahead_at || skip >= source->ahead_len) {
		return 0;
	}
	have = source->ahead_len - (size_t)skip;
	have = have < size ? have : size;
	memcpy(buf, source->ahead + skip, have);
	return have;
}

static int
file_read(struct source *source, uint64_t offset, uint8_t *buf, size_t size)
{
	while (size > 0) {
		size_t n = ahead_copy(source, offset, buf, size);
		int error = n > 0 ? 0 : ahead_fill(source, offset);

		if (error != 0) {
			return error;
		}
		offset += n;
		buf += n;
		size -= n;
	}
	return 0;
}

int
source_read(void *arg, uint64_t offset, uint8_t *buf, size_t size)
{
	struct source *source = arg;

	if (offset > source->size || size > source->size - offset) {
		return -ENODATA;
	}
	if (source->remote != NULL && offset + size > available(source)) {
		return source->remote->error != 0 ? source->remote->error
						  : -EAGAIN;
	}
	if (fd_of(source) >= 0) {
		return file_read(source, offset, buf, size);
	}
	memcpy(buf, source->text + offset, size);
	return 0;
}
