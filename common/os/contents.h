/* SPDX-License-Identifier: ISC */
/* What a file holds. */
#ifndef BW_OS_CONTENTS_H
#define BW_OS_CONTENTS_H

#include <sys/types.h>

#include "base/base.h"

/*
 * Read a file from its beginning, whatever its offset, which may be that of
 * others too.
 *
 *   returns  how many bytes there were, up to size, or a negative errno
 */
ssize_t bw_contents_read(int fd, void *out, size_t size);

#endif
