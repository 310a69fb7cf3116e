/* SPDX-License-Identifier: ISC */
/* Notifications; see notify.h.  A target that is dead delays nobody. */
#include "notify.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#include "base/text.h"
#include "os/clock.h"
#include "os/log.h"
#include "os/sock.h"

#define NOTIFY_TEXT_MAX  128
#define NOTIFY_STATE_MAX 1024

static int manager_fd = -1;
static int udp_fd = -1;
static struct bw_conf_addrs targets;

static int
open_manager(void)
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
notify_follow(const struct bw_conf *conf)
{
	targets = conf->bootpd.notify;
}

int
notify_open(const struct bw_conf *conf)
{
	notify_follow(conf);
	if (conf->bootpd.enabled) { /* targets may come by a reload */
		struct bw_addr any = bw_addr_ipv4(0, 0);

		udp_fd = bw_sock_udp_open(&any, BW_SOCK_BROADCAST);
		if (udp_fd < 0) {
			bw_log(BW_LOG_LEVEL_ERR, "bootpd.notify error=\"%s\"",
			    strerror(-udp_fd));
			return udp_fd;
		}
	}
	return open_manager();
}

void
notify_manager(const char *state)
{
	if (manager_fd >= 0) {
		/* It asked to be told; if it does not listen, so be it. */
		(void)send(manager_fd, state, strlen(state),
		    MSG_DONTWAIT | MSG_NOSIGNAL);
	}
}

void
notify_ready(const struct bw_conf *conf, const char *refused)
{
	char state[NOTIFY_STATE_MAX];

	(void)snprintf(state, sizeof(state),
	    "READY=1\nSTATUS=Serving:%s%s%s%s%s%s",
	    conf->bootpd.enabled ? " bootpd" : "",
	    conf->tftpd.enabled ? " tftpd" : "",
	    conf->httpd.enabled ? " httpd" : "",
	    conf->nbdd.enabled ? " nbdd" : "",
	    refused != NULL ? "; reload refused: " : "",
	    refused != NULL ? refused : "");
	notify_manager(state);
}

void
notify_reloading(void)
{
	char state[NOTIFY_STATE_MAX];

	(void)snprintf(state, sizeof(state), "RELOADING=1\nMONOTONIC_USEC=%llu",
	    (unsigned long long)bw_clock_monotonic_us());
	notify_manager(state);
}

void
notify_stopping(uint64_t within_ms)
{
	char state[NOTIFY_STATE_MAX];

	(void)snprintf(state, sizeof(state),
	    "STOPPING=1\nEXTEND_TIMEOUT_USEC=%llu",
	    (unsigned long long)within_ms * 1000);
	notify_manager(state);
}

static const char *
kind_of(const struct bw_msg_client_seen *seen)
{
	if (seen->asked == DHCP_TYPE_RELEASE) {
		return "RELEASE";
	}
	if (seen->asked != DHCP_TYPE_REQUEST || seen->answer != DHCP_TYPE_ACK) {
		return NULL;
	}
	return bw_bytes_zero(seen->uuid, BW_UUID_LEN) ? "LEASE" : "BOOT";
}

void
notify_client(
    const struct bw_msg_client_seen *seen, const uint8_t uuid[BW_UUID_LEN])
{
	static struct bw_log_limit limit;
	char mac[BW_MAC_STR_MAX], ip[BW_ADDR_STR_MAX], id[BW_UUID_STR_MAX];
	char text[NOTIFY_TEXT_MAX];
	const char *kind = kind_of(seen);
	bool known = !bw_bytes_zero(uuid, BW_UUID_LEN);
	int n;

	if (udp_fd < 0 || kind == NULL) {
		return;
	}
	bw_mac_str(seen->mac, mac);
	for (char *c = mac; *c != '\0'; c++) {
		*c = *c >= 'a' && *c <= 'f' ? (char)(*c - 'a' + 'A') : *c;
	}
	n = snprintf(text, sizeof(text), "%s,%s%s%s,%s", kind,
	    known ? bw_uuid_str(uuid, id) : "", known ? "," : "", mac,
	    bw_ipv4_str(seen->address, ip));
	for (size_t i = 0; i < targets.n; i++) {
		struct bw_datagram datagram = {
		    .peer = targets.items[i],
		    .buf = (uint8_t *)text,
		    .len = (size_t)n,
		};
		int error = bw_sock_send(udp_fd, &datagram);

		if (error != 0) {
			bw_log_limited(&limit, BW_LOG_LEVEL_WARNING,
			    "notify=%s error=\"%s\"",
			    bw_addr_str(&targets.items[i], ip),
			    strerror(-error));
		}
	}
}
