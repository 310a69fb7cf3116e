/* SPDX-License-Identifier: ISC */
/*
 * Last words to clients that wrote a file.  If the ACK of the last block is
 * lost the client sends that block again, to a transfer that has ended: RFC
 * 1350 section 6 has us answer for a while.  Pure.
 */
#ifndef TFTPD_FAREWELL_H
#define TFTPD_FAREWELL_H

#include "base/addr.h"

#define TFTP_FAREWELL_ROWS 64       /* a later one takes the earliest's place */
#define TFTP_FAREWELL_US   30000000 /* clients wait 5 s at a time, as a rule */

struct tftp_farewell_row {
	struct bw_addr peer;
	uint16_t block; /* as on the wire */
	uint64_t until_us;
};

/* Zeroed before use. */
struct tftp_farewells {
	struct tftp_farewell_row rows[TFTP_FAREWELL_ROWS];
	size_t next;
};

void tftp_farewell_note(struct tftp_farewells *farewells,
    const struct bw_addr *peer, uint16_t block, uint64_t now_us);

/* Is this the last block of a file that the peer wrote a while ago? */
bool tftp_farewell_due(const struct tftp_farewells *farewells,
    const struct bw_addr *peer, uint16_t block, uint64_t now_us);

#endif
