/* SPDX-License-Identifier: ISC */
/*
 * Values of options as text, by their type.  Those that return a bool may have
 * added a part when they say false: the bytes are not of that type.  Pure.
 */
#ifndef DHCP_VALUE_TEXT_H
#define DHCP_VALUE_TEXT_H

#include "base/line.h"
#include "conf/net.h"
#include "wire.h"

/* 0x and digits */
void dhcp_value_hex(struct bw_line *line, struct dhcp_bytes value);

/* Text, escaped; and whether all of it is printable. */
void dhcp_value_text(struct bw_line *line, struct dhcp_bytes value);
bool dhcp_value_is_text(struct dhcp_bytes value);

/* Numbers of so many bytes (1, 2 or 4), with commas between. */
bool
dhcp_value_numbers(struct bw_line *line, struct dhcp_bytes value, size_t size);

/* As the configuration would have it written. */
bool dhcp_value_typed(struct bw_line *line, enum bw_conf_option_type type,
    struct dhcp_bytes value);

#endif
