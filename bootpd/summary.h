/* SPDX-License-Identifier: ISC */
/* What a reply bears, in a line for the operator.  Pure. */
#ifndef DHCP_SUMMARY_H
#define DHCP_SUMMARY_H

#include "base/base.h"

/*
 * The codes of a reply's options in their order, and its next server:
 * "53,54,51,1,3,6 siaddr=10.0.0.1".
 *
 *   packet, len  a whole message that we built
 *   out, size    always ends in NUL; cut at a whole code
 */
void dhcp_summary(const uint8_t *packet, size_t len, char *out, size_t size);

#endif
