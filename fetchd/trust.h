/* SPDX-License-Identifier: ISC */
/*
 * Whom https trusts, whatever is asked for by it: certificates that were read
 * into memory, for no file can be opened later.
 */
#ifndef FETCHD_TRUST_H
#define FETCHD_TRUST_H

#include <curl/curl.h>

/*
 * Read them, before the process is confined.
 *
 *   fd        certificates in PEM, or -1 when nothing is asked by https; lent
 *   returns   0 or a negative errno
 */
int fetch_trust_open(int fd);

/* Let these transfers trust them, and nobody else. */
CURLcode fetch_trust_apply(CURL *easy);

#endif
