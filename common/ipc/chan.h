/* SPDX-License-Identifier: ISC */
/*
 * The channel: one SOCK_SEQPACKET socketpair between the parent and each
 * child, one message per packet, at most one descriptor with it.
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

/* Make a pair of connected, close-on-exec channel ends. */
int bw_chan_pair(int out[2]);

#endif
