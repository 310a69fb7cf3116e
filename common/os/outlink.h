/* SPDX-License-Identifier: ISC */
/* IP packets sent by a packet socket, many at a time, sendmmsg(2). */
#ifndef BW_OS_OUTLINK_H
#define BW_OS_OUTLINK_H

#include <linux/if_packet.h>
#include <sys/socket.h>

#include "base/addr.h"

#define BW_OUTLINK_MAX       64   /* packets */
#define BW_OUTLINK_BYTES_MAX 1600 /* of one */

/* Storage of the caller, zero at first; too large for a stack. */
struct bw_outlink {
	size_t n;
	struct mmsghdr messages[BW_OUTLINK_MAX];
	struct iovec parts[BW_OUTLINK_MAX];
	struct sockaddr_ll names[BW_OUTLINK_MAX];
	uint8_t bytes[BW_OUTLINK_MAX][BW_OUTLINK_BYTES_MAX];
};

/* BW_OUTLINK_BYTES_MAX bytes for the next packet; NULL: send first. */
uint8_t *bw_outlink_room(struct bw_outlink *outlink);

/*
 * What was written into the room goes out by an interface, to a MAC.
 *
 *   protocol  its EtherType
 */
void bw_outlink_add(struct bw_outlink *outlink, size_t len, uint32_t ifindex,
    const uint8_t mac[BW_MAC_LEN], uint16_t protocol);

/*
 * Send all of them and empty the outlink.
 *
 *   returns  0, or what the kernel said of the last one that it did not take
 */
int bw_outlink_send(struct bw_outlink *outlink, int fd);

#endif
