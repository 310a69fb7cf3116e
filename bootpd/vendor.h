/* SPDX-License-Identifier: ISC */
/*
 * Option 43 for PXE clients: what is in it, to bytes.  PXE 2.1, section 2.2.2
 * and table 2-1.  Pure.
 */
#ifndef DHCP_VENDOR_H
#define DHCP_VENDOR_H

#include "wire.h"

/* One option; clients do not know of RFC 3396 here. */
#define DHCP_VENDOR_MAX 255

/* One way to go on booting, as the menu and the server list know it. */
struct dhcp_menu_item {
	uint16_t type;   /* PXE_TYPE_LOCAL, or a number of ours */
	uint32_t server; /* who is asked for it */
	const char *text;
};

struct dhcp_vendor {
	bool has_control;
	uint8_t control; /* enum pxe_discovery bits */
	uint32_t group;  /* where boot servers are looked for; 0 nowhere */
	const struct dhcp_menu_item *items;
	size_t n_items;
	uint8_t timeout_s;           /* of the menu; 255: for ever */
	const char *prompt;          /* "" unset: the client's own */
	bool raspberry_pi;           /* the words it looks for */
	struct dhcp_bytes boot_item; /* 71, as asked */
};

/*
 * Build the value of option 43, with an END of its own.
 *
 *   returns   its length; 0 if there is nothing to say
 *             -EMSGSIZE  it is longer than an option
 */
int dhcp_vendor_build(
    const struct dhcp_vendor *vendor, uint8_t out[DHCP_VENDOR_MAX]);

#endif
