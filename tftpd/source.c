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
	struct source source = {.file = {.fd = -1}, .piece = TFTP_PIECE_NONE};
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
source_open(struct bw_tree *tree, struct tftp_pieces *pieces,
    const struct bw_filter_target *target, struct source *out)
{
	struct source source = {
	    .file = {.fd = -1},
	    .pieces = pieces,
	    .piece = TFTP_PIECE_NONE,
	};
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

static struct source_page *
page_take(struct source_pages *pages)
{
	for (size_t i = 0; i < SOURCE_PAGES_MAX; i++) {
		if (!pages->all[i].used) {
			pages->all[i].used = true;
			return &pages->all[i];
		}
	}
	return NULL;
}

int
source_make(struct bw_tree *tree, struct tftp_pieces *pieces,
    struct source_pages *pages, const struct bw_filter_target *target,
    const struct bw_filter_client *client, struct source *out)
{
	struct source_page *page;
	struct source source;
	size_t len = 0;
	int error = source_open(tree, pieces, target, &source);

	if (error == -EINPROGRESS || (error == 0 && source.remote != NULL)) {
		*out = source; /* a remote file is what it is */
		return error;
	}
	if (error != 0) {
		return error;
	}
	page = page_take(pages);
	error = page == NULL ? -EAGAIN
			     : bw_template_make(&source.file, target->text,
				   client, page->bytes, &len);
	source_close(&source);
	if (error == 0) {
		source.page = page;
		source.size = len;
		*out = source;
	} else if (page != NULL) {
		page->used = false;
	}
	return error;
}

static void
piece_leave(struct source *source)
{
	if (source->piece != TFTP_PIECE_NONE) {
		tftp_pieces_leave(source->pieces, source->piece);
		source->piece = TFTP_PIECE_NONE;
	}
}

void
source_close(struct source *source)
{
	piece_leave(source);
	if (source->page != NULL) {
		source->page->used = false;
		source->page = NULL;
	}
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

/* What its contents are known by, for as long as they stay the same. */
static struct tftp_piece_key
key_of(const struct source *source, uint64_t offset)
{
	const struct bw_docroot_file *file = &source->file;
	struct tftp_piece_key key = {
	    .size = source->size,
	    .offset = offset - offset % TFTP_PIECE_SIZE,
	};

	if (source->remote != NULL) {
		key.inode = (uintptr_t)source->remote;
		return key; /* which we use, and so it stays what it is */
	}
	key.device = file->device;
	key.inode = file->inode;
	key.written_ns = file->mtime_s * 1000000000 + file->mtime_ns;
	key.changed_ns = file->changed_ns;
	return key;
}

static int
piece_fill(const struct source *source, struct tftp_piece *piece)
{
	uint64_t left = available(source) - piece->key.offset;
	size_t want = left < TFTP_PIECE_SIZE ? (size_t)left : TFTP_PIECE_SIZE;
	ssize_t n;
	int error;

	piece->len = 0;
	do {
		n = pread(fd_of(source), source->pieces->bytes[source->piece],
		    want, (off_t)piece->key.offset);
	} while (n < 0 && errno == EINTR);
	if (n < 0) {
		return -errno;
	}
	error = check_unchanged(source);
	if (error == 0) {
		piece->len = (size_t)n;
	}
	return error;
}

/* Have the piece that this is in, with as much as there is of it. */
static int
piece_have(struct source *source, uint64_t offset)
{
	struct tftp_piece *items = source->pieces->items;
	uint64_t skip = offset % TFTP_PIECE_SIZE;
	bool here = source->piece != TFTP_PIECE_NONE &&
		    items[source->piece].key.offset == offset - skip;
	struct tftp_piece *piece;
	int error;

	if (!here) {
		struct tftp_piece_key key = key_of(source, offset);

		piece_leave(source);
		source->piece = tftp_pieces_enter(source->pieces, &key);
	}
	piece = &items[source->piece];
	if (piece->len > skip) {
		return here ? 0 : check_unchanged(source);
	}
	error = piece_fill(source, piece);
	return error == 0 && piece->len <= skip ? -ENODATA : error;
}

static int
file_read(struct source *source, uint64_t offset, uint8_t *buf, size_t size)
{
	while (size > 0) {
		size_t skip = offset % TFTP_PIECE_SIZE;
		int error = piece_have(source, offset);
		size_t n;

		if (error != 0) {
			return error;
		}
		n = source->pieces->items[source->piece].len - skip;
		n = n < size ? n : size;
		memcpy(buf, source->pieces->bytes[source->piece] + skip, n);
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
	memcpy(buf,
	    (source->page != NULL ? source->page->bytes
				  : (const uint8_t *)source->text) +
		offset,
	    size);
	return 0;
}
