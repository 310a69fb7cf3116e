/* SPDX-License-Identifier: ISC */
/* Many datagrams by one system call; see outbox.h. */
#include "os/outbox.h"

#include <errno.h>

uint8_t *
bw_outbox_room(struct bw_outbox *outbox, int fd, size_t size)
{
	if (outbox->n > 0 && (outbox->fd != fd || outbox->n == BW_OUTBOX_MAX ||
				 size > sizeof(outbox->bytes) - outbox->len)) {
		return NULL;
	}
	return outbox->bytes + outbox->len;
}

void
bw_outbox_put(
    struct bw_outbox *outbox, int fd, const struct bw_datagram *datagram)
{
	size_t i = outbox->n;
	struct msghdr *message = &outbox->messages[i].msg_hdr;

	BW_ASSERT(datagram->buf == outbox->bytes + outbox->len);
	BW_ASSERT(datagram->len <= sizeof(outbox->bytes) - outbox->len);
	outbox->parts[i] =
	    (struct iovec){.iov_base = datagram->buf, .iov_len = datagram->len};
	bw_datagram_describe(datagram, message, &outbox->parts[i],
	    &outbox->names[i], &outbox->controls[i]);
	outbox->fd = fd;
	outbox->len += datagram->len;
	outbox->n++;
}

void
bw_outbox_flush(struct bw_outbox *outbox, bw_outbox_failed *failed, void *arg)
{
	int errors[BW_OUTBOX_MAX];
	size_t i = 0;

	while (i < outbox->n) {
		int n = sendmmsg(outbox->fd, outbox->messages + i,
		    (unsigned)(outbox->n - i), MSG_NOSIGNAL);

		for (int sent = 0; sent < n; sent++) {
			errors[i++] = 0;
		}
		if (n < 0 && errno == EAGAIN) {
			while (i < outbox->n) {
				errors[i++] = -EAGAIN;
			}
		} else if (n < 0 && errno != EINTR) {
			errors[i++] = -errno;
		}
	}
	for (; i > 0; i--) {
		if (errors[i - 1] != 0) {
			failed(arg, i - 1, errors[i - 1]);
		}
	}
	outbox->n = 0;
	outbox->len = 0;
}
