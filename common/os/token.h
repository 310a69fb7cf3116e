/* SPDX-License-Identifier: ISC */
/*
 * A secret in a file of its own, with which one server is asked by another:
 * one line of what may stand in a header.  RFC 6750 2.1.
 */
#ifndef BW_OS_TOKEN_H
#define BW_OS_TOKEN_H

#include "base/base.h"

#define BW_TOKEN_MAX 4097 /* with the NUL */

/*
 * Is the file a secret?  A regular one of ours or root's, that nobody else may
 * read or write; its group may read it.
 *
 *   returns   NULL, or what is wrong
 */
const char *bw_token_refuse_file(int fd);

/*
 * Read the token, from the beginning of the file.
 *
 *   out       BW_TOKEN_MAX bytes; to be wiped by the caller
 *   returns   NULL, or what is wrong
 */
const char *bw_token_read(int fd, char out[BW_TOKEN_MAX]);

#endif
