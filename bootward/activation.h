/* SPDX-License-Identifier: ISC */
/*
 * Sockets that are handed in by who starts us, sd_listen_fds(3), in place of
 * those that only root could bind.  The configuration says where there are
 * doors; a socket that is bound where one is becomes that door.
 */
#ifndef BOOTWARD_ACTIVATION_H
#define BOOTWARD_ACTIVATION_H

#include "conf/conf.h"
#include "ipc/msg.h"

/*
 * Find out which descriptors were handed in, and close all others but 0 to 2.
 * For the beginning of main(); what is wrong is told by activation_begin().
 */
void activation_take(void);

/*
 * Look at them.
 *
 *   returns  0, or a negative errno having logged what cannot be meant
 */
int activation_begin(void);

/*
 * The socket for a door, with everything set that bw_sock_udp_open() and
 * bw_sock_tcp_open() set.
 *
 *   protocol  IPPROTO_UDP or IPPROTO_TCP
 *   flags     of enum bw_sock_flag
 *   returns   the descriptor, the caller's
 *             -ENOENT  none was handed in for it
 *             or another negative errno having logged why it cannot be had
 */
int activation_find(enum bw_role role, int protocol, const struct bw_addr *addr,
    unsigned flags);

/*
 * Close what no door wanted.
 *
 *   returns  0, having warned, or -EBADFD having logged whose peers would wait
 *            for ever: a socket of a service that runs
 */
int activation_end(const struct bw_conf *conf);

#endif
