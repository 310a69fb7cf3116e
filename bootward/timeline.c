/* SPDX-License-Identifier: ISC */
/* Events as log lines; see timeline.h.  Pure. */
#include "timeline.h"

#include <stdio.h>
#include <string.h>

#include "base/line.h"
#include "base/text.h"

#define NO_ARCH 0xffff

/* key=value of text that a peer chose; nothing when it is empty. */
static void
add_peer_text(struct bw_line *line, const char *key, const char *value)
{
	char printable[BW_FILE_MAX];

	if (value[0] != '\0') {
		bw_line_add(line, " %s=%s", key,
		    bw_text_printable(
			printable, sizeof(printable), value, strlen(value)));
	}
}

/* key="our own words", which may hold spaces. */
static void
add_reason(struct bw_line *line, const char *reason)
{
	if (reason[0] != '\0') {
		char words[BW_REASON_MAX];

		bw_text_cut(words, sizeof(words), reason);
		for (char *c = words; *c != '\0'; c++) {
			if (*c == '"' || *c < ' ' || *c > '~') {
				*c = '?';
			}
		}
		bw_line_add(line, " reason=\"%s\"", words);
	}
}

static void
add_machine(struct bw_line *line, const struct session *session)
{
	char mac[BW_MAC_STR_MAX];

	if (session != NULL) {
		bw_line_add(line, " mac=%s session=%u",
		    bw_mac_str(session->mac, mac), (unsigned)session->id);
	}
}

static void
client_seen_line(struct bw_line *line, const struct bw_msg_client_seen *m,
    const struct session *session)
{
	char text[BW_ADDR_STR_MAX], mac[BW_MAC_STR_MAX], uuid[BW_UUID_STR_MAX];

	bw_line_add(line, "peer=%s session=%u event=%s",
	    bw_mac_str(m->mac, mac),
	    session == NULL ? 0 : (unsigned)session->id,
	    bw_dhcp_type_str(m->asked));
	if (m->answer != 0) {
		bw_line_add(line, " answer=%s", bw_dhcp_type_str(m->answer));
	}
	if (m->address != 0) {
		bw_line_add(line, " address=%s", bw_ipv4_str(m->address, text));
	}
	add_peer_text(line, "file", m->file);
	bw_line_add(line, " stage=%s", bw_stage_str((enum bw_stage)m->stage));
	if (m->arch != NO_ARCH) {
		bw_line_add(line, " arch=%u", (unsigned)m->arch);
	}
	if (!bw_bytes_zero(m->uuid, BW_UUID_LEN)) {
		bw_line_add(line, " uuid=%s", bw_uuid_str(m->uuid, uuid));
	}
	add_peer_text(line, "interface", m->interface);
	bw_line_add(
	    line, " port=%u xid=%08x", (unsigned)m->port, (unsigned)m->xid);
	add_reason(line, m->reason);
}

static void
transfer_line(struct bw_line *line, const struct bw_msg *event,
    const struct session *session)
{
	const struct bw_msg_transfer *m = &event->u.transfer;
	bool ended = event->type == BW_MSG_TRANSFER_ENDED;
	char text[BW_ADDR_STR_MAX];

	bw_line_add(line, "peer=%s", bw_addr_str(&m->peer, text));
	add_machine(line, session);
	bw_line_add(line, " event=%s", bw_msg_type_str(event->type));
	add_peer_text(line, "file", m->file);
	bw_line_add(line, " size=%llu", (unsigned long long)m->size);
	if (ended) {
		if (m->first != 0) {
			bw_line_add(
			    line, " first=%llu", (unsigned long long)m->first);
		}
		bw_line_add(line, " bytes=%llu ms=%u retransmits=%u end=%s",
		    (unsigned long long)m->bytes, (unsigned)m->ms,
		    (unsigned)m->retransmits, bw_end_str((enum bw_end)m->end));
	}
	if (m->options[0] != '\0') {
		char printable[BW_REASON_MAX * 4];

		/* Our own words: blanks are meant. */
		bw_text_cut(printable, sizeof(printable), m->options);
		bw_line_add(line, " options=\"%s\"", printable);
	}
	add_reason(line, m->reason);
}

static void
attachment_line(struct bw_line *line, const struct bw_msg *event,
    const struct session *session)
{
	const struct bw_msg_attachment *m = &event->u.attachment;
	char text[BW_ADDR_STR_MAX];

	bw_line_add(line, "peer=%s", bw_addr_str(&m->peer, text));
	add_machine(line, session);
	bw_line_add(line, " event=%s", bw_msg_type_str(event->type));
	add_peer_text(line, "export", m->name);
	bw_line_add(line, " size=%llu", (unsigned long long)m->size);
	if (event->type == BW_MSG_EXPORT_DETACHED) {
		bw_line_add(line, " read=%llu written=%llu overlay=%llu ms=%u",
		    (unsigned long long)m->bytes_read,
		    (unsigned long long)m->bytes_written,
		    (unsigned long long)m->overlay, (unsigned)m->ms);
	}
	add_reason(line, m->reason);
}

void
timeline_line(const struct bw_msg *event, const struct session *session,
    char out[TIMELINE_LINE_MAX])
{
	struct bw_line line;

	bw_line_init(&line, out, TIMELINE_LINE_MAX);
	switch ((int)event->type) {
	case BW_MSG_CLIENT_SEEN:
		client_seen_line(&line, &event->u.client_seen, session);
		break;
	case BW_MSG_TRANSFER_STARTED:
	case BW_MSG_TRANSFER_ENDED:
		transfer_line(&line, event, session);
		break;
	case BW_MSG_EXPORT_ATTACHED:
	case BW_MSG_EXPORT_DETACHED:
		attachment_line(&line, event, session);
		break;
	default:
		BW_ASSERT(false); /* no other message is an event */
	}
}

enum bw_log_level
timeline_level(const struct bw_msg *event)
{
	return event->type == BW_MSG_TRANSFER_STARTED ? BW_LOG_LEVEL_DEBUG
						      : BW_LOG_LEVEL_INFO;
}
