/* SPDX-License-Identifier: ISC */
/*
 * For bootpd's tests: packets made and taken apart, and a core on a bench: a
 * configuration, one interface, a clock that is set by hand, a disk that says
 * yes.
 */
#ifndef BOOTPD_PACKETS_H
#define BOOTPD_PACKETS_H

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/writer.h"
#include "captured.h"
#include "core.h"

#define IP(a, b, c, d)                                                         \
	((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 |      \
	    (uint32_t)(d))

struct packet {
	uint8_t bytes[2048];
	size_t len;
};

/* A request's header and cookie, from machine number n. */
static inline struct packet
packet_begin(uint32_t xid, uint16_t flags, uint32_t machine)
{
	struct packet p = {0};
	struct bw_writer w;

	bw_writer_init(&w, p.bytes, sizeof(p.bytes));
	bw_writer_u32(&w, 0x01010600);
	bw_writer_u32(&w, xid);
	bw_writer_u16(&w, 0);
	bw_writer_u16(&w, flags);
	bw_writer_fill(&w, 0, 16);
	bw_writer_u16(&w, 0x5254);
	bw_writer_u32(&w, machine);
	bw_writer_fill(&w, 0, DHCP_HEADER_LEN - w.len);
	bw_writer_u32(&w, DHCP_COOKIE);
	p.len = w.len;
	return p;
}

static inline void
packet_patch_u32(struct packet *p, size_t at, uint32_t value)
{
	for (size_t i = 0; i < 4; i++) {
		p->bytes[at + i] = (uint8_t)(value >> (24 - 8 * i));
	}
}

#define PACKET_CIADDR 12
#define PACKET_GIADDR 24
#define PACKET_CHADDR 28

static inline void
packet_option(struct packet *p, uint8_t code, const void *bytes, size_t len)
{
	p->bytes[p->len++] = code;
	p->bytes[p->len++] = (uint8_t)len;
	if (len > 0) {
		memcpy(p->bytes + p->len, bytes, len);
	}
	p->len += len;
}

static inline void
packet_option_u8(struct packet *p, uint8_t code, uint8_t value)
{
	packet_option(p, code, &value, 1);
}

static inline void
packet_option_u16(struct packet *p, uint8_t code, uint16_t value)
{
	uint8_t bytes[] = {(uint8_t)(value >> 8), (uint8_t)value};

	packet_option(p, code, bytes, sizeof(bytes));
}

static inline void
packet_option_u32(struct packet *p, uint8_t code, uint32_t value)
{
	packet_option(p, code, "\0\0\0\0", 4);
	packet_patch_u32(p, p->len - 4, value);
}

static inline void
packet_option_text(struct packet *p, uint8_t code, const char *text)
{
	packet_option(p, code, text, strlen(text));
}

static inline void
packet_end(struct packet *p)
{
	p->bytes[p->len++] = DHCP_OPTION_END;
}

/* One of the captured ones, whole. */
static inline struct packet
packet_captured(enum captured_name name)
{
	const struct captured *c = &captured[name];
	struct packet p = packet_begin(c->xid, c->flags, 0x00770001);

	p.bytes[8] = (uint8_t)(c->secs >> 8);
	p.bytes[9] = (uint8_t)c->secs;
	packet_patch_u32(&p, PACKET_CIADDR, c->ciaddr);
	for (const char *h = c->options; *h != '\0'; h += 2) {
		p.bytes[p.len++] =
		    (uint8_t)(bw_text_hex(h[0]) << 4 | bw_text_hex(h[1]));
	}
	return p;
}

/* Change an option of a whole packet in place; it must be there. */
static inline void
packet_set_u32(struct packet *p, uint8_t code, uint32_t value)
{
	size_t at = DHCP_HEADER_LEN + 4;

	while (p->bytes[at] != code) {
		BW_ASSERT(p->bytes[at] != DHCP_OPTION_END && at < p->len);
		at += 2 + (size_t)p->bytes[at + 1];
	}
	packet_patch_u32(p, at + 2, value);
}

#define BENCH_SERVER       IP(10, 77, 0, 1)
#define BENCH_POOL         IP(10, 77, 0, 100)
#define BENCH_COUNT        20
#define BENCH_IFINDEX      3
#define BENCH_LEASE_S      3600
#define BENCH_QUARANTINE_S 3600

struct bench {
	struct bw_conf conf;
	struct bw_addr dns;
	struct dhcp_core *core;
	void *storage;
	struct dhcp_now now;
	struct dhcp_actions out;
	bool disk_waits; /* commits are not answered by bench_packet */
};

/* A configuration as it is read from a file that says little. */
static inline void
bench_conf(struct bench *b)
{
	struct bw_conf_bootpd *c = &b->conf.bootpd;

	memset(b, 0, sizeof(*b));
	b->dns = bw_addr_ipv4(BENCH_SERVER, 0);
	c->enabled = true;
	c->port = DHCP_PORT_SERVER;
	c->pxe_port = DHCP_PORT_PXE;
	c->pool_start = BENCH_POOL;
	c->pool_count = BENCH_COUNT;
	c->set_gateway = true;
	c->settings.dns.addrs.items = &b->dns;
	c->settings.dns.addrs.n = 1;
	c->settings.domain = "localdomain";
	c->servername = "unknown";
	c->settings.lease_time_s = BENCH_LEASE_S;
	c->quarantine_s = BENCH_QUARANTINE_S;
	c->remember_uuid = true;
	b->conf.http.location = "";
	b->conf.http.timeout_ms = 5000;
	b->conf.tftpd.port = 69;
	b->conf.httpd.port = 80;
	b->now = (struct dhcp_now){.ms = 1000000, .wall_s = 1800000000};
}

static inline struct bw_msg_interface
bench_interface(void)
{
	return (struct bw_msg_interface){
	    .index = BENCH_IFINDEX,
	    .name = "eth0",
	    .address = BENCH_SERVER,
	    .netmask = IP(255, 255, 255, 0),
	    .mtu = 1500,
	};
}

/* Start the core; again to start it anew, as after a crash. */
static inline void
bench_start(struct bench *b)
{
	struct bw_msg_interface interface = bench_interface();
	size_t size = dhcp_core_storage_size(&b->conf);

	free(b->core);
	free(b->storage);
	b->core = calloc(1, sizeof(*b->core));
	b->storage = calloc(1, size > 0 ? size : 1);
	BW_ASSERT(b->core != NULL && b->storage != NULL);
	dhcp_core_init(b->core, &b->conf, b->storage, true, 0x5eed);
	BW_ASSERT(dhcp_core_interface_seen(b->core, &interface) == 0);
}

static inline void
bench_stop(struct bench *b)
{
	free(b->core);
	free(b->storage);
	b->core = NULL;
	b->storage = NULL;
}

static inline bool
bench_has(const struct bench *b, enum dhcp_action_kind kind)
{
	for (size_t i = 0; i < b->out.n; i++) {
		if (b->out.items[i].kind == kind) {
			return true;
		}
	}
	return false;
}

/* The first action of this kind; there must be one. */
static inline struct dhcp_action *
bench_action(struct bench *b, enum dhcp_action_kind kind)
{
	size_t i = 0;

	while (i < b->out.n && b->out.items[i].kind != kind) {
		i++;
	}
	BW_ASSERT(i < b->out.n);
	return &b->out.items[i];
}

/* Answer the commits there are; their actions are appended. */
static inline void
bench_disk(struct bench *b, const char *refusal)
{
	size_t n = b->out.n;

	for (size_t i = 0; i < n; i++) {
		if (b->out.items[i].kind == DHCP_ACTION_COMMIT) {
			dhcp_core_lease_answered(b->core, b->out.items[i].id,
			    refusal, b->now, &b->out);
		}
	}
}

static inline void
bench_packet_from(struct bench *b, const struct packet *p, enum dhcp_door door,
    struct bw_addr peer)
{
	struct dhcp_packet packet = {
	    .door = door,
	    .ifindex = BENCH_IFINDEX,
	    .peer = peer,
	    .local = bw_addr_ipv4(
		door == DHCP_DOOR_PXE ? BENCH_SERVER : DHCP_BROADCAST, 0),
	    .bytes = p->bytes,
	    .len = p->len,
	};

	b->out.n = 0;
	dhcp_core_packet(b->core, &packet, b->now, &b->out);
	if (!b->disk_waits) {
		bench_disk(b, NULL);
	}
}

/* A broadcast to port 67; what comes of it is in b->out. */
static inline void
bench_packet(struct bench *b, const struct packet *p)
{
	bench_packet_from(
	    b, p, DHCP_DOOR_DHCP, bw_addr_ipv4(0, DHCP_PORT_CLIENT));
}

/* What was sent, taken apart; false: nothing was. */
static inline bool
bench_reply(struct bench *b, struct dhcp_message *out)
{
	struct dhcp_action *action;

	if (!bench_has(b, DHCP_ACTION_SEND)) {
		return false;
	}
	action = bench_action(b, DHCP_ACTION_SEND);
	BW_ASSERT(dhcp_message_parse(
		      action->u.send.bytes, action->u.send.len, out) == 0);
	return true;
}

#endif
