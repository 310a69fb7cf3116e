/* SPDX-License-Identifier: ISC */
/*
 * The channel: one SOCK_SEQPACKET socketpair between the parent and each
 * child.  A packet is one message, with at most one descriptor, or a bundle of
 * several without any: what is said often is cheaper said together.
 */
#ifndef BW_IPC_CHAN_H
#define BW_IPC_CHAN_H

#include "ipc/msg.h"

/* Descriptor of the channel in every child. */
#define BW_CHAN_FD 3

/*
 * Send one message; bw_chan_send() waits while the channel is full (children),
 * bw_chan_send_now() never does (the parent).
 *
 *   fd       -1, or a descriptor to pass along: lent, the caller still closes
 *   returns  0
 *            -EAGAIN  the channel is full
 *            -EPIPE   the other side is gone
 *            or what sendmsg(2) said
 */
int bw_chan_send(int chan, const struct bw_msg *msg, int fd);
int bw_chan_send_now(int chan, const struct bw_msg *msg, int fd);

/*
 * Receive one message; bw_chan_await() waits for it.
 *
 *   out_fd   -1, or the descriptor that came along: the caller's to close;
 *            NULL: none is expected, and one that comes is an error
 *   returns  0
 *            -EAGAIN   nothing there
 *            -EPIPE    the other side is gone
 *            -EBADMSG  the bytes are no message; -ERANGE a value out of range
 */
int bw_chan_recv_now(int chan, struct bw_msg *out, int *out_fd);
int bw_chan_await(int chan, struct bw_msg *out, int *out_fd);

/* What many messages, or one of the largest, have room in. */
#define BW_BUNDLE_SIZE_MAX 16384

/* All zeros is an empty one. */
struct bw_bundle {
	size_t len;
	size_t at; /* when reading: where the next message begins */
	uint8_t buf[BW_BUNDLE_SIZE_MAX];
};

/*
 * Put a message behind the others.
 *
 *   returns  0
 *            -EMSGSIZE  there is no room for it; an empty bundle has room
 */
int bw_bundle_add(struct bw_bundle *bundle, const struct bw_msg *msg);

/*
 * Send all of them as one packet (none: nothing is sent) and empty the bundle.
 * As the two above: the one waits, the other returns -EAGAIN, and then the
 * bundle is as it was.
 */
int bw_bundle_send(int chan, struct bw_bundle *bundle);
int bw_bundle_send_now(int chan, struct bw_bundle *bundle);

/*
 * Receive one packet, of one message or of several, into a bundle.  Returns
 * and out_fd as in bw_chan_recv_now(); a descriptor comes with one message.
 */
int bw_bundle_recv_now(int chan, struct bw_bundle *out, int *out_fd);

/*
 * Take the next message out of what was received.
 *
 *   returns  0
 *            -EAGAIN   that was the last
 *            -EBADMSG  the bytes are no message; -ERANGE a value out of range
 */
int bw_bundle_next(struct bw_bundle *bundle, struct bw_msg *out);

/* Make a pair of connected, close-on-exec channel ends. */
int bw_chan_pair(int out[2]);

#endif
