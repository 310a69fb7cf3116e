/* SPDX-License-Identifier: ISC */
/*
 * From a decision to a reply: which values of the configuration it carries,
 * and where it goes.  Pure.
 */
#ifndef DHCP_ANSWER_H
#define DHCP_ANSWER_H

#include "choose.h"
#include "menu.h"
#include "settings.h"
#include "turn.h"

/* Bytes of a list of addresses in an option: as many as one piece has. */
#define DHCP_ADDRESSES_SIZE 252

struct dhcp_answer {
	struct dhcp_reply reply;
	struct dhcp_choice choice;            /* what reply.file points to */
	const struct bw_conf_menu_item *item; /* which has that file, or NULL */
	char sname[DHCP_SNAME_LEN];
	char hostname[BW_HOSTNAME_MAX];
	struct dhcp_vendor vendor; /* to become option 43 */
	struct dhcp_menu_item menu[BW_CONF_MENU_MAX];
	uint8_t vendor_bytes[DHCP_VENDOR_MAX];
	struct dhcp_extra extras[DHCP_OPTIONS_MAX];
	uint8_t routers[DHCP_ADDRESSES_SIZE];
	uint8_t ntp[DHCP_ADDRESSES_SIZE];
	const char *why_no_file; /* "" when there is one, or none is wanted */
};

/* Has the operator given us a name, for `sname`? */
bool dhcp_answer_has_name(const struct dhcp_turn *turn);

/* Begin a reply of this type; it borrows from turn, and points into itself. */
void dhcp_answer_init(struct dhcp_answer *answer, const struct dhcp_turn *turn,
    enum dhcp_type type);

/* Add an address and its lease time (both may be 0) and network options. */
void dhcp_answer_network(struct dhcp_answer *answer,
    const struct dhcp_turn *turn, uint32_t address, uint32_t lease_s);

/* Add the options that the operator set. */
void
dhcp_answer_options(struct dhcp_answer *answer, const struct dhcp_turn *turn);

/* Option 43 tells a PXE client to take the file of this very packet. */
void dhcp_answer_use_file(struct dhcp_answer *answer);

/* Is there something to boot, be it to be chosen from a menu? */
bool dhcp_answer_boots(const struct dhcp_answer *answer);

/* Add the boot file, or a menu, and what goes with it. */
void dhcp_answer_boot(struct dhcp_answer *answer, const struct dhcp_turn *turn);

/*
 * Build the packet and address it.  RFC 2131 4.1.
 *
 *   returns   0
 *             -EMSGSIZE  longer than the client takes
 */
int dhcp_answer_build(struct dhcp_answer *answer, const struct dhcp_turn *turn,
    struct dhcp_send *out);

/* The event about this answer, which was built as sent. */
void dhcp_answer_event(const struct dhcp_answer *answer,
    const struct dhcp_turn *turn, const struct dhcp_send *sent,
    struct bw_msg_client_seen *out);

/* Build, send and tell at once. */
void dhcp_answer_send(struct dhcp_answer *answer, struct dhcp_turn *turn);

#endif
