/* SPDX-License-Identifier: ISC */
/* Messages as lines; see decode.h.  Pure. */
#include "decode.h"

#include <string.h>

#include "base/addr.h"
#include "base/line.h"
#include "base/reader.h"
#include "base/text.h"
#include "option_text.h"
#include "proto.h"

#define MORE "..."

/* Options of one field; true: they end as they should. */
static bool
add_options(
    struct bw_line *line, struct dhcp_bytes field, uint8_t *out_overload)
{
	struct bw_reader r;

	bw_reader_init(&r, field.at, field.len);
	while (bw_reader_left(&r) > 0) {
		uint8_t code = bw_reader_u8(&r);
		struct dhcp_bytes value;

		if (code == DHCP_OPTION_PAD) {
			continue;
		}
		if (code == DHCP_OPTION_END) {
			break;
		}
		value.len = bw_reader_u8(&r);
		value.at = bw_reader_take(&r, value.len);
		if (bw_reader_check(&r) != 0) {
			return false;
		}
		if (code == DHCP_OPTION_OVERLOAD && value.len == 1) {
			*out_overload = value.at[0];
		}
		dhcp_option_text(line, code, value);
	}
	return true;
}

static void
add_address(struct bw_line *line, const char *name, uint32_t address)
{
	char text[BW_ADDR_STR_MAX];

	if (address != 0) {
		bw_line_add(line, " %s=%s", name, bw_ipv4_str(address, text));
	}
}

/* A field of text, unless it is empty. */
static void
add_field(struct bw_line *line, const char *name, struct dhcp_bytes field)
{
	char printable[4 * DHCP_FILE_LEN + 1];
	size_t len = strnlen((const char *)field.at, field.len);

	if (len > 0) {
		bw_line_add(line, " %s=%s", name,
		    bw_text_printable(
			printable, sizeof(printable), field.at, len));
	}
}

/* Up to chaddr; RFC 2131 2, figure 1. */
static void
add_header(struct bw_line *line, struct bw_reader *r)
{
	uint8_t op = bw_reader_u8(r), htype = bw_reader_u8(r);
	uint8_t hlen = bw_reader_u8(r), hops = bw_reader_u8(r);
	uint32_t xid = bw_reader_u32(r);
	uint16_t secs = bw_reader_u16(r), flags = bw_reader_u16(r);
	uint8_t chaddr[DHCP_CHADDR_LEN];
	char text[BW_MAC_STR_MAX];

	if (op == DHCP_OP_BOOTREQUEST || op == DHCP_OP_BOOTREPLY) {
		bw_line_add(line, "op=%s",
		    op == DHCP_OP_BOOTREQUEST ? "request" : "reply");
	} else {
		bw_line_add(line, "op=%u", op);
	}
	bw_line_add(line,
	    " htype=%u hlen=%u hops=%u xid=%08x secs=%u"
	    " flags=%04x",
	    htype, hlen, hops, (unsigned)xid, secs, flags);
	add_address(line, "ciaddr", bw_reader_u32(r));
	add_address(line, "yiaddr", bw_reader_u32(r));
	add_address(line, "siaddr", bw_reader_u32(r));
	add_address(line, "giaddr", bw_reader_u32(r));
	bw_reader_copy(r, chaddr, sizeof(chaddr));
	bw_line_add(line, " chaddr=");
	if (hlen == BW_MAC_LEN) {
		bw_line_add(line, "%s", bw_mac_str(chaddr, text));
	}
	for (size_t i = 0; hlen != BW_MAC_LEN && i < hlen && i < sizeof(chaddr);
	     i++) {
		bw_line_add(line, "%02x", chaddr[i]);
	}
}

static void
add_message(struct bw_line *line, const uint8_t *packet, size_t len)
{
	struct dhcp_bytes sname = {.len = DHCP_SNAME_LEN};
	struct dhcp_bytes file = {.len = DHCP_FILE_LEN};
	struct dhcp_bytes options;
	uint8_t overload = 0;
	struct bw_reader r;
	bool whole;

	bw_reader_init(&r, packet, len);
	if (len < DHCP_HEADER_LEN) {
		bw_line_add(line, "len=%zu malformed", len);
		return;
	}
	add_header(line, &r);
	sname.at = bw_reader_take(&r, sname.len);
	file.at = bw_reader_take(&r, file.len);
	if (bw_reader_u32(&r) != DHCP_COOKIE) {
		add_field(line, "sname", sname);
		add_field(line, "file", file);
		return; /* BOOTP's vend field may hold anything */
	}
	options.len = bw_reader_left(&r);
	options.at = bw_reader_take(&r, options.len);
	bw_line_add(line, " options:");
	whole = add_options(line, options, &overload);
	if ((overload & DHCP_OVERLOAD_FILE) == 0) {
		add_field(line, "file", file);
	} else {
		bw_line_add(line, " in-file:");
		whole = add_options(line, file, &overload) && whole;
	}
	if ((overload & DHCP_OVERLOAD_SNAME) == 0) {
		add_field(line, "sname", sname);
	} else {
		bw_line_add(line, " in-sname:");
		whole = add_options(line, sname, &overload) && whole;
	}
	bw_line_add(line, "%s", whole ? "" : " malformed");
}

void
dhcp_decode(const uint8_t *packet, size_t len, char *out, size_t size)
{
	struct bw_line line;

	BW_ASSERT(size >= sizeof(MORE));
	bw_line_init(&line, out, size);
	add_message(&line, packet, len);
	if (line.full) {
		memcpy(out + size - sizeof(MORE), MORE, sizeof(MORE));
	}
}
