/* SPDX-License-Identifier: ISC */
/* All bytes of a file's range; see wholeio.h. */
#include "wholeio.h"

#include <errno.h>
#include <unistd.h>

int
wholeio_read(int fd, uint64_t offset, uint8_t *into, uint64_t len)
{
	for (uint64_t done = 0; done < len;) {
		ssize_t n =
		    pread(fd, into + done, len - done, (off_t)(offset + done));

		if (n > 0) {
			done += (uint64_t)n;
		} else if (n == 0 || errno != EINTR) {
			return -EIO; /* shorter than it was, or broken */
		}
	}
	return 0;
}

int
wholeio_write(int fd, uint64_t offset, const uint8_t *from, uint64_t len)
{
	for (uint64_t done = 0; done < len;) {
		ssize_t n =
		    pwrite(fd, from + done, len - done, (off_t)(offset + done));

		if (n > 0) {
			done += (uint64_t)n;
		} else if (n == 0 || errno != EINTR) {
			return n == 0 ? -EIO : -errno;
		}
	}
	return 0;
}
