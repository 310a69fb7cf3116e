/* SPDX-License-Identifier: ISC */
/* Media types of the host; see types.h. */
#include "types.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* Read what is there; the offset is other workers', too. */
static ssize_t
read_all(int fd, char *buf, size_t size)
{
	size_t len = 0;

	while (len < size) {
		ssize_t n = pread(fd, buf + len, size - len, (off_t)len);

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

int
httpd_types_init(struct http_mime *mime, int fd)
{
	char *text;
	ssize_t len = -ENOMEM;

	http_mime_init(mime);
	if (fd < 0) {
		return 0;
	}
	text = malloc(HTTPD_TYPES_FILE_MAX);
	if (text != NULL) {
		len = read_all(fd, text, HTTPD_TYPES_FILE_MAX);
	}
	if (len > 0) {
		http_mime_learn(mime, text, (size_t)len);
	}
	free(text);
	(void)close(fd); /* read only */
	return len < 0 ? (int)len : 0;
}
