/* SPDX-License-Identifier: ISC */
/* The file of a copy that is not kept; see pile.h. */
#include "pile.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "wholeio.h"

/* Room is asked for by so many slots at a time: a mebibyte. */
#define RESERVE_SLOTS 256u
/* A file that may not be longer is of no use. */
#define SLOTS_MIN (UINT32_C(1) << 20)

int
pile_open(struct pile *pile, struct slots *slots, int fd, bool on_disk)
{
	uint32_t max = SLOTS_MAX;

	/* As long as the file system lets a file be. */
	while (ftruncate(fd, (off_t)(max * OVERLAY_PAGE)) != 0) {
		max /= 2;
		if (max < SLOTS_MIN) {
			return -EFBIG;
		}
	}
	*pile = (struct pile){.slots = slots, .fd = fd, .reserves = on_disk};
	slots_init(slots, max);
	return 0;
}

/*
 * Have room for n more slots, so that no write of them runs out of it: then it
 * is too late to say so.  A file system that has none to promise is trusted.
 */
static int
reserve(struct pile *pile, uint64_t n)
{
	uint64_t end = pile->slots->next + n;
	uint64_t more = end > pile->reserved ? end - pile->reserved : 0;

	if (!pile->reserves || more == 0) {
		return 0;
	}
	more += RESERVE_SLOTS - more % RESERVE_SLOTS;
	if (fallocate(pile->fd, FALLOC_FL_KEEP_SIZE,
		(off_t)(pile->reserved * OVERLAY_PAGE),
		(off_t)(more * OVERLAY_PAGE)) == 0) {
		pile->reserved += more;
		return 0;
	}
	if (errno == EOPNOTSUPP) {
		pile->reserves = false;
		return 0;
	}
	return -errno;
}

int
pile_add(struct pile *pile, uint64_t page, const uint8_t *from, uint64_t n,
    uint64_t *out_done)
{
	uint32_t first;
	int error = reserve(pile, n);

	*out_done = 0;
	if (error == 0 && (from == NULL || pile->n_pieces == PILE_PIECES_MAX)) {
		error = pile_settle(pile);
	}
	if (error != 0) {
		return error;
	}
	*out_done = slots_take(pile->slots, page, n, &first);
	if (from != NULL && *out_done > 0) {
		pile->first = pile->n_pieces == 0 ? first : pile->first;
		pile->end = first + (uint32_t)*out_done;
		pile->pieces[pile->n_pieces++] = (struct iovec){
		    .iov_base = (void *)(uintptr_t)from, /* only read */
		    .iov_len = *out_done * OVERLAY_PAGE,
		};
	}
	return *out_done < n ? -ENOSPC : 0;
}

/* The pieces one by one, from where one write has left off. */
static int
write_rest(struct pile *pile, uint64_t done)
{
	uint64_t at = pile->first * OVERLAY_PAGE;
	int error = 0;

	for (unsigned i = 0; i < pile->n_pieces && error == 0; i++) {
		const uint8_t *base = pile->pieces[i].iov_base;
		uint64_t len = pile->pieces[i].iov_len;
		uint64_t skip = done < len ? done : len;

		error =
		    wholeio_write(pile->fd, at + skip, base + skip, len - skip);
		done -= skip;
		at += len;
	}
	return error;
}

int
pile_settle(struct pile *pile)
{
	ssize_t n;

	if (pile->n_pieces == 0) {
		return pile->error;
	}
	n = pwritev(pile->fd, pile->pieces, (int)pile->n_pieces,
	    (off_t)(pile->first * OVERLAY_PAGE));
	if (n != (ssize_t)((pile->end - pile->first) * OVERLAY_PAGE)) {
		int error = write_rest(pile, n > 0 ? (uint64_t)n : 0);

		pile->error = pile->error != 0 ? pile->error : error;
	}
	pile->n_pieces = 0;
	return pile->error;
}

uint64_t
pile_run(
    const struct pile *pile, uint64_t offset, uint64_t len, uint64_t *out_at)
{
	uint64_t page = offset / OVERLAY_PAGE, within = offset % OVERLAY_PAGE;
	uint64_t n = (within + len + OVERLAY_PAGE - 1) / OVERLAY_PAGE;
	uint32_t first;
	uint64_t run = slots_run(pile->slots, page, n, &first);

	*out_at = first * OVERLAY_PAGE + within;
	return run < n ? run * OVERLAY_PAGE - within : len;
}

int
pile_write(
    struct pile *pile, uint64_t offset, const uint8_t *from, uint64_t len)
{
	int error = 0;
	uint64_t at;

	while (len > 0 && error == 0) {
		uint64_t n = pile_run(pile, offset, len, &at);

		if (pile->n_pieces > 0 && at + n > pile->first * OVERLAY_PAGE) {
			error = pile_settle(pile); /* that was before this */
		}
		if (error == 0) {
			error = wholeio_write(pile->fd, at, from, n);
		}
		offset += n;
		from += n;
		len -= n;
	}
	return error;
}

void
pile_remove(struct pile *pile, uint64_t page, uint64_t n)
{
	(void)pile_settle(pile); /* whoever settles next hears the same */
	while (n > 0) {
		uint32_t first;
		uint64_t run = slots_run(pile->slots, page, n, &first);

		/* If it fails they take room, but nobody reads them again. */
		(void)fallocate(pile->fd,
		    FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
		    (off_t)(first * OVERLAY_PAGE), (off_t)(run * OVERLAY_PAGE));
		slots_drop(pile->slots, page, run);
		page += run;
		n -= run;
	}
}
