/* SPDX-License-Identifier: ISC */
/*
 * Replies on their way out: by the socket that the request came to, or, many
 * at a time, by the packet socket.  Decides nothing.
 */
#ifndef DHCP_POST_H
#define DHCP_POST_H

#include "exchange.h"
#include "os/outlink.h"

struct dhcp_post {
	int door_fds[DHCP_N_DOORS]; /* -1: none */
	int packet_fd;              /* -1: none */
	struct bw_outlink outlink;
};

/* Send a reply, now or with the next flush. */
void dhcp_post_send(struct dhcp_post *post, struct dhcp_send *send);

/* Send what waits; at the end of each turn of the loop. */
void dhcp_post_flush(struct dhcp_post *post);

#endif
