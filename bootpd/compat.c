/* SPDX-License-Identifier: ISC */
/* Replies as predecessors laid them out; see compat.h. */
#include "compat.h"

#include <string.h>

#include "base/text.h"

#define FLAGS_AT 10
#define SNAME_AT (DHCP_HEADER_LEN - DHCP_FILE_LEN - DHCP_SNAME_LEN)
#define FILE_AT  (DHCP_HEADER_LEN - DHCP_FILE_LEN)

static const uint8_t end_alone[] = {DHCP_OPTION_END};
static const uint8_t end_padded[] = {DHCP_OPTION_END, 0};
/* pybootd closed its PXE options, then the whole. */
static const uint8_t end_twice[] = {DHCP_OPTION_END, 0, 0, DHCP_OPTION_END, 0};

static const uint8_t pybootd_order[] = {DHCP_OPTION_MESSAGE_TYPE,
    DHCP_OPTION_SERVER_IDENTIFIER, DHCP_OPTION_SUBNET_MASK, DHCP_OPTION_ROUTER,
    DHCP_OPTION_DOMAIN_NAME_SERVER, DHCP_OPTION_LEASE_TIME,
    DHCP_OPTION_HOST_NAME};

static const uint8_t pybootd_pxe_order[] = {DHCP_OPTION_MESSAGE_TYPE,
    DHCP_OPTION_SERVER_IDENTIFIER, DHCP_OPTION_SUBNET_MASK, DHCP_OPTION_ROUTER,
    DHCP_OPTION_DOMAIN_NAME_SERVER, DHCP_OPTION_LEASE_TIME,
    DHCP_OPTION_CLIENT_MACHINE_IDENTIFIER, DHCP_OPTION_BOOT_FILE_SIZE,
    DHCP_OPTION_VENDOR_CLASS, DHCP_OPTION_TFTP_SERVER_NAME,
    DHCP_OPTION_BOOTFILE_NAME, DHCP_OPTION_VENDOR_INFORMATION};

static const uint8_t pypxe_order[] = {DHCP_OPTION_MESSAGE_TYPE,
    DHCP_OPTION_SERVER_IDENTIFIER, DHCP_OPTION_SUBNET_MASK, DHCP_OPTION_ROUTER,
    DHCP_OPTION_DOMAIN_NAME_SERVER, DHCP_OPTION_LEASE_TIME,
    DHCP_OPTION_TFTP_SERVER_NAME, DHCP_OPTION_BOOTFILE_NAME};

static const uint8_t pypxe_proxy_order[] = {DHCP_OPTION_MESSAGE_TYPE,
    DHCP_OPTION_SERVER_IDENTIFIER, DHCP_OPTION_TFTP_SERVER_NAME,
    DHCP_OPTION_BOOTFILE_NAME, DHCP_OPTION_VENDOR_CLASS,
    DHCP_OPTION_VENDOR_INFORMATION};

#define ORDER(codes) .order = (codes), .n_order = sizeof(codes)
#define TAIL(bytes)  .tail = (bytes), .tail_len = sizeof(bytes)

static const struct dhcp_shape pybootd = {
    ORDER(pybootd_order),
    TAIL(end_padded),
    .only = true,
    .dns_singly = true,
    .bare = true,
};
static const struct dhcp_shape pybootd_pxe = {
    ORDER(pybootd_pxe_order),
    TAIL(end_twice),
    .only = true,
    .dns_singly = true,
    .bare = true,
};
static const struct dhcp_shape pypxe = {
    ORDER(pypxe_order), TAIL(end_alone), .only = true, .bare = true};
static const struct dhcp_shape pypxe_proxy = {
    ORDER(pypxe_proxy_order), TAIL(end_alone), .only = true, .bare = true};

/* A boot server of type 0, a menu of one, and a prompt of ten seconds. */
static void
put_pybootd_vendor(struct dhcp_options *options, uint32_t server)
{
	static const char item[] = "Python";
	static const char prompt[] = "\012Stupid PXE";
	uint8_t bytes[64];
	struct bw_writer w;

	bw_writer_init(&w, bytes, sizeof(bytes));
	bw_writer_u8(&w, PXE_OPTION_DISCOVERY_CONTROL);
	bw_writer_u8(&w, 1);
	bw_writer_u8(&w, PXE_DISCOVERY_USE_FILE | PXE_DISCOVERY_NO_MULTICAST);
	bw_writer_u8(&w, PXE_OPTION_BOOT_SERVERS);
	bw_writer_u8(&w, 7);
	bw_writer_u16(&w, 0);
	bw_writer_u8(&w, 1);
	bw_writer_u32(&w, server);
	bw_writer_u8(&w, PXE_OPTION_BOOT_MENU);
	bw_writer_u8(&w, 3 + sizeof(item) - 1);
	bw_writer_u16(&w, 0);
	bw_writer_u8(&w, sizeof(item) - 1);
	bw_writer_text(&w, item);
	bw_writer_u8(&w, PXE_OPTION_MENU_PROMPT);
	bw_writer_u8(&w, sizeof(prompt) - 1);
	bw_writer_text(&w, prompt);
	dhcp_options_put(options, DHCP_OPTION_VENDOR_INFORMATION, bytes, w.len);
}

/* Header fields as options, whole, zeros and all. */
static void
put_pybootd_fields(struct dhcp_options *options, const struct dhcp_reply *reply)
{
	char sname[DHCP_SNAME_LEN] = "";
	char file[DHCP_FILE_LEN] = "";

	bw_text_cut(sname, sizeof(sname), reply->sname ? reply->sname : "");
	bw_text_cut(file, sizeof(file), reply->file ? reply->file : "");
	dhcp_options_put(
	    options, DHCP_OPTION_TFTP_SERVER_NAME, sname, sizeof(sname));
	dhcp_options_put(
	    options, DHCP_OPTION_BOOTFILE_NAME, file, sizeof(file));
}

static const struct dhcp_shape *
pybootd_options(const struct dhcp_reply *reply, struct dhcp_options *options)
{
	static const uint8_t on_request[] = {
	    DHCP_OPTION_CLIENT_MACHINE_IDENTIFIER, DHCP_OPTION_VENDOR_CLASS,
	    DHCP_OPTION_TFTP_SERVER_NAME, DHCP_OPTION_BOOTFILE_NAME};
	const struct dhcp_message *request = reply->request;

	if (!options->present[DHCP_OPTION_CLIENT_MACHINE_IDENTIFIER]) {
		return &pybootd;
	}
	put_pybootd_vendor(options, reply->server_id);
	put_pybootd_fields(options, reply);
	for (size_t i = 0; i < sizeof(on_request); i++) {
		if (!dhcp_message_asks(
			request, (enum dhcp_option)on_request[i])) {
			dhcp_options_remove(options, on_request[i]);
		}
	}
	return &pybootd_pxe;
}

static const struct dhcp_shape *
pypxe_options(const struct dhcp_reply *reply, struct dhcp_options *options)
{
	/* discovery control, and a prompt of no seconds */
	static const uint8_t vendor[] = {PXE_OPTION_DISCOVERY_CONTROL, 1,
	    PXE_DISCOVERY_USE_FILE, PXE_OPTION_MENU_PROMPT, 4, 0, 'P', 'X', 'E',
	    PXE_OPTION_END};

	if (reply->file != NULL) {
		dhcp_options_put(options, DHCP_OPTION_BOOTFILE_NAME,
		    reply->file, strlen(reply->file) + 1);
	}
	if (reply->yiaddr != 0) {
		return &pypxe;
	}
	dhcp_options_put(
	    options, DHCP_OPTION_VENDOR_INFORMATION, vendor, sizeof(vendor));
	return &pypxe_proxy;
}

const struct dhcp_shape *
dhcp_compat_options(enum bw_conf_compat compat, const struct dhcp_reply *reply,
    struct dhcp_options *options)
{
	return compat == BW_CONF_COMPAT_PYBOOTD
		   ? pybootd_options(reply, options)
		   : pypxe_options(reply, options);
}

void
dhcp_compat_header(
    enum bw_conf_compat compat, const struct dhcp_reply *reply, uint8_t *buf)
{
	bool proxy = reply->yiaddr == 0;
	bool broadcast = compat == BW_CONF_COMPAT_PYBOOTD || proxy;

	buf[FLAGS_AT] = broadcast ? DHCP_FLAG_BROADCAST >> 8 : 0;
	buf[FLAGS_AT + 1] = 0;
	if (compat == BW_CONF_COMPAT_PYPXE) {
		memset(buf + SNAME_AT, 0, DHCP_SNAME_LEN);
		if (!proxy) {
			memset(buf + FILE_AT, 0, DHCP_FILE_LEN);
		}
	}
}
