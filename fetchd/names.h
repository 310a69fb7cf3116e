/* SPDX-License-Identifier: ISC */
/* Addresses of hosts, as the parent found them, for libcurl, which asks nobody. */
#ifndef FETCHD_NAMES_H
#define FETCHD_NAMES_H

#include <curl/curl.h>

#include "base/url.h"
#include "conf/conf.h"

/*
 * Add "HOST:PORT:ADDRESS,ADDRESS" to what CURLOPT_RESOLVE is given, if the host
 * is a name.
 *
 *   resolved  the rows of [resolved]
 *   list      a longer one takes its place
 *   returns   0 or -ENOMEM
 */
int fetch_names_add(const struct bw_conf_pairs *resolved,
    const struct bw_url *url, struct curl_slist **list);

#endif
