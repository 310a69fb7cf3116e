/* SPDX-License-Identifier: ISC */
/* A client's own copy of an image; see copy.h. */
#include "copy.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "wholeio.h"

static const uint8_t zeros[OVERLAY_PAGE];

static uint64_t
page_up(uint64_t offset)
{
	return (offset + OVERLAY_PAGE - 1) / OVERLAY_PAGE;
}

/* Where the states of the pages begin in a file that is kept. */
static uint64_t
map_begin(const struct copy *copy)
{
	return page_up(copy->size) * OVERLAY_PAGE;
}

/* The tables that were ever written; the others are holes of the file. */
static int
map_load(struct copy *copy, uint64_t end)
{
	uint8_t table[OVERLAY_TABLE_SIZE];
	uint64_t begin = map_begin(copy);
	off_t at = (off_t)begin;
	int error = 0;

	while (error == 0 && (uint64_t)at < end) {
		at = lseek(copy->fd, at, SEEK_DATA);
		if (at < 0) {
			return errno == ENXIO ? 0 : -errno;
		}
		at -= (off_t)(((uint64_t)at - begin) % OVERLAY_TABLE_SIZE);
		error = wholeio_read(
		    copy->fd, (uint64_t)at, table, OVERLAY_TABLE_SIZE);
		if (error == 0) {
			error = overlay_table_load(copy->overlay,
			    ((uint64_t)at - begin) / OVERLAY_TABLE_SIZE, table);
		}
		at += (off_t)OVERLAY_TABLE_SIZE;
	}
	return error;
}

/* Keep the states of these pages. */
static int
map_save(const struct copy *copy, uint64_t page, uint64_t n)
{
	uint8_t table[OVERLAY_TABLE_SIZE];
	uint64_t end = page + n;
	int error = 0;

	while (page < end && error == 0) {
		uint64_t at = page / OVERLAY_TABLE_PAGES;
		uint64_t begin = at * OVERLAY_TABLE_PAGES;
		uint64_t stop = begin + OVERLAY_TABLE_PAGES;
		uint64_t first = (page - begin) / 4, last;

		stop = stop < end ? stop : end;
		last = (stop - 1 - begin) / 4;
		overlay_table_save(copy->overlay, at, table);
		error = wholeio_write(copy->fd,
		    map_begin(copy) + at * OVERLAY_TABLE_SIZE + first,
		    table + first, last - first + 1);
		page = stop;
	}
	return error;
}

/* overlay_set(), of which a kept copy tells its file. */
static int
states_set(struct copy *copy, uint64_t page, uint64_t n,
    enum overlay_state state, uint64_t *out_done)
{
	int error = overlay_set(copy->overlay, page, n, state, out_done);
	int kept = copy->kept ? map_save(copy, page, *out_done) : 0;

	return error != 0 ? error : kept;
}

int
copy_open(struct copy *copy)
{
	uint64_t n_tables = (page_up(copy->size) + OVERLAY_TABLE_PAGES - 1) /
			    OVERLAY_TABLE_PAGES;
	uint64_t end = map_begin(copy) + n_tables * OVERLAY_TABLE_SIZE;

	if (copy->size > OVERLAY_SIZE_MAX) {
		return -EFBIG;
	}
	overlay_init(copy->overlay, 0);
	if (!copy->kept) {
		return pile_open(
		    &copy->pile, copy->slots, copy->fd, copy->on_disk);
	}
	return ftruncate(copy->fd, (off_t)end) != 0 ? -EFBIG
						    : map_load(copy, end);
}

uint64_t
copy_missing(const struct copy *copy, uint64_t offset, uint64_t len)
{
	uint64_t page = offset / OVERLAY_PAGE;

	return overlay_missing(
	    copy->overlay, page, page_up(offset + len) - page);
}

int
copy_settle(struct copy *copy)
{
	return copy->kept ? 0 : pile_settle(&copy->pile);
}

int
copy_flush(const struct copy *copy)
{
	return copy->kept && fdatasync(copy->fd) != 0 ? -errno : 0;
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

uint64_t
copy_find(const struct copy *copy, uint64_t offset, uint64_t len,
    enum overlay_state *out, uint64_t *out_at)
{
	uint64_t n = copy_run(copy, offset, len, out);

	*out_at = offset;
	return copy->kept || *out != OVERLAY_STATE_DATA
		   ? n
		   : pile_run(&copy->pile, offset, n, out_at);
}

int
copy_read(const struct copy *copy, uint64_t offset, uint8_t *into, uint64_t len)
{
	enum overlay_state state;
	uint64_t at;
	int error = 0;

	while (len > 0 && error == 0) {
		uint64_t n = copy_find(copy, offset, len, &state, &at);

		switch (state) {
		case OVERLAY_STATE_BASE:
			error = wholeio_read(
			    copy->base_fd, copy->base_begin + offset, into, n);
			break;
		case OVERLAY_STATE_DATA:
			error = wholeio_read(copy->fd, at, into, n);
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

/* Whole pages of a kept copy count once they are written: none is lost. */
static int
kept_write(struct copy *copy, uint64_t page, const uint8_t *from, uint64_t n)
{
	uint64_t done;
	int error = wholeio_write(
	    copy->fd, page * OVERLAY_PAGE, from, n * OVERLAY_PAGE);

	if (error != 0) {
		return error;
	}
	error = states_set(copy, page, n, OVERLAY_STATE_DATA, &done);
	if (error != 0) {
		punch_uncounted(copy, page + done, page + n);
	}
	return error;
}

/* Pages that are alike, and no data yet, become data; NULL: zeros. */
static int
pile_grow(struct copy *copy, uint64_t page, const uint8_t *from, uint64_t n,
    enum overlay_state state)
{
	uint64_t counted, added = 0, none;
	int error = states_set(copy, page, n, OVERLAY_STATE_DATA, &counted);
	int failed = pile_add(&copy->pile, page, from, counted, &added);

	if (failed != 0) { /* as they were, which takes no room */
		(void)states_set(
		    copy, page + added, counted - added, state, &none);
	}
	return failed != 0 ? failed : error;
}

static int
pages_write(struct copy *copy, uint64_t page, const uint8_t *from, uint64_t n)
{
	enum overlay_state state;
	int error = 0;

	if (copy->kept) {
		return kept_write(copy, page, from, n);
	}
	while (n > 0 && error == 0) {
		uint64_t run = overlay_run(copy->overlay, page, n, &state);

		error = state == OVERLAY_STATE_DATA
			    ? pile_write(&copy->pile, page * OVERLAY_PAGE, from,
				  run * OVERLAY_PAGE)
			    : pile_grow(copy, page, from, run, state);
		page += run;
		from += run * OVERLAY_PAGE;
		n -= run;
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
		return copy->kept ? wholeio_write(copy->fd, offset, from, len)
				  : pile_write(&copy->pile, offset, from, len);
	}
	/* None of it is data: there is nothing to settle. */
	error = copy_read(
	    copy, begin, buf, there < OVERLAY_PAGE ? there : OVERLAY_PAGE);
	if (error != 0) {
		return error;
	}
	memcpy(buf + (offset - begin), from, len);
	error = pages_write(copy, page, buf, 1);
	return error != 0 ? error : copy_settle(copy); /* buf is ours */
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

/* Pages of a copy that is not kept give their memory back. */
static int
pile_shrink(struct copy *copy, uint64_t page, uint64_t n)
{
	enum overlay_state state;
	uint64_t done;
	int error = 0;

	while (n > 0 && error == 0) {
		uint64_t run = overlay_run(copy->overlay, page, n, &state);

		error = overlay_set(
		    copy->overlay, page, run, OVERLAY_STATE_ZERO, &done);
		if (state == OVERLAY_STATE_DATA) {
			pile_remove(&copy->pile, page, done);
		}
		page += run;
		n -= run;
	}
	return error;
}

/* The same of a kept one, whose file then has a hole there. */
static int
kept_shrink(struct copy *copy, uint64_t page, uint64_t n, bool keep)
{
	uint64_t done;
	int error = states_set(copy, page, n, OVERLAY_STATE_ZERO, &done);

	return done > 0 && punch(copy, page, done) != 0 && keep ? -EIO : error;
}

/* Whole pages become zeros. */
static int
pages_zero(struct copy *copy, uint64_t page, uint64_t n, bool keep)
{
	uint64_t done;
	int error = copy->kept ? kept_shrink(copy, page, n, keep)
			       : pile_shrink(copy, page, n);

	if (error != 0 || !keep) {
		return error;
	}
	/* A hole of the file reads as zeros, and is accounted for. */
	return copy->kept ? states_set(copy, page, n, OVERLAY_STATE_DATA, &done)
			  : pile_grow(copy, page, NULL, n, OVERLAY_STATE_ZERO);
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
