/* SPDX-License-Identifier: ISC */
/* Options as text; see option_text.h.  Pure. */
#include "option_text.h"

#include "base/addr.h"
#include "base/reader.h"
#include "conf/option_names.h"
#include "identify.h"
#include "value_text.h"

/* Those that no configuration sets, and those that are more than a type. */
enum kind {
	KIND_TYPE, /* as the configuration's options */
	KIND_MESSAGE_TYPE,
	KIND_CODES,
	KIND_ARCHS,
	KIND_INTERFACE, /* RFC 4578 2.2: type, major, minor */
	KIND_MACHINE,   /* RFC 4578 2.3: type, UUID */
	KIND_CLIENT_ID, /* RFC 2132 9.14: type, and a MAC address for 1 */
	KIND_TEXT_OR_HEX,
	KIND_SERVERS, /* PXE 2.1, table 2-1: 8, 9 and 10 */
	KIND_MENU,
	KIND_PROMPT,
	KIND_OPTIONS, /* sub-options */
};

struct option_name {
	uint8_t code;
	enum kind kind;
	const char *name;
	enum bw_conf_option_type type;
	const struct option_name *options; /* ends in code 0 */
};

/* clang-format off */
#define IP  .type = BW_CONF_OPTION_IP
#define U8  .type = BW_CONF_OPTION_U8
#define U16 .type = BW_CONF_OPTION_U16
#define U32 .type = BW_CONF_OPTION_U32
#define HEX .type = BW_CONF_OPTION_HEX

/* PXE 2.1, table 2-1; RFC 4578 */
static const struct option_name pxe_options[] = {
	{1, KIND_TYPE, "mtftp-address", IP},
	{2, KIND_TYPE, "mtftp-client-port", U16},
	{3, KIND_TYPE, "mtftp-server-port", U16},
	{4, KIND_TYPE, "mtftp-timeout", U8},
	{5, KIND_TYPE, "mtftp-delay", U8},
	{PXE_OPTION_DISCOVERY_CONTROL, KIND_TYPE, "discovery-control", U8},
	{7, KIND_TYPE, "discovery-address", IP},
	{PXE_OPTION_BOOT_SERVERS, KIND_SERVERS, "boot-servers"},
	{PXE_OPTION_BOOT_MENU, KIND_MENU, "boot-menu"},
	{PXE_OPTION_MENU_PROMPT, KIND_PROMPT, "menu-prompt"},
	{PXE_OPTION_BOOT_ITEM, KIND_TYPE, "boot-item", U16},
	{0},
};

static const struct option_name relay_options[] = {
	{DHCP_RELAY_OPTION_CIRCUIT_ID, KIND_TEXT_OR_HEX, "circuit-id"},
	{DHCP_RELAY_OPTION_REMOTE_ID, KIND_TEXT_OR_HEX, "remote-id"},
	{DHCP_RELAY_OPTION_LINK_SELECTION, KIND_TYPE, "link-selection", IP},
	{6, KIND_TEXT_OR_HEX, "subscriber-id"},            /* RFC 3993 */
	{10, KIND_TYPE, "flags", U8},                      /* RFC 5010 */
	{DHCP_RELAY_OPTION_SERVER_OVERRIDE, KIND_TYPE, "server-override", IP},
	{12, KIND_TEXT_OR_HEX, "relay-id"},                /* RFC 6925 */
	{0},
};

static const struct option_name ipxe_options[] = {
	{IPXE_OPTION_NO_PXEDHCP, KIND_TYPE, "no-pxedhcp", U8},
	{177, KIND_TEXT_OR_HEX, "bus-id"},
	{189, KIND_TYPE, "bios-drive", U8},
	{190, KIND_TEXT_OR_HEX, "username"},
	{235, KIND_TYPE, "version", HEX},
	{0},
};

static const struct option_name names[] = {
	{DHCP_OPTION_VENDOR_INFORMATION, KIND_OPTIONS, NULL,
	    .options = pxe_options},
	{DHCP_OPTION_REQUESTED_IP_ADDRESS, KIND_TYPE, "requested-address", IP},
	{DHCP_OPTION_LEASE_TIME, KIND_TYPE, "lease-time", U32},
	{DHCP_OPTION_OVERLOAD, KIND_TYPE, "overload", U8},
	{DHCP_OPTION_MESSAGE_TYPE, KIND_MESSAGE_TYPE, "message-type"},
	{DHCP_OPTION_SERVER_IDENTIFIER, KIND_TYPE, "server-identifier", IP},
	{DHCP_OPTION_PARAMETER_REQUEST_LIST, KIND_CODES,
	    "parameter-request-list"},
	{DHCP_OPTION_MESSAGE, KIND_TEXT_OR_HEX, "message"},
	{DHCP_OPTION_MAXIMUM_MESSAGE_SIZE, KIND_TYPE, "max-message-size", U16},
	{DHCP_OPTION_RENEWAL_TIME, KIND_TYPE, "renewal-time", U32},
	{DHCP_OPTION_REBINDING_TIME, KIND_TYPE, "rebinding-time", U32},
	{DHCP_OPTION_CLIENT_IDENTIFIER, KIND_CLIENT_ID, "client-identifier"},
	{DHCP_OPTION_USER_CLASS, KIND_TEXT_OR_HEX, "user-class"},
	{DHCP_OPTION_RAPID_COMMIT, KIND_TYPE, "rapid-commit", HEX},
	{81, KIND_TYPE, "client-fqdn", HEX},               /* RFC 4702 */
	{DHCP_OPTION_RELAY_AGENT_INFORMATION, KIND_OPTIONS,
	    "relay-agent-information", .options = relay_options},
	{90, KIND_TYPE, "authentication", HEX},            /* RFC 3118 */
	{91, KIND_TYPE, "last-transaction-time", U32},     /* RFC 4388 */
	{DHCP_OPTION_CLIENT_SYSTEM_ARCHITECTURE, KIND_ARCHS,
	    "client-architecture"},
	{94, KIND_INTERFACE, "client-interface"},
	{DHCP_OPTION_CLIENT_MACHINE_IDENTIFIER, KIND_MACHINE,
	    "client-machine-id"},
	{DHCP_OPTION_SUBNET_SELECTION, KIND_TYPE, "subnet-selection", IP},
	{DHCP_OPTION_ETHERBOOT, KIND_OPTIONS, NULL, .options = ipxe_options},
	{0},
};
/* clang-format on */

static const struct option_name *
find(const struct option_name *among, uint8_t code)
{
	while (among->code != 0 && among->code != code) {
		among++;
	}
	return among;
}

static const struct bw_conf_option_name *
find_configured(uint8_t code)
{
	const struct bw_conf_option_name *name;
	size_t i = 0;

	while (
	    (name = bw_conf_option_name_nth(i)) != NULL && name->code != code) {
		i++;
	}
	return name;
}

static bool
add_archs(struct bw_line *line, struct dhcp_bytes value)
{
	struct bw_reader r;

	if (value.len == 0 || value.len % sizeof(uint16_t) != 0) {
		return false;
	}
	bw_reader_init(&r, value.at, value.len);
	while (bw_reader_left(&r) > 0) {
		uint16_t arch = bw_reader_u16(&r);
		const char *name = dhcp_arch_str(arch);

		bw_line_add(line, "%u%s%s%s%s", arch, name != NULL ? "(" : "",
		    name != NULL ? name : "", name != NULL ? ")" : "",
		    bw_reader_left(&r) > 0 ? "," : "");
	}
	return true;
}

static bool
add_machine(struct bw_line *line, struct dhcp_bytes value)
{
	char text[BW_UUID_STR_MAX];

	if (value.len != PXE_MACHINE_IDENTIFIER_LEN) {
		return false;
	}
	bw_line_add(
	    line, "%u/%s", value.at[0], bw_uuid_str(value.at + 1, text));
	return true;
}

static bool
add_client_id(struct bw_line *line, struct dhcp_bytes value)
{
	char text[BW_MAC_STR_MAX];

	if (value.len != 1 + BW_MAC_LEN || value.at[0] != DHCP_HTYPE_ETHERNET) {
		return false;
	}
	bw_line_add(line, "1/%s", bw_mac_str(value.at + 1, text));
	return true;
}

/* TYPE/ADDRESS,... or TYPE/TEXT, each with its length before. */
static bool
add_items(struct bw_line *line, struct dhcp_bytes value, enum kind kind)
{
	size_t unit = kind == KIND_SERVERS ? sizeof(uint32_t) : 1;
	const char *gap = "";
	struct bw_reader r;

	bw_reader_init(&r, value.at, value.len);
	while (bw_reader_left(&r) > 0) {
		struct dhcp_bytes item;

		bw_line_add(line, "%s%u/", gap, bw_reader_u16(&r));
		item.len = unit * bw_reader_u8(&r);
		item.at = bw_reader_take(&r, item.len);
		if (bw_reader_check(&r) != 0) {
			return false;
		}
		if (kind == KIND_MENU) {
			dhcp_value_text(line, item);
		} else {
			(void)dhcp_value_typed(
			    line, BW_CONF_OPTION_IPS, item); /* or none */
		}
		gap = ",";
	}
	return value.len > 0;
}

/* TIMEOUT/TEXT */
static bool
add_prompt(struct bw_line *line, struct dhcp_bytes value)
{
	if (value.len == 0) {
		return false;
	}
	bw_line_add(line, "%u/", value.at[0]);
	dhcp_value_text(line, (struct dhcp_bytes){value.at + 1, value.len - 1});
	return true;
}

static void add_named(struct bw_line *line, const struct option_name *name,
    const char *known_as, struct dhcp_bytes value);

/* {1 circuit-id=eth0 2 remote-id=0x00ff}; false: they do not add up. */
static bool
add_options(struct bw_line *line, const struct option_name *names_of,
    struct dhcp_bytes value)
{
	const char *gap = "{";
	struct bw_reader r;

	bw_reader_init(&r, value.at, value.len);
	while (bw_reader_left(&r) > 0) {
		uint8_t code = bw_reader_u8(&r);
		const struct option_name *name = find(names_of, code);
		struct dhcp_bytes one;

		if (code == PXE_OPTION_END) {
			break;
		}
		one.len = bw_reader_u8(&r);
		one.at = bw_reader_take(&r, one.len);
		if (bw_reader_check(&r) != 0) {
			return false;
		}
		bw_line_add(line, "%s%u", gap, code);
		add_named(line, name, name->name, one);
		gap = " ";
	}
	bw_line_add(line, "}");
	return gap[0] == ' ';
}

static bool
add_kind(struct bw_line *line, const struct option_name *name,
    struct dhcp_bytes value)
{
	switch (name->kind) {
	case KIND_TYPE:
		return dhcp_value_typed(line, name->type, value);
	case KIND_MESSAGE_TYPE:
		if (value.len != 1) {
			return false;
		}
		bw_line_add(line, "%s", bw_dhcp_type_str(value.at[0]));
		return true;
	case KIND_CODES:
		return dhcp_value_numbers(line, value, 1);
	case KIND_ARCHS:
		return add_archs(line, value);
	case KIND_INTERFACE:
		return value.len == 3 && dhcp_value_numbers(line, value, 1);
	case KIND_MACHINE:
		return add_machine(line, value);
	case KIND_CLIENT_ID:
		return add_client_id(line, value);
	case KIND_TEXT_OR_HEX:
		if (dhcp_value_is_text(value)) {
			dhcp_value_text(line, value);
		}
		return dhcp_value_is_text(value);
	case KIND_SERVERS:
	case KIND_MENU:
		return add_items(line, value, name->kind);
	case KIND_PROMPT:
		return add_prompt(line, value);
	case KIND_OPTIONS:
		return add_options(line, name->options, value);
	}
	return false;
}

/* " NAME=VALUE", or "=VALUE" */
static void
add_named(struct bw_line *line, const struct option_name *name,
    const char *known_as, struct dhcp_bytes value)
{
	struct bw_line before;

	bw_line_add(line, "%s%s=", known_as != NULL ? " " : "",
	    known_as != NULL ? known_as : "");
	before = *line;
	if (name->code == 0 || !add_kind(line, name, value)) {
		*line = before; /* what was added of a broken one */
		dhcp_value_hex(line, value);
	}
}

void
dhcp_option_text(struct bw_line *line, uint8_t code, struct dhcp_bytes value)
{
	const struct bw_conf_option_name *configured = find_configured(code);
	struct option_name name = *find(names, code);

	if (name.code == 0 && configured != NULL) {
		name.code = code;
		name.kind = KIND_TYPE;
		name.type = configured->type;
	}
	if (name.name == NULL && configured != NULL) {
		name.name = configured->name;
	}
	bw_line_add(line, " %u", code);
	add_named(line, &name, name.name, value);
}
