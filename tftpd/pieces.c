/* SPDX-License-Identifier: ISC */
/* Pieces of files in memory; see pieces.h.  Pure. */
#include "pieces.h"

#include <string.h>

#include "base/addr.h"

static int *
bucket_of(struct tftp_pieces *pieces, const struct tftp_piece_key *key)
{
	uint32_t hash = bw_bytes_hash(key, sizeof(*key));

	return &pieces->buckets[hash % TFTP_PIECE_BUCKETS];
}

void
tftp_pieces_init(struct tftp_pieces *pieces)
{
	pieces->free = TFTP_PIECE_NONE;
	pieces->n_touched = 0;
	for (size_t i = 0; i < ARRAY_LEN(pieces->buckets); i++) {
		pieces->buckets[i] = TFTP_PIECE_NONE;
	}
}

/* The one that was used last, whose memory is warm; else one never used. */
static int
free_take(struct tftp_pieces *pieces)
{
	int number = pieces->free;

	if (number == TFTP_PIECE_NONE) {
		BW_ASSERT(pieces->n_touched < TFTP_TRANSFERS_MAX);
		return pieces->n_touched++;
	}
	pieces->free = pieces->items[number].next;
	return number;
}

int
tftp_pieces_enter(struct tftp_pieces *pieces, const struct tftp_piece_key *key)
{
	int *bucket = bucket_of(pieces, key);
	int number = *bucket;

	while (number != TFTP_PIECE_NONE &&
	       memcmp(&pieces->items[number].key, key, sizeof(*key)) != 0) {
		number = pieces->items[number].next;
	}
	if (number == TFTP_PIECE_NONE) {
		number = free_take(pieces);
		pieces->items[number] = (struct tftp_piece){
		    .key = *key,
		    .next = *bucket,
		};
		*bucket = number;
	}
	pieces->items[number].users++;
	return number;
}

void
tftp_pieces_leave(struct tftp_pieces *pieces, int number)
{
	struct tftp_piece *left = &pieces->items[number];
	int *link = bucket_of(pieces, &left->key);

	BW_ASSERT(left->users > 0);
	if (--left->users > 0) {
		return;
	}
	while (*link != number) {
		BW_ASSERT(*link != TFTP_PIECE_NONE);
		link = &pieces->items[*link].next;
	}
	*link = left->next;
	left->next = pieces->free;
	pieces->free = number;
}
