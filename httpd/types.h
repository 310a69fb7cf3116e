/* SPDX-License-Identifier: ISC */
/* The media types that the host's mime.types(5) knows. */
#ifndef HTTPD_TYPES_H
#define HTTPD_TYPES_H

#include "mime.h"

/* Of a longer file the rest is not read. */
#define HTTPD_TYPES_FILE_MAX (256u << 10)

/*
 * Know the built-in types and those of a file.  Allocates for a moment, calls
 * pread and close.
 *
 *   fd        of the file, taken; -1: there is none
 *   returns   0 or a negative errno; the built-in ones are known in any case
 */
int httpd_types_init(struct http_mime *mime, int fd);

#endif
