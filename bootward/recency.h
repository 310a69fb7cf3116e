/* SPDX-License-Identifier: ISC */
/*
 * The order in which the rows of a table were last of use, so that the one to
 * forget is found at once.  Pure.  Rows go by their number, 1, 2, ...; 0 is
 * none.  All zeros is an empty order.
 */
#ifndef BOOTWARD_RECENCY_H
#define BOOTWARD_RECENCY_H

#include <stdint.h>

struct recency {
	uint16_t oldest, newest;
};

struct recency_link {
	uint16_t older, newer;
};

/*
 * A row is the newest from now on.
 *
 *   links   the table's, one for each row; that of row n is links[n - 1]
 *   number  of a row that is in no place yet
 */
void
recency_add(struct recency *order, struct recency_link *links, uint16_t number);

/* The same of a row that has a place. */
void recency_renew(
    struct recency *order, struct recency_link *links, uint16_t number);

#endif
