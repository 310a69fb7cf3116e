/* SPDX-License-Identifier: ISC */
/*
 * Who is asking: identity, machine, architecture, stage of the boot.  All from
 * one packet, nothing remembered.  Pure.
 */
#ifndef DHCP_IDENTIFY_H
#define DHCP_IDENTIFY_H

#include "ipc/msg.h"
#include "lease/lease.h"
#include "reply.h"
#include "wire.h"

struct dhcp_client {
	uint8_t mac[BW_MAC_LEN];
	struct bw_client_id id;    /* RFC 2131 4.2 */
	uint8_t uuid[BW_UUID_LEN]; /* of option 97, as sent; zeros: none */
	enum bw_stage stage;
	enum dhcp_family family; /* what option 60 calls itself */
	uint16_t arch;           /* enum pxe_arch, or what was sent */
	bool network_boot; /* firmware or iPXE; never an operating system */
};

/*
 * Look at a request.
 *
 *   returns   0
 *             -ENOTSUP  not Ethernet, or its MAC is that of a group
 */
int dhcp_client_identify(
    const struct dhcp_message *message, struct dhcp_client *out);

/* Know it by its hardware address, whatever option 61 says. */
void dhcp_client_know_by_mac(struct dhcp_client *client);

/*
 * The same UUID in the other order of bytes: SMBIOS keeps time_low, time_mid
 * and time_hi with their low byte first.
 */
void dhcp_uuid_turn(const uint8_t uuid[BW_UUID_LEN], uint8_t out[BW_UUID_LEN]);

/* "efi-x64": how [bootfile] and people call it; NULL if not known. */
const char *dhcp_arch_str(uint16_t arch);

/* The file that is booted when nothing was configured, or NULL. */
const char *dhcp_arch_file(uint16_t arch);

/* The architecture whose files this one shares (x64 for "BC"), or itself. */
uint16_t dhcp_arch_kin(uint16_t arch);

/* Does it boot from a URL? */
bool dhcp_arch_is_http(uint16_t arch);

/* Does it run UEFI? */
bool dhcp_arch_is_efi(uint16_t arch);

#endif
