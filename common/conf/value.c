/* SPDX-License-Identifier: ISC */
/* Single values: text to a field and back; see value.h.  Pure. */
#include "conf/value.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/url.h"
#include "conf/arena.h"
#include "conf/rows.h"

#define WORDS_STR_MAX 256

int
bw_conf_refuse(struct bw_conf_put *put, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	/* A reason that does not fit is cut. */
	(void)vsnprintf(put->reason, sizeof(put->reason), format, args);
	va_end(args);
	return -EBADMSG;
}

static const char *
did_you_mean(const char *value, const struct bw_conf_word *words)
{
	struct bw_conf_nearest nearest = {.wanted = value};

	for (; words->text != NULL; words++) {
		bw_conf_nearest_try(&nearest, words->text);
	}
	return nearest.best;
}

int
bw_conf_word_refuse(
    struct bw_conf_put *put, const struct bw_conf_word *words, const char *text)
{
	const char *meant = did_you_mean(text, words);
	char list[WORDS_STR_MAX] = "";

	for (const struct bw_conf_word *w = words; w->text != NULL; w++) {
		size_t len = strlen(list);

		if (w->text[0] != '\0') {
			(void)snprintf(list + len, sizeof(list) - len, "%s%s",
			    len == 0 ? "" : ", ", w->text);
		}
	}
	if (meant != NULL) {
		return bw_conf_refuse(put,
		    "\"%.40s\" is none of %s; did you mean \"%s\"?", text, list,
		    meant);
	}
	return bw_conf_refuse(put, "\"%.40s\" is none of %s", text, list);
}

const struct bw_conf_word *
bw_conf_word_find(const struct bw_conf_word *words, const char *text)
{
	for (; words->text != NULL; words++) {
		if (bw_text_equal_nocase(words->text, text)) {
			return words;
		}
	}
	return NULL;
}

static int
word_parse(struct bw_conf_put *put, const struct bw_conf_word *words, int *out)
{
	const struct bw_conf_word *word = bw_conf_word_find(words, put->value);

	if (word == NULL) {
		return bw_conf_word_refuse(put, words, put->value);
	}
	*out = word->value;
	return 0;
}

static const char *
word_text(const struct bw_conf_word *words, int value)
{
	while (words->text != NULL && words->value != value) {
		words++;
	}
	BW_ASSERT(words->text != NULL);
	return words->text;
}

static int
text_parse(
    struct bw_conf_put *put, const struct bw_conf_key *key, const char **out)
{
	const char *copy;

	if (key->max > 0 && strlen(put->value) > key->max) {
		return bw_conf_refuse(
		    put, "longer than %u bytes", (unsigned)key->max);
	}
	copy = bw_conf_arena_text(&put->conf->arena, put->value);
	if (copy == NULL) {
		return bw_conf_refuse(put, "out of memory");
	}
	*out = copy;
	return 0;
}

static int
host_parse(
    struct bw_conf_put *put, const struct bw_conf_key *key, const char **out)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789.-_:[]";
	bool tls;
	const char *host =
	    put->value + bw_url_scheme(put->value, strlen(put->value), &tls);

	if (host[strspn(host, allowed)] != '\0') {
		return bw_conf_refuse(put,
		    "\"%.60s\" is not HOST or HOST:PORT (http:// or https:// "
		    "may precede it; no path)",
		    put->value);
	}
	return text_parse(put, key, out);
}

static int
ipv4_parse(struct bw_conf_put *put, uint32_t *out)
{
	uint32_t address = 0;

	if (put->value[0] != '\0' && bw_ipv4_parse(put->value, &address) != 0) {
		return bw_conf_refuse(put,
		    "\"%.40s\" is not an IPv4 address (write 192.0.2.1)",
		    put->value);
	}
	*out = address;
	return 0;
}

static int
mac_parse(struct bw_conf_put *put, uint8_t out[BW_MAC_LEN])
{
	if (put->value[0] == '\0') {
		memset(out, 0, BW_MAC_LEN);
		return 0;
	}
	if (bw_conf_mac_parse(put->value, out) != 0) {
		return bw_conf_refuse(put,
		    "\"%.40s\" is not a MAC address (write AA-BB-CC-DD-EE-FF)",
		    put->value);
	}
	return 0;
}

static int
uuid_parse(struct bw_conf_put *put, uint8_t out[BW_UUID_LEN])
{
	if (put->value[0] == '\0') {
		memset(out, 0, BW_UUID_LEN);
		return 0;
	}
	if (bw_uuid_parse(put->value, out) != 0) {
		return bw_conf_refuse(put,
		    "\"%.60s\" is not a UUID (8-4-4-4-12 hexadecimal "
		    "digits)",
		    put->value);
	}
	return 0;
}

static int
tristate_parse(
    struct bw_conf_put *put, const struct bw_conf_key *key, void *field)
{
	int yes;

	if (put->value[0] == '\0') {
		*(enum bw_conf_tristate *)field = BW_CONF_TRISTATE_UNSET;
		return 0;
	}
	if (word_parse(put, key->words, &yes) != 0) {
		return -EBADMSG;
	}
	*(enum bw_conf_tristate *)field =
	    yes != 0 ? BW_CONF_TRISTATE_YES : BW_CONF_TRISTATE_NO;
	return 0;
}

/* A table of words: a bool, an enum or an int. */
static int
words_parse(struct bw_conf_put *put, const struct bw_conf_key *key, void *field)
{
	int value;

	if (word_parse(put, key->words, &value) != 0) {
		return -EBADMSG;
	}
	if (key->type == BW_CONF_TYPE_BOOL) {
		*(bool *)field = value != 0;
	} else {
		*(int *)field = value;
	}
	return 0;
}

static int
u16_parse(struct bw_conf_put *put, const struct bw_conf_key *key, uint16_t *out)
{
	uint32_t number;
	int error = bw_conf_number_parse(put, key, &number);

	if (error == 0) {
		*out = (uint16_t)number;
	}
	return error;
}

int
bw_conf_bool_parse(struct bw_conf_put *put, bool *out)
{
	int value;

	if (word_parse(put, bw_conf_yes_no, &value) != 0) {
		return -EBADMSG;
	}
	*out = value != 0;
	return 0;
}

int
bw_conf_value_parse(
    struct bw_conf_put *put, const struct bw_conf_key *key, void *base)
{
	void *field = (char *)base + key->offset;

	switch (key->type) {
	case BW_CONF_TYPE_BOOL:
	case BW_CONF_TYPE_WORD:
		return words_parse(put, key, field);
	case BW_CONF_TYPE_TRISTATE:
		return tristate_parse(put, key, field);
	case BW_CONF_TYPE_U16:
		return u16_parse(put, key, field);
	case BW_CONF_TYPE_U32:
		return bw_conf_number_parse(put, key, field);
	case BW_CONF_TYPE_SIZE:
		return bw_conf_size_parse(put, field);
	case BW_CONF_TYPE_MS:
		return bw_conf_ms_parse(put, key, field);
	case BW_CONF_TYPE_PORTS:
		return bw_conf_ports_parse(put, field);
	case BW_CONF_TYPE_TEXT:
		return text_parse(put, key, field);
	case BW_CONF_TYPE_HOST:
		return host_parse(put, key, field);
	case BW_CONF_TYPE_IPV4:
		return ipv4_parse(put, field);
	case BW_CONF_TYPE_MAC:
		return mac_parse(put, field);
	case BW_CONF_TYPE_SECONDS:
		return bw_conf_seconds_parse(put, key, field);
	case BW_CONF_TYPE_NETWORK:
		return bw_conf_network_put(put, field);
	case BW_CONF_TYPE_NETWORKS:
		return bw_conf_networks_parse(put, field);
	case BW_CONF_TYPE_POOLS:
		return bw_conf_pools_parse(put, field);
	case BW_CONF_TYPE_PATTERNS:
		return bw_conf_patterns_parse(put, field);
	case BW_CONF_TYPE_BYTES:
		return bw_conf_bytes_parse(put, field);
	case BW_CONF_TYPE_UUID:
		return uuid_parse(put, field);
	case BW_CONF_TYPE_ADDRS:
	case BW_CONF_TYPE_TARGETS:
	case BW_CONF_TYPE_NAMES:
	case BW_CONF_TYPE_IPV4S:
	case BW_CONF_TYPE_WORDS:
	case BW_CONF_TYPE_DNS:
		return bw_conf_list_parse(put, key->type, field);
	case BW_CONF_TYPE_ALLOW:
		return bw_conf_allow_parse(put, field);
	case BW_CONF_TYPE_LEVELS:
		return bw_conf_levels_parse(put, field);
	case BW_CONF_TYPE_NOTICES:
		return bw_conf_notices_parse(put, key, field);
	case BW_CONF_TYPE_BITS:
		return bw_conf_bits_parse(put, key, field);
	case BW_CONF_TYPE_SPANS:
		return bw_conf_spans_parse(put, field);
	case BW_CONF_TYPE_ZONE:
		return bw_conf_zone_parse(put, field);
	case BW_CONF_TYPE_TAGS:
		return bw_conf_tags_parse(put, field);
	}
	return -EBADMSG;
}

static void
tristate_text(enum bw_conf_tristate value, struct bw_conf_out *out)
{
	switch (value) {
	case BW_CONF_TRISTATE_UNSET:
		break;
	case BW_CONF_TRISTATE_NO:
		bw_conf_out_text(out, "no");
		break;
	case BW_CONF_TRISTATE_YES:
		bw_conf_out_text(out, "yes");
		break;
	}
}

static void
ipv4_text(uint32_t address, struct bw_conf_out *out)
{
	char str[BW_ADDR_STR_MAX];

	if (address != 0) {
		bw_conf_out_text(out, bw_ipv4_str(address, str));
	}
}

static void
mac_text(const uint8_t mac[BW_MAC_LEN], struct bw_conf_out *out)
{
	char str[BW_MAC_STR_MAX];

	if (!bw_bytes_zero(mac, BW_MAC_LEN)) {
		bw_conf_out_text(out, bw_mac_str(mac, str));
	}
}

static void
uuid_text(const uint8_t uuid[BW_UUID_LEN], struct bw_conf_out *out)
{
	char str[BW_UUID_STR_MAX];

	if (!bw_bytes_zero(uuid, BW_UUID_LEN)) {
		bw_conf_out_text(out, bw_uuid_str(uuid, str));
	}
}

static void
identity_text(
    enum bw_conf_type type, const void *field, struct bw_conf_out *out)
{
	if (type == BW_CONF_TYPE_IPV4) {
		ipv4_text(*(const uint32_t *)field, out);
	} else if (type == BW_CONF_TYPE_MAC) {
		mac_text(field, out);
	} else {
		uuid_text(field, out);
	}
}

static void
words_text(
    const struct bw_conf_key *key, const void *field, struct bw_conf_out *out)
{
	if (key->type == BW_CONF_TYPE_TRISTATE) {
		tristate_text(*(const enum bw_conf_tristate *)field, out);
	} else {
		bw_conf_out_text(
		    out, word_text(key->words, key->type == BW_CONF_TYPE_BOOL
						   ? *(const bool *)field
						   : *(const int *)field));
	}
}

static void
number_text(enum bw_conf_type type, const void *field, struct bw_conf_out *out)
{
	bw_conf_out_format(out, "%u",
	    type == BW_CONF_TYPE_U16 ? (unsigned)*(const uint16_t *)field
				     : (unsigned)*(const uint32_t *)field);
}

void
bw_conf_value_text(
    const struct bw_conf_key *key, const void *base, struct bw_conf_out *out)
{
	const void *field = (const char *)base + key->offset;

	switch (key->type) {
	case BW_CONF_TYPE_BOOL:
	case BW_CONF_TYPE_WORD:
	case BW_CONF_TYPE_TRISTATE:
		words_text(key, field, out);
		break;
	case BW_CONF_TYPE_U16:
	case BW_CONF_TYPE_U32:
		number_text(key->type, field, out);
		break;
	case BW_CONF_TYPE_SIZE:
		bw_conf_size_text(*(const uint64_t *)field, out);
		break;
	case BW_CONF_TYPE_MS:
		bw_conf_ms_text(*(const uint32_t *)field, out);
		break;
	case BW_CONF_TYPE_PORTS:
		bw_conf_ports_text(field, out);
		break;
	case BW_CONF_TYPE_TEXT:
	case BW_CONF_TYPE_HOST:
		bw_conf_out_text(out, *(const char *const *)field);
		break;
	case BW_CONF_TYPE_IPV4:
	case BW_CONF_TYPE_MAC:
	case BW_CONF_TYPE_UUID:
		identity_text(key->type, field, out);
		break;
	case BW_CONF_TYPE_SECONDS:
		bw_conf_seconds_text(*(const uint32_t *)field, out);
		break;
	case BW_CONF_TYPE_NETWORK:
		bw_conf_network_text(field, out);
		break;
	case BW_CONF_TYPE_NETWORKS:
		bw_conf_networks_text(field, out);
		break;
	case BW_CONF_TYPE_POOLS:
		bw_conf_pools_text(field, out);
		break;
	case BW_CONF_TYPE_BYTES:
		bw_conf_bytes_text(field, out);
		break;
	case BW_CONF_TYPE_PATTERNS:
	case BW_CONF_TYPE_ADDRS:
	case BW_CONF_TYPE_TARGETS:
	case BW_CONF_TYPE_NAMES:
	case BW_CONF_TYPE_IPV4S:
	case BW_CONF_TYPE_WORDS:
	case BW_CONF_TYPE_DNS:
		bw_conf_list_text(key->type, field, out);
		break;
	case BW_CONF_TYPE_ALLOW:
		bw_conf_allow_text(field, out);
		break;
	case BW_CONF_TYPE_LEVELS:
		bw_conf_levels_text(field, out);
		break;
	case BW_CONF_TYPE_NOTICES:
		bw_conf_notices_text(field, out);
		break;
	case BW_CONF_TYPE_BITS:
		bw_conf_bits_text(key, *(const uint32_t *)field, out);
		break;
	case BW_CONF_TYPE_SPANS:
		bw_conf_spans_text(field, out);
		break;
	case BW_CONF_TYPE_ZONE:
		bw_conf_zone_text(field, out);
		break;
	case BW_CONF_TYPE_TAGS:
		bw_conf_tags_text(field, out);
		break;
	}
}
