/* SPDX-License-Identifier: ISC */
/* Leases of PyPXE's file, handed to a running suite one by one. */
#ifndef BOOTWARDCTL_IMPORT_H
#define BOOTWARDCTL_IMPORT_H

/*
 * Import a file; prints what came of it.
 *
 *   fd       a control socket
 *   returns  the status to exit with
 */
int import_leases(int fd, const char *path);

#endif
