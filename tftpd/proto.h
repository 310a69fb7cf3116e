/* SPDX-License-Identifier: ISC */
/*
 * The numbers of TFTP under the names of its documents, and the bounds that
 * this server sets itself.  RFC 1350, RFC 2347, RFC 2348, RFC 2349, RFC 7440.
 */
#ifndef TFTPD_PROTO_H
#define TFTPD_PROTO_H

#include "base/base.h"

enum tftp_opcode {
	TFTP_OPCODE_RRQ = 1,   /* RFC 1350 5 */
	TFTP_OPCODE_WRQ = 2,   /* RFC 1350 5 */
	TFTP_OPCODE_DATA = 3,  /* RFC 1350 5 */
	TFTP_OPCODE_ACK = 4,   /* RFC 1350 5 */
	TFTP_OPCODE_ERROR = 5, /* RFC 1350 5 */
	TFTP_OPCODE_OACK = 6,  /* RFC 2347 */
};

enum tftp_error {
	TFTP_ERROR_NOT_DEFINED = 0,        /* RFC 1350 appendix; see message */
	TFTP_ERROR_FILE_NOT_FOUND = 1,     /* RFC 1350 appendix */
	TFTP_ERROR_ACCESS_VIOLATION = 2,   /* RFC 1350 appendix */
	TFTP_ERROR_DISK_FULL = 3,          /* RFC 1350 appendix */
	TFTP_ERROR_ILLEGAL_OPERATION = 4,  /* RFC 1350 appendix */
	TFTP_ERROR_UNKNOWN_TID = 5,        /* RFC 1350 4 */
	TFTP_ERROR_FILE_EXISTS = 6,        /* RFC 1350 appendix */
	TFTP_ERROR_NO_SUCH_USER = 7,       /* RFC 1350 appendix */
	TFTP_ERROR_OPTION_NEGOTIATION = 8, /* RFC 2347 */
};

#define TFTP_HEADER_SIZE 4 /* DATA, ACK: opcode and block; RFC 1350 5 */

#define TFTP_BLKSIZE_UNSET 512   /* RFC 1350 5 */
#define TFTP_BLKSIZE_MIN   8     /* RFC 2348 */
#define TFTP_BLKSIZE_MAX   65464 /* RFC 2348 */
#define TFTP_TIMEOUT_MIN_S 1     /* RFC 2349 */
#define TFTP_TIMEOUT_MAX_S 255   /* RFC 2349 */
#define TFTP_UTIMEOUT_MIN  10000 /* as tftp-hpa has it */
#define TFTP_UTIMEOUT_MAX  255000000
#define TFTP_BLOCKS        65536 /* numbers on the wire */

/*
 * Ours.  RFC 2347 keeps requests within 512 octets; clients that exceed it
 * are served as long as their packet fits.  RFC 7440 lets a client ask for
 * windows of 65535 blocks; a window is sent at one go, so it has to fit into
 * the buffer of a client that did not think of making that larger.  atftp asks
 * for windows of 512 KiB with the 208 KiB that Linux gives everybody: it takes
 * 16 MiB in 0.1 s with this limit, and in 18 s without.
 */
#define TFTP_REQUEST_SIZE_MAX 2048
#define TFTP_NAME_MAX         1024 /* with the NUL */
#define TFTP_OPTIONS_MAX      16   /* in one request */
#define TFTP_WINDOW_MAX       64   /* blocks */
#define TFTP_WINDOW_BYTES_MAX (96 << 10)
#define TFTP_PACKET_SIZE_MAX  (TFTP_HEADER_SIZE + TFTP_BLKSIZE_MAX)
#define TFTP_TRANSFERS_MAX    4096 /* at a time, in one worker */

/* Uploads: a DATA packet is received into as much room as a request. */
#define TFTP_UPLOAD_BLKSIZE_MAX (TFTP_REQUEST_SIZE_MAX - TFTP_HEADER_SIZE)
#define TFTP_UPLOAD_NAME_MAX    256 /* with the NUL */
#define TFTP_UPLOADS_MAX        64  /* at a time, in one worker */

/*
 * When all transfers are taken: one whose peer has not answered for so long
 * gives way (longer when peers that are there take longer), and else one of
 * an address that has this many more than the newcomer's.
 */
#define TFTP_HALF_OPEN_MS  100
#define TFTP_UNFAIR_MARGIN 32

/*
 * Times.  The first wait is the configuration's; later ones follow the
 * measured round trip, as RFC 6298 does for TCP.  The least is well over a tick
 * of the BIOS clock (55 ms), by which PXELINUX looks for packets.
 */
#define TFTP_RTO_MIN_US 100000
#define TFTP_RTO_MAX_US 5000000
/* Sendings to a peer never heard of, maybe forged. */
#define TFTP_TRIES_UNCONFIRMED_MAX 5

#endif
