/* SPDX-License-Identifier: ISC */
/* Media types by the end of a file's name.  Pure. */
#ifndef HTTPD_MIME_H
#define HTTPD_MIME_H

#include "base/base.h"

#define HTTP_MIME_TYPES_MAX 4096         /* names that are known */
#define HTTP_MIME_TEXT_MAX  (128u << 10) /* bytes of them and of their types */
#define HTTP_MIME_NAME_MAX  32
#define HTTP_MIME_TYPE_MAX  128 /* RFC 6838 4.2 allows 127 and 127 */

struct http_mime_type {
	const char *extension;
	const char *type;
};

/* Keeps pointers into itself: never copied. */
struct http_mime {
	size_t n;
	size_t text_len;
	struct http_mime_type types[HTTP_MIME_TYPES_MAX]; /* sorted */
	char text[HTTP_MIME_TEXT_MAX];
};

/* Those that firmware and installers look for, and a few of every day. */
void http_mime_init(struct http_mime *mime);

/*
 * Learn what mime.types(5) says: "type extension ..." and comments.  What is
 * known already stays as it is; lines of another shape, and what exceeds the
 * limits above, are passed over.
 */
void http_mime_learn(struct http_mime *mime, const char *text, size_t len);

/*
 * "application/octet-stream" for what is not known.
 *
 *   returns  static, or a part of mime
 */
const char *http_mime_str(const struct http_mime *mime, const char *path);

#endif
