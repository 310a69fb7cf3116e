/* SPDX-License-Identifier: ISC */
/* Messages over a SOCK_SEQPACKET socketpair; see chan.h. */
#include "ipc/chan.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * Room for what a child may say before its parent listens: the parent never
 * waits for a child, but a child may wait for the parent.
 */
#define CHAN_BUFFER_SIZE (1 << 20)

union fd_control {
	struct cmsghdr header;
	char room[CMSG_SPACE(sizeof(int))];
};

int
bw_chan_pair(int out[2])
{
	int fds[2];
	int size = CHAN_BUFFER_SIZE;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0) {
		return -errno;
	}
	for (int i = 0; i < 2; i++) {
		/* A smaller buffer is slower, not wrong. */
		(void)setsockopt(
		    fds[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
		out[i] = fds[i];
	}
	return 0;
}

static int
send_packet(int chan, const uint8_t *buf, size_t len, int fd, int flags)
{
	union fd_control control = {0};
	struct iovec iov = {.iov_base = (void *)(uintptr_t)buf, .iov_len = len};
	struct msghdr header = {.msg_iov = &iov, .msg_iovlen = 1};
	ssize_t n;

	if (fd >= 0) {
		control.header = (struct cmsghdr){
		    .cmsg_len = CMSG_LEN(sizeof(int)),
		    .cmsg_level = SOL_SOCKET,
		    .cmsg_type = SCM_RIGHTS,
		};
		memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
		header.msg_control = &control;
		header.msg_controllen = sizeof(control.room);
	}
	do {
		n = sendmsg(chan, &header, flags | MSG_NOSIGNAL);
	} while (n < 0 && errno == EINTR);
	if (n < 0) {
		return errno == ECONNRESET ? -EPIPE : -errno;
	}
	return 0;
}

static int
send_message(int chan, const struct bw_msg *msg, int fd, int flags)
{
	uint8_t buf[BW_MSG_SIZE_MAX];
	size_t len;
	int error = bw_msg_pack(msg, buf, sizeof(buf), &len);

	return error != 0 ? error : send_packet(chan, buf, len, fd, flags);
}

int
bw_chan_send(int chan, const struct bw_msg *msg, int fd)
{
	return send_message(chan, msg, fd, 0);
}

int
bw_chan_send_now(int chan, const struct bw_msg *msg, int fd)
{
	return send_message(chan, msg, fd, MSG_DONTWAIT);
}

int
bw_bundle_add(struct bw_bundle *bundle, const struct bw_msg *msg)
{
	size_t len;
	int error = bw_msg_pack(msg, bundle->buf + bundle->len,
	    sizeof(bundle->buf) - bundle->len, &len);

	if (error == 0) {
		bundle->len += len;
	}
	return error;
}

static int
bundle_send(int chan, struct bw_bundle *bundle, int flags)
{
	int error = bundle->len == 0 ? 0
				     : send_packet(chan, bundle->buf,
					   bundle->len, -1, flags);

	if (error == 0) {
		bundle->len = 0;
	}
	return error;
}

int
bw_bundle_send(int chan, struct bw_bundle *bundle)
{
	return bundle_send(chan, bundle, 0);
}

int
bw_bundle_send_now(int chan, struct bw_bundle *bundle)
{
	return bundle_send(chan, bundle, MSG_DONTWAIT);
}

/* The descriptor that came along, or -1. */
static int
received_fd(struct msghdr *header)
{
	struct cmsghdr *control = CMSG_FIRSTHDR(header);
	int fd = -1;

	if (control != NULL && control->cmsg_level == SOL_SOCKET &&
	    control->cmsg_type == SCM_RIGHTS &&
	    control->cmsg_len == CMSG_LEN(sizeof(int))) {
		memcpy(&fd, CMSG_DATA(control), sizeof(fd));
	}
	return fd;
}

static int
receive_packet(int chan, uint8_t *buf, size_t size, size_t *out_len,
    int *out_fd, int flags)
{
	union fd_control control;
	struct iovec iov = {.iov_base = buf, .iov_len = size};
	struct msghdr header = {.msg_iov = &iov, .msg_iovlen = 1};
	ssize_t n;

	*out_fd = -1;
	header.msg_control = &control;
	/* CMSG_SPACE has padding that a second one would fit into. */
	header.msg_controllen = CMSG_LEN(sizeof(int));
	do {
		n = recvmsg(chan, &header, flags | MSG_CMSG_CLOEXEC);
	} while (n < 0 && errno == EINTR);
	if (n < 0) {
		return errno == ECONNRESET ? -EPIPE : -errno;
	}
	if (n == 0) {
		return -EPIPE;
	}
	*out_fd = received_fd(&header);
	*out_len = (size_t)n;
	/* MSG_CTRUNC: more than one; the kernel has closed the others. */
	return (header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0 ? -EBADMSG
								  : 0;
}

/* Hand the descriptor (or -1) on, or close what goes to nobody. */
static int
pass_fd(int error, int fd, int *out_fd)
{
	if (error == 0 && fd >= 0 && out_fd == NULL) {
		error = -EBADMSG; /* nobody expects one */
	}
	if (error != 0) {
		if (fd >= 0) {
			(void)close(fd); /* somebody else's mistake */
		}
		return error;
	}
	if (out_fd != NULL) {
		*out_fd = fd;
	}
	return 0;
}

static int
receive_message(int chan, struct bw_msg *out, int *out_fd, int flags)
{
	uint8_t buf[BW_MSG_SIZE_MAX];
	size_t len;
	int fd;
	int error = receive_packet(chan, buf, sizeof(buf), &len, &fd, flags);

	if (error == 0) {
		error = bw_msg_unpack(buf, len, out);
	}
	return pass_fd(error, fd, out_fd);
}

int
bw_chan_recv_now(int chan, struct bw_msg *out, int *out_fd)
{
	return receive_message(chan, out, out_fd, MSG_DONTWAIT);
}

int
bw_chan_await(int chan, struct bw_msg *out, int *out_fd)
{
	return receive_message(chan, out, out_fd, 0);
}

int
bw_bundle_recv_now(int chan, struct bw_bundle *out, int *out_fd)
{
	int fd;
	int error = receive_packet(
	    chan, out->buf, sizeof(out->buf), &out->len, &fd, MSG_DONTWAIT);

	out->at = 0;
	if (error == 0 && fd >= 0 &&
	    bw_msg_len(out->buf, out->len) != out->len) {
		error = -EBADMSG; /* whose would it be? */
	}
	return pass_fd(error, fd, out_fd);
}

int
bw_bundle_next(struct bw_bundle *bundle, struct bw_msg *out)
{
	const uint8_t *buf = bundle->buf + bundle->at;
	size_t len;

	if (bundle->at == bundle->len) {
		return -EAGAIN;
	}
	len = bw_msg_len(buf, bundle->len - bundle->at);
	if (len == 0) {
		return -EBADMSG;
	}
	bundle->at += len;
	return bw_msg_unpack(buf, len, out);
}
