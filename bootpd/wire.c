/* SPDX-License-Identifier: ISC */
/*
 * Requests: bytes to struct.  Options are walked twice: once to learn how long
 * each is when joined, once to copy the pieces to their places.  So an option
 * in any number of pieces costs no more than the packet's length.
 */
#include "wire.h"

#include <errno.h>
#include <string.h>

#include "base/reader.h"

/* What a message is while its options are being gathered. */
struct parse {
	struct dhcp_message *message;
	struct dhcp_bytes options;
	struct dhcp_bytes file;
	struct dhcp_bytes sname;
	uint8_t overload; /* enum dhcp_overload bits */
};

/* Told of each piece of an option. */
typedef void
piece_seen(struct dhcp_message *message, uint8_t code, struct dhcp_bytes piece);

static int
walk(struct dhcp_message *message, struct dhcp_bytes field, piece_seen *seen)
{
	struct bw_reader r;

	bw_reader_init(&r, field.at, field.len);
	while (bw_reader_left(&r) > 0) {
		uint8_t code = bw_reader_u8(&r);
		struct dhcp_bytes piece;

		if (code == DHCP_OPTION_PAD) {
			continue;
		}
		if (code == DHCP_OPTION_END) {
			return 0;
		}
		piece.len = bw_reader_u8(&r);
		piece.at = bw_reader_take(&r, piece.len);
		if (bw_reader_check(&r) != 0) {
			return -EBADMSG;
		}
		seen(message, code, piece);
	}
	return 0; /* no END: some clients forget it */
}

static void
measure(struct dhcp_message *message, uint8_t code, struct dhcp_bytes piece)
{
	message->option_present[code] = true;
	message->option_len[code] =
	    (uint16_t)(message->option_len[code] + piece.len);
}

static void
collect(struct dhcp_message *message, uint8_t code, struct dhcp_bytes piece)
{
	size_t at = message->option_at[code];

	if (piece.len > 0) {
		memcpy(message->bytes + at + message->option_len[code],
		    piece.at, piece.len);
	}
	measure(message, code, piece);
}

/* Give each option its place, and begin counting anew. */
static void
lay_out(struct dhcp_message *message)
{
	uint16_t at = 0;

	for (size_t code = 0; code < 256; code++) {
		message->option_at[code] = at;
		at = (uint16_t)(at + message->option_len[code]);
		message->option_len[code] = 0;
	}
}

/* Fields in the order of RFC 3396 section 5. */
static int
walk_fields(const struct parse *parse, piece_seen *seen)
{
	struct dhcp_message *message = parse->message;

	if (walk(message, parse->options, seen) != 0) {
		return -EBADMSG;
	}
	if ((parse->overload & DHCP_OVERLOAD_FILE) != 0 &&
	    walk(message, parse->file, seen) != 0) {
		return -EBADMSG;
	}
	if ((parse->overload & DHCP_OVERLOAD_SNAME) != 0 &&
	    walk(message, parse->sname, seen) != 0) {
		return -EBADMSG;
	}
	return 0;
}

/* Gather what the walked fields hold; a message may be gathered again. */
static int
gather(const struct parse *parse)
{
	memset(
	    parse->message->option_len, 0, sizeof(parse->message->option_len));
	if (walk_fields(parse, measure) != 0) {
		return -EBADMSG;
	}
	lay_out(parse->message);
	return walk_fields(parse, collect);
}

static int
parse_options(struct parse *parse)
{
	struct dhcp_bytes option;

	if (gather(parse) != 0) {
		return -EBADMSG;
	}
	option = dhcp_message_option(parse->message, DHCP_OPTION_OVERLOAD);
	if (option.len == 1 &&
	    option.at[0] <= (DHCP_OVERLOAD_FILE | DHCP_OVERLOAD_SNAME)) {
		parse->overload = option.at[0];
		if (gather(parse) != 0) {
			return -EBADMSG;
		}
	}
	option = dhcp_message_option(parse->message, DHCP_OPTION_MESSAGE_TYPE);
	if (option.at == NULL) {
		return 0;
	}
	if (option.len != 1 || option.at[0] == DHCP_TYPE_BOOTP) {
		return -EBADMSG;
	}
	parse->message->type = option.at[0];
	return 0;
}

static struct dhcp_bytes
take(struct bw_reader *r, size_t len)
{
	return (struct dhcp_bytes){.at = bw_reader_take(r, len), .len = len};
}

static void
parse_header(struct bw_reader *r, struct parse *parse)
{
	struct dhcp_message *message = parse->message;

	message->op = bw_reader_u8(r);
	message->htype = bw_reader_u8(r);
	message->hlen = bw_reader_u8(r);
	message->hops = bw_reader_u8(r);
	message->xid = bw_reader_u32(r);
	message->secs = bw_reader_u16(r);
	message->flags = bw_reader_u16(r);
	message->ciaddr = bw_reader_u32(r);
	message->yiaddr = bw_reader_u32(r);
	message->siaddr = bw_reader_u32(r);
	message->giaddr = bw_reader_u32(r);
	bw_reader_copy(r, message->chaddr, DHCP_CHADDR_LEN);
	parse->sname = take(r, DHCP_SNAME_LEN);
	if (parse->sname.at != NULL) {
		memcpy(message->sname, parse->sname.at, DHCP_SNAME_LEN);
	}
	parse->file = take(r, DHCP_FILE_LEN);
}

int
dhcp_message_parse(const uint8_t *buf, size_t len, struct dhcp_message *out)
{
	struct dhcp_message message = {0};
	struct parse parse = {.message = &message};
	struct bw_reader r;

	if (len > DHCP_PACKET_MAX) {
		return -E2BIG;
	}
	bw_reader_init(&r, buf, len);
	parse_header(&r, &parse);
	if (bw_reader_check(&r) != 0 || message.hlen > DHCP_CHADDR_LEN) {
		return -EBADMSG;
	}
	/* BOOTP without vendor information, or with some unknown to us. */
	if (bw_reader_left(&r) >= 4 && bw_reader_u32(&r) == DHCP_COOKIE) {
		message.has_cookie = true;
		parse.options = take(&r, bw_reader_left(&r));
		if (parse.options.len > 0 && parse_options(&parse) != 0) {
			return -EBADMSG;
		}
	}
	*out = message;
	return 0;
}

struct dhcp_bytes
dhcp_message_option(const struct dhcp_message *message, enum dhcp_option code)
{
	struct dhcp_bytes none = {0};

	if (!message->option_present[code]) {
		return none;
	}
	return (struct dhcp_bytes){
	    .at = message->bytes + message->option_at[code],
	    .len = message->option_len[code],
	};
}

bool
dhcp_message_u16(
    const struct dhcp_message *message, enum dhcp_option code, uint16_t *out)
{
	struct dhcp_bytes option = dhcp_message_option(message, code);

	if (option.len != 2) {
		return false;
	}
	*out = (uint16_t)(option.at[0] << 8 | option.at[1]);
	return true;
}

bool
dhcp_message_u32(
    const struct dhcp_message *message, enum dhcp_option code, uint32_t *out)
{
	struct dhcp_bytes option = dhcp_message_option(message, code);
	struct bw_reader r;

	if (option.len != 4) {
		return false;
	}
	bw_reader_init(&r, option.at, option.len);
	*out = bw_reader_u32(&r);
	return true;
}

bool
dhcp_message_asks(const struct dhcp_message *message, enum dhcp_option code)
{
	struct dhcp_bytes list =
	    dhcp_message_option(message, DHCP_OPTION_PARAMETER_REQUEST_LIST);

	return list.len > 0 && memchr(list.at, (int)code, list.len) != NULL;
}

struct dhcp_bytes
dhcp_message_boot_item(const struct dhcp_message *message)
{
	struct dhcp_bytes vendor =
	    dhcp_message_option(message, DHCP_OPTION_VENDOR_INFORMATION);
	struct dhcp_bytes none = {0};
	struct bw_reader r;

	bw_reader_init(&r, vendor.at, vendor.len);
	while (bw_reader_left(&r) > 0) {
		uint8_t code = bw_reader_u8(&r);
		struct dhcp_bytes item;

		if (code == DHCP_OPTION_PAD) {
			continue;
		}
		if (code == PXE_OPTION_END) {
			return none;
		}
		item = take(&r, bw_reader_u8(&r));
		if (code == PXE_OPTION_BOOT_ITEM && item.at != NULL &&
		    item.len == PXE_BOOT_ITEM_LEN) {
			return item;
		}
	}
	return none;
}
