/* SPDX-License-Identifier: ISC */
/*
 * A core on its bench that serves captured clients: what the tests of serve,
 * give and answer begin with.
 */
#ifndef BOOTPD_SERVED_H
#define BOOTPD_SERVED_H

#include "packets.h"
#include "unit.h"

static struct bench b;
static struct dhcp_message reply;

static inline void
set_up(void)
{
	bench_conf(&b);
	b.conf.httpd.enabled = true;
	bench_start(&b);
}

static inline void
tear_down(void)
{
	bench_stop(&b);
}

static inline struct dhcp_bytes
option(enum dhcp_option code)
{
	return dhcp_message_option(&reply, code);
}

static inline void
check_text(enum dhcp_option code, const char *text)
{
	ck_assert_uint_eq(option(code).len, strlen(text));
	ck_assert_mem_eq(option(code).at, text, strlen(text));
}

/* Why the packet was not answered. */
static inline const char *
reason(void)
{
	struct dhcp_action *event = bench_action(&b, DHCP_ACTION_EVENT);

	return event->u.event.reason;
}

/* DISCOVER and REQUEST of one captured client; its address. */
static inline uint32_t
boot(enum captured_name discover)
{
	struct packet p = packet_captured(discover);
	uint32_t address;

	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_OFFER);
	address = reply.yiaddr;
	p = packet_captured(CAPTURED_OVMF_REQUEST);
	packet_set_u32(&p, 50, address);
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_ACK);
	ck_assert_uint_eq(reply.yiaddr, address);
	return address;
}

#endif
