/* SPDX-License-Identifier: ISC */
/*
 * The heads of requests and responses: bytes to struct and struct to bytes.
 * RFC 9112.  Stricter than it asks for, so that no two readers can differ
 * about a request: no folded lines, no bare CR or LF, no space before a colon,
 * no field twice that has one value.  Pure.
 */
#ifndef HTTPD_WIRE_H
#define HTTPD_WIRE_H

#include "proto.h"
#include "text.h"
#include "validator.h"

/*
 * How many bytes of empty lines precede a request; RFC 9112 2.2 has them
 * skipped.
 */
size_t http_head_blank(const uint8_t *buf, size_t len);

/*
 * Find the end of a request head, its empty line included.
 *
 *   scanned   bytes of buf that were looked at before; kept by the caller, 0
 *             at first
 *   returns   0
 *             -EAGAIN   it is not all there
 *             -EBADMSG  a bare CR or LF, or another control character: what
 *                       follows will never be a request
 */
int http_head_find(
    const uint8_t *buf, size_t len, size_t *scanned, size_t *out_len);

/*
 * The fields that matter here.  None may come twice, but for the last three,
 * of which the first counts.
 */
enum http_field {
	HTTP_FIELD_HOST,                /* RFC 9110 7.2 */
	HTTP_FIELD_CONTENT_LENGTH,      /* 8.6 */
	HTTP_FIELD_TRANSFER_ENCODING,   /* RFC 9112 6.1 */
	HTTP_FIELD_IF_MATCH,            /* RFC 9110 13.1.1 */
	HTTP_FIELD_IF_NONE_MATCH,       /* 13.1.2 */
	HTTP_FIELD_IF_MODIFIED_SINCE,   /* 13.1.3 */
	HTTP_FIELD_IF_UNMODIFIED_SINCE, /* 13.1.4 */
	HTTP_FIELD_IF_RANGE,            /* 13.1.5 */
	HTTP_FIELD_RANGE,               /* 14.2 */
	HTTP_FIELD_ACCEPT_ENCODING,     /* 12.5.3 */
	HTTP_FIELD_REFERER,             /* 10.1.3 */
	HTTP_FIELD_USER_AGENT,          /* 10.1.5 */
	HTTP_N_FIELDS,
};

/* Where in the head a text is; at 0 (which no field can be) it is absent. */
struct http_span {
	uint16_t at;
	uint16_t len;
};

struct http_request {
	enum http_method method;
	unsigned minor; /* of HTTP/1.x */
	struct http_span method_name;
	struct http_span target;
	struct http_span fields[HTTP_N_FIELDS];
	bool has_body;
	bool close;      /* Connection: close */
	bool keep_alive; /* Connection: keep-alive */
};

/*
 * Parse a whole request head.  RFC 9112 sections 3 and 5.
 *
 *   buf, len  the head as http_head_find() found it, so without control
 *             characters but in the ends of lines, at most HTTP_HEAD_MAX;
 *             borrowed, but *out holds offsets into it
 *   out       the target is written once it is known (for the log), the rest
 *             only on success
 *   returns   0
 *             -EBADMSG          not the shape of a request: 400
 *             -EMSGSIZE         target over HTTP_TARGET_MAX: 414
 *             -E2BIG            more than HTTP_HEADERS_MAX fields: 431
 *             -ENOTSUP          a transfer coding other than chunked: 501
 *             -EPROTONOSUPPORT  not HTTP/1.x: 505
 */
int
http_request_parse(const uint8_t *buf, size_t len, struct http_request *out);

/* The text of a span, or of a field; len 0 when absent or empty. */
static inline struct http_text
http_span_text(const uint8_t *head, struct http_span span)
{
	return (struct http_text){
	    .at = (const char *)head + span.at, .len = span.len};
}

static inline struct http_text
http_field_text(const uint8_t *head, const struct http_request *request,
    enum http_field field)
{
	return http_span_text(head, request->fields[field]);
}

static inline bool
http_field_present(const struct http_request *request, enum http_field field)
{
	return request->fields[field].at != 0;
}

struct http_response {
	enum http_status status;
	bool close;               /* Connection: close */
	bool keep_alive;          /* say so, to an HTTP/1.0 client that asked */
	bool head_only;           /* the answer to HEAD */
	bool gzip;                /* Content-Encoding: gzip */
	bool varies;              /* who accepts gzip may get another */
	uint64_t date_s;          /* now */
	const char *type;         /* 200, 206 */
	uint64_t first;           /* 206: of the file */
	uint64_t length;          /* 200, 206: bytes of the file */
	uint64_t size;            /* 206, 416: of the file */
	uint64_t modified_s;      /* 200, 206 */
	char etag[HTTP_ETAG_MAX]; /* 200, 206, 304; "" for a page of ours */
	const char *location;     /* 301: a path, without its slashes */
};

/*
 * Build the head, and the body of what is answered without a file.  Names are
 * spelled as the RFCs spell them and followed by one space: GRUB compares
 * "HTTP/1.1 " and "Content-Length: " byte for byte.
 *
 *   returns   0
 *             -EMSGSIZE  cannot happen with HTTP_REPLY_MAX
 */
int http_response_build(const struct http_response *response, uint8_t *buf,
    size_t size, size_t *out_len);

/* Bytes of the file that follow the head. */
uint64_t http_response_file_bytes(const struct http_response *response);

/* "Not Found" */
const char *http_status_str(enum http_status status);

#endif
