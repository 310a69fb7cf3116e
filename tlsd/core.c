/* SPDX-License-Identifier: ISC */
/* How often a key is used; see core.h.  Pure. */
#include "core.h"

#define USE 1000u /* as many thousandths as a second has milliseconds */

void
tls_rate_init(struct tls_rate *rate, uint32_t per_s, uint64_t now_ms)
{
	*rate = (struct tls_rate){
	    .per_s = per_s,
	    .left = (uint64_t)per_s * USE,
	    .at_ms = now_ms,
	};
}

bool
tls_rate_take(struct tls_rate *rate, uint64_t now_ms)
{
	uint64_t full = (uint64_t)rate->per_s * USE;
	uint64_t since_ms = now_ms - rate->at_ms;

	rate->at_ms = now_ms;
	rate->left =
	    since_ms >= 1000 ? full : rate->left + since_ms * rate->per_s;
	rate->left = rate->left < full ? rate->left : full;
	if (rate->left < USE) {
		return false;
	}
	rate->left -= USE;
	return true;
}
