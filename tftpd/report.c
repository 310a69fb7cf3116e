/* SPDX-License-Identifier: ISC */
/* What the parent is told of transfers; see service.h. */
#include "base/text.h"
#include "os/clock.h"
#include "service.h"

/*
 * Requests that are reported, in a second.  Whoever floods us with forged
 * requests must not, through us, keep the parent from its other work.
 */
#define REPORTS_PER_SECOND 1000

/* Between two reports of how far a transfer has got. */
#define PROGRESS_US 1000000

/* Ends that were not told of, by enum bw_end: the next one stands for them. */
static uint32_t n_untold[BW_END_MAX + 1];

static bool
may_report(void)
{
	static struct bw_log_limit limit = {.interval_ms = 10000, .burst = 1};
	static uint64_t second;
	static unsigned n;
	uint64_t now = bw_clock_ms() / 1000;

	if (now != second) {
		second = now;
		n = 0;
	}
	if (n++ < REPORTS_PER_SECOND) {
		return true;
	}
	bw_log_limited(&limit, BW_LOG_LEVEL_WARNING,
	    "requests=%u error=\"too many in a second to report them all\"",
	    n - 1);
	return false;
}

/* What all messages have. */
static void
fill(const struct session *session, enum bw_msg_type type, struct bw_msg *out)
{
	struct bw_msg_transfer *transfer = &out->u.transfer;

	*out = (struct bw_msg){.type = type};
	transfer->peer = session->peer;
	transfer->transfer_id = session->id;
	transfer->size = session->transfer.size;
	bw_text_cut(transfer->file, sizeof(transfer->file), session->file);
	(void)tftp_options_str(&session->transfer.options, transfer->options,
	    sizeof(transfer->options));
}

void
report_started(struct service *service, struct session *session)
{
	struct bw_msg msg;

	session->told = may_report();
	session->told_us = session->began_us;
	if (session->told) {
		fill(session, BW_MSG_TRANSFER_STARTED, &msg);
		bw_worker_queue(service->worker, &msg);
	}
}

/* How far a transfer has got, which the ends tell of too. */
static void
fill_progress(const struct session *session, uint64_t now_us,
    struct bw_msg_transfer *transfer)
{
	transfer->bytes = tftp_transfer_bytes(&session->transfer);
	transfer->ms = (uint32_t)((now_us - session->began_us) / 1000);
	transfer->retransmits = session->transfer.retransmits;
}

void
report_progressed(
    struct service *service, struct session *session, uint64_t now_us)
{
	struct bw_msg msg;

	if (!session->told || now_us - session->told_us < PROGRESS_US) {
		return;
	}
	session->told_us = now_us;
	fill(session, BW_MSG_TRANSFER_PROGRESSED, &msg);
	fill_progress(session, now_us, &msg.u.transfer);
	bw_worker_queue(service->worker, &msg);
}

static void
set_end(struct bw_msg_transfer *transfer, enum bw_end end)
{
	transfer->end = (uint8_t)end;
	transfer->count = 1 + n_untold[end];
	n_untold[end] = 0;
}

void
report_ended(
    struct service *service, const struct session *session, uint64_t now_us)
{
	const struct tftp_transfer *t = &session->transfer;
	struct bw_msg msg;
	struct bw_msg_transfer *transfer = &msg.u.transfer;

	/* A peer that was really there is worth a line in any case. */
	if (!session->told && !t->confirmed) {
		n_untold[t->end]++;
		return;
	}
	fill(session, BW_MSG_TRANSFER_ENDED, &msg);
	fill_progress(session, now_us, transfer);
	transfer->started = session->told ? 1 : 0;
	set_end(transfer, t->end);
	bw_text_cut(transfer->reason, sizeof(transfer->reason), t->reason);
	bw_worker_queue(service->worker, &msg);
}

void
report_refused(struct service *service, const struct bw_addr *peer,
    const char *file, const char *reason)
{
	struct bw_msg msg = {.type = BW_MSG_TRANSFER_ENDED};
	struct bw_msg_transfer *transfer = &msg.u.transfer;

	if (!may_report()) {
		n_untold[BW_END_REFUSED]++;
		return;
	}
	transfer->peer = *peer;
	transfer->transfer_id = ++service->last_id;
	set_end(transfer, BW_END_REFUSED);
	bw_text_cut(transfer->file, sizeof(transfer->file), file);
	bw_text_cut(transfer->reason, sizeof(transfer->reason), reason);
	bw_worker_queue(service->worker, &msg);
}

void
report_packet(const char *way, const struct bw_addr *peer,
    const uint8_t *packet, size_t len)
{
	if (bw_log_get_level() >= BW_LOG_LEVEL_DEBUG &&
	    tftp_decode_wants(packet, len)) {
		bw_log_packet(way, peer, 0, packet, len, tftp_decode);
	}
}
