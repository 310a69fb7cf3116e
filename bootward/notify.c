/* SPDX-License-Identifier: ISC */
/* Events to targets; see notify.h. */
#include "notify.h"

#include <errno.h>
#include <string.h>

#include "os/log.h"
#include "os/sock.h"

static int v4_fd = -1, v6_fd = -1, unix_fd = -1;
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
	unix_fd = bw_sock_unix_sender_open();        /* the same */
	return 0;
}

static void
note_lost(const char *target, int error)
{
	static struct bw_log_limit limit;

	bw_log_limited(&limit, BW_LOG_LEVEL_WARNING, "notify=%s error=\"%s\"",
	    target, strerror(-error));
}

static void
send_to_address(const struct bw_addr *target, uint8_t *buf, size_t len)
{
	struct bw_datagram datagram = {.peer = *target, .buf = buf, .len = len};
	int fd = target->family == BW_FAMILY_IPV6 ? v6_fd : v4_fd;
	int error = fd < 0 ? fd : bw_sock_send(fd, &datagram);
	char text[BW_ADDR_STR_MAX];

	if (error != 0) {
		note_lost(bw_addr_str(target, text), error);
	}
}

static void
send_to_socket(const char *path, const uint8_t *buf, size_t len)
{
	int error =
	    unix_fd < 0 ? unix_fd : bw_sock_unix_send(unix_fd, path, buf, len);

	if (error != 0) {
		note_lost(path, error);
	}
}

/* fetchd reads what it is sent; while it does not, its events are lost. */
static void
send_to_hook(struct suite *suite, size_t number, const char *url,
    const uint8_t *buf, size_t len)
{
	struct peer *fetchd = suite_worker(suite, BW_ROLE_FETCHD);
	struct bw_msg msg = {.type = BW_MSG_NOTICE_POST};
	int error = -EAGAIN;

	msg.u.notice.hook = (uint8_t)number;
	memcpy(msg.u.notice.text, buf, len);
	if (fetchd != NULL) {
		error = bw_chan_send_now(fetchd->source.fd, &msg, -1);
	}
	if (error != 0) {
		note_lost(url, error);
	}
}

static void
tell(struct suite *suite, const struct bw_conf_notices *targets,
    const struct notice *notice)
{
	uint8_t buf[NOTICE_MAX];
	size_t n_hooks = 0;

	for (size_t i = 0; i < targets->n; i++) {
		const struct bw_conf_notice *target = &targets->items[i];
		size_t len = notice_write(notice, target->format, buf);

		if (len == 0) {
			continue;
		}
		if (target->path[0] != '\0') {
			send_to_socket(target->path, buf, len);
		} else if (target->url[0] != '\0') {
			send_to_hook(suite, n_hooks++, target->url, buf, len);
		} else {
			send_to_address(&target->addr, buf, len);
		}
	}
}

void
notify_event(struct suite *suite, struct notice *notice)
{
	notice->seq = ++n_events;
	tell(suite, &conf->bootward.notify, notice);
	tell(suite, &conf->bootpd.notify, notice);
}
