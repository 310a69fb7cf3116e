/* SPDX-License-Identifier: ISC */
/*
 * Datagrams that know their addresses and interfaces; see sock.h.  ip(7)
 * IP_PKTINFO, RFC 3542 section 6.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <string.h>

#include "os/datagram.h"

static void
pktinfo_read_ipv4(const struct cmsghdr *header, struct bw_datagram *datagram)
{
	struct in_pktinfo info;

	memcpy(&info, CMSG_DATA(header), sizeof(info));
	datagram->ifindex = (uint32_t)info.ipi_ifindex;
	/* ipi_addr is where it was sent to, ipi_spec_dst is ours to answer
	 * from; they differ when it was broadcast. */
	datagram->local = bw_addr_ipv4(ntohl(info.ipi_spec_dst.s_addr), 0);
	datagram->to_all = info.ipi_addr.s_addr != info.ipi_spec_dst.s_addr;
}

static void
pktinfo_read_ipv6(const struct cmsghdr *header, struct bw_datagram *datagram)
{
	struct in6_pktinfo info;

	memcpy(&info, CMSG_DATA(header), sizeof(info));
	datagram->ifindex = info.ipi6_ifindex;
	datagram->to_all = IN6_IS_ADDR_MULTICAST(&info.ipi6_addr);
	if (!datagram->to_all) {
		datagram->local.family = BW_FAMILY_IPV6;
		memcpy(datagram->local.ip, &info.ipi6_addr,
		    sizeof(datagram->local.ip));
	}
}

void
bw_pktinfo_read(struct msghdr *message, struct bw_datagram *datagram)
{
	struct cmsghdr *header = CMSG_FIRSTHDR(message);

	if (header == NULL) {
		return;
	}
	if (header->cmsg_level == IPPROTO_IP &&
	    header->cmsg_type == IP_PKTINFO &&
	    header->cmsg_len >= CMSG_LEN(sizeof(struct in_pktinfo))) {
		pktinfo_read_ipv4(header, datagram);
	}
	if (header->cmsg_level == IPPROTO_IPV6 &&
	    header->cmsg_type == IPV6_PKTINFO &&
	    header->cmsg_len >= CMSG_LEN(sizeof(struct in6_pktinfo))) {
		pktinfo_read_ipv6(header, datagram);
	}
}

/* Append to what is said beside the bytes; control is zeroed before. */
static void
control_put(struct msghdr *message, union bw_control *control, int level,
    int type, const void *data, size_t len)
{
	struct cmsghdr header = {
	    .cmsg_level = level,
	    .cmsg_type = type,
	    .cmsg_len = CMSG_LEN(len),
	};
	char *at = control->bytes + message->msg_controllen;

	BW_ASSERT(message->msg_controllen + CMSG_SPACE(len) <=
		  sizeof(control->bytes));
	memcpy(at, &header, sizeof(header));
	memcpy(at + CMSG_LEN(0), data, len);
	message->msg_control = control->bytes;
	message->msg_controllen += CMSG_SPACE(len);
}

/* Ask for the interface and the source address that the datagram names. */
static void
pktinfo_write(struct msghdr *message, union bw_control *control,
    const struct bw_datagram *datagram)
{
	struct in_pktinfo v4 = {.ipi_ifindex = (int)datagram->ifindex};
	struct in6_pktinfo v6 = {.ipi6_ifindex = datagram->ifindex};

	if (datagram->local.family == BW_FAMILY_NONE &&
	    datagram->ifindex == 0) {
		return;
	}
	if (datagram->peer.family == BW_FAMILY_IPV6) {
		memcpy(&v6.ipi6_addr, datagram->local.ip, sizeof(v6.ipi6_addr));
		control_put(message, control, IPPROTO_IPV6, IPV6_PKTINFO, &v6,
		    sizeof(v6));
	} else {
		memcpy(&v4.ipi_spec_dst, datagram->local.ip,
		    sizeof(v4.ipi_spec_dst));
		control_put(
		    message, control, IPPROTO_IP, IP_PKTINFO, &v4, sizeof(v4));
	}
}

static bool
is_run(const struct bw_datagram *datagram)
{
	return datagram->segment != 0 && datagram->segment < datagram->len;
}

/* udp(7) UDP_SEGMENT */
static void
segment_write(struct msghdr *message, union bw_control *control,
    const struct bw_datagram *datagram)
{
	uint16_t segment = (uint16_t)datagram->segment;

	if (is_run(datagram)) {
		control_put(message, control, SOL_UDP, UDP_SEGMENT, &segment,
		    sizeof(segment));
	}
}

/*
 * What the kernel says of runs that it could not make: one of its datagrams
 * would have to be fragmented, or the interface cannot do checksums.
 */
static int
send_error(const struct bw_datagram *datagram, int error)
{
	bool no_runs = error == EINVAL || error == EMSGSIZE || error == EIO ||
		       error == EOPNOTSUPP || error == ENOPROTOOPT;

	return is_run(datagram) && no_runs ? -ENOTSUP : -error;
}

/* A link-local address is only half of one without its interface. */
static socklen_t
peer_to_kernel(const struct bw_datagram *datagram, struct sockaddr_storage *out)
{
	socklen_t len = bw_sock_to_kernel(&datagram->peer, out);
	struct sockaddr_in6 v6;

	if (out->ss_family == AF_INET6) {
		memcpy(&v6, out, sizeof(v6));
		if (IN6_IS_ADDR_LINKLOCAL(&v6.sin6_addr)) {
			v6.sin6_scope_id = datagram->ifindex;
			memcpy(out, &v6, sizeof(v6));
		}
	}
	return len;
}

void
bw_datagram_describe(const struct bw_datagram *datagram, struct msghdr *message,
    struct iovec *part, struct sockaddr_storage *name,
    union bw_control *control)
{
	*message = (struct msghdr){
	    .msg_name = name,
	    .msg_namelen = peer_to_kernel(datagram, name),
	    .msg_iov = part,
	    .msg_iovlen = 1,
	};
	pktinfo_write(message, control, datagram);
	segment_write(message, control, datagram);
}

int
bw_sock_send(int fd, const struct bw_datagram *datagram)
{
	struct sockaddr_storage name;
	union bw_control control = {{0}};
	struct iovec part = {
	    .iov_base = datagram->buf, .iov_len = datagram->len};
	struct msghdr message;
	ssize_t n;

	bw_datagram_describe(datagram, &message, &part, &name, &control);
	do {
		n = sendmsg(fd, &message, MSG_NOSIGNAL);
	} while (n < 0 && errno == EINTR);
	return n < 0 ? send_error(datagram, errno) : 0;
}
