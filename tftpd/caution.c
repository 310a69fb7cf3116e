/* SPDX-License-Identifier: ISC */
/* Who loses much; see caution.h.  Pure. */
#include "caution.h"

/* Fewer blocks say nothing. */
#define BLOCKS_MIN 64
/* More than one packet in so many in vain: too large a window for the way. */
#define MUCH_OF 4
/* Fewer than one in so many: there is room for more. */
#define LITTLE_OF 50

static uint32_t
host_of(const struct bw_addr *addr)
{
	struct bw_addr host = *addr;

	host.port = 0;
	return bw_addr_hash(&host);
}

uint32_t
tftp_caution_windowsize(const struct tftp_caution *caution,
    const struct bw_addr *addr, uint32_t max)
{
	uint32_t host = host_of(addr);
	const struct tftp_caution_row *row =
	    &caution->rows[host % TFTP_CAUTION_ROWS];

	return row->host == host && row->windowsize_max < max
		   ? row->windowsize_max
		   : max;
}

void
tftp_caution_learn(struct tftp_caution *caution, const struct bw_addr *addr,
    uint32_t windowsize, uint64_t blocks, uint64_t retransmits)
{
	uint32_t host = host_of(addr);
	struct tftp_caution_row *row = &caution->rows[host % TFTP_CAUTION_ROWS];

	if (blocks + retransmits < BLOCKS_MIN) {
		return;
	}
	if (retransmits > blocks / MUCH_OF && windowsize > 1) {
		row->host = host;
		row->windowsize_max = windowsize / 2;
	} else if (row->host == host && retransmits <= blocks / LITTLE_OF &&
		   row->windowsize_max <= TFTP_WINDOW_MAX) {
		row->windowsize_max *= 2;
	}
}
