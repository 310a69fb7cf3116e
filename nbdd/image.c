/* SPDX-License-Identifier: ISC */
/* The image that a client uses; see image.h. */
#include "image.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int
image_open(struct image *out, int fd)
{
	off_t size = lseek(fd, 0, SEEK_END);
	off_t hole;

	if (size < 0) {
		int error = -errno;

		(void)close(fd); /* read only */
		return error;
	}
	/* A block device, or a file system without holes, fails here. */
	hole = lseek(fd, 0, SEEK_HOLE);
	*out = (struct image){
	    .fd = fd,
	    .size = (uint64_t)size,
	    .sparse = hole >= 0 && hole < size,
	    .copy.fd = -1,
	};
	return 0;
}

void
image_close(struct image *image)
{
	if (image->fd >= 0) {
		(void)close(image->fd); /* read only */
		image->fd = -1;
	}
}

bool
image_read(struct image *image, const struct nbd_action *action)
{
	size_t done = 0;

	if (image->copy.fd >= 0) {
		return copy_read(&image->copy, action->offset, action->into,
			   action->len) == 0;
	}
	while (done < action->len) {
		ssize_t n = pread(image->fd, action->into + done,
		    action->len - done, (off_t)(action->offset + done));

		if (n > 0) {
			done += (size_t)n;
		} else if (n == 0 || errno != EINTR) {
			return false; /* shorter than it was, or broken */
		}
	}
	return true;
}

/* Look up the run that the offset is in; all is data when in doubt. */
static void
run_find(struct image *image, uint64_t offset)
{
	off_t data = lseek(image->fd, (off_t)offset, SEEK_DATA);
	off_t end;

	image->run_begin = offset;
	image->run_end = image->size;
	image->run_is_hole = false;
	if (data < 0) {
		image->run_is_hole = errno == ENXIO; /* no data behind it */
	} else if ((uint64_t)data > offset) {
		image->run_is_hole = true;
		image->run_end = (uint64_t)data;
	} else {
		end = lseek(image->fd, (off_t)offset, SEEK_HOLE);
		if (end > data) {
			image->run_end = (uint64_t)end;
		}
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

/* What changes the client's copy; without one nothing can be changed. */
static int
change(struct image *image, const struct nbd_action *action)
{
	struct copy *copy = &image->copy;

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
		(void)posix_fadvise(image->fd, (off_t)action->offset,
		    (off_t)action->len, POSIX_FADV_WILLNEED);
		return 0;
	case NBD_ACTION_FLUSH:
		return 0; /* a copy lasts no longer than its client */
	case NBD_ACTION_WRITE:
	case NBD_ACTION_TRIM:
	case NBD_ACTION_ZERO:
		return change(image, action);
	case NBD_ACTION_NONE:
	case NBD_ACTION_RECEIVE:
	case NBD_ACTION_SEND:
	case NBD_ACTION_OPEN:
	case NBD_ACTION_READ:
	case NBD_ACTION_EXTENT:
	case NBD_ACTION_CLOSE:
		break;
	}
	BW_ASSERT(!"an action of images");
	return -EINVAL;
}
