/* SPDX-License-Identifier: ISC */
/* Changes to the image itself; see shared.h. */
#include "shared.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/falloc.h>
#include <unistd.h>

#include "proto.h"
#include "wholeio.h"

#define ZEROS_SIZE 65536

static int
allocate(int fd, int mode, uint64_t offset, uint64_t len)
{
	int done = fallocate(
	    fd, mode | FALLOC_FL_KEEP_SIZE, (off_t)offset, (off_t)len);

	return done == 0 ? 0 : -errno;
}

static int
write_zeros(int fd, uint64_t offset, uint64_t len)
{
	static const uint8_t zeros[ZEROS_SIZE];
	int error = 0;

	while (len > 0 && error == 0) {
		uint64_t n = len < ZEROS_SIZE ? len : ZEROS_SIZE;

		error = wholeio_write(fd, offset, zeros, n);
		offset += n;
		len -= n;
	}
	return error;
}

static int
zero(int fd, const struct nbd_action *action)
{
	bool hole = (action->flags & NBD_CMD_FLAG_NO_HOLE) == 0;
	int error = -EOPNOTSUPP;

	if (hole) {
		error = allocate(
		    fd, FALLOC_FL_PUNCH_HOLE, action->offset, action->len);
	}
	if (error == -EOPNOTSUPP) {
		error = allocate(
		    fd, FALLOC_FL_ZERO_RANGE, action->offset, action->len);
	}
	if (error != -EOPNOTSUPP) {
		return error;
	}
	if ((action->flags & NBD_CMD_FLAG_FAST_ZERO) != 0) {
		return -ENOTSUP;
	}
	return write_zeros(fd, action->offset, action->len);
}

int
shared_do(int fd, const struct nbd_action *action)
{
	int error;

	switch ((int)action->type) {
	case NBD_ACTION_WRITE:
		return wholeio_write(
		    fd, action->offset, action->from, action->len);
	case NBD_ACTION_ZERO:
		return zero(fd, action);
	case NBD_ACTION_TRIM:
		error = allocate(
		    fd, FALLOC_FL_PUNCH_HOLE, action->offset, action->len);
		return error == -EOPNOTSUPP ? 0 : error; /* it is advice */
	default:
		return fdatasync(fd) == 0 ? 0 : -errno;
	}
}
