/* SPDX-License-Identifier: ISC */
/* The connection as the kernel sees it; see peer.h. */
#include "peer.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include "os/sock.h"

/* Of the time: half of it silence, the rest questions. */
#define KEEPALIVE_PROBES 4

struct bw_addr
peer_address(int fd)
{
	struct sockaddr_storage sa;
	socklen_t len = sizeof(sa);
	struct bw_addr addr = {0};

	if (getpeername(fd, (struct sockaddr *)&sa, &len) == 0) {
		(void)bw_sock_from_kernel((struct sockaddr *)&sa, len, &addr);
	}
	return addr;
}

void
peer_set_timeout(int fd, uint32_t timeout_ms)
{
	int idle_s = (int)(timeout_ms / 2000);
	int interval_s = idle_s / KEEPALIVE_PROBES;
	const struct {
		int level, name, value;
	} options[] = {
	    {SOL_SOCKET, SO_KEEPALIVE, 1},
	    {IPPROTO_TCP, TCP_KEEPIDLE, idle_s > 0 ? idle_s : 1},
	    {IPPROTO_TCP, TCP_KEEPINTVL, interval_s > 0 ? interval_s : 1},
	    {IPPROTO_TCP, TCP_KEEPCNT, KEEPALIVE_PROBES},
	    {IPPROTO_TCP, TCP_USER_TIMEOUT, (int)timeout_ms},
	};

	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		/* Fails when the peer has gone already; reading will tell. */
		(void)setsockopt(fd, options[i].level, options[i].name,
		    &options[i].value, sizeof(options[i].value));
	}
}
