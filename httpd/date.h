/* SPDX-License-Identifier: ISC */
/*
 * HTTP dates to seconds and back, without the C library's calendar (which
 * opens files).  RFC 9110 section 5.6.7.  Pure.
 */
#ifndef HTTPD_DATE_H
#define HTTPD_DATE_H

#include "text.h"

#define HTTP_DATE_STR_MAX 32

/* "Sun, 06 Nov 1994 08:49:37 GMT"; later than the year 9999 is its end. */
const char *http_date_str(uint64_t wall_s, char out[HTTP_DATE_STR_MAX]);

/* The same as access logs have it: "06/Nov/1994:08:49:37 +0000". */
const char *http_date_log_str(uint64_t wall_s, char out[HTTP_DATE_STR_MAX]);

/*
 * Parse any of the three forms: IMF-fixdate, RFC 850, asctime.
 *
 *   wall_s    now, by which a year of two digits is understood
 *   out_s     seconds since 1970; an earlier date is 0
 *   returns   0
 *             -EBADMSG  no such date
 */
int http_date_parse(struct http_text text, uint64_t wall_s, uint64_t *out_s);

#endif
