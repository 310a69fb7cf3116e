/* SPDX-License-Identifier: ISC */
/* Events that wait; see backlog.h.  Pure. */
#include "backlog.h"

#include <errno.h>
#include <string.h>

#define BACKOFF_FIRST_MS 1000
#define BACKOFF_MAX_MS   60000

enum {
	STATUS_OK = 200, /* RFC 9110 15.3 */
	STATUS_REDIRECTION = 300,
	STATUS_REQUEST_TIMEOUT = 408,   /* RFC 9110 15.5.9 */
	STATUS_TOO_EARLY = 425,         /* RFC 8470 5.2 */
	STATUS_TOO_MANY_REQUESTS = 429, /* RFC 6585 4 */
	STATUS_SERVER_ERROR = 500,
};

int
fetch_backlog_put(struct fetch_backlog *backlog, const char *text)
{
	size_t len = strlen(text);

	if (len + 1 > sizeof(backlog->bytes) - backlog->len) {
		backlog->n_lost++;
		return -ENOSPC;
	}
	memcpy(backlog->bytes + backlog->len, text, len);
	backlog->len += len;
	backlog->bytes[backlog->len++] = '\n';
	return 0;
}

size_t
fetch_backlog_first(const struct fetch_backlog *backlog)
{
	size_t len = backlog->len;
	const char *end;

	if (len <= FETCH_POST_MAX) {
		return len;
	}
	/* No line is that long. */
	end = memrchr(backlog->bytes, '\n', FETCH_POST_MAX);
	BW_ASSERT(end != NULL);
	return (size_t)(end - backlog->bytes) + 1;
}

void
fetch_backlog_drop(struct fetch_backlog *backlog, size_t len)
{
	BW_ASSERT(len <= backlog->len);
	backlog->len -= len;
	memmove(backlog->bytes, backlog->bytes + len, backlog->len);
}

enum fetch_verdict
fetch_status_judge(long status)
{
	if (status >= STATUS_OK && status < STATUS_REDIRECTION) {
		return FETCH_VERDICT_TAKEN;
	}
	if (status < STATUS_OK || status >= STATUS_SERVER_ERROR ||
	    status == STATUS_REQUEST_TIMEOUT || status == STATUS_TOO_EARLY ||
	    status == STATUS_TOO_MANY_REQUESTS) {
		return FETCH_VERDICT_AGAIN;
	}
	return FETCH_VERDICT_REFUSED;
}

uint64_t
fetch_backoff_ms(unsigned n_failures)
{
	uint64_t ms = BACKOFF_FIRST_MS;

	for (unsigned i = 1; i < n_failures && ms < BACKOFF_MAX_MS; i++) {
		ms *= 2;
	}
	return ms < BACKOFF_MAX_MS ? ms : BACKOFF_MAX_MS;
}
