/* SPDX-License-Identifier: ISC */
/* Datagrams sent many at a time, sendmmsg(2). */
#ifndef BW_OS_OUTBOX_H
#define BW_OS_OUTBOX_H

#include "os/datagram.h"

#define BW_OUTBOX_MAX       64          /* datagrams */
#define BW_OUTBOX_BYTES_MAX (128 << 10) /* of all */

/* Storage of the caller; too large for a stack. */
struct bw_outbox {
	int fd; /* all go out by this one */
	size_t n;
	size_t len;
	/* the kernel's side */
	struct mmsghdr messages[BW_OUTBOX_MAX];
	struct iovec parts[BW_OUTBOX_MAX];
	struct sockaddr_storage names[BW_OUTBOX_MAX];
	union bw_control controls[BW_OUTBOX_MAX];
	uint8_t bytes[BW_OUTBOX_BYTES_MAX];
};

/* Where to write the next datagram, or NULL: it has to be flushed first. */
uint8_t *bw_outbox_room(struct bw_outbox *outbox, int fd, size_t size);

/*
 * Take the datagram that was written there; its buf is what bw_outbox_room()
 * returned, and it is no run.
 */
void bw_outbox_put(
    struct bw_outbox *outbox, int fd, const struct bw_datagram *datagram);

/*
 * Send all, in their order.  Afterwards the outbox is empty.
 *
 *   failed  told of each that was not sent, the last one put in first, by its
 *           number in the order put; -EAGAIN: no room, nor for those after it
 */
typedef void bw_outbox_failed(void *arg, size_t i, int error);
void
bw_outbox_flush(struct bw_outbox *outbox, bw_outbox_failed *failed, void *arg);

#endif
