/* SPDX-License-Identifier: ISC */
/* The header field that bears a token. */
#ifndef FETCHD_AUTHORIZE_H
#define FETCHD_AUTHORIZE_H

#include <curl/curl.h>

/*
 * Add "Authorization: Bearer TOKEN" to the fields of a request.  RFC 6750 2.1.
 *
 *   token_fd  -1: none is added; lent
 *   list      a longer one takes its place
 *   returns   0
 *             -EKEYREJECTED  there is no token in token_fd
 *             -ENOMEM
 */
int fetch_authorize(int token_fd, struct curl_slist **list);

#endif
