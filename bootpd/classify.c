/* SPDX-License-Identifier: ISC */
/* Classes; see classify.h. */
#include "classify.h"

#include <string.h>

#include "base/reader.h"
#include "base/text.h"
#include "relay.h"

#define HEX_MARK "0x"

bool
dhcp_pattern_matches(const char *pattern, struct dhcp_bytes bytes)
{
	const char *star = NULL; /* the last one passed ... */
	size_t retry = 0;        /* ... and where what follows it was tried */
	size_t i = 0;

	while (i < bytes.len) {
		if (*pattern == '*') {
			star = ++pattern;
			retry = i;
		} else if (*pattern != '\0' &&
			   (uint8_t)*pattern == bytes.at[i]) {
			pattern++;
			i++;
		} else if (star != NULL) {
			pattern = star;
			i = ++retry;
		} else {
			return false;
		}
	}
	return pattern[strspn(pattern, "*")] == '\0';
}

/* The digits of "0x..." are these bytes, or ('*' behind them) begin them. */
static bool
digits_match(const char *digits, struct dhcp_bytes bytes)
{
	size_t n = 0;

	while (digits[0] != '\0' && digits[0] != '*') {
		int high = bw_text_hex(digits[0]);
		int low = high < 0 ? -1 : bw_text_hex(digits[1]);

		if (high < 0 && strchr(":-", digits[0]) != NULL) {
			digits++;
			continue;
		}
		if (low < 0 || n == bytes.len ||
		    bytes.at[n++] != (uint8_t)(high << 4 | low)) {
			return false;
		}
		digits += 2;
	}
	return digits[0] == '*' || n == bytes.len;
}

static bool
any_matches(const struct bw_conf_names *patterns, struct dhcp_bytes bytes)
{
	for (size_t i = 0; i < patterns->n; i++) {
		const char *pattern = patterns->items[i];

		if (bw_text_starts_nocase(pattern, HEX_MARK)
			? digits_match(pattern + strlen(HEX_MARK), bytes)
			: dhcp_pattern_matches(pattern, bytes)) {
			return true;
		}
	}
	return false;
}

/* A condition that is not set is met. */
static bool
option_meets(const struct bw_conf_names *patterns, struct dhcp_bytes option)
{
	return patterns->n == 0 ||
	       (option.at != NULL && any_matches(patterns, option));
}

/* Bare, as most send it, or a list of counted texts (RFC 3004 4). */
static bool
user_class_meets(const struct bw_conf_names *patterns, struct dhcp_bytes option)
{
	struct bw_reader r;

	if (option_meets(patterns, option)) {
		return true;
	}
	bw_reader_init(&r, option.at, option.len);
	while (bw_reader_left(&r) > 0) {
		struct dhcp_bytes one = {.len = bw_reader_u8(&r)};

		one.at = bw_reader_take(&r, one.len);
		if (one.at != NULL && any_matches(patterns, one)) {
			return true;
		}
	}
	return false;
}

static bool
arch_meets(const struct bw_conf_names *arches, uint16_t arch)
{
	const char *name = dhcp_arch_str(arch);

	if (name == NULL && arch != PXE_ARCH_NONE) {
		name = BW_CONF_ARCH_UNKNOWN;
	}

	for (size_t i = 0; i < arches->n; i++) {
		const char *one = arches->items[i];
		uint64_t number;

		if ((name != NULL && bw_text_equal_nocase(name, one)) ||
		    (bw_text_u64(one, strlen(one), UINT16_MAX, &number) == 0 &&
			number == arch)) {
			return true;
		}
	}
	return arches->n == 0;
}

static bool
text_meets(const struct bw_conf_names *patterns, const char *text)
{
	struct dhcp_bytes bytes = {(const uint8_t *)text, strlen(text)};

	return patterns->n == 0 || any_matches(patterns, bytes);
}

static bool
mac_meets(const struct bw_conf_names *prefixes, const uint8_t mac[BW_MAC_LEN])
{
	struct dhcp_bytes bytes = {mac, BW_MAC_LEN};

	for (size_t i = 0; i < prefixes->n; i++) {
		char prefix[64];

		/* As far as it is written: "52-54-00" is "52-54-00-*". */
		bw_text_cut(prefix, sizeof(prefix) - 1, prefixes->items[i]);
		prefix[strcspn(prefix, "*")] = '\0';
		(void)strcat(prefix, "*"); /* there is room for it */
		if (digits_match(prefix, bytes)) {
			return true;
		}
	}
	return prefixes->n == 0;
}

/* As it was sent, and in the other order of bytes. */
static bool
uuid_meets(
    const struct bw_conf_names *patterns, const uint8_t uuid[BW_UUID_LEN])
{
	uint8_t turned[BW_UUID_LEN];
	char text[BW_UUID_STR_MAX];

	if (patterns->n == 0 || bw_bytes_zero(uuid, BW_UUID_LEN)) {
		return patterns->n == 0;
	}
	dhcp_uuid_turn(uuid, turned);
	return text_meets(patterns, bw_uuid_str(uuid, text)) ||
	       text_meets(patterns, bw_uuid_str(turned, text));
}

static bool
time_meets(const struct bw_conf_spans *spans, const struct dhcp_turn *turn)
{
	uint32_t week_min;

	if (spans->n == 0) {
		return true;
	}
	week_min = bw_conf_week_min(&turn->conf->bootpd.zone, turn->now.wall_s);
	for (size_t i = 0; i < spans->n; i++) {
		if (bw_conf_span_has(&spans->items[i], week_min)) {
			return true;
		}
	}
	return false;
}

static bool
is_in(const struct dhcp_turn *turn, const struct bw_conf_class *one)
{
	const struct dhcp_message *message = &turn->message;

	return option_meets(&one->vendor_class,
		   dhcp_message_option(message, DHCP_OPTION_VENDOR_CLASS)) &&
	       user_class_meets(&one->user_class,
		   dhcp_message_option(message, DHCP_OPTION_USER_CLASS)) &&
	       option_meets(&one->circuit_id,
		   dhcp_relay_option(message, DHCP_RELAY_OPTION_CIRCUIT_ID)) &&
	       option_meets(&one->remote_id,
		   dhcp_relay_option(message, DHCP_RELAY_OPTION_REMOTE_ID)) &&
	       arch_meets(&one->arch, turn->client.arch) &&
	       uuid_meets(&one->uuid, turn->client.uuid) &&
	       mac_meets(&one->mac, turn->client.mac) &&
	       text_meets(&one->interface, turn->interface->name) &&
	       (one->relay.n == 0 ||
		   (message->giaddr != 0 &&
		       dhcp_relay_listed(&one->relay, message->giaddr))) &&
	       time_meets(&one->time, turn);
}

uint64_t
dhcp_classify(const struct dhcp_turn *turn)
{
	const struct bw_conf_classes *classes = &turn->conf->bootpd.classes;
	uint64_t in = 0;

	BW_ASSERT(classes->n <= BW_CONF_CLASSES_MAX);
	for (size_t i = 0; i < classes->n; i++) {
		if (is_in(turn, &classes->items[i])) {
			in |= UINT64_C(1) << i;
		}
	}
	return in;
}

bool
dhcp_classify_in(const struct dhcp_turn *turn, const char *class_name)
{
	const struct bw_conf_classes *classes = &turn->conf->bootpd.classes;

	for (size_t i = 0; i < classes->n; i++) {
		if (strcmp(classes->items[i].name, class_name) == 0) {
			return (turn->classes >> i & 1) != 0;
		}
	}
	return strcmp(class_name, BW_CONF_CLASS_BOOTP) == 0 &&
	       turn->message.type == DHCP_TYPE_BOOTP;
}
