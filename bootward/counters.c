/* SPDX-License-Identifier: ISC */
/* Counting; see counters.h.  Pure. */
#include "counters.h"

#include <string.h>

#include "base/text.h"

const uint32_t counters_dora_ms[COUNTERS_DORA_BUCKETS - 1] = {
    5, 10, 25, 50, 100, 250, 1000, 2500, 5000, 10000};

/* Words of ours; what a label cannot hold is left out all the same. */
static void
copy_reason(char out[BW_REASON_MAX], const char *text)
{
	bw_text_cut(out, BW_REASON_MAX, text);
	for (char *c = out; *c != '\0'; c++) {
		if (*c == '"' || *c == '\\' || *c < ' ' || *c > '~') {
			*c = '?';
		}
	}
}

/* The last place is that of all the others. */
static void
count_reason(struct counters *counters, const char *text, uint32_t n)
{
	char reason[BW_REASON_MAX];
	size_t i = 0;

	copy_reason(reason, text);
	while (i < counters->n_reasons &&
	       strcmp(counters->reasons[i].text, reason) != 0) {
		i++;
	}
	if (i == COUNTERS_REASONS_MAX) {
		i--;
	} else if (i == counters->n_reasons) {
		bw_text_cut(counters->reasons[i].text, BW_REASON_MAX,
		    i == COUNTERS_REASONS_MAX - 1 ? "other" : reason);
		counters->n_reasons++;
	}
	counters->reasons[i].n += n;
}

static void
count_dora(struct counters *counters, uint64_t dora_ms)
{
	size_t i = 0;

	while (
	    i < ARRAY_LEN(counters_dora_ms) && dora_ms > counters_dora_ms[i]) {
		i++;
	}
	counters->dora[i]++;
	counters->dora_sum_ms += dora_ms;
}

static void
count_client(struct counters *counters, const struct bw_msg_client_seen *m,
    uint64_t dora_ms)
{
	if (m->asked < COUNTERS_DHCP_TYPES && m->answer < COUNTERS_DHCP_TYPES) {
		counters->dhcp[m->asked][m->answer] += m->count;
	}
	if (m->answer == 0) {
		count_reason(counters, m->reason, m->count);
	}
	if (dora_ms != UINT64_MAX) {
		count_dora(counters, dora_ms);
	}
}

void
counters_event(struct counters *counters, enum bw_role role,
    const struct bw_msg *event, uint64_t dora_ms)
{
	struct counters_service *service = &counters->services[role];
	const struct bw_msg_transfer *transfer = &event->u.transfer;

	switch ((int)event->type) {
	case BW_MSG_CLIENT_SEEN:
		count_client(counters, &event->u.client_seen, dora_ms);
		break;
	case BW_MSG_TRANSFER_ENDED:
		service->ends[transfer->end] += transfer->count;
		service->bytes += transfer->bytes;
		service->retransmits += transfer->retransmits;
		break;
	case BW_MSG_EXPORT_DETACHED:
		service->bytes += event->u.attachment.bytes_read;
		counters->bytes_written += event->u.attachment.bytes_written;
		break;
	default:
		break;
	}
}
