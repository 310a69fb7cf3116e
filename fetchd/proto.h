/* SPDX-License-Identifier: ISC */
/*
 * The access decision over HTTP as pybootd's servers know it: a GET whose
 * query tells who asks, a status that decides, a body of "Key: value" lines.
 */
#ifndef FETCHD_PROTO_H
#define FETCHD_PROTO_H

#include "base/base.h"

/* Keys of the query, in this order; those not known are left out. */
#define FETCH_QUERY_MAC  "mac"  /* AA%3ABB%3ACC%3ADD%3AEE%3AFF */
#define FETCH_QUERY_UUID "uuid" /* lower case, with dashes */
#define FETCH_QUERY_IP   "ip"   /* in the operating system's stage only */

/* Keys of the body, in any case. */
#define FETCH_KEY_CLIENT "client"
#define FETCH_KEY_FILE   "file"

enum {
	FETCH_PORT = 80,      /* RFC 9110 4.2.1 */
	FETCH_TLS_PORT = 443, /* RFC 9110 4.2.2 */
	/* RFC 9110 15.5: from here on access is denied. */
	FETCH_STATUS_CLIENT_ERROR = 400,
};

/* An URL of the longest location, path and query. */
#define FETCH_URL_MAX 4096
/* RFC 1035 2.3.4, and a colon and a port */
#define FETCH_HOST_MAX 256
/* A host, a port and its addresses, as libcurl takes them. */
#define FETCH_RESOLVED_MAX 1024
/* What is read of a body; the rest is not waited for. */
#define FETCH_BODY_MAX 8192
/* Lines of a body that are looked at. */
#define FETCH_LINES_MAX 256
/* Hops of one question, all to the host that was configured. */
#define FETCH_REDIRECTS_MAX 5
/* Questions under way at the same time ... */
#define FETCH_TRANSFERS_MAX 64
/* ... and those that wait their turn. */
#define FETCH_QUEUE_MAX 1024

/* Remote files.  What is kept of validators; longer ones are as none. */
#define FETCH_ETAG_MAX     128
#define FETCH_MODIFIED_MAX 64
/* Downloads under way and waiting, and workers that wait for each. */
#define FETCH_DOWNLOADS_MAX         256
#define FETCH_DOWNLOADS_AT_ONCE_MAX 64
#define FETCH_ASKERS_MAX            64
/* A refusal by the origin is remembered so long ... */
#define FETCH_MISSING_MS 10000
/* ... and that it could not be asked, so long. */
#define FETCH_FAILED_MS 2000
/* What has come is told of at least so often, or so soon. */
#define FETCH_TOLD_BYTES (64u << 10)
#define FETCH_TOLD_MS    20

#endif
