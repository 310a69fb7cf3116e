/* SPDX-License-Identifier: ISC */
/* Rows; see rows.h.  Pure. */
#include "rows.h"

#include "ipc/event_row.h"

static void
process(struct bw_emit *emit, const struct bw_ctl_process *m)
{
	char text[BW_ADDR_STR_MAX];

	bw_emit_text(emit, "service", bw_role_str((enum bw_role)m->role));
	bw_emit_text(emit, "kind",
	    m->role == BW_ROLE_PARENT ? "parent"
	    : m->master == 1          ? "master"
				      : "worker");
	bw_emit_number(emit, "index", m->index);
	bw_emit_number(emit, "pid", m->pid);
	bw_emit_bool(emit, "serving", m->serving == 1);
	bw_emit_number(emit, "restarts", m->restarts);
	bw_emit_number(emit, "uptime_ms", m->uptime_ms);
	bw_emit_text(emit, "peer",
	    m->peer.family == BW_FAMILY_NONE ? ""
					     : bw_addr_str(&m->peer, text));
	bw_emit_text(emit, "trouble", m->trouble);
}

static void
lease(struct bw_emit *emit, const struct bw_lease *m)
{
	bw_emit_ipv4(emit, m->address);
	bw_emit_text(emit, "state", bw_lease_state_str(m->state));
	bw_emit_number(emit, "expires", m->expires_s);
	bw_emit_mac(emit, m->mac);
	bw_emit_uuid(emit, m->uuid);
	bw_emit_text(emit, "hostname", m->hostname);
	bw_emit_bool(emit, "pxe", m->pxe);
}

static void
host(struct bw_emit *emit, const struct bw_ctl_host *m)
{
	bw_emit_text(emit, "name", m->name);
	bw_emit_mac(emit, m->mac);
	bw_emit_ipv4(emit, m->address);
	bw_emit_text(emit, "hostname", m->hostname);
	bw_emit_text(emit, "file", m->file);
}

static void export(struct bw_emit *emit, const struct bw_ctl_export *m)
{
	static const char *const cows[] = {"no", "memory", "disk", "keep"};
	bool used = m->peer.family != BW_FAMILY_NONE;
	char text[BW_ADDR_STR_MAX];

	_Static_assert(ARRAY_LEN(cows) == BW_CTL_COW_MAX + 1, "all of them");
	bw_emit_text(emit, "name", m->name);
	bw_emit_text(emit, "path", m->path);
	bw_emit_text(emit, "description", m->description);
	bw_emit_text(emit, "writes", m->shared == 1 ? "shared" : cows[m->cow]);
	bw_emit_number(emit, "clients", m->clients);
	bw_emit_text(emit, "peer", used ? bw_addr_str(&m->peer, text) : "");
	if (used || emit->format != BW_EMIT_TEXT) {
		bw_emit_number(emit, "attached_ms", m->attached_ms);
		bw_emit_number(emit, "size", m->size);
		bw_emit_number(emit, "read", m->bytes_read);
		bw_emit_number(emit, "written", m->bytes_written);
		bw_emit_number(emit, "overlay", m->overlay);
	}
}

static void
overlay(struct bw_emit *emit, const struct bw_ctl_overlay *m)
{
	bw_emit_text(emit, "export", m->export);
	bw_emit_text(emit, "client", m->client);
	bw_emit_number(emit, "bytes", m->bytes);
	bw_emit_number(emit, "used", m->used_s);
	bw_emit_bool(emit, "in_use", m->in_use == 1);
	bw_emit_bool(emit, "stale", m->stale == 1);
}

static void
explained(struct bw_emit *emit, const struct bw_ctl_explained *m)
{
	bw_emit_text(emit, "name", m->name);
	bw_emit_text(emit, "value", m->value);
	bw_emit_text(emit, "from", m->source);
}

static void
suspension(struct bw_emit *emit, const struct bw_ctl_suspension *m)
{
	bw_emit_mac(emit, m->mac);
	bw_emit_number(emit, "since", m->since_s);
	bw_emit_number(emit, "until", m->until_s);
	bw_emit_text(emit, "reason", m->reason);
}

static void
counter(struct bw_emit *emit, const struct bw_ctl_counter *m)
{
	bw_emit_text(emit, "name", m->name);
	bw_emit_text(emit, "labels", m->labels);
	if (m->milli == 1) {
		bw_emit_milli(emit, "value", m->value);
	} else {
		bw_emit_number(emit, "value", m->value);
	}
}

static void
session(struct bw_emit *emit, const struct bw_ctl_session *m)
{
	bw_emit_number(emit, "session", m->id);
	bw_emit_mac(emit, m->mac);
	bw_emit_uuid(emit, m->uuid);
	bw_emit_address(emit, &m->address);
	bw_emit_text(emit, "stage", bw_stage_str((enum bw_stage)m->stage));
	bw_emit_number(emit, "started", m->started_s);
	bw_emit_number(emit, "length_ms", m->length_ms);
	bw_emit_number(emit, "n_events", m->n_events);
	bw_emit_number(emit, "n_lost", m->n_lost);
	bw_emit_number(emit, "files", m->n_files);
	bw_emit_number(emit, "bytes", m->bytes);
	bw_emit_number(emit, "retransmits", m->retransmits);
}

void
rows_emit(
    struct bw_emit *emit, enum bw_emit_format format, const struct bw_msg *row)
{
	bw_emit_begin(emit, format);
	switch ((int)row->type) {
	case BW_MSG_PROCESS_LISTED:
		process(emit, &row->u.process);
		break;
	case BW_MSG_LEASE_LOADED:
		lease(emit, &row->u.lease);
		break;
	case BW_MSG_HOST_LISTED:
		host(emit, &row->u.host);
		break;
	case BW_MSG_EXPORT_LISTED:
		export(emit, &row->u.export);
		break;
	case BW_MSG_REASON_LISTED:
		bw_emit_text(emit, "reason", row->u.reason.text);
		break;
	case BW_MSG_POINT_EXPLAINED:
		explained(emit, &row->u.explained);
		break;
	case BW_MSG_SUSPENSION_LISTED:
		suspension(emit, &row->u.suspension);
		break;
	case BW_MSG_COUNTER_LISTED:
		counter(emit, &row->u.counter);
		break;
	case BW_MSG_OVERLAY_LISTED:
		overlay(emit, &row->u.overlay_row);
		break;
	case BW_MSG_SESSION_LISTED:
		session(emit, &row->u.session);
		break;
	default:
		bw_event_row_emit(emit, &row->u.event);
	}
	bw_emit_end(emit);
}
