/* SPDX-License-Identifier: ISC */
/* Datagrams to targets; see notify.h. */
#include "notify.h"

#include <errno.h>
#include <string.h>

#include "os/log.h"
#include "os/sock.h"

static int v4_fd = -1, v6_fd = -1;
static const struct bw_conf *conf;
static uint64_t n_events;

void
notify_follow(const struct bw_conf *next)
{
	conf = next;
}

int
notify_open(const struct bw_conf *first)
{
	notify_follow(first); /* targets may also come by a reload */
	v4_fd = bw_sock_sender_open(BW_FAMILY_IPV4);
	if (v4_fd < 0) {
		bw_log(
		    BW_LOG_LEVEL_ERR, "notify error=\"%s\"", strerror(-v4_fd));
		return v4_fd;
	}
	v6_fd = bw_sock_sender_open(BW_FAMILY_IPV6); /* as the kernel has it */
	return 0;
}

static void
send_to(const struct bw_addr *target, uint8_t *buf, size_t len)
{
	static struct bw_log_limit limit;
	struct bw_datagram datagram = {.peer = *target, .buf = buf, .len = len};
	int fd = target->family == BW_FAMILY_IPV6 ? v6_fd : v4_fd;
	int error = fd < 0 ? fd : bw_sock_send(fd, &datagram);
	char text[BW_ADDR_STR_MAX];

	if (error != 0) {
		bw_log_limited(&limit, BW_LOG_LEVEL_WARNING,
		    "notify=%s error=\"%s\"", bw_addr_str(target, text),
		    strerror(-error));
	}
}

static void
tell(const struct bw_conf_notices *targets, const struct notice *notice)
{
	uint8_t buf[NOTICE_MAX];

	for (size_t i = 0; i < targets->n; i++) {
		const struct bw_conf_notice *target = &targets->items[i];
		size_t len = notice_write(notice, target->format, buf);

		if (len > 0) {
			send_to(&target->addr, buf, len);
		}
	}
}

void
notify_event(struct notice *notice)
{
	notice->seq = ++n_events;
	tell(&conf->bootward.notify, notice);
	tell(&conf->bootpd.notify, notice);
}
