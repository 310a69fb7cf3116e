/* SPDX-License-Identifier: ISC */
/* An order by last use; see recency.h.  Pure. */
#include "recency.h"

static void
take_out(struct recency *order, struct recency_link *links, uint16_t number)
{
	struct recency_link own = links[number - 1];

	*(own.older != 0 ? &links[own.older - 1].newer : &order->oldest) =
	    own.newer;
	*(own.newer != 0 ? &links[own.newer - 1].older : &order->newest) =
	    own.older;
}

void
recency_add(struct recency *order, struct recency_link *links, uint16_t number)
{
	uint16_t newest = order->newest;

	links[number - 1] = (struct recency_link){.older = newest};
	*(newest != 0 ? &links[newest - 1].newer : &order->oldest) = number;
	order->newest = number;
}

void
recency_renew(
    struct recency *order, struct recency_link *links, uint16_t number)
{
	if (order->newest != number) {
		take_out(order, links, number);
		recency_add(order, links, number);
	}
}
