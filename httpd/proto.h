/* SPDX-License-Identifier: ISC */
/*
 * HTTP/1.1 in numbers: statuses and methods under their RFC's names (RFC 9110
 * sections 9 and 15), and the limits that bound what a stranger can cost.
 */
#ifndef HTTPD_PROTO_H
#define HTTPD_PROTO_H

enum http_status {
	HTTP_STATUS_NONE = 0,
	HTTP_STATUS_OK = 200,                      /* RFC 9110 15.3.1 */
	HTTP_STATUS_NO_CONTENT = 204,              /* 15.3.5 */
	HTTP_STATUS_PARTIAL_CONTENT = 206,         /* 15.3.7 */
	HTTP_STATUS_MOVED_PERMANENTLY = 301,       /* 15.4.2 */
	HTTP_STATUS_NOT_MODIFIED = 304,            /* 15.4.5 */
	HTTP_STATUS_BAD_REQUEST = 400,             /* 15.5.1 */
	HTTP_STATUS_UNAUTHORIZED = 401,            /* 15.5.2 */
	HTTP_STATUS_FORBIDDEN = 403,               /* 15.5.4 */
	HTTP_STATUS_NOT_FOUND = 404,               /* 15.5.5 */
	HTTP_STATUS_METHOD_NOT_ALLOWED = 405,      /* 15.5.6 */
	HTTP_STATUS_REQUEST_TIMEOUT = 408,         /* 15.5.9 */
	HTTP_STATUS_PRECONDITION_FAILED = 412,     /* 15.5.13 */
	HTTP_STATUS_CONTENT_TOO_LARGE = 413,       /* 15.5.14 */
	HTTP_STATUS_URI_TOO_LONG = 414,            /* 15.5.15 */
	HTTP_STATUS_RANGE_NOT_SATISFIABLE = 416,   /* 15.5.17 */
	HTTP_STATUS_HEADER_FIELDS_TOO_LARGE = 431, /* RFC 6585 5 */
	HTTP_STATUS_INTERNAL_SERVER_ERROR = 500,   /* RFC 9110 15.6.1 */
	HTTP_STATUS_NOT_IMPLEMENTED = 501,         /* 15.6.2 */
	HTTP_STATUS_BAD_GATEWAY = 502,             /* 15.6.3 */
	HTTP_STATUS_SERVICE_UNAVAILABLE = 503,     /* 15.6.4 */
	HTTP_STATUS_GATEWAY_TIMEOUT = 504,         /* 15.6.5 */
	HTTP_STATUS_VERSION_NOT_SUPPORTED = 505,   /* 15.6.6 */
};

enum http_method {
	HTTP_METHOD_GET,     /* RFC 9110 9.3.1 */
	HTTP_METHOD_HEAD,    /* 9.3.2 */
	HTTP_METHOD_OPTIONS, /* 9.3.7 */
	HTTP_METHOD_OTHER,   /* one of the others that RFCs know */
	HTTP_METHOD_UNKNOWN, /* a token, but no method of any RFC */
};

#define HTTP_HEAD_MAX                                                          \
	8192                   /* request line, fields and the empty line;
			       * the default of struct http_limits, too */
#define HTTP_TARGET_MAX   8000 /* RFC 9112 3 recommends this much of a line */
#define HTTP_HEADERS_MAX  100
#define HTTP_LOCATION_MAX 200  /* of a path, before it is escaped */
#define HTTP_REPLY_MAX    1024 /* response head, and the body of an error */

#define HTTP_CONNECTIONS_MAX 16384 /* of one worker, whatever is configured */
#define HTTP_REFUSED_MAX     64    /* beyond those, being told 503 */

/* the defaults of struct http_limits */
#define HTTP_HEAD_TIMEOUT_MS  15000 /* for a whole request head */
#define HTTP_IDLE_TIMEOUT_MS  60000 /* between requests */
#define HTTP_STALL_TIMEOUT_MS 60000 /* to take HTTP_PROGRESS_MIN bytes */

#define HTTP_DRAIN_TIMEOUT_MS 2000 /* for the client to close, too */
#define HTTP_PROGRESS_MIN     16384

#endif
