/* SPDX-License-Identifier: ISC */
/*
 * Templates: files in which variables stand for what is known of who asks.
 * They are those of [filters] but {filename}.  One behind a dollar sign is the
 * loader's own, as "${mac}" is iPXE's, and like all other text in braces stays
 * what it is.  Pure.
 */
#ifndef BW_CONF_TEMPLATE_H
#define BW_CONF_TEMPLATE_H

#include "conf/filter.h"

#define BW_TEMPLATE_MAX (64u << 10) /* bytes of the file, and of the result */

/*
 * Is this file a template?
 *
 *   patterns  as those of [filters]
 *   path      slashes before it do not count
 */
bool bw_template_is(const struct bw_conf_names *patterns, const char *path);

/*
 * Replace the variables.
 *
 *   text      of len bytes, and a NUL behind them
 *   out       BW_TEMPLATE_MAX bytes, another place than text
 *   returns   0
 *             -EOVERFLOW  the result would not fit
 *             -ENOENT     a variable is not known of this client
 */
int bw_template_expand(const char *text, size_t len,
    const struct bw_filter_client *client, uint8_t *out, size_t *out_len);

#endif
