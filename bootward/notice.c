/* SPDX-License-Identifier: ISC */
/* Datagrams about events; see notice.h.  Pure. */
#include "notice.h"

#include <stdio.h>
#include <string.h>

#include "ipc/event_row.h"

/*
 * Texts of an object, escaped: names of files are the peer's, the others are
 * ours and always fit.  With the longest of all other fields a datagram has
 * NOTICE_MAX bytes at most; a unit test holds that.
 */
#define NAME_WIDTH_MAX  352
#define WORDS_WIDTH_MAX 254

static const char *
kind_of(const struct bw_msg_client_seen *seen)
{
	if (seen->asked == DHCP_TYPE_RELEASE) {
		return "RELEASE";
	}
	if (seen->asked != DHCP_TYPE_REQUEST || seen->answer != DHCP_TYPE_ACK) {
		return NULL;
	}
	return bw_bytes_zero(seen->uuid, BW_UUID_LEN) ? "LEASE" : "BOOT";
}

static void
upper(char *text)
{
	for (char *c = text; *c != '\0'; c++) {
		*c = *c >= 'a' && *c <= 'f' ? (char)(*c - 'a' + 'A') : *c;
	}
}

/* KIND,[UUID,]MAC,IP */
static size_t
write_pybootd(const struct notice *notice, enum bw_conf_notice_format format,
    uint8_t out[NOTICE_MAX])
{
	const struct bw_msg_client_seen *seen = &notice->event->u.client_seen;
	const char *kind =
	    notice->event->type == BW_MSG_CLIENT_SEEN ? kind_of(seen) : NULL;
	bool known = !bw_bytes_zero(notice->uuid, BW_UUID_LEN);
	char mac[BW_MAC_STR_MAX], ip[BW_ADDR_STR_MAX], uuid[BW_UUID_STR_MAX];
	int n;

	if (kind == NULL) {
		return 0;
	}
	bw_mac_str(seen->mac, mac);
	bw_uuid_str(notice->uuid, uuid);
	upper(mac);
	if (format != BW_CONF_NOTICE_PYBOOTD) {
		upper(uuid);
	}
	for (char *c = mac; format == BW_CONF_NOTICE_DASH && *c != '\0'; c++) {
		*c = *c == ':' ? '-' : *c;
	}
	n = snprintf((char *)out, NOTICE_MAX, "%s,%s%s%s,%s", kind,
	    known ? uuid : "", known ? "," : "", mac,
	    bw_ipv4_str(seen->address, ip));
	return (size_t)n;
}

/* Cut a text where its escaped form would be wider. */
static void
cut(char *text, size_t width_max)
{
	size_t width = 0;

	for (char *c = text; *c != '\0'; c++) {
		width += bw_emit_json_width((unsigned char)*c);
		if (width > width_max) {
			*c = '\0';
			return;
		}
	}
}

static size_t
write_json(const struct notice *notice, uint8_t out[NOTICE_MAX])
{
	struct bw_ctl_event row = *notice->row;
	struct bw_emit emit;

	cut(row.name, NAME_WIDTH_MAX);
	cut(row.options, WORDS_WIDTH_MAX);
	cut(row.reason, WORDS_WIDTH_MAX);
	bw_emit_begin(&emit, BW_EMIT_JSON);
	bw_emit_number(&emit, "seq", notice->seq);
	bw_emit_uuid(&emit, notice->uuid);
	bw_event_row_emit(&emit, &row);
	bw_emit_end(&emit);
	BW_ASSERT(emit.len <= NOTICE_MAX);
	memcpy(out, emit.line, emit.len);
	return emit.len;
}

size_t
notice_write(const struct notice *notice, enum bw_conf_notice_format format,
    uint8_t out[NOTICE_MAX])
{
	switch (format) {
	case BW_CONF_NOTICE_JSON:
		return write_json(notice, out);
	case BW_CONF_NOTICE_PYBOOTD:
	case BW_CONF_NOTICE_UPPER:
	case BW_CONF_NOTICE_DASH:
		break;
	}
	return write_pybootd(notice, format, out);
}
