/* SPDX-License-Identifier: ISC */
/*
 * What to answer: statuses for errors, and for a file that was opened the
 * conditions and the range of its request.  RFC 9110 sections 13 and 14.
 * Pure.
 */
#ifndef HTTPD_ANSWER_H
#define HTTPD_ANSWER_H

#include "wire.h"

/* The status that says a negative errno of ours or of the kernel's. */
enum http_status http_status_of(int error);

/*
 * What answers a well-formed request before any file is looked for: a method
 * other than GET and HEAD, or a body.  HTTP_STATUS_NONE: nothing does.
 */
enum http_status http_answer_refusal(const struct http_request *request);

/*
 * Answer a GET or HEAD with a file: 200, 206, 304, 412 or 416.
 *
 *   head    what request was parsed from
 *   type    of the file, kept as long as *out is used
 *   wall_s  now
 *   out     all of it is written, but for close and keep_alive
 */
void http_answer_file(const uint8_t *head, const struct http_request *request,
    const struct http_file *file, const char *type, uint64_t wall_s,
    struct http_response *out);

/*
 * Answer with a page of our own, of so many bytes: 200 or, by a condition that
 * something or nothing be there, 304 or 412.  It has no ranges.
 */
void http_answer_page(const uint8_t *head, const struct http_request *request,
    const char *type, size_t len, uint64_t wall_s, struct http_response *out);

#endif
