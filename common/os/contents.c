/* SPDX-License-Identifier: ISC */
/* What a file holds; see contents.h. */
#include "os/contents.h"

#include <errno.h>
#include <unistd.h>

ssize_t
bw_contents_read(int fd, void *out, size_t size)
{
	size_t len = 0;

	while (len < size) {
		ssize_t n =
		    pread(fd, (char *)out + len, size - len, (off_t)len);

		if (n == 0) {
			break;
		}
		if (n < 0 && errno != EINTR) {
			return -errno;
		}
		len += n > 0 ? (size_t)n : 0;
	}
	return (ssize_t)len;
}
