/* SPDX-License-Identifier: ISC */
/*
 * Replies as pybootd 1.8 and PyPXE 1.8 laid them out, to the byte, for firmware
 * that was only ever tried with these.  What they sent to plain BOOTP clients
 * was wrong and is not imitated.  Pure.
 */
#ifndef DHCP_COMPAT_H
#define DHCP_COMPAT_H

#include "conf/conf.h"
#include "options.h"
#include "reply.h"

/*
 * Turn a default reply's options into theirs.
 *
 *   compat    not BW_CONF_COMPAT_NONE
 *   returns   how they are to be laid out
 */
const struct dhcp_shape *dhcp_compat_options(enum bw_conf_compat compat,
    const struct dhcp_reply *reply, struct dhcp_options *options);

/* Change the header, which is at the start of buf, into theirs. */
void dhcp_compat_header(
    enum bw_conf_compat compat, const struct dhcp_reply *reply, uint8_t *buf);

#endif
