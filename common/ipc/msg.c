/* SPDX-License-Identifier: ISC */
/*
 * Messages to bytes and back; see msg.h.  Pure.
 *
 * Each struct has one function that names its fields in order; see codec.h.
 */
#include "ipc/msg.h"

#include <errno.h>
#include <string.h>

#include "base/log.h"
#include "ipc/ctl_fields.h"

#define LENGTH_AT 2 /* in the header */

static void
hello_fields(struct bw_codec *c, struct bw_msg_hello *m)
{
	bw_field_max(c, &m->role, BW_N_ROLES - 1);
	bw_field_max(c, &m->master, 1);
	bw_field_u32(c, &m->index);
}

static void
worker_fields(struct bw_codec *c, struct bw_msg_worker *m)
{
	bw_field_u32(c, &m->pid);
	bw_field_u32(c, &m->index);
	bw_field_max(c, &m->crew, BW_N_CREWS - 1);
	bw_field_u32(c, &m->status);
	bw_field_addr(c, &m->peer);
}

static void
log_fields(struct bw_codec *c, struct bw_msg_log *m)
{
	bw_field_max(c, &m->level, BW_LOG_LEVEL_DEBUG);
	bw_field_text(c, m->line, sizeof(m->line));
}

static void
interface_fields(struct bw_codec *c, struct bw_msg_interface *m)
{
	bw_field_u32(c, &m->index);
	bw_field_text(c, m->name, sizeof(m->name));
	bw_field_bytes(c, m->mac, sizeof(m->mac));
	bw_field_u32(c, &m->address);
	bw_field_u32(c, &m->netmask);
	bw_field_u32(c, &m->mtu);
}

static void
refused_fields(struct bw_codec *c, struct bw_msg_refused *m)
{
	bw_field_i32(c, &m->error);
	bw_field_text(c, m->reason, sizeof(m->reason));
}

static void
lease_fields(struct bw_codec *c, struct bw_lease *m)
{
	uint8_t state = c->out != NULL ? (uint8_t)m->state : 0;

	bw_field_u32(c, &m->address);
	bw_field_max(c, &state, BW_LEASE_STATE_MAX);
	bw_field_u64(c, &m->expires_s);
	bw_field_bytes(c, m->mac, sizeof(m->mac));
	bw_field_bytes(c, m->uuid, sizeof(m->uuid));
	bw_field_u8(c, &m->client.len);
	bw_field_bytes(c, m->client.bytes, m->client.len);
	bw_field_text(c, m->hostname, sizeof(m->hostname));
	bw_field_bool(c, &m->pxe);
	m->state = (enum bw_lease_state)state;
}

static void
access_ask_fields(struct bw_codec *c, struct bw_msg_access_ask *m)
{
	bw_field_max(c, &m->phase, BW_ACCESS_PHASE_MAX);
	bw_field_bytes(c, m->mac, sizeof(m->mac));
	bw_field_bytes(c, m->uuid, sizeof(m->uuid));
	bw_field_u32(c, &m->address);
}

static void
access_answered_fields(struct bw_codec *c, struct bw_msg_access_answered *m)
{
	bw_field_max(c, &m->granted, 1);
	bw_field_u16(c, &m->status);
	bw_field_text(c, m->client, sizeof(m->client));
	bw_field_text(c, m->file, sizeof(m->file));
}

static void
client_checked_fields(struct bw_codec *c, struct bw_msg_client_checked *m)
{
	bw_field_max(c, &m->allowed, 1);
	bw_field_bytes(c, m->mac, sizeof(m->mac));
	bw_field_bytes(c, m->uuid, sizeof(m->uuid));
	bw_field_u16(c, &m->arch);
	bw_field_text(c, m->hostname, sizeof(m->hostname));
	bw_field_text(c, m->file, sizeof(m->file));
}

static void
file_measured_fields(struct bw_codec *c, struct bw_msg_file_measured *m)
{
	bw_field_text(c, m->name, sizeof(m->name));
	bw_field_max(c, &m->known, 1);
	bw_field_u64(c, &m->size);
}

static void
remote_open_fields(struct bw_codec *c, struct bw_msg_remote_open *m)
{
	bw_field_u8(c, &m->service);
	bw_field_u16(c, &m->root);
	bw_field_text(c, m->name, sizeof(m->name));
}

static void
remote_opened_fields(struct bw_codec *c, struct bw_msg_remote_opened *m)
{
	bw_field_u64(c, &m->size);
	bw_field_u64(c, &m->available);
	bw_field_u64(c, &m->mtime_s);
	bw_field_u64(c, &m->tag);
	if (m->available > m->size) {
		c->out_of_range = true;
	}
}

static void
client_seen_fields(struct bw_codec *c, struct bw_msg_client_seen *m)
{
	bw_field_bytes(c, m->mac, sizeof(m->mac));
	bw_field_bytes(c, m->uuid, sizeof(m->uuid));
	bw_field_max(c, &m->stage, BW_STAGE_MAX);
	bw_field_u8(c, &m->asked);
	bw_field_u8(c, &m->answer);
	bw_field_u16(c, &m->arch);
	bw_field_u16(c, &m->port);
	bw_field_u32(c, &m->xid);
	bw_field_u32(c, &m->count);
	bw_field_u32(c, &m->address);
	bw_field_u32(c, &m->taken);
	bw_field_text(c, m->interface, sizeof(m->interface));
	bw_field_text(c, m->options, sizeof(m->options));
	bw_field_text(c, m->file, sizeof(m->file));
	bw_field_text(c, m->reason, sizeof(m->reason));
}

static void
transfer_fields(struct bw_codec *c, struct bw_msg_transfer *m)
{
	bw_field_addr(c, &m->peer);
	bw_field_u32(c, &m->transfer_id);
	bw_field_u64(c, &m->size);
	bw_field_text(c, m->file, sizeof(m->file));
	bw_field_text(c, m->options, sizeof(m->options));
	bw_field_u64(c, &m->first);
	bw_field_u64(c, &m->bytes);
	bw_field_u32(c, &m->ms);
	bw_field_u32(c, &m->retransmits);
	bw_field_u32(c, &m->count);
	bw_field_max(c, &m->started, 1);
	bw_field_max(c, &m->end, BW_END_MAX);
	bw_field_text(c, m->reason, sizeof(m->reason));
}

static void
attachment_fields(struct bw_codec *c, struct bw_msg_attachment *m)
{
	bw_field_addr(c, &m->peer);
	bw_field_text(c, m->name, sizeof(m->name));
	bw_field_u64(c, &m->size);
	bw_field_u64(c, &m->overlay);
	bw_field_u64(c, &m->bytes_read);
	bw_field_u64(c, &m->bytes_written);
	bw_field_u32(c, &m->ms);
	bw_field_text(c, m->reason, sizeof(m->reason));
}

#ifdef BW_PROBE
static void
probe_fields(struct bw_codec *c, struct bw_msg_probe *m)
{
	bw_field_u32(c, &m->act);
	bw_field_i32(c, &m->result);
}
#endif

/* The fields of msg's type, in either direction. */
static void
fields(struct bw_codec *c, struct bw_msg *msg)
{
	switch (msg->type) {
	case BW_MSG_STOP:
		bw_field_u32(c, &msg->u.stop.drain_ms);
		break;
	case BW_MSG_HELLO:
		hello_fields(c, &msg->u.hello);
		break;
	case BW_MSG_WORKER_STARTED:
	case BW_MSG_WORKER_ENDED:
	case BW_MSG_WORKER_END:
		worker_fields(c, &msg->u.worker);
		break;
	case BW_MSG_CREW_START:
	case BW_MSG_CREW_RETIRE:
	case BW_MSG_CERTIFICATE_HANDED:
		bw_field_max(c, &msg->u.crew.crew, BW_N_CREWS - 1);
		break;
	case BW_MSG_LOG_LEVEL:
		bw_field_max(c, &msg->u.log_level.level, BW_LOG_LEVEL_DEBUG);
		break;
	case BW_MSG_LOG_WRITTEN:
		log_fields(c, &msg->u.log);
		break;
	case BW_MSG_REQUEST_LOGGED:
		bw_field_text(
		    c, msg->u.request.line, sizeof(msg->u.request.line));
		break;
	case BW_MSG_INTERFACE_SEEN:
	case BW_MSG_INTERFACE_GONE:
		interface_fields(c, &msg->u.interface);
		break;
	case BW_MSG_CLIENT_CHECK:
		bw_field_addr(c, &msg->u.client_check.addr);
		break;
	case BW_MSG_CLIENT_CHECKED:
		client_checked_fields(c, &msg->u.client_checked);
		break;
	case BW_MSG_FILE_MEASURE:
		bw_field_text(
		    c, msg->u.measure.name, sizeof(msg->u.measure.name));
		break;
	case BW_MSG_FILE_MEASURED:
		file_measured_fields(c, &msg->u.measured);
		break;
	case BW_MSG_EXPORT_OPEN:
		bw_field_text(c, msg->u.export_open.name,
		    sizeof(msg->u.export_open.name));
		bw_field_max(c, &msg->u.export_open.attach, 1);
		break;
	case BW_MSG_OVERLAY_GROW:
	case BW_MSG_OVERLAY_GROWN:
		bw_field_u64(c, &msg->u.overlay.room);
		break;
	case BW_MSG_EXPORT_REFUSED:
	case BW_MSG_LEASE_REFUSED:
	case BW_MSG_CTL_ANSWERED:
	case BW_MSG_REMOTE_REFUSED:
	case BW_MSG_REMOTE_ENDED:
	case BW_MSG_CONNECTION_REFUSED:
	case BW_MSG_SUSPENSIONS_ANSWERED:
		refused_fields(c, &msg->u.refused);
		break;
	case BW_MSG_LEASE_LOADED:
	case BW_MSG_LEASE_COMMIT:
		lease_fields(c, &msg->u.lease);
		break;
	case BW_MSG_ACCESS_ASK:
		access_ask_fields(c, &msg->u.access_ask);
		break;
	case BW_MSG_ACCESS_ANSWERED:
		access_answered_fields(c, &msg->u.access_answered);
		break;
	case BW_MSG_REMOTE_OPEN:
		remote_open_fields(c, &msg->u.remote_open);
		break;
	case BW_MSG_REMOTE_OPENED:
		remote_opened_fields(c, &msg->u.remote_opened);
		break;
	case BW_MSG_REMOTE_GROWN:
		bw_field_u64(c, &msg->u.remote_grown.available);
		bw_field_max(c, &msg->u.remote_grown.whole, 1);
		break;
	case BW_MSG_FETCH_FILE_RENEWED:
		bw_field_max(c, &msg->u.fetch_file.which, BW_N_FETCH_FILES - 1);
		break;
	case BW_MSG_NOTICE_POST:
		bw_field_u8(c, &msg->u.notice.hook);
		bw_field_text(
		    c, msg->u.notice.text, sizeof(msg->u.notice.text));
		break;
	case BW_MSG_CONNECTION_WRAP:
		bw_field_addr(c, &msg->u.connection.peer);
		bw_field_max(c, &msg->u.connection.role, BW_N_ROLES - 1);
		break;
	case BW_MSG_CLIENT_SEEN:
		client_seen_fields(c, &msg->u.client_seen);
		break;
	case BW_MSG_TRANSFER_STARTED:
	case BW_MSG_TRANSFER_PROGRESSED:
	case BW_MSG_TRANSFER_ENDED:
		transfer_fields(c, &msg->u.transfer);
		break;
	case BW_MSG_EXPORT_ATTACHED:
	case BW_MSG_EXPORT_PROGRESSED:
	case BW_MSG_EXPORT_DETACHED:
		attachment_fields(c, &msg->u.attachment);
		break;
	case BW_MSG_CTL_ASK:
		bw_ctl_ask_fields(c, &msg->u.ask);
		break;
	case BW_MSG_PROCESS_LISTED:
		bw_ctl_process_fields(c, &msg->u.process);
		break;
	case BW_MSG_HOST_LISTED:
		bw_ctl_host_fields(c, &msg->u.host);
		break;
	case BW_MSG_EXPORT_LISTED:
		bw_ctl_export_fields(c, &msg->u.export);
		break;
	case BW_MSG_REASON_LISTED:
		bw_ctl_reason_fields(c, &msg->u.reason);
		break;
	case BW_MSG_CLIENT_EXPLAIN:
		bw_ctl_explain_fields(c, &msg->u.explain);
		break;
	case BW_MSG_POINT_EXPLAINED:
		bw_ctl_explained_fields(c, &msg->u.explained);
		break;
	case BW_MSG_SUSPENSION_LISTED:
		bw_ctl_suspension_fields(c, &msg->u.suspension);
		break;
	case BW_MSG_PARDON_ASK:
		bw_ctl_pardon_fields(c, &msg->u.pardon);
		break;
	case BW_MSG_COUNTER_LISTED:
		bw_ctl_counter_fields(c, &msg->u.counter);
		break;
	case BW_MSG_OVERLAY_LISTED:
		bw_ctl_overlay_fields(c, &msg->u.overlay_row);
		break;
	case BW_MSG_SESSION_LISTED:
		bw_ctl_session_fields(c, &msg->u.session);
		break;
	case BW_MSG_EVENT_LISTED:
		bw_ctl_event_fields(c, &msg->u.event);
		break;
#ifdef BW_PROBE
	case BW_MSG_PROBE_TRY:
	case BW_MSG_PROBE_TRIED:
		probe_fields(c, &msg->u.probe);
		break;
#endif
	case BW_MSG_CONFIG:
	case BW_MSG_READY:
	case BW_MSG_START:
	case BW_MSG_PING:
	case BW_MSG_PINGED:
	case BW_MSG_EXPORT_OPENED:
	case BW_MSG_CONNECTION_WRAPPED:
	case BW_MSG_KEY_HANDED:
	case BW_MSG_EXPORT_OVERLAY:
	case BW_MSG_CLIENT_EXPLAINED:
	case BW_MSG_SUSPENSIONS_ASK:
	case BW_MSG_LEASES_LOADED:
	case BW_MSG_LEASE_COMMITTED:
		break;
	case BW_MSG_NONE:
	case BW_N_MSGS:
		c->out_of_range = true;
		break;
	}
}

int
bw_msg_pack(
    const struct bw_msg *msg, uint8_t *buf, size_t size, size_t *out_len)
{
	struct bw_writer w;
	struct bw_codec c = {.out = &w};

	bw_writer_init(&w, buf, size);
	bw_writer_u16(&w, (uint16_t)msg->type);
	bw_writer_u16(&w, 0); /* its length, once that is known */
	bw_writer_u32(&w, msg->id);
	/* A codec that writes reads the fields only. */
	fields(&c, (struct bw_msg *)msg);
	BW_ASSERT(!c.out_of_range);
	if (bw_writer_end(&w) != 0) {
		return -EMSGSIZE;
	}
	buf[LENGTH_AT] = (uint8_t)(w.len >> 8);
	buf[LENGTH_AT + 1] = (uint8_t)w.len;
	*out_len = w.len;
	return 0;
}

size_t
bw_msg_len(const uint8_t *buf, size_t len)
{
	size_t own;

	if (len < BW_MSG_HEADER_SIZE) {
		return 0;
	}
	own = (size_t)buf[LENGTH_AT] << 8 | buf[LENGTH_AT + 1];
	return own >= BW_MSG_HEADER_SIZE && own <= len ? own : 0;
}

int
bw_msg_unpack(const uint8_t *buf, size_t len, struct bw_msg *out)
{
	struct bw_reader r;
	struct bw_codec c = {.in = &r};
	uint16_t type;

	bw_reader_init(&r, buf, len);
	type = bw_reader_u16(&r);
	(void)bw_reader_u16(&r); /* its length, compared below */
	out->id = bw_reader_u32(&r);
	if (bw_msg_len(buf, len) != len || type >= BW_N_MSGS) {
		return -EBADMSG;
	}
	out->type = (enum bw_msg_type)type;
	fields(&c, out);
	if (c.out_of_range) {
		return -ERANGE;
	}
	return bw_reader_end(&r);
}
