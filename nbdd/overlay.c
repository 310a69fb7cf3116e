/* SPDX-License-Identifier: ISC */
/* The pages of a client's copy of an image; see overlay.h.  Pure. */
#include "overlay.h"

#include <errno.h>
#include <string.h>

#define PLACE_TABLE 2u /* the first that is a table's number */

_Static_assert(OVERLAY_TABLES + PLACE_TABLE <= UINT16_MAX, "places are u16");

void
overlay_init(struct overlay *overlay, uint64_t quota_pages)
{
	overlay->quota = quota_pages;
}

static enum overlay_state
table_get(const uint8_t *table, unsigned at)
{
	return (enum overlay_state)(table[at / 4] >> at % 4 * 2 & 3);
}

enum overlay_state
overlay_get(const struct overlay *overlay, uint64_t page)
{
	unsigned place = overlay->places[page / OVERLAY_TABLE_PAGES];

	if (place < PLACE_TABLE) {
		return (enum overlay_state)place;
	}
	return table_get(overlay->tables[place - PLACE_TABLE],
	    (unsigned)(page % OVERLAY_TABLE_PAGES));
}

uint64_t
overlay_run(const struct overlay *overlay, uint64_t page, uint64_t n,
    enum overlay_state *out)
{
	enum overlay_state state = overlay_get(overlay, page);
	uint64_t at = page, end = page + n;

	while (at < end && overlay_get(overlay, at) == state) {
		unsigned place = overlay->places[at / OVERLAY_TABLE_PAGES];

		at += place < PLACE_TABLE
			  ? OVERLAY_TABLE_PAGES - at % OVERLAY_TABLE_PAGES
			  : 1;
	}
	*out = state;
	return (at < end ? at : end) - page;
}

/* The table for a place that was uniform; NULL: there is none left. */
static uint8_t *
table_take(struct overlay *overlay, uint64_t at)
{
	unsigned state = overlay->places[at], table;

	if (overlay->n_free > 0) {
		table = overlay->free[--overlay->n_free];
	} else if (overlay->n_tables < OVERLAY_TABLES) {
		table = overlay->n_tables++;
	} else {
		return NULL;
	}
	memset(overlay->tables[table],
	    state == OVERLAY_STATE_ZERO ? OVERLAY_STATE_ZERO * 0x55 : 0,
	    OVERLAY_TABLE_SIZE);
	overlay->table_data[table] = 0;
	overlay->places[at] = (uint16_t)(table + PLACE_TABLE);
	return overlay->tables[table];
}

/* All pages of a table at once; never for data. */
static void
place_set(struct overlay *overlay, uint64_t at, enum overlay_state state)
{
	unsigned place = overlay->places[at];

	if (place >= PLACE_TABLE) {
		unsigned table = place - PLACE_TABLE;

		overlay->n_data -= overlay->table_data[table];
		overlay->free[overlay->n_free++] = (uint16_t)table;
	}
	overlay->places[at] = (uint16_t)state;
}

static int
page_set(struct overlay *overlay, uint64_t page, enum overlay_state state)
{
	uint64_t at = page / OVERLAY_TABLE_PAGES;
	unsigned in_table = (unsigned)(page % OVERLAY_TABLE_PAGES);
	enum overlay_state old = overlay_get(overlay, page);
	unsigned shift = in_table % 4 * 2;
	uint8_t *table;

	if (old == state) {
		return 0;
	}
	if (state == OVERLAY_STATE_DATA && overlay->n_data >= overlay->quota) {
		return -ENOSPC;
	}
	table = overlay->places[at] >= PLACE_TABLE
		    ? overlay->tables[overlay->places[at] - PLACE_TABLE]
		    : table_take(overlay, at);
	if (table == NULL) {
		return -ENOSPC;
	}
	table[in_table / 4] = (uint8_t)((table[in_table / 4] & ~(3u << shift)) |
					(unsigned)state << shift);
	if (state == OVERLAY_STATE_DATA) {
		overlay->n_data++;
		overlay->table_data[overlay->places[at] - PLACE_TABLE]++;
	} else if (old == OVERLAY_STATE_DATA) {
		overlay->n_data--;
		overlay->table_data[overlay->places[at] - PLACE_TABLE]--;
	}
	return 0;
}

int
overlay_set(struct overlay *overlay, uint64_t page, uint64_t n,
    enum overlay_state state, uint64_t *out_done)
{
	uint64_t at = page, end = page + n;
	int error = 0;

	while (error == 0 && at < end) {
		if (state != OVERLAY_STATE_DATA &&
		    at % OVERLAY_TABLE_PAGES == 0 &&
		    end - at >= OVERLAY_TABLE_PAGES) {
			place_set(overlay, at / OVERLAY_TABLE_PAGES, state);
			at += OVERLAY_TABLE_PAGES;
		} else {
			error = page_set(overlay, at, state);
			at += error == 0;
		}
	}
	*out_done = at - page;
	return error;
}

uint64_t
overlay_missing(const struct overlay *overlay, uint64_t page, uint64_t n)
{
	uint64_t missing = 0;
	enum overlay_state state;

	while (n > 0) {
		uint64_t run = overlay_run(overlay, page, n, &state);

		missing += state == OVERLAY_STATE_DATA ? 0 : run;
		page += run;
		n -= run;
	}
	return missing;
}

void
overlay_table_save(
    const struct overlay *overlay, uint64_t at, uint8_t out[OVERLAY_TABLE_SIZE])
{
	unsigned place = overlay->places[at];

	if (place < PLACE_TABLE) {
		memset(out, (int)(place * 0x55), OVERLAY_TABLE_SIZE);
	} else {
		memcpy(out, overlay->tables[place - PLACE_TABLE],
		    OVERLAY_TABLE_SIZE);
	}
}

static bool
is_uniform(const uint8_t bytes[OVERLAY_TABLE_SIZE], uint8_t value)
{
	return bytes[0] == value &&
	       memcmp(bytes, bytes + 1, OVERLAY_TABLE_SIZE - 1) == 0;
}

int
overlay_table_load(struct overlay *overlay, uint64_t at,
    const uint8_t bytes[OVERLAY_TABLE_SIZE])
{
	unsigned n_data = 0;
	uint8_t *table;

	for (unsigned i = 0; i < OVERLAY_TABLE_PAGES; i++) {
		enum overlay_state state = table_get(bytes, i);

		if (state > OVERLAY_STATE_DATA) {
			return -EBADMSG;
		}
		n_data += state == OVERLAY_STATE_DATA;
	}
	if (is_uniform(bytes, OVERLAY_STATE_BASE)) {
		place_set(overlay, at, OVERLAY_STATE_BASE);
		return 0;
	}
	if (is_uniform(bytes, OVERLAY_STATE_ZERO * 0x55)) {
		place_set(overlay, at, OVERLAY_STATE_ZERO);
		return 0;
	}
	place_set(overlay, at, OVERLAY_STATE_BASE);
	table = table_take(overlay, at);
	if (table == NULL) {
		return -ENOSPC;
	}
	memcpy(table, bytes, OVERLAY_TABLE_SIZE);
	overlay->table_data[overlay->places[at] - PLACE_TABLE] =
	    (uint16_t)n_data;
	overlay->n_data += n_data;
	return 0;
}
