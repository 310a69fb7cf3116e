/* SPDX-License-Identifier: ISC */
/* Strings in chains of cells; see cells.h. */
#include "lease/cells.h"

#include <string.h>

void
bw_cells_init(
    struct bw_cells *cells, struct bw_cell *storage, uint32_t capacity)
{
	*cells = (struct bw_cells){.items = storage, .capacity = capacity};
}

static uint32_t
take_cell(struct bw_cells *cells)
{
	uint32_t cell = cells->unused;

	if (cell != 0) {
		cells->unused = cells->items[cell - 1].next;
		return cell;
	}
	BW_ASSERT(cells->n < cells->capacity);
	return ++cells->n;
}

uint32_t
bw_cells_put(struct bw_cells *cells, const uint8_t *bytes, size_t len)
{
	uint32_t string = 0;
	uint32_t *at = &string;

	while (len > 0) {
		size_t part = len < BW_CELL_BYTES ? len : BW_CELL_BYTES;
		struct bw_cell *cell;

		*at = take_cell(cells);
		cell = &cells->items[*at - 1];
		memcpy(cell->bytes, bytes, part);
		bytes += part;
		len -= part;
		at = &cell->next;
	}
	*at = 0;
	return string;
}

void
bw_cells_drop(struct bw_cells *cells, uint32_t string)
{
	while (string != 0) {
		struct bw_cell *cell = &cells->items[string - 1];
		uint32_t next = cell->next;

		cell->next = cells->unused;
		cells->unused = string;
		string = next;
	}
}

void
bw_cells_get(const struct bw_cells *cells, uint32_t string, size_t from,
    uint8_t *out, size_t len)
{
	const struct bw_cell *cell;
	size_t part;

	for (; len > 0; string = cell->next) {
		BW_ASSERT(string != 0);
		cell = &cells->items[string - 1];
		if (from >= BW_CELL_BYTES) {
			from -= BW_CELL_BYTES;
			continue;
		}
		part = BW_CELL_BYTES - from;
		part = len < part ? len : part;
		memcpy(out, cell->bytes + from, part);
		out += part;
		len -= part;
		from = 0;
	}
}
