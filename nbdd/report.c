/* SPDX-License-Identifier: ISC */
/* How a session goes; see report.h. */
#include "report.h"

#include "base/text.h"
#include "decode.h"
#include "os/log.h"

void
report(struct session *s, enum bw_msg_type type)
{
	struct bw_msg_attachment *attachment = &s->event.u.attachment;

	s->event.type = type;
	attachment->overlay = image_overlay_size(&s->image);
	attachment->bytes_read = s->core.bytes_read;
	attachment->bytes_written = s->core.bytes_written;
	attachment->ms = (uint32_t)(s->worker->loop.now_ms - s->began_ms);
	bw_worker_send(s->worker, &s->event, -1);
}

void
report_unknown(struct session *s)
{
	struct bw_msg msg = {.type = BW_MSG_EXPORT_DETACHED};
	struct bw_msg_attachment *attachment = &msg.u.attachment;
	char *name = s->core.handshake.unknown;

	if (name[0] == '\0') {
		return;
	}
	attachment->peer = s->peer;
	bw_text_cut(attachment->name, sizeof(attachment->name), name);
	bw_text_cut(attachment->reason, sizeof(attachment->reason),
	    "refused: no such export");
	bw_worker_send(s->worker, &msg, -1);
	name[0] = '\0';
}

void
report_packet(
    const struct session *s, const char *way, const uint8_t *bytes, size_t len)
{
	if (len > 0 && bw_log_get_level() >= BW_LOG_LEVEL_DEBUG) {
		bw_log_packet(way, &s->peer, 0, bytes, len, nbd_decode);
	}
}
