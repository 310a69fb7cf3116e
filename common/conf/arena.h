/* SPDX-License-Identifier: ISC */
/*
 * Memory that is freed all at once: what a configuration points to.  The only
 * allocator of the pure floors; a failed allocation is NULL, never an exit.
 */
#ifndef BW_CONF_ARENA_H
#define BW_CONF_ARENA_H

#include "base/base.h"

struct bw_conf_arena;

/* An empty arena is a NULL pointer.  Zeroed bytes, or NULL. */
void *bw_conf_arena_alloc(struct bw_conf_arena **arena, size_t size);

/* A copy of text; "" costs nothing.  NULL: out of memory. */
const char *bw_conf_arena_text(struct bw_conf_arena **arena, const char *text);

/*
 * Room for one more item behind n items, which may move; or NULL.  Only for
 * arrays that were grown from NULL by this function alone.
 */
void *bw_conf_arena_grow(
    struct bw_conf_arena **arena, void *items, size_t n, size_t item_size);

void bw_conf_arena_free(struct bw_conf_arena **arena);

#endif
