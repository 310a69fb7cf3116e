/* SPDX-License-Identifier: ISC */
/* Response heads; see wire.h.  RFC 9110, RFC 9112 section 4.  Pure. */
#include "wire.h"

#include <errno.h>
#include <stdio.h>

#include "base/writer.h"
#include "date.h"
#include "listing.h"

#define BODY_MAX   256
#define DIGITS_MAX 20 /* of 64 bits */

static const char methods[] = "GET, HEAD, OPTIONS";

static const char *const phrases[] = {
    [HTTP_STATUS_OK] = "OK",
    [HTTP_STATUS_NO_CONTENT] = "No Content",
    [HTTP_STATUS_PARTIAL_CONTENT] = "Partial Content",
    [HTTP_STATUS_MOVED_PERMANENTLY] = "Moved Permanently",
    [HTTP_STATUS_NOT_MODIFIED] = "Not Modified",
    [HTTP_STATUS_BAD_REQUEST] = "Bad Request",
    [HTTP_STATUS_UNAUTHORIZED] = "Unauthorized",
    [HTTP_STATUS_FORBIDDEN] = "Forbidden",
    [HTTP_STATUS_NOT_FOUND] = "Not Found",
    [HTTP_STATUS_METHOD_NOT_ALLOWED] = "Method Not Allowed",
    [HTTP_STATUS_REQUEST_TIMEOUT] = "Request Timeout",
    [HTTP_STATUS_PRECONDITION_FAILED] = "Precondition Failed",
    [HTTP_STATUS_CONTENT_TOO_LARGE] = "Content Too Large",
    [HTTP_STATUS_URI_TOO_LONG] = "URI Too Long",
    [HTTP_STATUS_RANGE_NOT_SATISFIABLE] = "Range Not Satisfiable",
    [HTTP_STATUS_HEADER_FIELDS_TOO_LARGE] = "Request Header Fields Too Large",
    [HTTP_STATUS_INTERNAL_SERVER_ERROR] = "Internal Server Error",
    [HTTP_STATUS_NOT_IMPLEMENTED] = "Not Implemented",
    [HTTP_STATUS_BAD_GATEWAY] = "Bad Gateway",
    [HTTP_STATUS_SERVICE_UNAVAILABLE] = "Service Unavailable",
    [HTTP_STATUS_GATEWAY_TIMEOUT] = "Gateway Timeout",
    [HTTP_STATUS_VERSION_NOT_SUPPORTED] = "HTTP Version Not Supported",
};

const char *
http_status_str(enum http_status status)
{
	BW_ASSERT(
	    (size_t)status < ARRAY_LEN(phrases) && phrases[status] != NULL);
	return phrases[status];
}

/* Not printf: a head has ten lines, and this is a tenth of a request. */
static inline void
put_line(struct bw_writer *w, const char *name, const char *value)
{
	bw_writer_text(w, name);
	bw_writer_text(w, value);
	bw_writer_text(w, "\r\n");
}

static void
put_number(struct bw_writer *w, uint64_t value)
{
	char digits[DIGITS_MAX + 1];
	char *at = digits + DIGITS_MAX;

	*at = '\0';
	do {
		*--at = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	bw_writer_text(w, at);
}

static void
put_length(struct bw_writer *w, uint64_t length)
{
	bw_writer_text(w, "Content-Length: ");
	put_number(w, length);
	bw_writer_text(w, "\r\n");
}

/* Of a file, in any of its answers. */
static void
put_validators(struct bw_writer *w, const struct http_response *response)
{
	if (response->etag[0] != '\0') {
		put_line(w, "ETag: ", response->etag);
	}
	if (response->varies) {
		put_line(w, "Vary: ", "Accept-Encoding");
	}
}

/* 200 and 206 */
static void
put_file_fields(struct bw_writer *w, const struct http_response *response)
{
	char date[HTTP_DATE_STR_MAX];

	put_line(w, "Content-Type: ", response->type);
	put_length(w, response->length);
	if (response->etag[0] == '\0') {
		return; /* made for this request alone */
	}
	put_line(w, "Accept-Ranges: bytes", "");
	/* never later than now; RFC 9110 8.8.2.1 */
	put_line(w, "Last-Modified: ",
	    http_date_str(response->modified_s < response->date_s
			      ? response->modified_s
			      : response->date_s,
		date));
	put_validators(w, response);
	if (response->gzip) {
		put_line(w, "Content-Encoding: ", "gzip");
	}
	if (response->status == HTTP_STATUS_PARTIAL_CONTENT) {
		bw_writer_text(w, "Content-Range: bytes ");
		put_number(w, response->first);
		bw_writer_text(w, "-");
		put_number(w, response->first + response->length - 1);
		bw_writer_text(w, "/");
		put_number(w, response->size);
		bw_writer_text(w, "\r\n");
	}
}

/* What an error has besides its body; statuses without a row have nothing. */
static void
put_error_fields(struct bw_writer *w, const struct http_response *response)
{
	if (response->status == HTTP_STATUS_UNAUTHORIZED) {
		/* RFC 9110 11.6.1 wants a challenge; none can be met: it is
		 * a lease that is missing */
		put_line(w, "WWW-Authenticate: ", "bootward-lease");
	} else if (response->status == HTTP_STATUS_METHOD_NOT_ALLOWED) {
		put_line(w, "Allow: ", methods);
	} else if (response->status == HTTP_STATUS_SERVICE_UNAVAILABLE) {
		put_line(w, "Retry-After: ", "5");
	} else if (response->status == HTTP_STATUS_MOVED_PERMANENTLY) {
		bw_writer_text(w, "Location: /");
		http_reference_put(w, response->location);
		bw_writer_text(w, "/\r\n");
	} else if (response->status == HTTP_STATUS_RANGE_NOT_SATISFIABLE) {
		bw_writer_text(w, "Content-Range: bytes */");
		put_number(w, response->size);
		bw_writer_text(w, "\r\n");
	}
}

static bool
has_file(const struct http_response *response)
{
	return response->status == HTTP_STATUS_OK ||
	       response->status == HTTP_STATUS_PARTIAL_CONTENT;
}

int
http_response_build(const struct http_response *response, uint8_t *buf,
    size_t size, size_t *out_len)
{
	const char *phrase = http_status_str(response->status);
	char date[HTTP_DATE_STR_MAX], body[BODY_MAX] = "";
	struct bw_writer w;

	bw_writer_init(&w, buf, size);
	bw_writer_text(&w, "HTTP/1.1 ");
	put_number(&w, (uint64_t)response->status);
	put_line(&w, " ", phrase);
	put_line(&w, "Date: ", http_date_str(response->date_s, date));
	put_line(&w, "Server: ", "bootward");
	if (has_file(response)) {
		put_file_fields(&w, response);
	} else if (response->status == HTTP_STATUS_NOT_MODIFIED) {
		put_validators(&w, response);
	} else if (response->status == HTTP_STATUS_NO_CONTENT) {
		put_line(&w, "Allow: ", methods);
	} else {
		int len = snprintf(body, sizeof(body), "%d %s\r\n",
		    (int)response->status, phrase);

		put_line(&w, "Content-Type: ", "text/plain");
		put_length(&w, (uint64_t)len);
		put_error_fields(&w, response);
	}
	if (response->close) {
		put_line(&w, "Connection: ", "close");
	} else if (response->keep_alive) {
		put_line(&w, "Connection: ", "keep-alive");
	}
	bw_writer_text(&w, "\r\n");
	if (!response->head_only) {
		bw_writer_text(&w, body);
	}
	if (bw_writer_end(&w) != 0) {
		return -EMSGSIZE;
	}
	*out_len = w.len;
	return 0;
}

uint64_t
http_response_file_bytes(const struct http_response *response)
{
	return has_file(response) && !response->head_only ? response->length
							  : 0;
}
