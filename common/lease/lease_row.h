/* SPDX-License-Identifier: ISC */
/*
 * A lease in as few bytes as it needs: there is one for every address that was
 * ever given.  What most leases lack, or what their other fields tell, is in
 * cells beside the row.  Pure.
 */
#ifndef BW_LEASE_LEASE_ROW_H
#define BW_LEASE_LEASE_ROW_H

#include "lease/cells.h"
#include "lease/lease.h"

/* Later is not told from this: 34,000 years from 1970 on. */
#define BW_LEASE_EXPIRES_MAX ((UINT64_C(1) << 40) - 1)

enum bw_lease_owner {
	BW_LEASE_OWNER_NOBODY, /* an empty identity */
	BW_LEASE_OWNER_MAC,    /* the hardware type of Ethernet and the MAC */
	BW_LEASE_OWNER_OTHER,  /* as the cells say */
};

/* Its fields are those of struct bw_lease.  Packed: 20 bytes instead of 24. */
struct bw_lease_row {
	uint32_t address;
	uint32_t more; /* in the cells; 0: nothing */
	uint64_t expires_s : 40;
	uint64_t state : 2; /* enum bw_lease_state */
	uint64_t owner : 2; /* enum bw_lease_owner */
	uint64_t pxe : 1;
	uint8_t mac[BW_MAC_LEN];
} __attribute__((packed, aligned(4)));

_Static_assert(sizeof(struct bw_lease_row) == 20, "nothing between fields");

/* Cells that a row needs at most. */
#define BW_LEASE_MORE_MAX                                                      \
	(3 + BW_CLIENT_ID_MAX + BW_UUID_LEN + BW_HOSTNAME_MAX - 1)
#define BW_LEASE_CELLS_MAX BW_CELLS_FOR(BW_LEASE_MORE_MAX)

/* Make a row of a lease; out's cells, if it had any, must be given back. */
void bw_lease_row_put(struct bw_lease_row *out, struct bw_cells *cells,
    const struct bw_lease *lease);

/* Make a lease of a row, or of a part of it. */
void bw_lease_row_get(const struct bw_lease_row *row,
    const struct bw_cells *cells, struct bw_lease *out);
void bw_lease_row_client(const struct bw_lease_row *row,
    const struct bw_cells *cells, struct bw_client_id *out);
void bw_lease_row_uuid(const struct bw_lease_row *row,
    const struct bw_cells *cells, uint8_t out[BW_UUID_LEN]);

/* Is it this client's?  Nobody's is that of an empty identity. */
bool bw_lease_row_is_of(const struct bw_lease_row *row,
    const struct bw_cells *cells, const struct bw_client_id *client);

/* Does somebody hold this address, or is it in quarantine, at now_s? */
bool bw_lease_in_force(const struct bw_lease_row *row, uint64_t now_s);

/* The identity of who sends no option 61, on Ethernet; RFC 2131 4.2. */
void
bw_client_id_of_mac(struct bw_client_id *out, const uint8_t mac[BW_MAC_LEN]);

bool
bw_client_id_equal(const struct bw_client_id *a, const struct bw_client_id *b);

#endif
