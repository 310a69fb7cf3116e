/* SPDX-License-Identifier: ISC */
/* Datagrams to sockets in the file system; see sock.h.  unix(7). */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "os/sock.h"

int
bw_sock_unix_sender_open(void)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	return fd < 0 ? -errno : fd;
}

int
bw_sock_unix_send(int fd, const char *path, const void *bytes, size_t len)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	size_t path_len = strlen(path);

	BW_ASSERT(path_len < sizeof(to.sun_path));
	memcpy(to.sun_path, path, path_len);
	if (sendto(fd, bytes, len, MSG_NOSIGNAL, (struct sockaddr *)&to,
		sizeof(to)) < 0) {
		return -errno;
	}
	return 0;
}
