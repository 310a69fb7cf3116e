/* SPDX-License-Identifier: ISC */
/* The Accept-Encoding field; RFC 9110 section 12.5.3.  Pure. */
#ifndef HTTPD_CODING_H
#define HTTPD_CODING_H

#include "text.h"

/*
 * Does its value ask for gzip, at least as much as for the file as it is?
 * What is not understood of it asks for nothing.
 */
bool http_coding_wants_gzip(struct http_text value);

#endif
