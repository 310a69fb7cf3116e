/* SPDX-License-Identifier: ISC */
/*
 * Blocks of an upload; see transfer.h.  A window is acknowledged when it is
 * there, a gap in it at once: RFC 7440 section 4.  Pure.
 */
#include <errno.h>

#include "transfer.h"

/* Copies that the network makes come sooner, clients that wait later. */
#define TFTP_COPY_US 20000

void
tftp_transfer_acknowledged(struct tftp_transfer *t)
{
	struct tftp_arrivals *a = &t->arrivals;

	t->once = !a->acknowledged || a->block > t->acked;
	t->retransmits += t->once ? 0 : 1;
	t->acked = a->block;
	a->base = a->block;
	a->acknowledged = true;
	a->ack_due = false;
	if (a->block == t->last) {
		tftp_transfer_end(
		    t, BW_END_COMPLETE, "", TFTP_ERROR_NOT_DEFINED, NULL);
	}
}

/* The client is there.  Its DATA acknowledges an OACK: RFC 2347. */
static void
peer_heard(struct tftp_transfer *t)
{
	if (t->oack) {
		t->oack = false;
		t->oack_due = false;
		t->arrivals.acknowledged = true;
	}
	t->confirmed = true;
}

/* It has got further. */
static void
block_arrived(struct tftp_transfer *t, size_t len, bool last, uint64_t now_us)
{
	struct tftp_arrivals *a = &t->arrivals;

	if (t->once && a->base == a->block) {
		tftp_timer_measure(&t->timer, now_us - t->sent_us);
	} else {
		tftp_timer_relax(&t->timer);
	}
	a->block++;
	a->bytes += len;
	a->ack_due = last || a->block - a->base >= t->options.windowsize;
	if (last) {
		t->last = a->block;
		t->size = a->bytes;
	}
	t->tries = 1;
	t->repeated = false;
	t->begun_us = now_us;
	t->due_us = now_us + t->timer.rto_us;
}

/* The next block. */
static int
block_take(struct tftp_transfer *t, const struct tftp_packet *packet,
    tftp_write *write, void *arg, uint64_t now_us)
{
	uint8_t text[TFTP_UPLOAD_BLKSIZE_MAX + 1];
	bool last = packet->data_len < t->options.blksize;
	const uint8_t *bytes = packet->data;
	size_t len = packet->data_len;
	int error;

	if (t->options.netascii) {
		len = tftp_netascii_decode(
		    &t->arrivals.cr, bytes, len, last, text);
		bytes = text;
	}
	error = write(arg, bytes, len, last);
	if (error == 0) {
		peer_heard(t);
		block_arrived(t, len, last, now_us);
	}
	return error;
}

/*
 * A block that was here before.  Either a copy, or the client has not heard of
 * its arrival and has begun its window anew.  The round trip does not tell
 * them apart: it is the client that waits, and as long as it likes.
 */
static void
block_again(struct tftp_transfer *t, uint64_t block, uint64_t now_us)
{
	struct tftp_arrivals *a = &t->arrivals;

	if (block <= a->base && now_us - t->sent_us >= TFTP_COPY_US) {
		a->base = block - 1;
		a->ack_due = a->block - a->base >= t->options.windowsize;
	}
}

/* A block that others should have come before. */
static void
block_early(struct tftp_transfer *t, uint64_t now_us)
{
	if (tftp_transfer_is_overdue(t, t->rewound_us, now_us)) {
		peer_heard(t);
		t->rewound_us = now_us;
		t->arrivals.ack_due = true;
	}
}

int
tftp_transfer_take(struct tftp_transfer *t, const struct tftp_packet *packet,
    tftp_write *write, void *arg, uint64_t now_us)
{
	uint64_t here = t->arrivals.block;
	uint64_t ahead = tftp_transfer_ahead(t, here, packet->block);
	uint64_t ring = TFTP_BLOCKS - t->options.rollover;

	if (t->ended || !t->options.upload || ahead == UINT64_MAX ||
	    packet->data_len > t->options.blksize) {
		return 0;
	}
	if (ahead == 1) {
		return block_take(t, packet, write, arg, now_us);
	}
	if (ahead == 0 && here > 0) {
		block_again(t, here, now_us);
	} else if (ahead > ring / 2 && ring - ahead < here) {
		block_again(t, here - (ring - ahead), now_us);
	} else if (ahead > 1 && ahead <= t->options.windowsize) {
		block_early(t, now_us);
	}
	return 0;
}
