/* SPDX-License-Identifier: ISC */
/* The service manager; see manager.h. */
#include "manager.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "os/clock.h"
#include "os/log.h"

#define STATE_MAX 1024

static int manager_fd = -1;

int
manager_open(void)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	size_t len = path == NULL ? 0 : strlen(path);

	if (len < 2 || len >= sizeof(addr.sun_path)) {
		return 0; /* nobody asked, or not in a way we know */
	}
	memcpy(addr.sun_path, path, len);
	if (path[0] == '@') {
		addr.sun_path[0] = '\0'; /* the abstract namespace */
	}
	manager_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (manager_fd < 0 ||
	    connect(manager_fd, (struct sockaddr *)&addr,
		(socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)) !=
		0) {
		int error = -errno;

		bw_log(BW_LOG_LEVEL_ERR, "NOTIFY_SOCKET=%s error=\"%s\"", path,
		    strerror(-error));
		return error;
	}
	return 0;
}

void
manager_tell(const char *state)
{
	if (manager_fd >= 0) {
		/* It asked to be told; if it does not listen, so be it. */
		(void)send(manager_fd, state, strlen(state),
		    MSG_DONTWAIT | MSG_NOSIGNAL);
	}
}

void
manager_ready(const struct bw_conf *conf, const char *refused)
{
	char state[STATE_MAX];

	(void)snprintf(state, sizeof(state),
	    "READY=1\nSTATUS=Serving:%s%s%s%s%s%s",
	    conf->bootpd.enabled ? " bootpd" : "",
	    conf->tftpd.enabled ? " tftpd" : "",
	    conf->httpd.enabled ? " httpd" : "",
	    conf->nbdd.enabled ? " nbdd" : "",
	    refused != NULL ? "; reload refused: " : "",
	    refused != NULL ? refused : "");
	manager_tell(state);
}

void
manager_reloading(void)
{
	char state[STATE_MAX];

	(void)snprintf(state, sizeof(state), "RELOADING=1\nMONOTONIC_USEC=%llu",
	    (unsigned long long)bw_clock_monotonic_us());
	manager_tell(state);
}

void
manager_failed(int error)
{
	char state[STATE_MAX];

	(void)snprintf(state, sizeof(state),
	    "ERRNO=%d\nSTATUS=Not started: %s; the log says more", -error,
	    strerrordesc_np(-error));
	manager_tell(state);
}

void
manager_stopping(uint64_t within_ms)
{
	char state[STATE_MAX];

	(void)snprintf(state, sizeof(state),
	    "STOPPING=1\nEXTEND_TIMEOUT_USEC=%llu",
	    (unsigned long long)within_ms * 1000);
	manager_tell(state);
}
