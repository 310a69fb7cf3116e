/* SPDX-License-Identifier: ISC */
/* Request heads; see wire.h.  Responses are in response.c.  Pure. */
#include "wire.h"

#include <errno.h>
#include <string.h>

#include "base/reader.h"
#include "base/text.h"
#include "target.h"

#define NAME(text)                                                             \
	{                                                                      \
		text, sizeof(text) - 1                                         \
	}

static const struct http_text field_names[HTTP_N_FIELDS] = {
    [HTTP_FIELD_HOST] = NAME("Host"),
    [HTTP_FIELD_CONTENT_LENGTH] = NAME("Content-Length"),
    [HTTP_FIELD_TRANSFER_ENCODING] = NAME("Transfer-Encoding"),
    [HTTP_FIELD_IF_MATCH] = NAME("If-Match"),
    [HTTP_FIELD_IF_NONE_MATCH] = NAME("If-None-Match"),
    [HTTP_FIELD_IF_MODIFIED_SINCE] = NAME("If-Modified-Since"),
    [HTTP_FIELD_IF_UNMODIFIED_SINCE] = NAME("If-Unmodified-Since"),
    [HTTP_FIELD_IF_RANGE] = NAME("If-Range"),
    [HTTP_FIELD_RANGE] = NAME("Range"),
    [HTTP_FIELD_ACCEPT_ENCODING] = NAME("Accept-Encoding"),
    [HTTP_FIELD_REFERER] = NAME("Referer"),
    [HTTP_FIELD_USER_AGENT] = NAME("User-Agent"),
};

/* RFC 9110 9.1 and RFC 5789, but for those that are answered */
static const char *const other_methods[] = {
    "POST", "PUT", "DELETE", "CONNECT", "TRACE", "PATCH"};

size_t
http_head_blank(const uint8_t *buf, size_t len)
{
	size_t n = 0;

	while (len - n >= 2 && buf[n] == '\r' && buf[n + 1] == '\n') {
		n += 2;
	}
	return n;
}

int
http_head_find(const uint8_t *buf, size_t len, size_t *scanned, size_t *out_len)
{
	size_t i = *scanned;

	i -= i > 0 && buf[i - 1] == '\r'; /* whose line feed was not there */
	for (; i < len; i++) {
		if (!http_kind_has(buf[i], HTTP_KIND_CONTROL)) {
			continue;
		}
		if (buf[i] != '\r' || (i + 1 < len && buf[i + 1] != '\n')) {
			return -EBADMSG;
		}
		i++;
		if (i < len && i >= 3 && buf[i - 2] == '\n') {
			*out_len = i + 1;
			return 0;
		}
	}
	*scanned = len;
	return -EAGAIN;
}

/* Take a line, and its end with it; the reader is bad when there is none. */
static struct http_text
take_line(struct bw_reader *r)
{
	struct http_text line = {.at = (const char *)r->at};
	const uint8_t *end = NULL;

	if (bw_reader_left(r) > 0) {
		end = memchr(r->at, '\r', r->left - 1);
	}
	if (end == NULL || end[1] != '\n') {
		r->bad = true;
		return line;
	}
	line.len = (size_t)(end - r->at);
	(void)bw_reader_take(r, line.len + 2); /* it is there */
	return line;
}

static struct http_span
span_of(const uint8_t *head, struct http_text text)
{
	return (struct http_span){
	    .at = (uint16_t)(text.at - (const char *)head),
	    .len = (uint16_t)text.len,
	};
}

static bool
is_token(struct http_text text)
{
	return text.len > 0 && http_text_all(text, HTTP_KIND_TOKEN);
}

static bool
is_target(struct http_text text)
{
	return text.len > 0 && http_text_all(text, HTTP_KIND_TARGET);
}

static bool
same(struct http_text text, const char *word) /* methods have a case */
{
	return text.len == strlen(word) && memcmp(text.at, word, text.len) == 0;
}

static enum http_method
method_of(struct http_text text)
{
	if (same(text, "GET")) {
		return HTTP_METHOD_GET;
	}
	if (same(text, "HEAD")) {
		return HTTP_METHOD_HEAD;
	}
	if (same(text, "OPTIONS")) {
		return HTTP_METHOD_OPTIONS;
	}
	for (size_t i = 0; i < ARRAY_LEN(other_methods); i++) {
		if (same(text, other_methods[i])) {
			return HTTP_METHOD_OTHER;
		}
	}
	return HTTP_METHOD_UNKNOWN;
}

/* "HTTP/" DIGIT "." DIGIT, in this case; RFC 9112 2.3. */
static int
parse_version(struct http_text text, unsigned *out_minor)
{
	const char *at = text.at;

	if (text.len != 8 || memcmp(at, "HTTP/", 5) != 0 || at[6] != '.' ||
	    at[5] < '0' || at[5] > '9' || at[7] < '0' || at[7] > '9') {
		return -EBADMSG;
	}
	if (at[5] != '1') {
		return -EPROTONOSUPPORT;
	}
	*out_minor = (unsigned)(at[7] - '0');
	return 0;
}

/* RFC 9112 section 3 */
static int
parse_request_line(
    struct bw_reader *r, const uint8_t *head, struct http_request *out)
{
	struct http_text line = take_line(r);
	struct http_text method = http_text_take(&line, ' ');
	struct http_text target = http_text_take(&line, ' ');

	if (bw_reader_check(r) != 0 || !is_token(method) ||
	    !is_target(target)) {
		return -EBADMSG;
	}
	out->method = method_of(method);
	out->method_name = span_of(head, method);
	out->target = span_of(head, target);
	if (target.len > HTTP_TARGET_MAX) {
		return -EMSGSIZE;
	}
	return parse_version(line, &out->minor);
}

/* RFC 9110 7.6.1; empty elements are allowed. */
static void
note_connection(struct http_request *request, struct http_text list)
{
	while (list.len > 0) {
		struct http_text option =
		    http_text_trim(http_text_take(&list, ','));

		if (http_text_is(option, "close")) {
			request->close = true;
		} else if (http_text_is(option, "keep-alive")) {
			request->keep_alive = true;
		}
	}
}

/* Which of two would be obeyed?  Another reader might say the other. */
static int
note_field(
    struct http_request *request, enum http_field field, struct http_span value)
{
	if (request->fields[field].at == 0) {
		request->fields[field] = value;
		return 0;
	}
	return field >= HTTP_FIELD_ACCEPT_ENCODING ? 0 : -EBADMSG;
}

/* One field line, not the empty one; RFC 9112 section 5. */
static int
parse_field(struct bw_reader *r, const uint8_t *head, struct http_request *out)
{
	struct http_text value = take_line(r);
	size_t len = value.len;
	struct http_text name = http_text_take(&value, ':');

	/* a folded line begins with, a name ends in a space: no token */
	if (bw_reader_check(r) != 0 || name.len == len || !is_token(name)) {
		return -EBADMSG;
	}
	value = http_text_trim(value);
	if (http_text_is(name, "Connection")) {
		note_connection(out, value);
	}
	for (enum http_field i = 0; i < HTTP_N_FIELDS; i++) {
		if (name.len == field_names[i].len &&
		    http_text_same(name, field_names[i])) {
			return note_field(out, i, span_of(head, value));
		}
	}
	return 0;
}

/* Is there a body, and only one way to know its end?  RFC 9112 6.3. */
static int
check_body(const uint8_t *head, struct http_request *request)
{
	struct http_text length =
	    http_field_text(head, request, HTTP_FIELD_CONTENT_LENGTH);
	struct http_text coding =
	    http_field_text(head, request, HTTP_FIELD_TRANSFER_ENCODING);
	uint64_t n = 0;

	if (http_field_present(request, HTTP_FIELD_TRANSFER_ENCODING)) {
		if (http_field_present(request, HTTP_FIELD_CONTENT_LENGTH) ||
		    request->minor == 0) {
			return -EBADMSG;
		}
		request->has_body = true;
		return http_text_is(coding, "chunked") ? 0 : -ENOTSUP;
	}
	if (http_field_present(request, HTTP_FIELD_CONTENT_LENGTH)) {
		int error = bw_text_u64(length.at, length.len, UINT64_MAX, &n);

		if (error == -EBADMSG) {
			return -EBADMSG;
		}
		request->has_body = error != 0 || n > 0;
	}
	return 0;
}

/* RFC 9112 3.2 */
static int
check_host(const uint8_t *head, const struct http_request *request)
{
	struct http_text host = http_field_text(head, request, HTTP_FIELD_HOST);

	if (!http_field_present(request, HTTP_FIELD_HOST)) {
		return request->minor == 0 ? 0 : -EBADMSG;
	}
	return http_authority_valid(host) ? 0 : -EBADMSG;
}

int
http_request_parse(const uint8_t *buf, size_t len, struct http_request *out)
{
	struct http_request request = {0};
	struct bw_reader r;
	int error;

	BW_ASSERT(len <= HTTP_HEAD_MAX);
	bw_reader_init(&r, buf, len);
	error = parse_request_line(&r, buf, &request);
	out->target = request.target;
	for (size_t n = 0; error == 0 && bw_reader_left(&r) != 2; n++) {
		error = n < HTTP_HEADERS_MAX ? parse_field(&r, buf, &request)
					     : -E2BIG;
	}
	if (error == 0 && take_line(&r).len != 0) {
		error = -EBADMSG;
	}
	if (error == 0) {
		error = bw_reader_end(&r);
	}
	if (error == 0) {
		error = check_host(buf, &request);
	}
	if (error == 0) {
		error = check_body(buf, &request);
	}
	if (error != 0) {
		return error;
	}
	*out = request;
	return 0;
}
