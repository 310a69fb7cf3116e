/* SPDX-License-Identifier: ISC */
/*
 * Addresses that lose much of what is sent to them in windows.  A window
 * cannot be made smaller while a transfer goes on: the client would wait for
 * the rest of it.  But the next may be granted less, RFC 7440 section 3.  Pure.
 */
#ifndef TFTPD_CAUTION_H
#define TFTPD_CAUTION_H

#include "base/addr.h"
#include "proto.h"

#define TFTP_CAUTION_ROWS 256 /* a later address takes an earlier one's */

struct tftp_caution_row {
	uint32_t host; /* hash of the address */
	uint32_t windowsize_max;
};

struct tftp_caution {
	struct tftp_caution_row rows[TFTP_CAUTION_ROWS];
};

/* The most blocks to grant to this address, max at most. */
uint32_t tftp_caution_windowsize(const struct tftp_caution *caution,
    const struct bw_addr *addr, uint32_t max);

/*
 * A transfer has ended.
 *
 *   windowsize   what was granted
 *   blocks       that arrived
 *   retransmits  packets that were sent in vain
 */
void
tftp_caution_learn(struct tftp_caution *caution, const struct bw_addr *addr,
    uint32_t windowsize, uint64_t blocks, uint64_t retransmits);

#endif
