/* SPDX-License-Identifier: ISC */
/* The door that echo replies come in by; see sock.h.  raw(7), icmp(7). */
#include <errno.h>
#include <linux/icmp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "os/sock.h"

int
bw_sock_echo_open(void)
{
	struct icmp_filter all_but_replies = {.data = ~(1u << ICMP_ECHOREPLY)};
	int fd = socket(
	    AF_INET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_ICMP);
	int error = 0;

	if (fd < 0) {
		return -errno;
	}
	if (setsockopt(fd, SOL_RAW, ICMP_FILTER, &all_but_replies,
		sizeof(all_but_replies)) != 0) {
		error = -errno;
		(void)close(fd); /* never used */
	}
	return error == 0 ? fd : error;
}
