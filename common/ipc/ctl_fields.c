/* SPDX-License-Identifier: ISC */
/* The fields of what the control socket carries; see ctl.h.  Pure. */
#include "ipc/ctl_fields.h"

#include "base/log.h"
#include "ipc/msg.h"

void
bw_ctl_explain_fields(struct bw_codec *c, struct bw_ctl_explain *m)
{
	bw_field_bytes(c, m->mac, sizeof(m->mac));
	bw_field_max(c, &m->ipxe, 1);
	bw_field_text(c, m->arch, sizeof(m->arch));
	bw_field_text(c, m->vendor_class, sizeof(m->vendor_class));
}

void
bw_ctl_ask_fields(struct bw_codec *c, struct bw_ctl_ask *m)
{
	bw_field_max(c, &m->what, BW_CTL_WHAT_MAX);
	bw_field_max(c, &m->by, BW_CTL_BY_MAX);
	bw_field_bytes(c, m->mac, sizeof(m->mac));
	bw_field_bytes(c, m->uuid, sizeof(m->uuid));
	bw_field_addr(c, &m->address);
	bw_field_u64(c, &m->expires_s);
	bw_field_max(c, &m->pxe, 1);
	bw_field_text(c, m->client, sizeof(m->client));
	bw_field_text(c, m->export, sizeof(m->export));
	bw_ctl_explain_fields(c, &m->explain);
	bw_field_u32(c, &m->services);
	bw_field_max(c, &m->level, BW_LOG_LEVEL_DEBUG);
}

void
bw_ctl_explained_fields(struct bw_codec *c, struct bw_ctl_explained *m)
{
	bw_field_text(c, m->name, sizeof(m->name));
	bw_field_text(c, m->value, sizeof(m->value));
	bw_field_text(c, m->source, sizeof(m->source));
}

void
bw_ctl_suspension_fields(struct bw_codec *c, struct bw_ctl_suspension *m)
{
	bw_field_bytes(c, m->mac, sizeof(m->mac));
	bw_field_u64(c, &m->since_s);
	bw_field_u64(c, &m->until_s);
	bw_field_text(c, m->reason, sizeof(m->reason));
}

void
bw_ctl_pardon_fields(struct bw_codec *c, struct bw_ctl_pardon *m)
{
	bw_field_max(c, &m->all, 1);
	bw_field_bytes(c, m->mac, sizeof(m->mac));
}

void
bw_ctl_process_fields(struct bw_codec *c, struct bw_ctl_process *m)
{
	bw_field_max(c, &m->role, BW_N_ROLES - 1);
	bw_field_max(c, &m->master, 1);
	bw_field_max(c, &m->serving, 1);
	bw_field_u32(c, &m->index);
	bw_field_u32(c, &m->pid);
	bw_field_u32(c, &m->restarts);
	bw_field_u64(c, &m->uptime_ms);
	bw_field_addr(c, &m->peer);
	bw_field_text(c, m->trouble, sizeof(m->trouble));
}

void
bw_ctl_host_fields(struct bw_codec *c, struct bw_ctl_host *m)
{
	bw_field_bytes(c, m->mac, sizeof(m->mac));
	bw_field_u32(c, &m->address);
	bw_field_text(c, m->name, sizeof(m->name));
	bw_field_text(c, m->hostname, sizeof(m->hostname));
	bw_field_text(c, m->file, sizeof(m->file));
}

void
bw_ctl_export_fields(struct bw_codec *c, struct bw_ctl_export *m)
{
	bw_field_text(c, m->name, sizeof(m->name));
	bw_field_text(c, m->path, sizeof(m->path));
	bw_field_text(c, m->description, sizeof(m->description));
	bw_field_max(c, &m->cow, BW_CTL_COW_MAX);
	bw_field_max(c, &m->shared, 1);
	bw_field_u32(c, &m->clients);
	bw_field_addr(c, &m->peer);
	bw_field_u64(c, &m->attached_ms);
	bw_field_u64(c, &m->size);
	bw_field_u64(c, &m->bytes_read);
	bw_field_u64(c, &m->bytes_written);
	bw_field_u64(c, &m->overlay);
}

void
bw_ctl_overlay_fields(struct bw_codec *c, struct bw_ctl_overlay *m)
{
	bw_field_text(c, m->export, sizeof(m->export));
	bw_field_text(c, m->client, sizeof(m->client));
	bw_field_u64(c, &m->bytes);
	bw_field_u64(c, &m->used_s);
	bw_field_max(c, &m->in_use, 1);
	bw_field_max(c, &m->stale, 1);
}

void
bw_ctl_counter_fields(struct bw_codec *c, struct bw_ctl_counter *m)
{
	bw_field_text(c, m->name, sizeof(m->name));
	bw_field_text(c, m->labels, sizeof(m->labels));
	bw_field_u64(c, &m->value);
	bw_field_max(c, &m->milli, 1);
}

void
bw_ctl_session_fields(struct bw_codec *c, struct bw_ctl_session *m)
{
	bw_field_u32(c, &m->id);
	bw_field_bytes(c, m->mac, sizeof(m->mac));
	bw_field_bytes(c, m->uuid, sizeof(m->uuid));
	bw_field_addr(c, &m->address);
	bw_field_max(c, &m->stage, BW_STAGE_MAX);
	bw_field_u64(c, &m->started_s);
	bw_field_u64(c, &m->length_ms);
	bw_field_u32(c, &m->n_events);
	bw_field_u32(c, &m->n_lost);
	bw_field_u32(c, &m->n_files);
	bw_field_u64(c, &m->bytes);
	bw_field_u32(c, &m->retransmits);
}

void
bw_ctl_event_fields(struct bw_codec *c, struct bw_ctl_event *m)
{
	bw_field_max(c, &m->kind, BW_MSG_EXPORT_DETACHED);
	bw_field_max(c, &m->role, BW_N_ROLES - 1);
	bw_field_u32(c, &m->session);
	bw_field_bytes(c, m->mac, sizeof(m->mac));
	bw_field_u64(c, &m->wall_s);
	bw_field_u64(c, &m->at_ms);
	bw_field_addr(c, &m->address);
	bw_field_max(c, &m->stage, BW_STAGE_MAX);
	bw_field_u8(c, &m->asked);
	bw_field_u8(c, &m->answer);
	bw_field_u16(c, &m->arch);
	bw_field_max(c, &m->end, BW_END_MAX);
	bw_field_u64(c, &m->size);
	bw_field_u64(c, &m->bytes);
	bw_field_u64(c, &m->written);
	bw_field_u64(c, &m->overlay);
	bw_field_u32(c, &m->ms);
	bw_field_u32(c, &m->retransmits);
	bw_field_text(c, m->name, sizeof(m->name));
	bw_field_text(c, m->options, sizeof(m->options));
	bw_field_text(c, m->reason, sizeof(m->reason));
	if (m->kind < BW_MSG_CLIENT_SEEN) {
		c->out_of_range = true;
	}
}

void
bw_ctl_reason_fields(struct bw_codec *c, struct bw_ctl_reason *m)
{
	bw_field_text(c, m->text, sizeof(m->text));
}
