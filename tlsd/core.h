/* SPDX-License-Identifier: ISC */
/* How often a key is used: what the signer decides.  Pure. */
#ifndef TLSD_CORE_H
#define TLSD_CORE_H

#include "base/base.h"

struct tls_rate {
	uint32_t per_s; /* and as many at once */
	uint64_t left;  /* thousandths of a use */
	uint64_t at_ms;
};

void tls_rate_init(struct tls_rate *rate, uint32_t per_s, uint64_t now_ms);

/* May the key be used now? */
bool tls_rate_take(struct tls_rate *rate, uint64_t now_ms);

#endif
