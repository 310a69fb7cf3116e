/* SPDX-License-Identifier: ISC */
/* `watch` on a terminal: a line per machine, in place, until interrupted. */
#ifndef BOOTWARDCTL_WATCH_H
#define BOOTWARDCTL_WATCH_H

/*
 * Ask for the sessions there are, then for events, and show them.
 *
 *   fd       the connected control socket; lent
 *   returns  0 when interrupted; a negative errno when the suite hung up
 */
int watch_terminal(int fd);

#endif
