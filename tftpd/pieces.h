/* SPDX-License-Identifier: ISC */
/*
 * Pieces of files in memory, each for all transfers that are in it: machines
 * that boot together have a file read once.  A piece that no transfer is in is
 * forgotten, so there are never more of them than transfers.  Pure.
 */
#ifndef TFTPD_PIECES_H
#define TFTPD_PIECES_H

#include "base/base.h"
#include "proto.h"

/* Read at once, for the next blocks: a system call less for each. */
#define TFTP_PIECE_SIZE    (16 << 10)
#define TFTP_PIECE_BUCKETS 1024 /* a power of two */
#define TFTP_PIECE_NONE    (-1)

/* Contents of which file, and where in it; without padding. */
struct tftp_piece_key {
	uint64_t device; /* 0: a remote one, and inode which */
	uint64_t inode;
	uint64_t size;
	uint64_t written_ns;
	uint64_t changed_ns;
	uint64_t offset; /* a multiple of TFTP_PIECE_SIZE */
};

struct tftp_piece {
	struct tftp_piece_key key;
	size_t len; /* bytes of it that are there; 0: to be read */
	unsigned users;
	int next; /* in the same bucket, or in the free list */
};

/* Zeroed before tftp_pieces_init(); memory is touched as it is needed. */
struct tftp_pieces {
	struct tftp_piece items[TFTP_TRANSFERS_MAX];
	uint8_t bytes[TFTP_TRANSFERS_MAX][TFTP_PIECE_SIZE];
	int buckets[TFTP_PIECE_BUCKETS];
	int free;
	int n_touched;
};

void tftp_pieces_init(struct tftp_pieces *pieces);

/*
 * Use a piece: the one that others use, or an empty one.  A transfer has one at
 * a time.
 *
 *   returns   its number; goes back by tftp_pieces_leave()
 */
int
tftp_pieces_enter(struct tftp_pieces *pieces, const struct tftp_piece_key *key);

void tftp_pieces_leave(struct tftp_pieces *pieces, int number);

#endif
