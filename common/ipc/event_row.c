/* SPDX-License-Identifier: ISC */
/* An event as fields; see event_row.h.  Pure. */
#include "ipc/event_row.h"

#include "ipc/msg.h"

void
bw_event_row_emit(struct bw_emit *emit, const struct bw_ctl_event *m)
{
	bool ended = m->kind == BW_MSG_TRANSFER_ENDED;
	bool known = m->session != 0;
	bool dhcp = m->kind == BW_MSG_CLIENT_SEEN;

	bw_emit_number(emit, "time", m->wall_s);
	bw_emit_number(emit, "at_ms", m->at_ms);
	bw_emit_number(emit, "session", m->session);
	bw_emit_mac(emit, m->mac);
	bw_emit_address(emit, &m->address);
	bw_emit_text(emit, "service", bw_role_str((enum bw_role)m->role));
	bw_emit_text(emit, "event",
	    dhcp ? bw_dhcp_type_str(m->asked)
		 : bw_msg_type_str((enum bw_msg_type)m->kind));
	bw_emit_text(emit, "answer",
	    dhcp && m->answer != 0 ? bw_dhcp_type_str(m->answer) : "");
	bw_emit_text(
	    emit, "stage", known ? bw_stage_str((enum bw_stage)m->stage) : "");
	if (m->arch != BW_ARCH_NONE || emit->format != BW_EMIT_TEXT) {
		bw_emit_number(emit, "arch", m->arch);
	}
	bw_emit_text(emit, "name", m->name);
	bw_emit_text(emit, "end", ended ? bw_end_str((enum bw_end)m->end) : "");
	if (!dhcp || emit->format != BW_EMIT_TEXT) {
		bw_emit_number(emit, "size", m->size);
		bw_emit_number(emit, "bytes", m->bytes);
		bw_emit_number(emit, "written", m->written);
		bw_emit_number(emit, "ms", m->ms);
		bw_emit_number(emit, "retransmits", m->retransmits);
	}
	bw_emit_text(emit, "options", m->options);
	bw_emit_text(emit, "reason", m->reason);
	if (m->overlay != 0 || emit->format != BW_EMIT_TEXT) {
		bw_emit_number(emit, "overlay", m->overlay);
	}
}
