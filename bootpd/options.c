/* SPDX-License-Identifier: ISC */
/* The options of a reply; see options.h. */
#include "options.h"

#include <errno.h>
#include <string.h>

/* What a client cannot be spared, be it asked for or not. */
static const uint8_t wanted_always[] = {
    DHCP_OPTION_SUBNET_MASK,
    DHCP_OPTION_ROUTER,
    DHCP_OPTION_DOMAIN_NAME_SERVER,
    DHCP_OPTION_DOMAIN_NAME,
    DHCP_OPTION_VENDOR_INFORMATION,
    DHCP_OPTION_LEASE_TIME,
    DHCP_OPTION_MESSAGE_TYPE,
    DHCP_OPTION_SERVER_IDENTIFIER,
    DHCP_OPTION_MESSAGE,
    DHCP_OPTION_RENEWAL_TIME,
    DHCP_OPTION_REBINDING_TIME,
    DHCP_OPTION_VENDOR_CLASS,
    DHCP_OPTION_CLIENT_IDENTIFIER, /* RFC 6842 3 */
    DHCP_OPTION_TFTP_SERVER_NAME,
    DHCP_OPTION_BOOTFILE_NAME,
    DHCP_OPTION_RAPID_COMMIT,            /* RFC 4039 3.1 */
    DHCP_OPTION_RELAY_AGENT_INFORMATION, /* RFC 3046 2.2 */
    DHCP_OPTION_CLIENT_MACHINE_IDENTIFIER,
    DHCP_OPTION_SUBNET_SELECTION, /* RFC 3011 2 */
    DHCP_OPTION_ETHERBOOT,
};

/* What may be left out of a reply that would be too long. */
static const uint8_t dispensable[] = {
    DHCP_OPTION_DOMAIN_NAME,
    DHCP_OPTION_CLIENT_IDENTIFIER,
    DHCP_OPTION_TFTP_SERVER_NAME,
    DHCP_OPTION_BOOTFILE_NAME,
};

/* The protocol's own, and the rest, by importance. */
static const uint8_t protocols_own[] = {
    DHCP_OPTION_MESSAGE_TYPE,
    DHCP_OPTION_SERVER_IDENTIFIER,
    DHCP_OPTION_LEASE_TIME,
    DHCP_OPTION_RENEWAL_TIME,
    DHCP_OPTION_REBINDING_TIME,
    DHCP_OPTION_RAPID_COMMIT,
    DHCP_OPTION_MESSAGE,
    DHCP_OPTION_SUBNET_SELECTION,
};
static const uint8_t importance[] = {
    DHCP_OPTION_SUBNET_MASK,
    DHCP_OPTION_ROUTER,
    DHCP_OPTION_DOMAIN_NAME_SERVER,
    DHCP_OPTION_VENDOR_CLASS,
    DHCP_OPTION_CLIENT_MACHINE_IDENTIFIER,
    DHCP_OPTION_VENDOR_INFORMATION,
    DHCP_OPTION_ETHERBOOT,
    DHCP_OPTION_BOOTFILE_NAME,
    DHCP_OPTION_CLIENT_IDENTIFIER,
    DHCP_OPTION_TFTP_SERVER_NAME,
    DHCP_OPTION_DOMAIN_NAME,
};

static const uint8_t end_alone[] = {DHCP_OPTION_END};

const struct dhcp_shape dhcp_shape_default = {
    .first = protocols_own,
    .n_first = sizeof(protocols_own),
    .order = importance,
    .n_order = sizeof(importance),
    .tail = end_alone,
    .tail_len = sizeof(end_alone),
};

static bool
is_among(const uint8_t *codes, size_t n, uint8_t code)
{
	return memchr(codes, code, n) != NULL;
}

void
dhcp_options_init(struct dhcp_options *options)
{
	memset(options, 0, offsetof(struct dhcp_options, bytes));
	options->used = 0;
}

void
dhcp_options_put(
    struct dhcp_options *options, uint8_t code, const void *bytes, size_t len)
{
	if (len > sizeof(options->bytes) - options->used) {
		return;
	}
	options->at[code] = (uint16_t)options->used;
	options->len[code] = (uint16_t)len;
	options->present[code] = true;
	if (len > 0) {
		memcpy(options->bytes + options->used, bytes, len);
	}
	options->used += len;
}

void
dhcp_options_u8(struct dhcp_options *options, uint8_t code, uint8_t value)
{
	dhcp_options_put(options, code, &value, sizeof(value));
}

void
dhcp_options_u16(struct dhcp_options *options, uint8_t code, uint16_t value)
{
	uint8_t bytes[sizeof(value)];
	struct bw_writer w;

	bw_writer_init(&w, bytes, sizeof(bytes));
	bw_writer_u16(&w, value);
	dhcp_options_put(options, code, bytes, sizeof(bytes));
}

void
dhcp_options_u32(struct dhcp_options *options, uint8_t code, uint32_t value)
{
	uint8_t bytes[sizeof(value)];
	struct bw_writer w;

	bw_writer_init(&w, bytes, sizeof(bytes));
	bw_writer_u32(&w, value);
	dhcp_options_put(options, code, bytes, sizeof(bytes));
}

void
dhcp_options_text(struct dhcp_options *options, uint8_t code, const char *text)
{
	if (text != NULL && text[0] != '\0') {
		dhcp_options_put(options, code, text, strlen(text));
	}
}

void
dhcp_options_remove(struct dhcp_options *options, uint8_t code)
{
	options->present[code] = false;
}

struct dhcp_bytes
dhcp_options_get(const struct dhcp_options *options, uint8_t code)
{
	struct dhcp_bytes none = {0};

	if (!options->present[code]) {
		return none;
	}
	return (struct dhcp_bytes){
	    .at = options->bytes + options->at[code],
	    .len = options->len[code],
	};
}

void
dhcp_options_filter(
    struct dhcp_options *options, const struct dhcp_message *request)
{
	options->asked =
	    dhcp_message_option(request, DHCP_OPTION_PARAMETER_REQUEST_LIST);
	if (options->asked.len == 0) {
		return;
	}
	for (unsigned code = 0; code <= UINT8_MAX; code++) {
		if (options->present[code] && !options->forced[code] &&
		    !is_among(
			wanted_always, sizeof(wanted_always), (uint8_t)code) &&
		    !dhcp_message_asks(request, (enum dhcp_option)code)) {
			options->present[code] = false;
		}
	}
}

/* Laying out. */

/* Where options go: the option field, `file`, `sname`. */
#define FIELDS 3

struct laying {
	const struct dhcp_options *options;
	const struct dhcp_shape *shape;
	const struct dhcp_room *room;
	struct bw_writer *fields[FIELDS]; /* NULL: not to be used */
	size_t left[FIELDS];              /* room that is not taken yet */
	uint8_t codes[256];               /* that have a place */
	size_t n_codes;
	uint8_t place[256]; /* the number of their field, from 1 on */
	bool done[256];     /* has one, or none is left */
	bool bad;           /* something indispensable had no room */
};

/* Bytes of an option with the headers of its pieces. */
static size_t
laid_out_len(size_t len)
{
	size_t pieces = len == 0 ? 1 : (len + UINT8_MAX - 1) / UINT8_MAX;

	return len + 2 * pieces;
}

static void
put_pieces(struct bw_writer *w, uint8_t code, const uint8_t *at, size_t len)
{
	do {
		size_t piece = len < UINT8_MAX ? len : UINT8_MAX;

		bw_writer_u8(w, code);
		bw_writer_u8(w, (uint8_t)piece);
		bw_writer_bytes(w, at, piece);
		at += piece;
		len -= piece;
	} while (len > 0);
}

static bool
is_dns_singly(const struct laying *l, uint8_t code)
{
	return l->shape->dns_singly && code == DHCP_OPTION_DOMAIN_NAME_SERVER;
}

static void
put_dns_singly(struct bw_writer *w, struct dhcp_bytes dns)
{
	for (size_t i = 0; i + 4 <= dns.len; i += 4) {
		put_pieces(w, DHCP_OPTION_DOMAIN_NAME_SERVER, dns.at + i, 4);
	}
}

/* Some take the name for a C string. */
static bool
is_padded(const struct laying *l, uint8_t code)
{
	return code == DHCP_OPTION_BOOTFILE_NAME && !l->shape->bare;
}

static bool
can_spare(const struct laying *l, uint8_t code)
{
	if (code == DHCP_OPTION_BOOTFILE_NAME && l->room->needs_67) {
		return false;
	}
	return is_among(dispensable, sizeof(dispensable), code) ||
	       !is_among(wanted_always, sizeof(wanted_always), code);
}

static size_t
need_of(const struct laying *l, uint8_t code)
{
	size_t len = l->options->len[code];

	if (is_dns_singly(l, code)) {
		return len / 4 * laid_out_len(4);
	}
	return laid_out_len(len) + (is_padded(l, code) ? 1 : 0);
}

/* Whole into the first field that has room for it. */
static void
place(struct laying *l, uint8_t code)
{
	size_t need = need_of(l, code);

	if (!l->options->present[code] || l->done[code]) {
		return;
	}
	l->done[code] = true;
	for (uint8_t i = 0; i < FIELDS; i++) {
		if (l->fields[i] != NULL && need <= l->left[i]) {
			l->left[i] -= need;
			l->place[code] = i + 1;
			l->codes[l->n_codes++] = code;
			return;
		}
	}
	l->bad = l->bad || !can_spare(l, code);
}

static void
place_each(struct laying *l, const uint8_t *codes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		place(l, codes[i]);
	}
}

/* By importance, to us and then to the client; the last may find no room. */
static void
place_all(struct laying *l)
{
	const struct dhcp_shape *shape = l->shape;

	for (size_t i = 0; i < FIELDS; i++) {
		l->left[i] = l->fields[i] != NULL
				 ? l->fields[i]->size - l->fields[i]->len
				 : 0;
	}
	l->done[DHCP_OPTION_RELAY_AGENT_INFORMATION] = true; /* comes last */
	place_each(l, shape->first, shape->n_first);
	place_each(l, shape->order, shape->n_order);
	if (shape->only) {
		return;
	}
	place_each(l, l->options->asked.at, l->options->asked.len);
	for (unsigned code = 1; code < DHCP_OPTION_END; code++) {
		place(l, (uint8_t)code);
	}
}

/* Where it has its place, and only once. */
static void
put(struct laying *l, uint8_t code)
{
	struct dhcp_bytes option = dhcp_options_get(l->options, code);
	struct bw_writer *w;

	if (l->place[code] == 0) {
		return;
	}
	w = l->fields[l->place[code] - 1];
	l->place[code] = 0;
	if (is_dns_singly(l, code)) {
		put_dns_singly(w, option);
	} else {
		put_pieces(w, code, option.at, option.len);
	}
	if (is_padded(l, code)) {
		bw_writer_u8(w, DHCP_OPTION_PAD);
	}
}

/* As the client lists them (RFC 2132 9.8), but the mask before routers (3.3) */
static void
put_asked(struct laying *l)
{
	const struct dhcp_bytes *asked = &l->options->asked;

	for (size_t i = 0; i < asked->len; i++) {
		if (asked->at[i] == DHCP_OPTION_ROUTER) {
			put(l, DHCP_OPTION_SUBNET_MASK);
		}
		put(l, asked->at[i]);
	}
}

static void
put_all(struct laying *l)
{
	for (size_t i = 0; i < l->shape->n_first; i++) {
		put(l, l->shape->first[i]);
	}
	if (!l->shape->bare) {
		put_asked(l);
	}
	for (size_t i = 0; i < l->n_codes; i++) {
		put(l, l->codes[i]);
	}
}

/* A header field as a field of options, with room for its END. */
static struct bw_writer *
open_field(struct bw_writer *w, uint8_t *at, size_t len)
{
	if (at == NULL) {
		return NULL;
	}
	bw_writer_init(w, at, len - 1);
	return w;
}

/* Nothing or options and their END. */
static bool
close_field(struct bw_writer *w)
{
	if (w == NULL || w->len == 0) {
		return false;
	}
	w->size++;
	bw_writer_u8(w, DHCP_OPTION_END);
	return true;
}

static void
put_overload(struct laying *l, struct bw_writer *w)
{
	uint8_t which = (close_field(l->fields[1]) ? DHCP_OVERLOAD_FILE : 0) |
			(close_field(l->fields[2]) ? DHCP_OVERLOAD_SNAME : 0);

	if (which != 0) {
		put_pieces(w, DHCP_OPTION_OVERLOAD, &which, 1);
	}
}

static int
lay_out(struct laying *l, struct bw_writer *w, bool overload)
{
	const struct dhcp_room *room = l->room;
	struct dhcp_bytes relay =
	    dhcp_options_get(l->options, DHCP_OPTION_RELAY_AGENT_INFORMATION);
	size_t kept = l->shape->tail_len +
		      (relay.len > 0 ? laid_out_len(relay.len) : 0) +
		      (overload ? 3 : 0);
	struct bw_writer file;
	struct bw_writer sname;

	if (w->bad || kept > w->size - w->len) {
		return -EMSGSIZE;
	}
	w->size -= kept;
	l->fields[0] = w;
	if (overload) {
		l->fields[1] = open_field(&file, room->file, DHCP_FILE_LEN);
		l->fields[2] = open_field(&sname, room->sname, DHCP_SNAME_LEN);
	}
	place_all(l);
	put_all(l);
	w->size += kept;
	put_overload(l, w);
	if (relay.len > 0) {
		put_pieces(w, DHCP_OPTION_RELAY_AGENT_INFORMATION, relay.at,
		    relay.len);
	}
	bw_writer_bytes(w, l->shape->tail, l->shape->tail_len);
	return l->bad ? -EMSGSIZE : bw_writer_end(w);
}

/* How many bytes all of them take in the option field. */
static size_t
whole_len(const struct dhcp_options *options, const struct dhcp_shape *shape)
{
	size_t len = shape->tail_len + 1; /* a PAD behind option 67 */

	for (unsigned code = 1; code < DHCP_OPTION_END; code++) {
		if (options->present[code]) {
			len += laid_out_len(options->len[code]);
		}
	}
	return len;
}

int
dhcp_options_lay_out(const struct dhcp_options *options,
    const struct dhcp_shape *shape, const struct dhcp_room *room,
    struct bw_writer *w)
{
	struct laying l = {.options = options, .shape = shape, .room = room};
	bool overload = (room->file != NULL || room->sname != NULL) &&
			whole_len(options, shape) > w->size - w->len;

	return lay_out(&l, w, overload);
}
