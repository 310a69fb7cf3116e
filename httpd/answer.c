/* SPDX-License-Identifier: ISC */
/* What to answer; see answer.h.  Pure. */
#include "answer.h"

#include <errno.h>
#include <string.h>

#include "date.h"
#include "range.h"

/* One question, its parts at hand. */
struct question {
	const uint8_t *head;
	const struct http_request *request;
	const struct http_file *file; /* NULL: it is a page of ours */
	const char *etag;
	uint64_t wall_s;
};

enum http_status
http_status_of(int error)
{
	static const struct {
		int error;
		enum http_status status;
	} rows[] = {
	    /* of the request, wire.h and target.h */
	    {-EBADMSG, HTTP_STATUS_BAD_REQUEST},
	    {-EMSGSIZE, HTTP_STATUS_URI_TOO_LONG},
	    {-E2BIG, HTTP_STATUS_HEADER_FIELDS_TOO_LARGE},
	    {-ENOTSUP, HTTP_STATUS_NOT_IMPLEMENTED},
	    {-EPROTONOSUPPORT, HTTP_STATUS_VERSION_NOT_SUPPORTED},
	    {-EACCES, HTTP_STATUS_FORBIDDEN},
	    /* of the file */
	    {-EPERM, HTTP_STATUS_FORBIDDEN},
	    {-EXDEV, HTTP_STATUS_FORBIDDEN},
	    {-ENOENT, HTTP_STATUS_NOT_FOUND},
	    {-ENOTDIR, HTTP_STATUS_NOT_FOUND},
	    {-EISDIR, HTTP_STATUS_NOT_FOUND}, /* neither index nor listing */
	    {-ELOOP, HTTP_STATUS_NOT_FOUND},
	    {-ENAMETOOLONG, HTTP_STATUS_NOT_FOUND},
	    {-EAGAIN, HTTP_STATUS_SERVICE_UNAVAILABLE},
	    {-EMFILE, HTTP_STATUS_SERVICE_UNAVAILABLE},
	    {-ENFILE, HTTP_STATUS_SERVICE_UNAVAILABLE},
	    {-ENOMEM, HTTP_STATUS_SERVICE_UNAVAILABLE},
	    /* of a remote file's origin */
	    {-EPROTO, HTTP_STATUS_BAD_GATEWAY},
	    {-EHOSTUNREACH, HTTP_STATUS_BAD_GATEWAY},
	    {-EFBIG, HTTP_STATUS_BAD_GATEWAY},
	    {-ETIMEDOUT, HTTP_STATUS_GATEWAY_TIMEOUT},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (rows[i].error == error) {
			return rows[i].status;
		}
	}
	return HTTP_STATUS_INTERNAL_SERVER_ERROR;
}

enum http_status
http_answer_refusal(const struct http_request *request)
{
	switch (request->method) {
	case HTTP_METHOD_GET:
	case HTTP_METHOD_HEAD:
		break;
	case HTTP_METHOD_OPTIONS: /* whatever it asks about: the same */
		return request->has_body ? HTTP_STATUS_CONTENT_TOO_LARGE
					 : HTTP_STATUS_NO_CONTENT;
	case HTTP_METHOD_OTHER:
		return HTTP_STATUS_METHOD_NOT_ALLOWED;
	case HTTP_METHOD_UNKNOWN:
		return HTTP_STATUS_NOT_IMPLEMENTED;
	}
	return request->has_body ? HTTP_STATUS_CONTENT_TOO_LARGE
				 : HTTP_STATUS_NONE;
}

static bool
has(const struct question *q, enum http_field field)
{
	return http_field_present(q->request, field);
}

static struct http_text
text_of(const struct question *q, enum http_field field)
{
	return http_field_text(q->head, q->request, field);
}

/*
 * Is there such a date?  One that is not understood is as if not sent, and so
 * is any where nothing is dated; RFC 9110 13.1.3.
 */
static bool
date_of(const struct question *q, enum http_field field, uint64_t *out_s)
{
	return q->file != NULL && has(q, field) &&
	       http_date_parse(text_of(q, field), q->wall_s, out_s) == 0;
}

/* In the order of RFC 9110 13.2.2, down to its step 4. */
static enum http_status
precondition(const struct question *q)
{
	uint64_t date_s;

	if (has(q, HTTP_FIELD_IF_MATCH)) {
		if (!http_etag_listed(text_of(q, HTTP_FIELD_IF_MATCH), q->etag,
			HTTP_COMPARE_STRONG)) {
			return HTTP_STATUS_PRECONDITION_FAILED;
		}
	} else if (date_of(q, HTTP_FIELD_IF_UNMODIFIED_SINCE, &date_s) &&
		   q->file->mtime_s > date_s) {
		return HTTP_STATUS_PRECONDITION_FAILED;
	}
	if (has(q, HTTP_FIELD_IF_NONE_MATCH)) {
		if (http_etag_listed(text_of(q, HTTP_FIELD_IF_NONE_MATCH),
			q->etag, HTTP_COMPARE_WEAK)) {
			return HTTP_STATUS_NOT_MODIFIED;
		}
	} else if (date_of(q, HTTP_FIELD_IF_MODIFIED_SINCE, &date_s) &&
		   q->file->mtime_s <= date_s) {
		return HTTP_STATUS_NOT_MODIFIED;
	}
	return HTTP_STATUS_OK;
}

/* RFC 9110 13.1.5: is the file still the one the range was meant for? */
static bool
range_wanted(const struct question *q)
{
	struct http_text validator = text_of(q, HTTP_FIELD_IF_RANGE);
	uint64_t date_s;

	/* 14.2: only for GET */
	if (!has(q, HTTP_FIELD_RANGE) ||
	    q->request->method != HTTP_METHOD_GET) {
		return false;
	}
	if (!has(q, HTTP_FIELD_IF_RANGE)) {
		return true;
	}
	if (http_etag_like(validator)) {
		return http_etag_listed(
		    validator, q->etag, HTTP_COMPARE_STRONG);
	}
	/* a date is strong once its second is over; 8.8.2.2 */
	return date_of(q, HTTP_FIELD_IF_RANGE, &date_s) &&
	       date_s == q->file->mtime_s && date_s < q->wall_s;
}

static void
apply_range(const struct question *q, struct http_response *response)
{
	struct http_range range;

	switch (http_range_parse(
	    text_of(q, HTTP_FIELD_RANGE), q->file->size, &range)) {
	case 0:
		response->status = HTTP_STATUS_PARTIAL_CONTENT;
		response->first = range.first;
		response->length = range.length;
		break;
	case -ERANGE:
		response->status = HTTP_STATUS_RANGE_NOT_SATISFIABLE;
		break;
	default: /* several ranges, or none we know: all of it; 14.2 */
		break;
	}
}

void
http_answer_file(const uint8_t *head, const struct http_request *request,
    const struct http_file *file, const char *type, uint64_t wall_s,
    struct http_response *out)
{
	struct http_response response = {
	    .head_only = request->method == HTTP_METHOD_HEAD,
	    .date_s = wall_s,
	    .gzip = file->gzip,
	    .type = type,
	    .length = file->size,
	    .size = file->size,
	    .modified_s = file->mtime_s,
	};
	struct question q = {head, request, file, response.etag, wall_s};

	(void)http_etag_str(file, response.etag);
	response.status = precondition(&q);
	if (response.status == HTTP_STATUS_OK && range_wanted(&q)) {
		apply_range(&q, &response);
	}
	*out = response;
}

void
http_answer_page(const uint8_t *head, const struct http_request *request,
    const char *type, size_t len, uint64_t wall_s, struct http_response *out)
{
	const struct question q = {head, request, NULL, "", wall_s};

	*out = (struct http_response){
	    .status = precondition(&q),
	    .head_only = request->method == HTTP_METHOD_HEAD,
	    .date_s = wall_s,
	    .type = type,
	    .length = len,
	    .size = len,
	};
}
