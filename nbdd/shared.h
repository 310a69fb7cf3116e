/* SPDX-License-Identifier: ISC */
/*
 * Changes to the image itself, where its export says write = shared: what one
 * client writes all of them see.
 */
#ifndef NBDD_SHARED_H
#define NBDD_SHARED_H

#include "action.h"

/*
 * Do NBD_ACTION_WRITE, _TRIM, _ZERO or _FLUSH to the image.
 *
 *   returns  0
 *            -ENOTSUP  zeros cannot be had faster than by writing them, which
 *                      was to be told (NBD_CMD_FLAG_FAST_ZERO)
 *            or another negative errno
 */
int shared_do(int fd, const struct nbd_action *action);

#endif
