/* SPDX-License-Identifier: ISC */
/* Turns, redirects and grants; see core.h.  Pure. */
#include "core.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "base/url.h"

int
fetch_queue_put(
    struct fetch_queue *queue, const struct fetch_question *question)
{
	size_t size = ARRAY_LEN(queue->items);

	if (queue->n == size) {
		return -EAGAIN;
	}
	queue->items[(queue->first + queue->n) % size] = *question;
	queue->n++;
	return 0;
}

bool
fetch_queue_take(struct fetch_queue *queue, struct fetch_question *out)
{
	if (queue->n == 0) {
		return false;
	}
	*out = queue->items[queue->first];
	queue->first = (queue->first + 1) % ARRAY_LEN(queue->items);
	queue->n--;
	return true;
}

void
fetch_answer_build(
    uint32_t id, const struct fetch_result *result, struct bw_msg *out)
{
	struct bw_msg_access_answered *answered = &out->u.access_answered;
	bool granted = !result->failed && result->status != 0 &&
		       result->status < FETCH_STATUS_CLIENT_ERROR;

	*out = (struct bw_msg){.type = BW_MSG_ACCESS_ANSWERED, .id = id};
	answered->granted = granted ? 1 : 0;
	answered->status = result->status;
	if (granted) {
		fetch_answer_parse(result->body, result->body_len, answered);
	}
}

bool
fetch_redirect_allowed(const struct fetch_location *location, const char *url)
{
	struct fetch_location other;
	bool tls;
	size_t len = bw_url_scheme(url, strlen(url), &tls);

	return len > 0 &&
	       fetch_location_parse(
		   url, len + strcspn(url + len, "/?#"), &other) == 0 &&
	       tls == location->tls &&
	       bw_text_equal_nocase(other.host, location->host) &&
	       other.port == location->port && other.ipv6 == location->ipv6;
}
