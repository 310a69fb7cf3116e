/* SPDX-License-Identifier: ISC */
/*
 * What a client asked for, to the URL that is asked for it.  Clients choose
 * the name: none of its bytes reaches a URL unless it may stand in a path, so
 * it can neither leave the root nor become a query, a host or a header.
 * RFC 3986 2.1 and 3.3.  Pure.
 */
#ifndef FETCHD_TARGET_H
#define FETCHD_TARGET_H

#include "base/url.h"
#include "conf/origins.h"
#include "proto.h"

/*
 * Build the URL of a file beneath a remote root.  Empty segments and "." are
 * dropped, every other byte that may not stand in a path is escaped.
 *
 *   root      parsed before; its path counts as a directory
 *   name      as asked, without the root's prefix
 *   out       written only on success
 *   returns   0
 *             -EISDIR    no file is named: "", or a slash at the end
 *             -EACCES    a segment is ".."
 *             -EMSGSIZE  longer than FETCH_URL_MAX
 */
int
fetch_target_build(const char *root, const char *name, char out[FETCH_URL_MAX]);

/*
 * May a redirect lead there?  To servers that the configuration names, and
 * never from https to http.
 */
bool fetch_target_allowed(
    const struct bw_origins *origins, const char *from, const char *to);

#endif
