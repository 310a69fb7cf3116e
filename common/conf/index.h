/* SPDX-License-Identifier: ISC */
/* Which item of a list has this key: a hash table in an arena.  Pure. */
#ifndef BW_CONF_INDEX_H
#define BW_CONF_INDEX_H

#include "conf/arena.h"

struct bw_conf_index;

/* *index is NULL at first, and holds nothing. */
#define BW_CONF_INDEX_NONE SIZE_MAX

size_t bw_conf_index_find(
    const struct bw_conf_index *index, const void *key, size_t len);

/*
 * Remember under which number the list has this key, which it had not yet.
 *
 *   key       copied
 *   returns   0
 *             -ENOMEM
 */
int bw_conf_index_add(struct bw_conf_index **index,
    struct bw_conf_arena **arena, const void *key, size_t len, size_t number);

#endif
