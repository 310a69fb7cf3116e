/* SPDX-License-Identifier: ISC */
/* Replies: struct to bytes; see reply.h. */
#include "reply.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "compat.h"
#include "options.h"

#define FILE_AT  (DHCP_HEADER_LEN - DHCP_FILE_LEN)
#define SNAME_AT (FILE_AT - DHCP_SNAME_LEN)

static size_t
file_len(const struct dhcp_reply *reply)
{
	return reply->file != NULL ? strlen(reply->file) : 0;
}

/* A name that has no room for its NUL is in option 67 alone. */
static bool
file_in_header(const struct dhcp_reply *reply)
{
	return file_len(reply) > 0 && file_len(reply) < DHCP_FILE_LEN;
}

static void
put_header(struct bw_writer *w, const struct dhcp_reply *reply)
{
	const struct dhcp_message *request = reply->request;
	uint16_t flags = request->flags;

	if (reply->broadcast_flag) {
		flags |= DHCP_FLAG_BROADCAST;
	}
	bw_writer_u8(w, DHCP_OP_BOOTREPLY);
	bw_writer_u8(w, request->htype);
	bw_writer_u8(w, request->hlen);
	bw_writer_u8(w, 0); /* hops */
	bw_writer_u32(w, request->xid);
	bw_writer_u16(w, 0); /* secs */
	bw_writer_u16(w, flags);
	bw_writer_u32(w, reply->ciaddr);
	bw_writer_u32(w, reply->yiaddr);
	bw_writer_u32(w, reply->siaddr);
	bw_writer_u32(w, request->giaddr);
	bw_writer_bytes(w, request->chaddr, DHCP_CHADDR_LEN);
	bw_writer_fill(w, 0, DHCP_SNAME_LEN + DHCP_FILE_LEN);
	if (!w->bad && reply->sname != NULL) {
		bw_text_cut(
		    (char *)w->buf + SNAME_AT, DHCP_SNAME_LEN, reply->sname);
	}
	if (!w->bad && file_in_header(reply)) {
		memcpy(w->buf + FILE_AT, reply->file, file_len(reply));
	}
}

static void
add_u32(struct dhcp_options *options, enum dhcp_option code, uint32_t value)
{
	if (value != 0) {
		dhcp_options_u32(options, (uint8_t)code, value);
	}
}

/* An option of the request, back as it came. */
static void
add_echo(struct dhcp_options *options, const struct dhcp_message *request,
    enum dhcp_option code)
{
	struct dhcp_bytes option = dhcp_message_option(request, code);

	if (option.len > 0) {
		dhcp_options_put(options, (uint8_t)code, option.at, option.len);
	}
}

static void
add_network(struct dhcp_options *options, const struct dhcp_reply *reply)
{
	uint8_t dns[DHCP_DNS_MAX * sizeof(uint32_t)];
	struct bw_writer w;

	add_u32(options, DHCP_OPTION_SUBNET_MASK, reply->netmask);
	add_u32(options, DHCP_OPTION_ROUTER, reply->router);
	bw_writer_init(&w, dns, sizeof(dns));
	for (size_t i = 0; i < reply->n_dns; i++) {
		bw_writer_u32(&w, reply->dns[i]);
	}
	if (w.len > 0) {
		dhcp_options_put(
		    options, DHCP_OPTION_DOMAIN_NAME_SERVER, dns, w.len);
	}
	dhcp_options_text(options, DHCP_OPTION_HOST_NAME, reply->hostname);
	dhcp_options_text(options, DHCP_OPTION_DOMAIN_NAME, reply->domain);
	add_u32(options, DHCP_OPTION_BROADCAST_ADDRESS, reply->broadcast);
}

static void
add_lease(struct dhcp_options *options, const struct dhcp_reply *reply)
{
	if (reply->lease_s != 0) {
		dhcp_options_u32(
		    options, DHCP_OPTION_LEASE_TIME, reply->lease_s);
		add_u32(options, DHCP_OPTION_RENEWAL_TIME, reply->renewal_s);
		add_u32(
		    options, DHCP_OPTION_REBINDING_TIME, reply->rebinding_s);
	}
}

static void
add_boot(struct dhcp_options *options, const struct dhcp_reply *reply)
{
	static const uint8_t no_pxedhcp[] = {IPXE_OPTION_NO_PXEDHCP, 1, 1};
	static const char *const classes[] = {
	    [DHCP_FAMILY_PLAIN] = NULL,
	    [DHCP_FAMILY_PXE] = "PXEClient",
	    [DHCP_FAMILY_HTTP] = "HTTPClient",
	};
	char server[BW_ADDR_STR_MAX];

	dhcp_options_text(
	    options, DHCP_OPTION_VENDOR_CLASS, classes[reply->family]);
	add_echo(
	    options, reply->request, DHCP_OPTION_CLIENT_MACHINE_IDENTIFIER);
	if (reply->vendor.len > 0) {
		dhcp_options_put(options, DHCP_OPTION_VENDOR_INFORMATION,
		    reply->vendor.at, reply->vendor.len);
	}
	if (reply->no_pxedhcp) {
		dhcp_options_put(options, DHCP_OPTION_ETHERBOOT, no_pxedhcp,
		    sizeof(no_pxedhcp));
	}
	if (reply->tftp_server && reply->siaddr != 0) {
		dhcp_options_text(options, DHCP_OPTION_TFTP_SERVER_NAME,
		    bw_ipv4_str(reply->siaddr, server));
	}
	dhcp_options_text(options, DHCP_OPTION_BOOTFILE_NAME, reply->file);
	if (reply->file != NULL && reply->file_blocks != 0 &&
	    dhcp_message_asks(reply->request, DHCP_OPTION_BOOT_FILE_SIZE)) {
		dhcp_options_u16(
		    options, DHCP_OPTION_BOOT_FILE_SIZE, reply->file_blocks);
	}
	if ((reply->quirks & BW_CONF_QUIRK_NUL_67) != 0 &&
	    file_len(reply) > 0) {
		dhcp_options_put(options, DHCP_OPTION_BOOTFILE_NAME,
		    reply->file, file_len(reply) + 1);
	}
}

/* What the operator set, and what this kind of client cannot bear. */
static void
add_wishes(struct dhcp_options *options, const struct dhcp_reply *reply)
{
	static const struct {
		enum bw_conf_quirk quirk;
		enum dhcp_option code;
	} without[] = {
	    {BW_CONF_QUIRK_NO_43, DHCP_OPTION_VENDOR_INFORMATION},
	    {BW_CONF_QUIRK_NO_60, DHCP_OPTION_VENDOR_CLASS},
	    {BW_CONF_QUIRK_NO_66, DHCP_OPTION_TFTP_SERVER_NAME},
	    {BW_CONF_QUIRK_NO_67, DHCP_OPTION_BOOTFILE_NAME},
	    {BW_CONF_QUIRK_NO_175, DHCP_OPTION_ETHERBOOT},
	};

	for (size_t i = 0; i < reply->n_extras; i++) {
		const struct dhcp_extra *extra = &reply->extras[i];

		dhcp_options_put(
		    options, extra->code, extra->bytes, extra->len);
		options->forced[extra->code] = extra->forced;
	}
	if (reply->lease_s == 0) { /* an answer without a lease has no times */
		dhcp_options_remove(options, DHCP_OPTION_LEASE_TIME);
		dhcp_options_remove(options, DHCP_OPTION_RENEWAL_TIME);
		dhcp_options_remove(options, DHCP_OPTION_REBINDING_TIME);
	}
	for (size_t i = 0; i < ARRAY_LEN(without); i++) {
		if ((reply->quirks & (uint32_t)without[i].quirk) != 0) {
			dhcp_options_remove(options, (uint8_t)without[i].code);
		}
	}
}

/* BOOTP has the file in the header, and 64 bytes for all the rest. */
static void
gather_bootp(struct dhcp_options *options, const struct dhcp_reply *reply)
{
	add_network(options, reply);
	add_wishes(options, reply);
	add_echo(options, reply->request, DHCP_OPTION_RELAY_AGENT_INFORMATION);
}

static void
gather(struct dhcp_options *options, const struct dhcp_reply *reply)
{
	const struct dhcp_message *request = reply->request;

	if (reply->type != DHCP_TYPE_NAK) { /* RFC 2131 4.3.1, table 3 */
		add_lease(options, reply);
		add_network(options, reply);
		add_boot(options, reply);
		add_wishes(options, reply);
	}
	/* What the protocol itself needs is nobody's to change. */
	dhcp_options_u8(options, DHCP_OPTION_MESSAGE_TYPE, reply->type);
	add_u32(options, DHCP_OPTION_SERVER_IDENTIFIER, reply->server_id);
	dhcp_options_text(options, DHCP_OPTION_MESSAGE, reply->message);
	add_echo(options, request, DHCP_OPTION_CLIENT_IDENTIFIER);
	if (reply->rapid_commit) {
		dhcp_options_put(options, DHCP_OPTION_RAPID_COMMIT, NULL, 0);
	}
	if (reply->subnet_selected) {
		add_echo(options, request, DHCP_OPTION_SUBNET_SELECTION);
	}
	add_echo(options, request, DHCP_OPTION_RELAY_AGENT_INFORMATION);
	dhcp_options_filter(options, request);
}

/* What a relay agent takes out before the client sees it; RFC 3046 2.1. */
static size_t
relay_len(const struct dhcp_message *request)
{
	size_t len =
	    dhcp_message_option(request, DHCP_OPTION_RELAY_AGENT_INFORMATION)
		.len;

	return len + 2 * ((len + UINT8_MAX - 1) / UINT8_MAX);
}

/* How long a payload the client takes. */
static size_t
room(const struct dhcp_reply *reply)
{
	uint16_t told;
	size_t size = DHCP_MESSAGE_SIZE_MIN;

	if (reply->type == DHCP_TYPE_BOOTP) {
		return DHCP_HEADER_LEN + BOOTP_VEND_LEN +
		       relay_len(reply->request);
	}
	if ((reply->quirks & BW_CONF_QUIRK_SMALL) == 0 &&
	    dhcp_message_u16(
		reply->request, DHCP_OPTION_MAXIMUM_MESSAGE_SIZE, &told) &&
	    told > size) {
		size = told;
	}
	if (dhcp_message_u16(
		reply->request, DHCP_OPTION_MAXIMUM_DATAGRAM, &told) &&
	    told < size) { /* what it can put together again */
		size =
		    told < DHCP_MESSAGE_SIZE_MIN ? DHCP_MESSAGE_SIZE_MIN : told;
	}
	if (reply->mtu >= DHCP_MESSAGE_SIZE_MIN && size > reply->mtu) {
		size = reply->mtu;
	}
	if (size > DHCP_MESSAGE_SIZE_MAX) {
		size = DHCP_MESSAGE_SIZE_MAX;
	}
	return size - DHCP_IP_UDP_HEADERS_LEN;
}

/*
 * May `file` and `sname` hold options?  RFC 2131 4.1 says so, but not for a
 * NAK (table 3), and firmware reads these fields for what they are called.
 */
static bool
may_overload(const struct dhcp_reply *reply)
{
	const struct dhcp_message *request = reply->request;

	return reply->type != DHCP_TYPE_BOOTP && reply->type != DHCP_TYPE_NAK &&
	       reply->family == DHCP_FAMILY_PLAIN &&
	       !request->option_present[DHCP_OPTION_VENDOR_INFORMATION] &&
	       !request
		    ->option_present[DHCP_OPTION_CLIENT_SYSTEM_ARCHITECTURE] &&
	       !request->option_present[DHCP_OPTION_ETHERBOOT];
}

/* Options into the packet, whose header is there. */
static int
put_options(struct bw_writer *w, const struct dhcp_reply *reply)
{
	const struct dhcp_shape *shape = &dhcp_shape_default;
	struct dhcp_options options;
	struct dhcp_room fields = {.needs_67 = !file_in_header(reply)};

	if (may_overload(reply)) {
		fields.file = file_len(reply) == 0 ? w->buf + FILE_AT : NULL;
		fields.sname = reply->sname == NULL ? w->buf + SNAME_AT : NULL;
	}
	dhcp_options_init(&options);
	if (reply->type == DHCP_TYPE_BOOTP) {
		gather_bootp(&options, reply);
	} else {
		gather(&options, reply);
	}
	if (reply->compat != BW_CONF_COMPAT_NONE) {
		shape = dhcp_compat_options(reply->compat, reply, &options);
		dhcp_compat_header(reply->compat, reply, w->buf);
	}
	bw_writer_u32(w, DHCP_COOKIE);
	if (dhcp_options_lay_out(&options, shape, &fields, w) != 0) {
		return -EMSGSIZE;
	}
	if (!shape->bare && w->len < BOOTP_MESSAGE_LEN) {
		bw_writer_fill(w, 0, BOOTP_MESSAGE_LEN - w->len);
	}
	return bw_writer_end(w);
}

int
dhcp_reply_build(
    const struct dhcp_reply *reply, uint8_t *buf, size_t size, size_t *out_len)
{
	struct bw_writer w;
	int error;

	bw_writer_init(&w, buf, size < room(reply) ? size : room(reply));
	put_header(&w, reply);
	if (w.bad) {
		return -EMSGSIZE;
	}
	if (reply->type == DHCP_TYPE_BOOTP && !reply->request->has_cookie) {
		bw_writer_fill(&w, 0, BOOTP_VEND_LEN);
		error = bw_writer_end(&w);
	} else {
		error = put_options(&w, reply);
	}
	if (error == 0) {
		*out_len = w.len;
	}
	return error;
}
