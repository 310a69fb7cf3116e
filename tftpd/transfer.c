/* SPDX-License-Identifier: ISC */
/* One transfer; see transfer.h.  Pure. */
#include "transfer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define TFTP_LAST_UNKNOWN   UINT64_MAX
#define TFTP_ERROR_TEXT_MAX 100
/* The network may deliver a copy of a request so much later than the first. */
#define TFTP_STRAY_US 1000000

static uint64_t
min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

uint64_t
tftp_transfer_window_end(const struct tftp_transfer *t)
{
	return min_u64(t->acked + t->options.windowsize, t->last);
}

/* All that was sent has arrived. */
static void
window_begin(struct tftp_transfer *t, uint64_t now_us)
{
	t->next = t->acked + 1;
	t->begun_us = now_us;
	t->once = true;
	t->repeated = false;
	t->tries = 1;
}

/* Send again what is not acknowledged. */
static void
window_rewind(struct tftp_transfer *t, uint64_t now_us)
{
	t->oack_due = t->oack;
	t->arrivals.ack_due = t->options.upload && !t->oack;
	t->next = t->acked + 1;
	t->rewound_us = now_us;
}

void
tftp_transfer_init(struct tftp_transfer *t, const struct tftp_options *options,
    uint64_t size, uint32_t first_us, unsigned tries, uint64_t now_us)
{
	uint64_t max_us =
	    first_us > TFTP_RTO_MAX_US ? first_us : TFTP_RTO_MAX_US;

	BW_ASSERT(
	    !options->upload || options->blksize <= TFTP_UPLOAD_BLKSIZE_MAX);
	memset(t, 0, sizeof(*t));
	t->options = *options;
	t->size = size;
	t->tries_max = tries;
	/* The last block is short, empty if need be.  RFC 1350 section 6. */
	t->last = options->netascii || options->upload
		      ? TFTP_LAST_UNKNOWN
		      : size / options->blksize + 1;
	/*
	 * RFC 2349 names the time "to wait before retransmitting".  A client
	 * that asks for seconds would wait as long for every packet lost, so
	 * we take it as the most it wants to wait, and send again sooner when
	 * the round trip says so.
	 */
	if (options->timeout_us != 0) {
		max_us = min_u64(max_us, options->timeout_us);
	}
	tftp_timer_init(&t->timer, first_us, (uint32_t)max_us);
	t->oack = options->n_grants > 0;
	t->oack_due = t->oack;
	t->arrivals.ack_due = options->upload && !t->oack;
	t->sent_us = now_us;
	t->due_us = now_us + t->timer.rto_us;
	window_begin(t, now_us);
}

enum tftp_send
tftp_transfer_next(const struct tftp_transfer *t)
{
	if (t->ended) {
		return TFTP_SEND_NOTHING;
	}
	if (t->oack) {
		return t->oack_due ? TFTP_SEND_OACK : TFTP_SEND_NOTHING;
	}
	if (t->options.upload) {
		return t->arrivals.ack_due ? TFTP_SEND_ACK : TFTP_SEND_NOTHING;
	}
	return t->next <= tftp_transfer_window_end(t) ? TFTP_SEND_DATA
						      : TFTP_SEND_NOTHING;
}

static void
oack_sent(struct tftp_transfer *t)
{
	t->oack_due = false;
	t->oack_sent++;
	if (t->oack_sent > 1) {
		t->once = false;
		t->retransmits++;
	}
}

static void
data_sent(struct tftp_transfer *t, size_t n)
{
	uint64_t again = t->top + 1 - t->next; /* went out before */

	if (again > 0) {
		t->once = false;
		t->retransmits += (uint32_t)min_u64(again, n);
	}
	t->next += n;
	if (t->next - 1 > t->top) {
		t->top = t->next - 1;
	}
}

void
tftp_transfer_sent(struct tftp_transfer *t, size_t n, uint64_t now_us)
{
	if (t->oack) {
		oack_sent(t);
	} else if (t->options.upload) {
		tftp_transfer_acknowledged(t);
	} else {
		data_sent(t, n);
	}
	t->sent_us = now_us;
	t->due_us = now_us + t->timer.rto_us;
}

void
tftp_transfer_unsent(struct tftp_transfer *t, const struct tftp_run *run)
{
	uint64_t again = run->top + 1 - run->first;

	if (run->first <= t->acked) {
		return; /* it had gone out before, too, and has arrived */
	}
	t->retransmits -= (uint32_t)min_u64(again, run->n);
	t->next = min_u64(t->next, run->first);
	t->top = run->top > t->acked ? run->top : t->acked;
}

bool
tftp_transfer_is_overdue(
    const struct tftp_transfer *t, uint64_t since_us, uint64_t now_us)
{
	return since_us == 0 ||
	       now_us - since_us >= tftp_timer_patience_us(&t->timer);
}

/*
 * The peer repeats itself: what we sent was lost, or has crossed.  Answering
 * each repetition would double every packet for the rest of the file (the
 * Sorcerer's Apprentice, RFC 1123 4.2.3.1); answering none makes PXELINUX,
 * which repeats its ACK after 55 ms, wait for our timer.  So one is answered
 * between two expiries of the timer, and only after a full round trip.
 */
static void
answer_again(struct tftp_transfer *t, uint64_t now_us)
{
	if (!t->repeated && tftp_transfer_next(t) == TFTP_SEND_NOTHING &&
	    tftp_transfer_is_overdue(t, t->begun_us, now_us) &&
	    tftp_transfer_is_overdue(t, t->rewound_us, now_us)) {
		t->repeated = true;
		window_rewind(t, now_us);
	}
}

static void
oack_acknowledged(struct tftp_transfer *t, uint16_t block, uint64_t now_us)
{
	/* RFC 2347: an OACK is acknowledged by block 0. */
	if (block != 0 || t->oack_sent == 0) {
		return;
	}
	if (t->once) {
		tftp_timer_measure(&t->timer, now_us - t->sent_us);
	}
	t->oack = false;
	t->confirmed = true;
	window_begin(t, now_us);
}

/*
 * Less than the window is acknowledged: the peer misses what follows, and we
 * go back there.  RFC 7440 4.  But a peer says the same of every packet that
 * it did not expect, those of an earlier sending included; going back for
 * each would never end.  So it is done once in a round trip, and otherwise
 * the window only moves on.
 */
static void
part_acknowledged(struct tftp_transfer *t, uint64_t now_us)
{
	t->tries = 1;
	t->repeated = false;
	/* Packets are lost here, not late: no reason to wait longer. */
	tftp_timer_relax(&t->timer);
	if (tftp_transfer_is_overdue(t, t->rewound_us, now_us)) {
		window_rewind(t, now_us);
	} else if (t->next <= t->acked) {
		t->next = t->acked + 1;
	}
}

uint16_t
tftp_transfer_wire(const struct tftp_transfer *t, uint64_t block)
{
	/* Past 65535 comes 0, as every client that copes at all expects ... */
	if (t->options.rollover == 0 || block == 0) {
		return (uint16_t)block;
	}
	/* ... but for those that ask for 1. */
	return (uint16_t)((block - 1) % (TFTP_BLOCKS - 1) + 1);
}

uint64_t
tftp_transfer_ahead(
    const struct tftp_transfer *t, uint64_t block, uint16_t wire)
{
	uint16_t here = tftp_transfer_wire(t, block);

	if (t->options.rollover == 0 || block == 0) {
		return (uint16_t)(wire - here);
	}
	if (wire == 0) {
		return UINT64_MAX;
	}
	return (uint64_t)(wire + (TFTP_BLOCKS - 1) - here) % (TFTP_BLOCKS - 1);
}

static void
data_acknowledged(struct tftp_transfer *t, uint16_t block, uint64_t now_us)
{
	uint64_t ahead = tftp_transfer_ahead(t, t->acked, block);

	if (ahead > t->top - t->acked) {
		return; /* of an earlier window, or of none */
	}
	if (ahead == 0) {
		answer_again(t, now_us);
		return;
	}
	t->acked += ahead;
	t->confirmed = true;
	if (t->acked == t->last) {
		tftp_transfer_end(
		    t, BW_END_COMPLETE, "", TFTP_ERROR_NOT_DEFINED, NULL);
	} else if (t->acked < t->top) {
		part_acknowledged(t, now_us);
	} else {
		if (t->once) {
			tftp_timer_measure(&t->timer, now_us - t->sent_us);
		}
		window_begin(t, now_us);
	}
}

/*
 * UEFI asks for a file with tsize, takes the size from the OACK, refuses it
 * with ERROR 8, and asks again from another port: nothing is wrong.
 */
static bool
is_probe(const struct tftp_transfer *t, uint16_t code)
{
	return t->oack && t->options.tsize &&
	       (code == TFTP_ERROR_OPTION_NEGOTIATION ||
		   code == TFTP_ERROR_NOT_DEFINED);
}

/* An ERROR is never answered.  RFC 1350 section 7. */
static void
peer_ended(struct tftp_transfer *t, const struct tftp_packet *packet)
{
	char text[TFTP_ERROR_TEXT_MAX];
	char reason[BW_REASON_MAX];

	if (is_probe(t, packet->code)) {
		tftp_transfer_end(
		    t, BW_END_PROBE, "", TFTP_ERROR_NOT_DEFINED, NULL);
		return;
	}
	bw_text_printable(text, sizeof(text), packet->text, packet->text_len);
	(void)snprintf(
	    reason, sizeof(reason), "client error %u %s", packet->code, text);
	tftp_transfer_end(
	    t, BW_END_ABORTED, reason, TFTP_ERROR_NOT_DEFINED, NULL);
}

void
tftp_transfer_packet(
    struct tftp_transfer *t, const struct tftp_packet *packet, uint64_t now_us)
{
	if (t->ended) {
		return;
	}
	if (packet->opcode == TFTP_OPCODE_ERROR) {
		peer_ended(t, packet);
	} else if (packet->opcode != TFTP_OPCODE_ACK || t->options.upload) {
		return;
	} else if (t->oack) {
		oack_acknowledged(t, packet->block, now_us);
	} else {
		data_acknowledged(t, packet->block, now_us);
	}
}

bool
tftp_transfer_asked_again(struct tftp_transfer *t, bool same, uint64_t now_us)
{
	if (!same) {
		return false;
	}
	if (!t->confirmed) {
		answer_again(t, now_us);
		return true;
	}
	/* A ROM that was reset asks from the same port, but not so soon. */
	return now_us - t->begun_us < TFTP_STRAY_US;
}

/* What the peer did not send. */
static const char *
missing_str(const struct tftp_transfer *t)
{
	if (t->options.upload) {
		return "no more data";
	}
	return t->top == t->last ? "last block not acknowledged"
				 : "no acknowledgement";
}

void
tftp_transfer_tick(struct tftp_transfer *t, uint64_t now_us)
{
	unsigned max = t->tries_max;

	if (t->ended || now_us < t->due_us) {
		return;
	}
	if (!t->confirmed && max > TFTP_TRIES_UNCONFIRMED_MAX) {
		max = TFTP_TRIES_UNCONFIRMED_MAX;
	}
	if (t->tries >= max) {
		tftp_transfer_end(t, BW_END_TIMEOUT, missing_str(t),
		    TFTP_ERROR_NOT_DEFINED, "timed out");
		return;
	}
	t->tries++;
	t->repeated = false;
	tftp_timer_back_off(&t->timer);
	t->due_us = now_us + t->timer.rto_us;
	window_rewind(t, now_us);
}

void
tftp_transfer_end(struct tftp_transfer *t, enum bw_end end, const char *reason,
    enum tftp_error code, const char *text)
{
	t->ended = true;
	t->end = end;
	t->tell = text != NULL;
	t->code = code;
	t->text = text;
	bw_text_cut(t->reason, sizeof(t->reason), reason);
}

uint64_t
tftp_transfer_bytes(const struct tftp_transfer *t)
{
	if (t->options.upload) {
		return t->arrivals.bytes;
	}
	if (t->options.netascii) {
		/* Marks outlive their window by one block. */
		return t->acked == 0
			   ? 0
			   : t->marks[(t->acked + 1) % ARRAY_LEN(t->marks)]
				 .offset;
	}
	return min_u64(t->acked * t->options.blksize, t->size);
}
