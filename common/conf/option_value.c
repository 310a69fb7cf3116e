/* SPDX-License-Identifier: ISC */
/* Values of options: text to the bytes that are sent; see value.h.  Pure. */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "base/writer.h"
#include "conf/value.h"

#define DOMAIN_MAX 253 /* RFC 1035 3.1, as text */
#define LABEL_MAX  63

/* One item of a list, written; -EBADMSG: it is not of the type. */
typedef int item_write(struct bw_writer *w, const char *item);

static int
ip_write(struct bw_writer *w, const char *item)
{
	uint32_t address;

	if (bw_ipv4_parse(item, &address) != 0) {
		return -EBADMSG;
	}
	bw_writer_u32(w, address);
	return 0;
}

/* A number of so many bytes. */
static int
number_write(struct bw_writer *w, const char *item, size_t size)
{
	static const uint32_t most[] = {
	    [1] = UINT8_MAX, [2] = UINT16_MAX, [4] = UINT32_MAX};
	const struct bw_conf_key key = {.max = most[size]};
	struct bw_conf_put put = {.value = item};
	uint32_t number;

	if (bw_conf_number_parse(&put, &key, &number) != 0) {
		return -EBADMSG;
	}
	for (size_t i = size; i-- > 0;) {
		bw_writer_u8(w, (uint8_t)(number >> 8 * i));
	}
	return 0;
}

static int
u8_write(struct bw_writer *w, const char *item)
{
	return number_write(w, item, 1);
}

static int
u16_write(struct bw_writer *w, const char *item)
{
	return number_write(w, item, 2);
}

static int
u32_write(struct bw_writer *w, const char *item)
{
	return number_write(w, item, 4);
}

/* "10.2.0.0/16 10.1.0.254"; RFC 3442: as many octets as the mask covers. */
static int
route_write(struct bw_writer *w, const char *item)
{
	char network[BW_CONF_ITEM_MAX];
	const char *slash = strchr(item, '/');
	size_t blank = strcspn(item, " \t");
	uint32_t address, router;
	uint64_t bits;

	if (slash == NULL || blank >= sizeof(network) || slash > item + blank) {
		return -EBADMSG;
	}
	memcpy(network, item, (size_t)(slash - item));
	network[slash - item] = '\0';
	if (bw_ipv4_parse(network, &address) != 0 ||
	    bw_text_u64(slash + 1, (size_t)(item + blank - slash) - 1, 32,
		&bits) != 0 ||
	    bw_ipv4_parse(
		item + blank + strspn(item + blank, " \t"), &router) != 0 ||
	    (bits < 32 && (address & (UINT32_MAX >> bits)) != 0)) {
		return -EBADMSG;
	}
	bw_writer_u8(w, (uint8_t)bits);
	for (uint64_t i = 0; i < (bits + 7) / 8; i++) {
		bw_writer_u8(w, (uint8_t)(address >> (24 - 8 * i)));
	}
	bw_writer_u32(w, router);
	return 0;
}

/* RFC 1035 3.1, without compression, which RFC 3397 does not demand. */
static int
domain_write(struct bw_writer *w, const char *item)
{
	size_t len = strlen(item);

	if (len == 0 || len > DOMAIN_MAX) {
		return -EBADMSG;
	}
	while (item[0] != '\0') {
		size_t label = strcspn(item, ".");

		if (label == 0 || label > LABEL_MAX) {
			return -EBADMSG;
		}
		bw_writer_u8(w, (uint8_t)label);
		bw_writer_bytes(w, item, label);
		item += label + (item[label] == '.' ? 1 : 0);
	}
	bw_writer_u8(w, 0);
	return 0;
}

struct list_type {
	item_write *write;
	bool single;
	const char *example;
};

static const struct list_type list_types[BW_CONF_N_OPTION_TYPES] = {
    [BW_CONF_OPTION_IP] = {ip_write, true, "an IPv4 address"},
    [BW_CONF_OPTION_IPS] = {ip_write, false, "an IPv4 address"},
    [BW_CONF_OPTION_U8] = {u8_write, false, "a number from 0 to 255"},
    [BW_CONF_OPTION_U16] = {u16_write, false, "a number from 0 to 65535"},
    [BW_CONF_OPTION_U32] = {u32_write, false, "a number from 0 to 4294967295"},
    [BW_CONF_OPTION_ROUTES] = {route_write, false,
	"a route (write 198.51.100.0/24 192.0.2.1)"},
    [BW_CONF_OPTION_DOMAINS] = {domain_write, false, "a domain name"},
};

static int
list_encode(
    struct bw_conf_put *put, const struct list_type *type, struct bw_writer *w)
{
	const char *at = put->value;
	char item[DOMAIN_MAX + 2];
	size_t n = 0;
	int error;

	while ((error = bw_conf_comma_next(&at, item, sizeof(item))) == 0) {
		if (type->write(w, item) != 0 || (type->single && n > 0)) {
			return bw_conf_refuse(
			    put, "\"%.100s\" is not %s", item, type->example);
		}
		n++;
	}
	if (error == -E2BIG || n == 0) {
		return bw_conf_refuse(
		    put, "\"%.100s\" is not %s", put->value, type->example);
	}
	return 0;
}

static int
bool_encode(struct bw_conf_put *put, struct bw_writer *w)
{
	bool yes;

	if (bw_conf_bool_parse(put, &yes) != 0) {
		return -EBADMSG;
	}
	bw_writer_u8(w, yes ? 1 : 0);
	return 0;
}

static int
hex_encode(struct bw_conf_put *put, struct bw_writer *w)
{
	uint8_t bytes[BW_CONF_OPTION_MAX];
	int len = bw_conf_hex_parse(put->value, bytes, sizeof(bytes));

	if (len < 0) {
		return bw_conf_refuse(put,
		    "\"%.40s\" is not pairs of hexadecimal digits (write "
		    "0a:0b or 0a0b)",
		    put->value);
	}
	bw_writer_bytes(w, bytes, (size_t)len);
	return 0;
}

int
bw_conf_option_fits(struct bw_conf_put *put, const struct bw_writer *w)
{
	return bw_writer_end(w) == 0
		   ? 0
		   : bw_conf_refuse(
			 put, "longer than %d bytes", BW_CONF_OPTION_MAX);
}

int
bw_conf_option_write(
    struct bw_conf_put *put, enum bw_conf_option_type type, struct bw_writer *w)
{
	size_t before = w->len;
	int error = 0;

	if (type == BW_CONF_OPTION_TEXT) {
		bw_writer_text(w, put->value);
	} else if (type == BW_CONF_OPTION_HEX) {
		error = hex_encode(put, w);
	} else if (type == BW_CONF_OPTION_BOOL) {
		error = bool_encode(put, w);
	} else if (type == BW_CONF_OPTION_PARTS) {
		error = bw_conf_option_parts_write(put, w);
	} else {
		error = list_encode(put, &list_types[type], w);
	}
	if (error != 0 || bw_conf_option_fits(put, w) != 0) {
		return -EBADMSG;
	}
	return w->len > before ? 0 : bw_conf_refuse(put, "it needs a value");
}

int
bw_conf_option_encode(struct bw_conf_put *put, enum bw_conf_option_type type,
    uint8_t out[BW_CONF_OPTION_MAX])
{
	struct bw_writer w;

	bw_writer_init(&w, out, BW_CONF_OPTION_MAX);
	return bw_conf_option_write(put, type, &w) != 0 ? -EBADMSG : (int)w.len;
}
