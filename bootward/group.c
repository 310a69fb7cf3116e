/* SPDX-License-Identifier: ISC */
/* The multicast group of boot servers; see group.h. */
#include "group.h"

#include <string.h>

#include "os/log.h"

static int member_fd = -1;
static uint32_t group;

int
group_open(const struct bw_conf_bootpd *conf)
{
	int fd;

	if (conf->menu.group == 0) {
		return 0;
	}
	fd = bw_sock_group_open();
	if (fd < 0) {
		return fd;
	}
	member_fd = fd;
	group = conf->menu.group;
	return 0;
}

void
group_join(const struct bw_interface *interface)
{
	int error;

	if (member_fd < 0) {
		return;
	}
	error = bw_sock_group_join(member_fd, group, interface->index);
	if (error != 0) {
		bw_log(BW_LOG_LEVEL_ERR,
		    "bootpd.menu_multicast interface=%s error=\"%s\"",
		    interface->name, strerror(-error));
	}
}
