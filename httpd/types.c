/* SPDX-License-Identifier: ISC */
/* Media types of the host; see types.h. */
#include "types.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "os/contents.h"

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
		len = bw_contents_read(fd, text, HTTPD_TYPES_FILE_MAX);
	}
	if (len > 0) {
		http_mime_learn(mime, text, (size_t)len);
	}
	free(text);
	(void)close(fd); /* read only */
	return len < 0 ? (int)len : 0;
}
