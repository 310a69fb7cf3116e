/* SPDX-License-Identifier: ISC */
/*
 * One file on its way to one client, or from it: what to send next, when to
 * send it again, how it ended.  RFC 1350 sections 2, 4 and 6, RFC 1123 4.2.3,
 * RFC 7440.  Pure: told events and the time, it never sends, and reads or
 * writes the file only through a function that it is lent.
 *
 * Blocks are counted in 64 bits from 1; on the wire they roll over to 0, or
 * to 1 if that was asked for.
 *
 * The caller's part: after every event, while tftp_transfer_next() says so,
 * build a packet, send it, and tell with tftp_transfer_sent(); when ended is
 * set, send the ERROR if there is one, and forget the transfer.
 */
#ifndef TFTPD_TRANSFER_H
#define TFTPD_TRANSFER_H

#include "ipc/msg.h"
#include "netascii.h"
#include "options.h"
#include "timer.h"
#include "wire.h"

/*
 * Read size bytes of the file at offset into buf.
 *
 *   returns  0
 *            -ENODATA  the file is shorter than that
 *            or what the kernel said
 */
typedef int tftp_read(void *arg, uint64_t offset, uint8_t *buf, size_t size);

/*
 * Add what follows to a file that a client sends; with last, it is whole.
 *
 *   returns  0, or a negative errno: it is not there, and never will be
 */
typedef int tftp_write(void *arg, const uint8_t *buf, size_t len, bool last);

enum tftp_send {
	TFTP_SEND_NOTHING,
	TFTP_SEND_OACK,
	TFTP_SEND_DATA,
	TFTP_SEND_ACK,
};

/* Of an upload: how far the client has got. */
struct tftp_arrivals {
	uint64_t block;    /* the last one that came in order */
	uint64_t base;     /* the client's window begins behind this one */
	uint64_t bytes;    /* of the file */
	bool cr;           /* netascii: half a pair came */
	bool acknowledged; /* something was, be it the request */
	bool ack_due;      /* block is to be, now */
};

struct tftp_transfer {
	struct tftp_options options;
	uint64_t size; /* of the file, when it was opened; as the client says */

	bool oack;          /* the OACK is not acknowledged yet ... */
	bool oack_due;      /* ... and is to be sent now */
	uint32_t oack_sent; /* times */
	bool confirmed;     /* the peer has answered something we sent */

	uint64_t acked; /* the last block acknowledged; 0 none */
	uint64_t next;  /* the next block to be sent, within the window */
	uint64_t top;   /* the highest block ever sent */
	uint64_t last;  /* the last block; UINT64_MAX not known yet */
	struct tftp_arrivals arrivals; /* of an upload, instead */

	struct tftp_timer timer;
	uint64_t sent_us;    /* when something was sent last */
	uint64_t due_us;     /* when to send it again */
	uint64_t begun_us;   /* when the window was begun */
	uint64_t rewound_us; /* when we last went back in one; 0 never */
	bool once;           /* nothing in this window was sent twice */
	bool repeated;       /* a repeated ACK was answered, this wait */
	unsigned tries;
	unsigned tries_max;
	uint32_t retransmits; /* packets */

	bool ended;
	enum bw_end end;
	char reason[BW_REASON_MAX]; /* "" when complete */
	bool tell;                  /* send the peer an ERROR ... */
	enum tftp_error code;       /* ... of this code ... */
	const char *text;           /* ... with this static text */

	/* netascii: where block b begins, at b modulo the length */
	struct tftp_netascii marks[TFTP_WINDOW_MAX + 1];
};

/*
 * Begin; the OACK, or the first window or ACK, is then to be sent.
 *
 *   options   copied
 *   size      bytes of the file, of an upload as the client says
 *   first_us  the wait before the first retransmission
 *   tries     sendings of one window before the peer counts as gone
 */
void
tftp_transfer_init(struct tftp_transfer *t, const struct tftp_options *options,
    uint64_t size, uint32_t first_us, unsigned tries, uint64_t now_us);

enum tftp_send tftp_transfer_next(const struct tftp_transfer *t);

/* The last block that may be sent now.  RFC 7440 4. */
uint64_t tftp_transfer_window_end(const struct tftp_transfer *t);

/* The number that a block bears on the wire. */
uint16_t tftp_transfer_wire(const struct tftp_transfer *t, uint64_t block);

/* Packets back to back. */
struct tftp_run {
	size_t n;
	size_t len;     /* of all */
	size_t segment; /* of each; the last may be shorter */
	uint64_t first; /* of DATA: the first block, ... */
	uint64_t top;   /* ... and the highest sent before */
};

/*
 * Build the packet that tftp_transfer_next() named, and of DATA as many as
 * may be sent now and as size holds.  May be repeated.
 *
 *   buf, size  TFTP_PACKET_SIZE_MAX always suffices for one
 *   returns    0, -EMSGSIZE, or what read() returned for the first of them
 */
int tftp_transfer_build(struct tftp_transfer *t, tftp_read *read, void *arg,
    uint8_t *buf, size_t size, struct tftp_run *out);

/* n of them were sent (or lost on the way; that is the same). */
void tftp_transfer_sent(struct tftp_transfer *t, size_t n, uint64_t now_us);

/* But a run of DATA was not, after all; of several the last is told first. */
void tftp_transfer_unsent(struct tftp_transfer *t, const struct tftp_run *run);

/* An ACK or ERROR came from the peer; nothing else is taken for one. */
void tftp_transfer_packet(
    struct tftp_transfer *t, const struct tftp_packet *packet, uint64_t now_us);

/*
 * A DATA packet came from the peer; ignored if this is no upload.
 *
 *   write    called at most once
 *   returns  0, or what write() returned: the caller is to end it
 */
int
tftp_transfer_take(struct tftp_transfer *t, const struct tftp_packet *packet,
    tftp_write *write, void *arg, uint64_t now_us);

/*
 * A request came from the peer of this transfer.
 *
 *   same     it is the one that began it, byte for byte
 *   returns  true   it was only repeated: nothing more is to be done
 *            false  the client has started over, and so should we
 */
bool
tftp_transfer_asked_again(struct tftp_transfer *t, bool same, uint64_t now_us);

/* Time has passed; nothing happens before due_us. */
void tftp_transfer_tick(struct tftp_transfer *t, uint64_t now_us);

/*
 * End it for a reason of ours.
 *
 *   reason  for the log; copied
 *   text    static, for the peer; NULL: it is told nothing
 */
void tftp_transfer_end(struct tftp_transfer *t, enum bw_end end,
    const char *reason, enum tftp_error code, const char *text);

/* Bytes of the file that the peer has acknowledged, or we have written. */
uint64_t tftp_transfer_bytes(const struct tftp_transfer *t);

/* ---- for each other: transfer.c, transfer_build.c, transfer_take.c ---- */

/*
 * How far a number on the wire is ahead of this block, counted in 16 bits;
 * UINT64_MAX: no block bears it.
 */
uint64_t tftp_transfer_ahead(
    const struct tftp_transfer *t, uint64_t block, uint16_t wire);

/* Long enough after, so that what was sent must have been lost? */
bool tftp_transfer_is_overdue(
    const struct tftp_transfer *t, uint64_t since_us, uint64_t now_us);

/* An ACK was sent. */
void tftp_transfer_acknowledged(struct tftp_transfer *t);

#endif
