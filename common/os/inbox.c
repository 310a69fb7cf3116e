/* SPDX-License-Identifier: ISC */
/* Many datagrams by one system call; see inbox.h. */
#include "os/inbox.h"

#include <errno.h>

/* The kernel has written into what describes this one: make it anew. */
static void
slot_reset(struct bw_inbox *inbox, size_t i)
{
	inbox->messages[i].msg_hdr = (struct msghdr){
	    .msg_name = &inbox->names[i],
	    .msg_namelen = sizeof(inbox->names[i]),
	    .msg_iov = &inbox->parts[i],
	    .msg_iovlen = 1,
	    .msg_control = inbox->controls[i].bytes,
	    .msg_controllen = sizeof(inbox->controls[i].bytes),
	};
}

void
bw_inbox_init(struct bw_inbox *inbox)
{
	inbox->n = 0;
	for (size_t i = 0; i < BW_INBOX_MAX; i++) {
		inbox->parts[i] = (struct iovec){
		    .iov_base = inbox->bytes[i],
		    .iov_len = sizeof(inbox->bytes[i]),
		};
		slot_reset(inbox, i);
	}
}

static void
take(struct bw_inbox *inbox, size_t i)
{
	struct msghdr *message = &inbox->messages[i].msg_hdr;
	struct bw_datagram *datagram = &inbox->datagrams[inbox->n];

	if ((message->msg_flags & MSG_TRUNC) != 0) {
		return;
	}
	*datagram = (struct bw_datagram){
	    .buf = inbox->bytes[i],
	    .size = sizeof(inbox->bytes[i]),
	    .len = inbox->messages[i].msg_len,
	};
	if (bw_sock_from_kernel((const struct sockaddr *)&inbox->names[i],
		message->msg_namelen, &datagram->peer) == 0) {
		bw_pktinfo_read(message, datagram);
		inbox->n++;
	}
}

bool
bw_inbox_recv(struct bw_inbox *inbox, int fd)
{
	int n;

	inbox->n = 0;
	do {
		n = recvmmsg(fd, inbox->messages, BW_INBOX_MAX, 0, NULL);
	} while (n < 0 && errno == EINTR);
	for (int i = 0; i < n; i++) {
		take(inbox, (size_t)i);
		slot_reset(inbox, (size_t)i);
	}
	/* An error is that of one datagram: the next may be sound. */
	return n == BW_INBOX_MAX || (n < 0 && errno != EAGAIN);
}
