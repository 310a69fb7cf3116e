/* SPDX-License-Identifier: ISC */
/* [tls]: whom clients of httpd and nbdd find, and by what proof. */
#ifndef BW_CONF_TLS_H
#define BW_CONF_TLS_H

#include "base/base.h"

/* Whether clients of nbdd may go on in TLS, or must. */
enum bw_conf_starttls {
	BW_CONF_STARTTLS_NO,
	BW_CONF_STARTTLS_YES,
	BW_CONF_STARTTLS_REQUIRE,
};

struct bw_conf_tls {
	const char *certificate; /* a file: the chain, its own first; "" none */
	const char *key;         /* a file; "" none */
	uint32_t max_connections;      /* 4096 */
	uint32_t max_handshakes;       /* in a second; 1000 */
	uint32_t handshake_timeout_ms; /* 10000 */
};

#endif
