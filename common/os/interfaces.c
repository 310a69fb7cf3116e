/* SPDX-License-Identifier: ISC */
/* The host's interfaces, for the parent before it confines itself; sock.h. */
#include <errno.h>
#include <ifaddrs.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"
#include "os/sock.h"

/* A label such as "eth0:1" belongs to the interface "eth0". */
static void
name_copy(char out[static IFNAMSIZ], const char *label)
{
	bw_text_cut(out, IFNAMSIZ, label);
	out[strcspn(out, ":")] = '\0';
}

static uint32_t
ipv4_of(const struct sockaddr *sa)
{
	struct sockaddr_in in;

	if (sa == NULL || sa->sa_family != AF_INET) {
		return 0;
	}
	memcpy(&in, sa, sizeof(in));
	return ntohl(in.sin_addr.s_addr);
}

static void
mac_find(const struct ifaddrs *list, struct bw_interface *interface)
{
	struct sockaddr_ll link;

	for (; list != NULL; list = list->ifa_next) {
		if (list->ifa_addr == NULL ||
		    list->ifa_addr->sa_family != AF_PACKET ||
		    strcmp(list->ifa_name, interface->name) != 0) {
			continue;
		}
		memcpy(&link, list->ifa_addr, sizeof(link));
		if (link.sll_halen == BW_MAC_LEN) {
			memcpy(interface->mac, link.sll_addr, BW_MAC_LEN);
		}
		return;
	}
}

static uint32_t
mtu_of(int fd, const char *name)
{
	struct ifreq request = {0};

	bw_text_cut(request.ifr_name, sizeof(request.ifr_name), name);
	if (ioctl(fd, SIOCGIFMTU, &request) != 0 || request.ifr_mtu < 0) {
		return 0;
	}
	return (uint32_t)request.ifr_mtu;
}

static size_t
list_read(
    const struct ifaddrs *list, int fd, struct bw_interface *out, size_t max)
{
	size_t n = 0;

	for (const struct ifaddrs *at = list; at != NULL && n < max;
	     at = at->ifa_next) {
		struct bw_interface interface = {
		    .address = ipv4_of(at->ifa_addr),
		    .netmask = ipv4_of(at->ifa_netmask),
		};

		if (interface.address == 0 || (at->ifa_flags & IFF_UP) == 0) {
			continue;
		}
		name_copy(interface.name, at->ifa_name);
		interface.index = if_nametoindex(interface.name);
		interface.mtu = mtu_of(fd, interface.name);
		mac_find(list, &interface);
		if (interface.index != 0) { /* not gone meanwhile */
			out[n++] = interface;
		}
	}
	return n;
}

int
bw_sock_interfaces(struct bw_interface *out, size_t max)
{
	struct ifaddrs *list;
	size_t n;
	int fd;

	if (getifaddrs(&list) != 0) {
		return -errno;
	}
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0) {
		int error = -errno;

		freeifaddrs(list);
		return error;
	}
	n = list_read(list, fd, out, max);
	(void)close(fd); /* never used */
	freeifaddrs(list);
	return (int)n;
}
