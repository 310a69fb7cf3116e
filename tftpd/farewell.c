/* SPDX-License-Identifier: ISC */
/* Last words; see farewell.h.  Pure. */
#include "farewell.h"

void
tftp_farewell_note(struct tftp_farewells *farewells, const struct bw_addr *peer,
    uint16_t block, uint64_t now_us)
{
	farewells->rows[farewells->next] = (struct tftp_farewell_row){
	    .peer = *peer,
	    .block = block,
	    .until_us = now_us + TFTP_FAREWELL_US,
	};
	farewells->next = (farewells->next + 1) % TFTP_FAREWELL_ROWS;
}

bool
tftp_farewell_due(const struct tftp_farewells *farewells,
    const struct bw_addr *peer, uint16_t block, uint64_t now_us)
{
	for (size_t i = 0; i < TFTP_FAREWELL_ROWS; i++) {
		const struct tftp_farewell_row *row = &farewells->rows[i];

		if (now_us < row->until_us && row->block == block &&
		    bw_addr_equal(&row->peer, peer)) {
			return true;
		}
	}
	return false;
}
