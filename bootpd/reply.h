/* SPDX-License-Identifier: ISC */
/*
 * A BOOTP or DHCP reply: struct to bytes.  What is said is decided elsewhere;
 * here is only in which order and in how many bytes.  Pure.
 */
#ifndef DHCP_REPLY_H
#define DHCP_REPLY_H

#include "conf/conf.h"
#include "wire.h"

#define DHCP_REPLY_MAX (DHCP_MESSAGE_SIZE_MAX - DHCP_IP_UDP_HEADERS_LEN)
#define DHCP_DNS_MAX   8
#define DHCP_NAME_MAX  255 /* one option */

/* What option 60 says back; UEFI and PXE want their own word. */
enum dhcp_family {
	DHCP_FAMILY_PLAIN,
	DHCP_FAMILY_PXE,
	DHCP_FAMILY_HTTP,
};

/* An option that the operator set; it wins over what we would say. */
struct dhcp_extra {
	uint8_t code;
	bool forced; /* sent even if the client did not ask for it */
	const uint8_t *bytes;
	size_t len;
};

/*
 * Numbers that are 0, and text that is "" or NULL, are left out.  Everything
 * that is pointed to is borrowed while building.
 */
struct dhcp_reply {
	const struct dhcp_message *request; /* header fields, 61, 82, 97 */
	uint8_t type;                       /* enum dhcp_type; 0 BOOTP */
	bool broadcast_flag;                /* set it whatever was asked */
	uint32_t ciaddr;
	uint32_t yiaddr;
	uint32_t siaddr;
	const char *sname;
	const char *file; /* at most DHCP_NAME_MAX */
	uint32_t server_id;
	uint32_t lease_s;
	uint32_t renewal_s;
	uint32_t rebinding_s;
	uint32_t netmask;
	uint32_t router;
	uint32_t dns[DHCP_DNS_MAX];
	size_t n_dns;
	uint32_t broadcast;
	const char *hostname;
	const char *domain;
	const char *message; /* option 56 */
	enum dhcp_family family;
	struct dhcp_bytes vendor; /* option 43, whole */
	bool rapid_commit;        /* option 80; RFC 4039 */
	bool subnet_selected;     /* option 118 back, as it came; RFC 3011 */
	bool no_pxedhcp;          /* 175.176: iPXE need not wait for a proxy */
	bool tftp_server;         /* 66: siaddr as text */
	uint16_t file_blocks;     /* 13: of 512 bytes; only to who asks */
	const struct dhcp_extra *extras; /* a later one wins */
	size_t n_extras;
	enum bw_conf_compat compat;
	uint32_t quirks; /* enum bw_conf_quirk */
	uint16_t mtu;    /* of the interface it leaves by; 0 not known */
};

/*
 * Build a reply that the client says it can take: at most option 57 and the
 * interface's MTU, clamped to 576..1472 with the IP and UDP headers, at least
 * 300 bytes; BOOTP: 300, and what its relay takes out.  A client with a
 * parameter request list gets what it lists and what it needs besides.  What
 * does not fit goes to `file` and `sname` if no firmware reads these, and else
 * is left out as far as it is dispensable.
 *
 *   returns   0
 *             -EMSGSIZE  it does not fit even so, or not into size
 */
int dhcp_reply_build(
    const struct dhcp_reply *reply, uint8_t *buf, size_t size, size_t *out_len);

#endif
