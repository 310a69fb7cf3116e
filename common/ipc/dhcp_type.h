/* SPDX-License-Identifier: ISC */
/* DHCP message types: bootpd's protocol, and what CLIENT_SEEN tells.  Pure. */
#ifndef BW_IPC_DHCP_TYPE_H
#define BW_IPC_DHCP_TYPE_H

/* Option 53; RFC 2132 9.6.  0 stands for BOOTP. */
enum dhcp_type {
	DHCP_TYPE_BOOTP = 0,
	DHCP_TYPE_DISCOVER = 1,
	DHCP_TYPE_OFFER = 2,
	DHCP_TYPE_REQUEST = 3,
	DHCP_TYPE_DECLINE = 4,
	DHCP_TYPE_ACK = 5,
	DHCP_TYPE_NAK = 6,
	DHCP_TYPE_RELEASE = 7,
	DHCP_TYPE_INFORM = 8,
};

#endif
