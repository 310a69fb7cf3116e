/* SPDX-License-Identifier: ISC */
/* A client's own copy of an image; see copy.h. */
#include "copy.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static const uint8_t zeros[OVERLAY_PAGE];

static uint64_t
page_up(uint64_t offset)
{
	return (offset + OVERLAY_PAGE - 1) / OVERLAY_PAGE;
}

int
copy_open(struct copy *copy, struct overlay *overlay, int fd, int base_fd,
    uint64_t size, uint64_t quota)
{
	if (size > OVERLAY_SIZE_MAX ||
	    ftruncate(fd, (off_t)(page_up(size) * OVERLAY_PAGE)) != 0) {
		return -EFBIG;
	}
	overlay_init(overlay, quota / OVERLAY_PAGE);
	*copy = (struct copy){
	    .overlay = overlay, .fd = fd, .base_fd = base_fd, .size = size};
	return 0;
}

static int
read_all(int fd, uint64_t offset, uint8_t *into, uint64_t len)
{
	for (uint64_t done = 0; done < len;) {
		ssize_t n =
		    pread(fd, into + done, len - done, (off_t)(offset + done));

		if (n > 0) {
			done += (uint64_t)n;
		} else if (n == 0 || errno != EINTR) {
			return -EIO; /* shorter than it was, or broken */
		}
	}
	return 0;
}

static int
write_all(int fd, uint64_t offset, const uint8_t *from, uint64_t len)
{
	for (uint64_t done = 0; done < len;) {
		ssize_t n =
		    pwrite(fd, from + done, len - done, (off_t)(offset + done));

		if (n > 0) {
			done += (uint64_t)n;
		} else if (n == 0 || errno != EINTR) {
			return n == 0 ? -EIO : -errno;
		}
	}
	return 0;
}

uint64_t
copy_run(const struct copy *copy, uint64_t offset, uint64_t len,
    enum overlay_state *out)
{
	uint64_t page = offset / OVERLAY_PAGE;
	uint64_t n =
	    overlay_run(copy->overlay, page, page_up(offset + len) - page, out);
	uint64_t end = (page + n) * OVERLAY_PAGE;

	return end < offset + len ? end - offset : len;
}

int
copy_read(const struct copy *copy, uint64_t offset, uint8_t *into, uint64_t len)
{
	enum overlay_state state;
	int error = 0;

	while (len > 0 && error == 0) {
		uint64_t n = copy_run(copy, offset, len, &state);

		switch (state) {
		case OVERLAY_STATE_BASE:
			error = read_all(copy->base_fd, offset, into, n);
			break;
		case OVERLAY_STATE_DATA:
			error = read_all(copy->fd, offset, into, n);
			break;
		case OVERLAY_STATE_ZERO:
			memset(into, 0, n);
			break;
		}
		offset += n;
		into += n;
		len -= n;
	}
	return error;
}

/* Give the memory of whole pages back; then they read as zeros. */
static int
punch(const struct copy *copy, uint64_t page, uint64_t n)
{
	int done =
	    fallocate(copy->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
		(off_t)(page * OVERLAY_PAGE), (off_t)(n * OVERLAY_PAGE));

	return done == 0 ? 0 : -errno;
}

/* What was written for pages that then could not be counted. */
static void
punch_uncounted(const struct copy *copy, uint64_t page, uint64_t end)
{
	for (; page < end; page++) {
		if (overlay_get(copy->overlay, page) != OVERLAY_STATE_DATA) {
			(void)punch(copy, page, 1); /* nobody reads it */
		}
	}
}

/* Whole pages.  They count once they are written, so that none is lost. */
static int
pages_write(struct copy *copy, uint64_t page, const uint8_t *from, uint64_t n)
{
	uint64_t done;
	int error =
	    write_all(copy->fd, page * OVERLAY_PAGE, from, n * OVERLAY_PAGE);

	if (error != 0) {
		return error;
	}
	error = overlay_set(copy->overlay, page, n, OVERLAY_STATE_DATA, &done);
	if (error != 0) {
		punch_uncounted(copy, page + done, page + n);
	}
	return error;
}

/* Some bytes of one page; the others are fetched when it is not ours yet. */
static int
part_write(
    struct copy *copy, uint64_t offset, const uint8_t *from, uint64_t len)
{
	uint8_t buf[OVERLAY_PAGE] = {0};
	uint64_t page = offset / OVERLAY_PAGE, begin = page * OVERLAY_PAGE;
	uint64_t there = copy->size - begin;
	int error;

	if (overlay_get(copy->overlay, page) == OVERLAY_STATE_DATA) {
		return write_all(copy->fd, offset, from, len);
	}
	error = copy_read(
	    copy, begin, buf, there < OVERLAY_PAGE ? there : OVERLAY_PAGE);
	if (error != 0) {
		return error;
	}
	memcpy(buf + (offset - begin), from, len);
	return pages_write(copy, page, buf, 1);
}

int
copy_write(
    struct copy *copy, uint64_t offset, const uint8_t *from, uint64_t len)
{
	int error = 0;

	while (len > 0 && error == 0) {
		uint64_t within = offset % OVERLAY_PAGE, n;

		if (within == 0 && len >= OVERLAY_PAGE) {
			n = len - len % OVERLAY_PAGE;
			error = pages_write(copy, offset / OVERLAY_PAGE, from,
			    n / OVERLAY_PAGE);
		} else {
			n = OVERLAY_PAGE - within;
			n = n < len ? n : len;
			error = part_write(copy, offset, from, n);
		}
		offset += n;
		from += n;
		len -= n;
	}
	return error;
}

/* Whole pages become zeros. */
static int
pages_zero(struct copy *copy, uint64_t page, uint64_t n, bool keep)
{
	uint64_t done;
	int error;

	error = overlay_set(copy->overlay, page, n, OVERLAY_STATE_ZERO, &done);
	if (done > 0 && punch(copy, page, done) != 0 && keep) {
		return -EIO;
	}
	if (error == 0 && keep) {
		/* A hole of the file reads as zeros, and is accounted for. */
		error = overlay_set(
		    copy->overlay, page, n, OVERLAY_STATE_DATA, &done);
	}
	return error;
}

/* The bytes of a range that fill pages; its end may be that of the image. */
static void
whole_pages(const struct copy *copy, uint64_t offset, uint64_t len,
    uint64_t *out_first, uint64_t *out_end)
{
	uint64_t end = offset + len;

	*out_first = page_up(offset);
	*out_end = end == copy->size ? page_up(end) : end / OVERLAY_PAGE;
}

int
copy_zero(struct copy *copy, uint64_t offset, uint64_t len, bool keep)
{
	uint64_t first, end, head, tail;
	int error = 0;

	whole_pages(copy, offset, len, &first, &end);
	if (first >= end) {
		/* Within two pages at most: no more than 8190 bytes. */
		head = first * OVERLAY_PAGE - offset;
		head = head < len ? head : len;
		error = copy_write(copy, offset, zeros, head);
		return error != 0 || head == len
			   ? error
			   : copy_write(copy, offset + head, zeros, len - head);
	}
	head = first * OVERLAY_PAGE - offset;
	tail = end * OVERLAY_PAGE < offset + len
		   ? offset + len - end * OVERLAY_PAGE
		   : 0;
	error = copy_write(copy, offset, zeros, head);
	if (error == 0) {
		error = pages_zero(copy, first, end - first, keep);
	}
	if (error == 0) {
		error = copy_write(copy, end * OVERLAY_PAGE, zeros, tail);
	}
	return error;
}

int
copy_trim(struct copy *copy, uint64_t offset, uint64_t len)
{
	uint64_t first, end;

	whole_pages(copy, offset, len, &first, &end);
	return first < end ? pages_zero(copy, first, end - first, false) : 0;
}
