/* SPDX-License-Identifier: ISC */
/*
 * One option of a packet as text: its name, and its value as its type has it,
 * whatever bytes it is made of.  Pure.
 */
#ifndef DHCP_OPTION_TEXT_H
#define DHCP_OPTION_TEXT_H

#include "base/line.h"
#include "wire.h"

/*
 * Add " CODE NAME=VALUE": "3 routers=10.0.0.1", "97 client-machine-id=...".
 * A value that is not of its type is told as 0x and digits, and so is one of
 * an option that has no name: "224=0x0102".
 */
void
dhcp_option_text(struct bw_line *line, uint8_t code, struct dhcp_bytes value);

#endif
