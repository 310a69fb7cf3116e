/* SPDX-License-Identifier: ISC */
/* Rows; see rows.h.  Pure. */
#include "rows.h"

#define NO_ARCH 0xffff

static void
emit_mac(struct emit *emit, const uint8_t mac[BW_MAC_LEN])
{
	char text[BW_MAC_STR_MAX];

	emit_text(emit, "mac",
	    bw_bytes_zero(mac, BW_MAC_LEN) ? "" : bw_mac_str(mac, text));
}

static void
emit_uuid(struct emit *emit, const uint8_t uuid[BW_UUID_LEN])
{
	char text[BW_UUID_STR_MAX];

	emit_text(emit, "uuid",
	    bw_bytes_zero(uuid, BW_UUID_LEN) ? "" : bw_uuid_str(uuid, text));
}

static void
emit_address(struct emit *emit, uint32_t address)
{
	char text[BW_ADDR_STR_MAX];

	emit_text(
	    emit, "address", address == 0 ? "" : bw_ipv4_str(address, text));
}

static void
process(struct emit *emit, const struct bw_ctl_process *m)
{
	char text[BW_ADDR_STR_MAX];

	emit_text(emit, "service", bw_role_str((enum bw_role)m->role));
	emit_text(emit, "kind",
	    m->role == BW_ROLE_PARENT ? "parent"
	    : m->master == 1          ? "master"
				      : "worker");
	emit_number(emit, "index", m->index);
	emit_number(emit, "pid", m->pid);
	emit_bool(emit, "serving", m->serving == 1);
	emit_number(emit, "restarts", m->restarts);
	emit_number(emit, "uptime_ms", m->uptime_ms);
	emit_text(emit, "peer",
	    m->peer.family == BW_FAMILY_NONE ? ""
					     : bw_addr_str(&m->peer, text));
	emit_text(emit, "trouble", m->trouble);
}

static void
lease(struct emit *emit, const struct bw_lease *m)
{
	emit_address(emit, m->address);
	emit_text(emit, "state", bw_lease_state_str(m->state));
	emit_number(emit, "expires", m->expires_s);
	emit_mac(emit, m->mac);
	emit_uuid(emit, m->uuid);
	emit_text(emit, "hostname", m->hostname);
	emit_bool(emit, "pxe", m->pxe);
}

static void
host(struct emit *emit, const struct bw_ctl_host *m)
{
	emit_text(emit, "name", m->name);
	emit_mac(emit, m->mac);
	emit_address(emit, m->address);
	emit_text(emit, "hostname", m->hostname);
	emit_text(emit, "file", m->file);
}

static void export(struct emit *emit, const struct bw_ctl_export *m)
{
	static const char *const cows[] = {"no", "memory", "disk", "keep"};
	bool used = m->peer.family != BW_FAMILY_NONE;
	char text[BW_ADDR_STR_MAX];

	_Static_assert(ARRAY_LEN(cows) == BW_CTL_COW_MAX + 1, "all of them");
	emit_text(emit, "name", m->name);
	emit_text(emit, "path", m->path);
	emit_text(emit, "description", m->description);
	emit_text(emit, "writes", m->shared == 1 ? "shared" : cows[m->cow]);
	emit_number(emit, "clients", m->clients);
	emit_text(emit, "peer", used ? bw_addr_str(&m->peer, text) : "");
	if (used || emit->format != EMIT_TEXT) {
		emit_number(emit, "attached_ms", m->attached_ms);
		emit_number(emit, "size", m->size);
		emit_number(emit, "read", m->bytes_read);
		emit_number(emit, "written", m->bytes_written);
		emit_number(emit, "overlay", m->overlay);
	}
}

static void
overlay(struct emit *emit, const struct bw_ctl_overlay *m)
{
	emit_text(emit, "export", m->export);
	emit_text(emit, "client", m->client);
	emit_number(emit, "bytes", m->bytes);
	emit_number(emit, "used", m->used_s);
	emit_bool(emit, "in_use", m->in_use == 1);
	emit_bool(emit, "stale", m->stale == 1);
}

static void
explained(struct emit *emit, const struct bw_ctl_explained *m)
{
	emit_text(emit, "name", m->name);
	emit_text(emit, "value", m->value);
	emit_text(emit, "from", m->source);
}

static void
counter(struct emit *emit, const struct bw_ctl_counter *m)
{
	emit_text(emit, "name", m->name);
	emit_text(emit, "labels", m->labels);
	if (m->milli == 1) {
		emit_milli(emit, "value", m->value);
	} else {
		emit_number(emit, "value", m->value);
	}
}

static void
session(struct emit *emit, const struct bw_ctl_session *m)
{
	emit_number(emit, "session", m->id);
	emit_mac(emit, m->mac);
	emit_uuid(emit, m->uuid);
	emit_address(emit, m->address);
	emit_text(emit, "stage", bw_stage_str((enum bw_stage)m->stage));
	emit_number(emit, "started", m->started_s);
	emit_number(emit, "length_ms", m->length_ms);
	emit_number(emit, "n_events", m->n_events);
	emit_number(emit, "n_lost", m->n_lost);
	emit_number(emit, "files", m->n_files);
	emit_number(emit, "bytes", m->bytes);
	emit_number(emit, "retransmits", m->retransmits);
}

static void
event(struct emit *emit, const struct bw_ctl_event *m)
{
	bool ended = m->kind == BW_MSG_TRANSFER_ENDED;
	bool dhcp = m->kind == BW_MSG_CLIENT_SEEN;

	emit_number(emit, "time", m->wall_s);
	emit_number(emit, "at_ms", m->at_ms);
	emit_number(emit, "session", m->session);
	emit_mac(emit, m->mac);
	emit_address(emit, m->address);
	emit_text(emit, "service", bw_role_str((enum bw_role)m->role));
	emit_text(emit, "event",
	    dhcp ? bw_dhcp_type_str(m->asked)
		 : bw_msg_type_str((enum bw_msg_type)m->kind));
	emit_text(emit, "answer",
	    dhcp && m->answer != 0 ? bw_dhcp_type_str(m->answer) : "");
	emit_text(emit, "stage", bw_stage_str((enum bw_stage)m->stage));
	if (m->arch != NO_ARCH || emit->format != EMIT_TEXT) {
		emit_number(emit, "arch", m->arch);
	}
	emit_text(emit, "name", m->name);
	emit_text(emit, "end", ended ? bw_end_str((enum bw_end)m->end) : "");
	if (!dhcp || emit->format != EMIT_TEXT) {
		emit_number(emit, "size", m->size);
		emit_number(emit, "bytes", m->bytes);
		emit_number(emit, "written", m->written);
		emit_number(emit, "ms", m->ms);
		emit_number(emit, "retransmits", m->retransmits);
	}
	emit_text(emit, "options", m->options);
	emit_text(emit, "reason", m->reason);
	if (m->overlay != 0 || emit->format != EMIT_TEXT) {
		emit_number(emit, "overlay", m->overlay);
	}
}

void
rows_emit(struct emit *emit, enum emit_format format, const struct bw_msg *row)
{
	emit_begin(emit, format);
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
		emit_text(emit, "reason", row->u.reason.text);
		break;
	case BW_MSG_POINT_EXPLAINED:
		explained(emit, &row->u.explained);
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
		event(emit, &row->u.event);
	}
	emit_end(emit);
}
