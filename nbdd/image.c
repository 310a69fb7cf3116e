/* SPDX-License-Identifier: ISC */
/* The image that a client uses; see image.h. */
#include "image.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "shared.h"
#include "wholeio.h"

/* Touched only where the client writes. */
static struct overlay overlay;
static struct slots slots;

void
image_init(struct image *image, int memory_fd)
{
	*image = (struct image){
	    .fd = -1,
	    .memory_fd = memory_fd,
	    .overlay_fd = -1,
	    .copy.fd = -1,
	};
}

void
image_take_overlay(struct image *image, int fd)
{
	BW_ASSERT(image->overlay_fd < 0);
	image->overlay_fd = fd;
}

void
image_close(struct image *image)
{
	if (image->fd >= 0) {
		(void)close(image->fd); /* whatever was written is written */
		image->fd = -1;
	}
	if (image->overlay_fd >= 0) {
		(void)close(image->overlay_fd); /* the same */
		image->overlay_fd = -1;
	}
	image->copy.fd = -1;
}

static int
copy_begin(struct image *image, enum bw_conf_cow cow)
{
	int fd =
	    cow == BW_CONF_COW_MEMORY ? image->memory_fd : image->overlay_fd;

	image->copy = (struct copy){
	    .overlay = &overlay,
	    .fd = fd,
	    .base_fd = image->fd,
	    .base_begin = image->begin,
	    .size = image->size,
	    .kept = cow == BW_CONF_COW_KEEP,
	    .slots = &slots,
	    .on_disk = cow == BW_CONF_COW_DISK,
	};
	return copy_open(&image->copy);
}

/* The part that is exported; it was there when the parent opened the file. */
static int
part_find(struct image *image, const struct bw_conf_export *export)
{
	off_t end = lseek(image->fd, 0, SEEK_END);
	uint64_t left;

	if (end < 0) {
		return -errno;
	}
	left =
	    (uint64_t)end > export->offset ? (uint64_t)end - export->offset : 0;
	if (left < export->size || (left == 0 && export->offset > 0)) {
		return -ESPIPE; /* the file has become shorter */
	}
	image->begin = export->offset;
	image->size = export->size > 0 ? export->size : left;
	return 0;
}

/* Has it holes?  A block device, or a file system without them, has none. */
static bool
has_holes(const struct image *image)
{
	off_t hole = lseek(image->fd, (off_t)image->begin, SEEK_HOLE);

	return hole >= 0 &&
	       ((uint64_t)hole - image->begin < image->size || image->shared);
}

int
image_open(struct image *image, int fd, const struct bw_conf_export *export,
    bool attach)
{
	int error;

	image->fd = fd;
	image->shared = export->write_shared;
	image->always_warm = false;
	image->run_begin = image->run_end = 0;
	error = part_find(image, export);
	if (error == 0) {
		image->sparse = has_holes(image);
	}
	if (error == 0 && attach && export->cow != BW_CONF_COW_NONE) {
		error = copy_begin(image, export->cow);
	}
	if (error != 0) {
		image_close(image);
	}
	return error;
}

uint64_t
image_at(const struct image *image, uint64_t offset)
{
	return image->begin + offset;
}

uint64_t
image_wants(const struct image *image, const struct nbd_action *action)
{
	const struct copy *copy = &image->copy;
	uint64_t wanted;

	if (copy->fd < 0 || (action->type != NBD_ACTION_WRITE &&
				action->type != NBD_ACTION_ZERO)) {
		return 0;
	}
	/* Zeros need it at their ends, or when they are to be data. */
	wanted = copy->overlay->n_data +
		 (action->type == NBD_ACTION_WRITE ||
			     (action->flags & NBD_CMD_FLAG_NO_HOLE) != 0
			 ? copy_missing(copy, action->offset, action->len)
			 : 2);
	return wanted > copy->overlay->quota ? wanted * OVERLAY_PAGE : 0;
}

uint64_t
image_overlay_size(const struct image *image)
{
	return image->copy.fd < 0 ? 0
				  : image->copy.overlay->n_data * OVERLAY_PAGE;
}

/*
 * Where all of these bytes are.  Returns the descriptor; -1: here and there,
 * or nowhere.
 */
static int
find(const struct image *image, uint64_t offset, uint64_t len, uint64_t *out_at)
{
	enum overlay_state state = OVERLAY_STATE_BASE;

	if (image->copy.fd >= 0 &&
	    copy_find(&image->copy, offset, len, &state, out_at) < len) {
		return -1;
	}
	switch (state) {
	case OVERLAY_STATE_BASE:
		*out_at = image_at(image, offset);
		return image->fd;
	case OVERLAY_STATE_DATA:
		return image->copy.fd;
	case OVERLAY_STATE_ZERO:
		break;
	}
	return -1;
}

/*
 * What can be had without waiting: as preadv2(2), for which not every C library
 * has a name.
 */
static ssize_t
read_now(int fd, uint64_t offset, uint8_t *into, size_t len)
{
	struct iovec iov = {.iov_base = into, .iov_len = len};

	return syscall(SYS_preadv2, fd, &iov, 1, (unsigned long)offset,
	    (unsigned long)(offset >> 32), RWF_NOWAIT);
}

enum image_heat
image_try(struct image *image, const struct nbd_action *action)
{
	bool load = action->type == NBD_ACTION_LOAD;
	size_t len = load ? 1 : action->len;
	uint8_t last;
	uint64_t at;
	int fd = image->always_warm || image_settle(image) != 0
		     ? -1
		     : find(image, action->offset, action->len, &at);
	ssize_t n;

	if (fd < 0) {
		return IMAGE_WARM;
	}
	n = read_now(fd, load ? at + action->len - 1 : at,
	    load ? &last : action->into, len);
	if (n == (ssize_t)len) {
		return load ? IMAGE_WARM : IMAGE_READ;
	}
	if (n <= 0 && (n == 0 || errno != EAGAIN)) {
		image->always_warm = n < 0 && errno == EOPNOTSUPP;
		return IMAGE_WARM; /* who waits for it finds out */
	}
	/* Advice: nothing is lost when it is not taken. */
	(void)posix_fadvise(
	    fd, (off_t)at, (off_t)action->len, POSIX_FADV_WILLNEED);
	return IMAGE_COLD;
}

int
image_settle(struct image *image)
{
	return image->copy.fd >= 0 ? copy_settle(&image->copy) : 0;
}

bool
image_read(struct image *image, const struct nbd_action *action)
{
	int error = image_settle(image);

	if (error != 0) {
		return false;
	}
	error = image->copy.fd >= 0
		    ? copy_read(&image->copy, action->offset, action->into,
			  action->len)
		    : wholeio_read(image->fd, image_at(image, action->offset),
			  action->into, action->len);

	return error == 0;
}

/* Look up the run that the offset is in; all is data when in doubt. */
static void
run_find(struct image *image, uint64_t offset)
{
	off_t at = (off_t)image_at(image, offset);
	off_t data = lseek(image->fd, at, SEEK_DATA);
	off_t end = -1;

	image->run_begin = offset;
	image->run_end = image->size;
	image->run_is_hole = data > at || (data < 0 && errno == ENXIO);
	if (data > at) {
		end = data;
	} else if (data == at) {
		end = lseek(image->fd, at, SEEK_HOLE);
	}
	if (end > at && (uint64_t)(end - at) < image->size - offset) {
		image->run_end = offset + (uint64_t)(end - at);
	}
}

/* The extent of the image itself. */
static struct nbd_extent
base_extent(struct image *image, uint64_t offset, uint64_t len)
{
	struct nbd_extent extent = {.len = len};
	uint64_t left;

	if (!image->sparse) {
		return extent;
	}
	if (offset < image->run_begin || offset >= image->run_end) {
		run_find(image, offset);
	}
	left = image->run_end - offset;
	extent.len = left < len ? left : len;
	if (image->run_is_hole) {
		extent.flags = NBD_STATE_HOLE | NBD_STATE_ZERO;
	}
	return extent;
}

void
image_extent(struct image *image, const struct nbd_action *action,
    struct nbd_extent *out)
{
	enum overlay_state state = OVERLAY_STATE_BASE;
	uint64_t len = action->len;

	if (image->copy.fd >= 0) {
		len = copy_run(&image->copy, action->offset, len, &state);
	}
	switch (state) {
	case OVERLAY_STATE_BASE:
		*out = base_extent(image, action->offset, len);
		return;
	case OVERLAY_STATE_ZERO:
		*out = (struct nbd_extent){
		    .len = len, .flags = NBD_STATE_HOLE | NBD_STATE_ZERO};
		return;
	case OVERLAY_STATE_DATA:
		*out = (struct nbd_extent){.len = len};
		return;
	}
}

/* What changes the client's copy, or the image that all of them share. */
static int
change(struct image *image, const struct nbd_action *action)
{
	struct copy *copy = &image->copy;

	if (image->shared) {
		struct nbd_action there = *action;

		there.offset = image_at(image, action->offset);
		image->run_end = image->run_begin; /* may be so no more */
		return shared_do(image->fd, &there);
	}
	if (copy->fd < 0) {
		return -EROFS;
	}
	if (action->type == NBD_ACTION_WRITE) {
		return copy_write(
		    copy, action->offset, action->from, action->len);
	}
	if (action->type == NBD_ACTION_TRIM) {
		return copy_trim(copy, action->offset, action->len);
	}
	return copy_zero(copy, action->offset, action->len,
	    (action->flags & NBD_CMD_FLAG_NO_HOLE) != 0);
}

int
image_do(struct image *image, const struct nbd_action *action)
{
	switch (action->type) {
	case NBD_ACTION_CACHE:
		/* Advice: nothing is lost when it is not taken. */
		(void)posix_fadvise(image->fd,
		    (off_t)image_at(image, action->offset), (off_t)action->len,
		    POSIX_FADV_WILLNEED);
		return 0;
	case NBD_ACTION_FLUSH:
		if (image->shared) {
			return shared_do(image->fd, action);
		}
		return image->copy.fd >= 0 ? copy_flush(&image->copy) : 0;
	case NBD_ACTION_WRITE:
	case NBD_ACTION_TRIM:
	case NBD_ACTION_ZERO:
		return change(image, action);
	case NBD_ACTION_NONE:
	case NBD_ACTION_RECEIVE:
	case NBD_ACTION_SEND:
	case NBD_ACTION_POLL:
	case NBD_ACTION_OPEN:
	case NBD_ACTION_TLS:
	case NBD_ACTION_READ:
	case NBD_ACTION_LOAD:
	case NBD_ACTION_PASS:
	case NBD_ACTION_EXTENT:
	case NBD_ACTION_CLOSE:
		break;
	}
	BW_ASSERT(!"an action of images");
	return -EINVAL;
}
