/* SPDX-License-Identifier: ISC */
/* Memory that is freed all at once; see arena.h. */
#include "conf/arena.h"

#include <string.h>

#define ARENA_BLOCK_SIZE 16384u

struct bw_conf_arena {
	struct bw_conf_arena *older;
	size_t left; /* at the end of bytes */
	size_t size;
	_Alignas(max_align_t) unsigned char bytes[];
};

void *
bw_conf_arena_alloc(struct bw_conf_arena **arena, size_t size)
{
	struct bw_conf_arena *block = *arena;
	size_t at;

	if (size > SIZE_MAX / 2) {
		return NULL;
	}
	size = bw_aligned(size);
	if (block == NULL || block->left < size) {
		size_t room = size > ARENA_BLOCK_SIZE ? size : ARENA_BLOCK_SIZE;

		block = calloc(1, sizeof(*block) + room);
		if (block == NULL) {
			return NULL;
		}
		block->older = *arena;
		block->size = block->left = room;
		*arena = block;
	}
	at = block->size - block->left;
	block->left -= size;
	return block->bytes + at;
}

const char *
bw_conf_arena_text(struct bw_conf_arena **arena, const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy;

	if (size == 1) {
		return "";
	}
	copy = bw_conf_arena_alloc(arena, size);
	if (copy != NULL) {
		memcpy(copy, text, size);
	}
	return copy;
}

void *
bw_conf_arena_grow(
    struct bw_conf_arena **arena, void *items, size_t n, size_t item_size)
{
	void *grown;

	/* Full exactly when n is a power of two: room doubles each time. */
	if ((n & (n - 1)) != 0) {
		return items;
	}
	if (n > SIZE_MAX / 4 / item_size) {
		return NULL;
	}
	grown = bw_conf_arena_alloc(arena, (n == 0 ? 1 : 2 * n) * item_size);
	if (grown != NULL && n > 0) {
		memcpy(grown, items, n * item_size);
	}
	return grown;
}

void
bw_conf_arena_free(struct bw_conf_arena **arena)
{
	while (*arena != NULL) {
		struct bw_conf_arena *older = (*arena)->older;

		free(*arena);
		*arena = older;
	}
}
