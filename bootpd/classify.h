/* SPDX-License-Identifier: ISC */
/* Which classes of the configuration a client is in.  Pure. */
#ifndef DHCP_CLASSIFY_H
#define DHCP_CLASSIFY_H

#include "turn.h"

/* Bit i: it is in the ith class. */
uint64_t dhcp_classify(const struct dhcp_turn *turn);

/* Is it in the class of this name, which may be the built-in one? */
bool dhcp_classify_in(const struct dhcp_turn *turn, const char *class_name);

/* '*' of the pattern stands for any bytes; letters for themselves. */
bool dhcp_pattern_matches(const char *pattern, struct dhcp_bytes bytes);

#endif
