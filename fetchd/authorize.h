/* SPDX-License-Identifier: ISC */
/* The header field that bears a token. */
#ifndef FETCHD_AUTHORIZE_H
#define FETCHD_AUTHORIZE_H

#include <curl/curl.h>

#include "os/token.h"

#define FETCH_BEARER "Authorization: Bearer "

struct fetch_authority {
	char field[sizeof(FETCH_BEARER) - 1 + BW_TOKEN_MAX]; /* ""; none */
};

/*
 * Take the token in a file, from now on.  RFC 6750 2.1.
 *
 *   token_fd  -1: there is none; lent
 *   returns   0
 *             -EKEYREJECTED  there is no token in token_fd; as it was
 */
int fetch_authority_take(struct fetch_authority *authority, int token_fd);

/*
 * The fields of one request: its own, for the token may change meanwhile.
 *
 *   first     a field that stands before it, or NULL
 *   fields    what they were for the last request, freed here
 *   returns   0 or -ENOMEM
 */
int fetch_authorize(const struct fetch_authority *authority, const char *first,
    struct curl_slist **fields);

#endif
