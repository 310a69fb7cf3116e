/* SPDX-License-Identifier: ISC */
/* Values as text; see value_text.h.  Pure. */
#include "value_text.h"

#include "base/addr.h"
#include "base/reader.h"
#include "base/text.h"

#define PRINTABLE_MAX (4 * 255 + 1) /* of one option, all escaped */

void
dhcp_value_hex(struct bw_line *line, struct dhcp_bytes value)
{
	bw_line_add(line, "0x");
	for (size_t i = 0; i < value.len; i++) {
		bw_line_add(line, "%02x", value.at[i]);
	}
}

void
dhcp_value_text(struct bw_line *line, struct dhcp_bytes value)
{
	char printable[PRINTABLE_MAX];

	bw_line_add(line, "%s",
	    bw_text_printable(
		printable, sizeof(printable), value.at, value.len));
}

bool
dhcp_value_is_text(struct dhcp_bytes value)
{
	for (size_t i = 0; i < value.len; i++) {
		if (value.at[i] < ' ' || value.at[i] > '~') {
			return false;
		}
	}
	return value.len > 0;
}

bool
dhcp_value_numbers(struct bw_line *line, struct dhcp_bytes value, size_t size)
{
	struct bw_reader r;

	if (value.len == 0 || value.len % size != 0) {
		return false;
	}
	bw_reader_init(&r, value.at, value.len);
	while (bw_reader_left(&r) > 0) {
		unsigned n = size == 1   ? bw_reader_u8(&r)
			     : size == 2 ? bw_reader_u16(&r)
					 : bw_reader_u32(&r);

		bw_line_add(line, "%u%s", n, bw_reader_left(&r) > 0 ? "," : "");
	}
	return true;
}

static bool
add_addresses(struct bw_line *line, struct dhcp_bytes value)
{
	char text[BW_ADDR_STR_MAX];
	struct bw_reader r;

	if (value.len == 0 || value.len % sizeof(uint32_t) != 0) {
		return false;
	}
	bw_reader_init(&r, value.at, value.len);
	while (bw_reader_left(&r) > 0) {
		bw_ipv4_str(bw_reader_u32(&r), text);
		bw_line_add(
		    line, "%s%s", text, bw_reader_left(&r) > 0 ? "," : "");
	}
	return true;
}

/* RFC 3442: how wide, as many octets as that takes, and the router. */
static bool
add_routes(struct bw_line *line, struct dhcp_bytes value)
{
	char network[BW_ADDR_STR_MAX], router[BW_ADDR_STR_MAX];
	struct bw_reader r;

	bw_reader_init(&r, value.at, value.len);
	while (bw_reader_left(&r) > 0) {
		uint8_t width = bw_reader_u8(&r);
		uint8_t octets[sizeof(uint32_t)] = {0};
		struct bw_reader all;

		if (width > 32) {
			return false;
		}
		bw_reader_copy(&r, octets, (width + 7u) / 8);
		bw_reader_init(&all, octets, sizeof(octets));
		bw_ipv4_str(bw_reader_u32(&all), network);
		bw_ipv4_str(bw_reader_u32(&r), router);
		if (bw_reader_check(&r) != 0) {
			return false;
		}
		bw_line_add(line, "%s/%u:%s%s", network, width, router,
		    bw_reader_left(&r) > 0 ? "," : "");
	}
	return value.len > 0;
}

static bool
add_bool(struct bw_line *line, struct dhcp_bytes value)
{
	if (value.len != 1 || value.at[0] > 1) {
		return false;
	}
	bw_line_add(line, "%s", value.at[0] == 1 ? "yes" : "no");
	return true;
}

bool
dhcp_value_typed(struct bw_line *line, enum bw_conf_option_type type,
    struct dhcp_bytes value)
{
	switch (type) {
	case BW_CONF_OPTION_IP:
	case BW_CONF_OPTION_IPS:
		return add_addresses(line, value);
	case BW_CONF_OPTION_U8:
		return dhcp_value_numbers(line, value, 1);
	case BW_CONF_OPTION_U16:
		return dhcp_value_numbers(line, value, 2);
	case BW_CONF_OPTION_U32:
		return dhcp_value_numbers(line, value, 4);
	case BW_CONF_OPTION_BOOL:
		return add_bool(line, value);
	case BW_CONF_OPTION_TEXT:
		dhcp_value_text(line, value);
		return true;
	case BW_CONF_OPTION_ROUTES:
		return add_routes(line, value);
	case BW_CONF_OPTION_HEX:
	case BW_CONF_OPTION_DOMAINS:
	case BW_CONF_OPTION_PARTS:
	case BW_CONF_N_OPTION_TYPES:
		break;
	}
	return false;
}
