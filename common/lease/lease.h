/* SPDX-License-Identifier: ISC */
/*
 * A lease, as bootpd decides it, the parent remembers it and stored keeps it.
 */
#ifndef BW_LEASE_LEASE_H
#define BW_LEASE_LEASE_H

#include "base/addr.h"
#include "base/base.h"

/* htype + chaddr (at most 17), or option 61 (at most 255); RFC 2131 4.2 */
#define BW_CLIENT_ID_MAX 255
#define BW_HOSTNAME_MAX  64

enum bw_lease_state {
	BW_LEASE_STATE_FREE,     /* released or expired; kept for affinity */
	BW_LEASE_STATE_BOUND,    /* acknowledged until expires_s */
	BW_LEASE_STATE_DECLINED, /* the client found it in use; quarantined */
	BW_LEASE_STATE_MAX = BW_LEASE_STATE_DECLINED,
};

/* Who a client is: option 61 when sent, else hardware type and address. */
struct bw_client_id {
	uint8_t len;
	uint8_t bytes[BW_CLIENT_ID_MAX];
};

struct bw_lease {
	uint32_t address; /* IPv4, host order; the key */
	enum bw_lease_state state;
	uint64_t expires_s; /* seconds since 1970-01-01 UTC */
	uint8_t mac[BW_MAC_LEN];
	uint8_t uuid[BW_UUID_LEN]; /* zeros: never told */
	struct bw_client_id client;
	char hostname[BW_HOSTNAME_MAX]; /* option 12, printable; "" none */
	bool pxe; /* this machine has booted by PXE (pybootd's state machine) */
};

#endif
