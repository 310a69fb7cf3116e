/* SPDX-License-Identifier: ISC */
/*
 * What a worker of nbdd is told of the configuration, as bytes: its exports,
 * without their paths and whom they are for, and how to treat its peer.  A
 * worker for each connection would take long to read all of the text, and need
 * not know what else the site has.  Pure.
 */
#ifndef BW_CONF_BRIEF_H
#define BW_CONF_BRIEF_H

#include "base/reader.h"
#include "base/writer.h"
#include "conf/conf.h"

/* Room for an export besides its texts, and for the rest of it. */
#define BW_CONF_BRIEF_ITEM_SIZE 32

/* Bytes that bw_conf_brief_build() needs at most. */
size_t bw_conf_brief_size(const struct bw_conf *conf);

/* Fails, as writers do, only for want of room. */
void bw_conf_brief_build(const struct bw_conf *conf, struct bw_writer *out);

/*
 * The opposite.
 *
 *   buf, len   kept: texts point into it
 *   items      for BW_CONF_EXPORTS_MAX exports; kept
 *   out        zeros but for what the bytes tell; no arena is made
 *   out_level  of the log
 *   returns    0
 *              -EBADMSG  the bytes are none of bw_conf_brief_build()
 */
int bw_conf_brief_parse(const uint8_t *buf, size_t len,
    struct bw_conf_export *items, struct bw_conf *out,
    enum bw_log_level *out_level);

#endif
