/* SPDX-License-Identifier: ISC */
/* fork and exec with exactly the descriptors named, and nothing else. */
#ifndef BW_OS_SPAWN_H
#define BW_OS_SPAWN_H

#include <sys/types.h>

#include "base/base.h"

#define BW_SPAWN_FDS_MAX 644

/*
 * Start path with argv and an empty environment but PATH-less TZ=UTC0.  In the
 * new process fds[0] is descriptor 3, fds[1] is 4 ...; 0 and 1 are /dev/null
 * (or whatever 0 and 1 are when /dev/null cannot be opened), 2 stays; all
 * others are closed.  Signals are unblocked and at their defaults, but SIGHUP
 * and SIGUSR1 are ignored; its own process group.
 *
 *   fds      lent
 *   returns  the pid, or a negative errno (of fork; a failed exec ends the
 *            child with status 127 and a line on stderr)
 */
pid_t
bw_spawn(const char *path, char *const argv[], const int *fds, size_t n_fds);

/* A sealed memfd with these bytes, or a negative errno. */
int bw_spawn_memfd(const char *name, const void *bytes, size_t len);

/* Map a sealed memfd read-only; -EPERM when it is not sealed. */
int bw_spawn_memfd_map(int fd, const char **out, size_t *out_len);
void bw_spawn_memfd_unmap(const char *bytes, size_t len);

#endif
