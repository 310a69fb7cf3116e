/* SPDX-License-Identifier: ISC */
/* A reply that says all it can, and a look at what was built of it. */
#ifndef BOOTPD_REPLIES_H
#define BOOTPD_REPLIES_H

#include "packets.h"
#include "reply.h"
#include "unit.h"

/* Everything a reply can say at once, each as long as it may be. */
static inline void
fill(struct dhcp_reply *reply, const struct dhcp_message *request,
    const char *file)
{
	*reply = (struct dhcp_reply){
	    .request = request,
	    .type = DHCP_TYPE_ACK,
	    .yiaddr = BENCH_POOL,
	    .siaddr = BENCH_SERVER,
	    .sname = "boot.example",
	    .file = file,
	    .server_id = BENCH_SERVER,
	    .lease_s = 600,
	    .renewal_s = 300,
	    .rebinding_s = 525,
	    .netmask = IP(255, 255, 255, 0),
	    .router = BENCH_SERVER,
	    .dns = {BENCH_SERVER, 1, 2, 3, 4, 5, 6, 7},
	    .n_dns = DHCP_DNS_MAX,
	    .broadcast = IP(10, 77, 0, 255),
	    .hostname = "machine",
	    .domain = "example.org",
	    .family = DHCP_FAMILY_PXE,
	    .vendor = {(const uint8_t *)"\6\1\10\xff", 4},
	    .no_pxedhcp = true,
	    .tftp_server = true,
	};
}

static inline void
parse_captured(enum captured_name name, struct dhcp_message *out)
{
	struct packet p = packet_captured(name);

	ck_assert_int_eq(dhcp_message_parse(p.bytes, p.len, out), 0);
}

static inline void
check_option(const struct dhcp_message *m, enum dhcp_option code,
    const void *bytes, size_t len)
{
	struct dhcp_bytes option = dhcp_message_option(m, code);

	ck_assert_uint_eq(option.len, len);
	ck_assert_mem_eq(option.at, bytes, len);
}

#endif
