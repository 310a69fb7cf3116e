/* SPDX-License-Identifier: ISC */
/* Request heads: what is parsed lies within the head and can be answered. */
#include <errno.h>

#include "answer.h"
#include "coding.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
check_within(struct http_span span, size_t len)
{
	BW_ASSERT((size_t)span.at + span.len <= len);
}

static void
answer(const uint8_t *head, const struct http_request *request)
{
	struct http_file file = {
	    .size = 100,
	    .inode = 1,
	    .gzip = http_coding_wants_gzip(
		http_field_text(head, request, HTTP_FIELD_ACCEPT_ENCODING)),
	};
	struct http_response response;
	uint8_t out[HTTP_REPLY_MAX];
	size_t out_len;

	http_answer_file(
	    head, request, &file, "text/plain", 1700000000, &response);
	BW_ASSERT(response.first <= file.size &&
		  response.length <= file.size - response.first);
	BW_ASSERT(
	    http_response_build(&response, out, sizeof(out), &out_len) == 0);
}

/* However the bytes come, the end of the head is the same. */
static void
check_pieces(const uint8_t *data, size_t len)
{
	size_t scanned = 0, whole = 0, pieces_scanned = 0, pieces = 0;
	int error = http_head_find(data, len, &scanned, &whole);
	int last = -EAGAIN;

	for (size_t n = 0; n <= len && last == -EAGAIN; n++) {
		last = http_head_find(data, n, &pieces_scanned, &pieces);
	}
	BW_ASSERT(last == error && pieces == whole);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct http_request request = {0};
	size_t scanned = 0, head_len = 0;

	len = len < HTTP_HEAD_MAX ? len : HTTP_HEAD_MAX;
	BW_ASSERT(http_head_blank(data, len) <= len);
	check_pieces(data, len);
	if (http_head_find(data, len, &scanned, &head_len) != 0) {
		return 0;
	}
	BW_ASSERT(head_len >= 3 && head_len <= len);
	if (http_request_parse(data, head_len, &request) != 0) {
		return 0;
	}
	/* a request is all of its head, to the empty line */
	BW_ASSERT(http_request_parse(data, head_len - 1, &request) != 0);
	check_within(request.target, head_len);
	for (size_t i = 0; i < HTTP_N_FIELDS; i++) {
		check_within(request.fields[i], head_len);
	}
	answer(data, &request);
	return 0;
}
