/* SPDX-License-Identifier: ISC */
/*
 * Replies: struct to bytes.  Firmware trusts what it is sent, so: no option
 * twice, none longer than needed, no overload, and an option 67 that also
 * those can read who take it for a C string.
 */
#include "reply.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "base/writer.h"

static void
put_option(
    struct bw_writer *w, enum dhcp_option code, const void *bytes, size_t len)
{
	BW_ASSERT(len <= UINT8_MAX);
	bw_writer_u8(w, (uint8_t)code);
	bw_writer_u8(w, (uint8_t)len);
	bw_writer_bytes(w, bytes, len);
}

static void
put_text(struct bw_writer *w, enum dhcp_option code, const char *text)
{
	size_t len = text != NULL ? strlen(text) : 0;

	if (len > 0 && len <= UINT8_MAX) {
		put_option(w, code, text, len);
	}
}

static void
put_u32(struct bw_writer *w, enum dhcp_option code, uint32_t value)
{
	if (value != 0) {
		bw_writer_u8(w, (uint8_t)code);
		bw_writer_u8(w, sizeof(value));
		bw_writer_u32(w, value);
	}
}

/* An option of the request, back as it came; one that would not fit is not. */
static void
put_echo(struct bw_writer *w, const struct dhcp_message *request,
    enum dhcp_option code)
{
	struct dhcp_bytes option = dhcp_message_option(request, code);

	if (option.len > 0 && option.len <= UINT8_MAX) {
		put_option(w, code, option.at, option.len);
	}
}

static uint32_t
part_of(uint32_t lease_s, uint32_t eighths)
{
	if (lease_s == DHCP_LEASE_INFINITE) {
		return lease_s;
	}
	return (uint32_t)((uint64_t)lease_s * eighths / 8);
}

static void
put_header(struct bw_writer *w, const struct dhcp_reply *reply)
{
	const struct dhcp_message *request = reply->request;
	size_t file_len = reply->file != NULL ? strlen(reply->file) : 0;
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
		    (char *)w->buf + w->len - DHCP_FILE_LEN - DHCP_SNAME_LEN,
		    DHCP_SNAME_LEN, reply->sname);
	}
	/* A name that has no room for its NUL is in option 67 alone. */
	if (!w->bad && file_len > 0 && file_len < DHCP_FILE_LEN) {
		memcpy(w->buf + w->len - DHCP_FILE_LEN, reply->file, file_len);
	}
}

static void
put_network(struct bw_writer *w, const struct dhcp_reply *reply, bool lean)
{
	put_u32(w, DHCP_OPTION_SUBNET_MASK, reply->netmask);
	put_u32(w, DHCP_OPTION_ROUTER, reply->router);
	if (reply->n_dns > 0) {
		bw_writer_u8(w, DHCP_OPTION_DOMAIN_NAME_SERVER);
		bw_writer_u8(w, (uint8_t)(reply->n_dns * sizeof(uint32_t)));
		for (size_t i = 0; i < reply->n_dns; i++) {
			bw_writer_u32(w, reply->dns[i]);
		}
	}
	if (!lean) {
		put_text(w, DHCP_OPTION_HOST_NAME, reply->hostname);
		put_text(w, DHCP_OPTION_DOMAIN_NAME, reply->domain);
		put_u32(w, DHCP_OPTION_BROADCAST_ADDRESS, reply->broadcast);
	}
}

/* Option 43, with its own END as PXE clients expect (PXE 2.1, 2.2). */
static void
put_vendor_information(struct bw_writer *w, const struct dhcp_reply *reply)
{
	static const uint8_t control[] = {
	    PXE_OPTION_DISCOVERY_CONTROL, 1, PXE_DISCOVERY_USE_FILE};
	size_t len = (reply->use_file ? sizeof(control) : 0) +
		     (reply->boot_item.len > 0 ? 2 + reply->boot_item.len : 0);

	if (len == 0) {
		return;
	}
	bw_writer_u8(w, DHCP_OPTION_VENDOR_INFORMATION);
	bw_writer_u8(w, (uint8_t)(len + 1));
	if (reply->use_file) {
		bw_writer_bytes(w, control, sizeof(control));
	}
	if (reply->boot_item.len > 0) {
		bw_writer_u8(w, PXE_OPTION_BOOT_ITEM);
		bw_writer_u8(w, (uint8_t)reply->boot_item.len);
		bw_writer_bytes(w, reply->boot_item.at, reply->boot_item.len);
	}
	bw_writer_u8(w, PXE_OPTION_END);
}

static void
put_boot(struct bw_writer *w, const struct dhcp_reply *reply, bool lean)
{
	static const uint8_t no_pxedhcp[] = {IPXE_OPTION_NO_PXEDHCP, 1, 1};
	static const char *const classes[] = {
	    [DHCP_FAMILY_PLAIN] = NULL,
	    [DHCP_FAMILY_PXE] = "PXEClient",
	    [DHCP_FAMILY_HTTP] = "HTTPClient",
	};
	size_t file_len = reply->file != NULL ? strlen(reply->file) : 0;
	char server[BW_ADDR_STR_MAX];

	put_text(w, DHCP_OPTION_VENDOR_CLASS, classes[reply->family]);
	put_echo(w, reply->request, DHCP_OPTION_CLIENT_MACHINE_IDENTIFIER);
	put_vendor_information(w, reply);
	if (reply->no_pxedhcp) {
		put_option(
		    w, DHCP_OPTION_ETHERBOOT, no_pxedhcp, sizeof(no_pxedhcp));
	}
	if (reply->tftp_server && reply->siaddr != 0 && !lean) {
		put_text(w, DHCP_OPTION_TFTP_SERVER_NAME,
		    bw_ipv4_str(reply->siaddr, server));
	}
	if (file_len > 0 && !(lean && file_len < DHCP_FILE_LEN)) {
		put_text(w, DHCP_OPTION_BOOTFILE_NAME, reply->file);
		bw_writer_u8(w, DHCP_OPTION_PAD);
	}
}

static void
put_options(struct bw_writer *w, const struct dhcp_reply *reply, bool lean)
{
	const struct dhcp_message *request = reply->request;

	bw_writer_u32(w, DHCP_COOKIE);
	if (reply->type != DHCP_TYPE_BOOTP) {
		put_option(w, DHCP_OPTION_MESSAGE_TYPE, &reply->type, 1);
		put_u32(w, DHCP_OPTION_SERVER_IDENTIFIER, reply->server_id);
		put_text(w, DHCP_OPTION_MESSAGE, reply->message);
	}
	if (reply->lease_s != 0) {
		put_u32(w, DHCP_OPTION_LEASE_TIME, reply->lease_s);
		put_u32(
		    w, DHCP_OPTION_RENEWAL_TIME, part_of(reply->lease_s, 4));
		put_u32(
		    w, DHCP_OPTION_REBINDING_TIME, part_of(reply->lease_s, 7));
	}
	put_network(w, reply, lean);
	if (reply->type != DHCP_TYPE_BOOTP && !lean) {
		/* RFC 6842 */
		put_echo(w, request, DHCP_OPTION_CLIENT_IDENTIFIER);
	}
	/* BOOTP has the file in the header, and 64 bytes for all the rest. */
	if (reply->type != DHCP_TYPE_BOOTP) {
		put_boot(w, reply, lean);
	}
	/* RFC 3046 2.2: the last one before END. */
	put_echo(w, request, DHCP_OPTION_RELAY_AGENT_INFORMATION);
	bw_writer_u8(w, DHCP_OPTION_END);
}

/* How long a payload the client takes. */
static size_t
room(const struct dhcp_reply *reply)
{
	uint16_t told;
	size_t size = DHCP_MESSAGE_SIZE_MIN;

	if (reply->type == DHCP_TYPE_BOOTP) {
		return DHCP_HEADER_LEN + BOOTP_VEND_LEN;
	}
	if (dhcp_message_u16(
		reply->request, DHCP_OPTION_MAXIMUM_MESSAGE_SIZE, &told) &&
	    told > size) {
		size = told;
	}
	if (size > DHCP_MESSAGE_SIZE_MAX) {
		size = DHCP_MESSAGE_SIZE_MAX;
	}
	return size - DHCP_IP_UDP_HEADERS_LEN;
}

static int
build(const struct dhcp_reply *reply, uint8_t *buf, size_t size, bool lean,
    size_t *out_len)
{
	struct bw_writer w;

	bw_writer_init(&w, buf, size);
	put_header(&w, reply);
	if (reply->type != DHCP_TYPE_BOOTP || reply->request->has_cookie) {
		put_options(&w, reply, lean);
	}
	if (w.len < BOOTP_MESSAGE_LEN) {
		bw_writer_fill(&w, 0, BOOTP_MESSAGE_LEN - w.len);
	}
	if (bw_writer_end(&w) != 0) {
		return -EMSGSIZE;
	}
	*out_len = w.len;
	return 0;
}

int
dhcp_reply_build(
    const struct dhcp_reply *reply, uint8_t *buf, size_t size, size_t *out_len)
{
	if (size > room(reply)) {
		size = room(reply);
	}
	if (build(reply, buf, size, false, out_len) == 0) {
		return 0;
	}
	return build(reply, buf, size, true, out_len);
}
