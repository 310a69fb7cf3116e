/* SPDX-License-Identifier: ISC */
/*
 * Clients and one server on a bad network, for the simulations: packets are
 * lost, doubled and overtake each other, the disk is slow and sometimes says
 * no, the server dies and comes back with what the disk has.  The clock is
 * made up.  Who includes this says how many clients and addresses there are.
 *
 * What must hold all the while:
 *   - no address is bound by two clients at a time
 *   - an ACK is sent only for a lease that is on disk
 *   - a restart loses no lease that was acknowledged
 */
#ifndef BOOTPD_WORLD_H
#define BOOTPD_WORLD_H

#include "unit.h"

#include "bootpd/packets.h"
#include "bootpd_lan.h"

#define POOL_START   IP(10, 77, 4, 1)
#define LEASE_S      120u
#define STEP_MS      20u
#define COMMITS_MAX  2000u
#define START_WALL_S 1800000000u

enum state {
	STATE_INIT,
	STATE_SELECTING,
	STATE_REQUESTING,
	STATE_REBOOTING, /* knows an address, asks whether it still may */
	STATE_BOUND,
	STATE_RENEWING,
	N_STATES,
};

struct client {
	enum state state;
	uint32_t xid;
	uint32_t address;
	uint64_t due_ms;   /* when it does something by itself */
	uint64_t asked_ms; /* when its last REQUEST left */
	uint64_t expires_ms;
	bool pxe; /* speaks as firmware now, not as a system */
};

struct commit {
	uint32_t id;
	uint64_t due_ms;
	struct bw_lease lease;
};

static struct bench b;
static struct client clients[N_CLIENTS];
static struct commit commits[COMMITS_MAX];
static size_t n_commits;
static struct bw_lease disk[POOL_COUNT];
static unsigned n_acks, n_naks, n_restarts, n_releases, n_declines;

static inline uint64_t
wall_s(void)
{
	return START_WALL_S + now_ms / 1000;
}

/* --- the clients ----------------------------------------------------------- */

static inline struct packet
speak(uint32_t n, enum dhcp_type type)
{
	struct client *c = &clients[n];
	struct packet p = packet_begin(c->xid, roll(2) ? 0x8000 : 0, n);

	packet_option_u8(&p, 53, (uint8_t)type);
	if (c->pxe) {
		packet_option_text(&p, 60, "PXEClient:Arch:00007:UNDI:003000");
	}
	return p;
}

static inline void
say(uint32_t n, struct packet *p)
{
	packet_end(p);
	fly(true, n, p->bytes, p->len);
}

static inline void
discover(uint32_t n)
{
	struct client *c = &clients[n];
	struct packet p;

	c->xid = roll(1u << 24);
	c->state = STATE_SELECTING;
	c->due_ms = now_ms + 2000 + roll(2000);
	c->address = 0;
	p = speak(n, DHCP_TYPE_DISCOVER);
	say(n, &p);
}

static inline void
request(uint32_t n, enum state state)
{
	struct client *c = &clients[n];
	struct packet p = speak(n, DHCP_TYPE_REQUEST);

	c->state = state;
	c->asked_ms = now_ms;
	c->due_ms = now_ms + 1500 + roll(1500);
	if (state == STATE_RENEWING) {
		packet_patch_u32(&p, PACKET_CIADDR, c->address);
	} else {
		packet_option_u32(&p, 50, c->address);
	}
	if (state == STATE_REQUESTING) {
		packet_option_u32(&p, 54, BENCH_SERVER);
	}
	say(n, &p);
}

static inline void
leave(uint32_t n, bool decline)
{
	struct client *c = &clients[n];
	struct packet p =
	    speak(n, decline ? DHCP_TYPE_DECLINE : DHCP_TYPE_RELEASE);

	if (decline) {
		packet_option_u32(&p, 50, c->address);
		n_declines++;
	} else {
		packet_patch_u32(&p, PACKET_CIADDR, c->address);
		n_releases++;
	}
	packet_option_u32(&p, 54, BENCH_SERVER);
	say(n, &p);
	c->state = STATE_INIT;
	c->expires_ms = 0;
	c->due_ms = now_ms + 500 + roll(5000);
}

static inline bool
holds(const struct client *c, uint32_t address)
{
	return (c->state == STATE_BOUND || c->state == STATE_RENEWING) &&
	       c->address == address && now_ms < c->expires_ms;
}

static inline void
bind_client(uint32_t n, const struct dhcp_message *ack)
{
	struct client *c = &clients[n];
	uint32_t lease_s;

	for (uint32_t i = 0; i < N_CLIENTS; i++) {
		if (i != n && holds(&clients[i], ack->yiaddr)) {
			ck_abort_msg(
			    "clients %u and %u have the same address", i, n);
		}
	}
	c->state = STATE_BOUND;
	c->address = ack->yiaddr;
	ck_assert(dhcp_message_u32(ack, 51, &lease_s));
	c->expires_ms = c->asked_ms + (uint64_t)lease_s * 1000;
	c->due_ms = c->asked_ms + (uint64_t)lease_s * 500 + roll(1000);
	c->pxe = false; /* from now on a system */
}

static inline void
hear(uint32_t n, const struct dhcp_message *m)
{
	struct client *c = &clients[n];

	if (m->xid != c->xid) {
		return;
	}
	if (m->type == DHCP_TYPE_OFFER && c->state == STATE_SELECTING) {
		c->address = m->yiaddr;
		request(n, STATE_REQUESTING);
	} else if (c->state == STATE_REQUESTING ||
		   c->state == STATE_REBOOTING || c->state == STATE_RENEWING) {
		if (m->type == DHCP_TYPE_ACK && m->yiaddr == c->address) {
			n_acks++;
			bind_client(n, m);
		} else if (m->type == DHCP_TYPE_NAK) {
			n_naks++;
			c->state = STATE_INIT;
			c->due_ms = now_ms + roll(1000);
		}
	}
}

/* Powered off and on: by the firmware, or with an address in mind. */
static inline void
reboot(uint32_t n)
{
	struct client *c = &clients[n];

	c->expires_ms = 0;
	if (roll(2) == 0) {
		c->xid = roll(1u << 24);
		if (roll(4) == 0) { /* that of its last network */
			c->address = POOL_START + roll(POOL_COUNT);
		}
		request(n, STATE_REBOOTING);
	} else {
		c->pxe = true;
		discover(n);
	}
}

static inline void
live(uint32_t n)
{
	struct client *c = &clients[n];

	if (now_ms < c->due_ms) {
		return;
	}
	switch (c->state) {
	case STATE_INIT:
	case STATE_SELECTING:
	case STATE_REQUESTING: /* not heard: from the start */
	case STATE_REBOOTING:
		c->pxe = true;
		discover(n);
		break;
	case STATE_BOUND:
		if (chance(100)) {
			leave(n, roll(4) == 0);
		} else if (chance(150)) {
			reboot(n);
		} else {
			c->xid = roll(1u << 24);
			request(n, STATE_RENEWING);
		}
		break;
	case STATE_RENEWING:
		if (now_ms >= c->expires_ms) {
			discover(n);
		} else {
			request(n, STATE_RENEWING);
			c->due_ms = now_ms + 5000;
		}
		break;
	case N_STATES:
		break;
	}
}

/* --- the disk -------------------------------------------------------------- */

static inline void
keep_commit(uint32_t id, const struct bw_lease *lease)
{
	ck_assert_uint_lt(n_commits, COMMITS_MAX);
	commits[n_commits].id = id;
	commits[n_commits].lease = *lease;
	commits[n_commits].due_ms = now_ms + 5 + roll(bad ? 300 : 10);
	n_commits++;
}

/* --- the server ------------------------------------------------------------ */

static inline void
check_ack(uint32_t n, const struct dhcp_message *m)
{
	const struct bw_lease *kept = &disk[m->yiaddr - POOL_START];

	ck_assert_uint_lt(m->yiaddr - POOL_START, POOL_COUNT);
	ck_assert_uint_eq(kept->address, m->yiaddr);
	ck_assert_int_eq(kept->state, BW_LEASE_STATE_BOUND);
	ck_assert_uint_eq(kept->mac[5], n & 0xff);
	ck_assert_uint_eq(kept->mac[4], n >> 8);
}

static inline void
server_acts(void)
{
	for (size_t i = 0; i < b.out.n; i++) {
		struct dhcp_action *action = &b.out.items[i];
		struct dhcp_message m;
		uint32_t n;

		if (action->kind == DHCP_ACTION_COMMIT) {
			keep_commit(action->id, &action->u.lease);
		} else if (action->kind == DHCP_ACTION_SEND) {
			ck_assert_int_eq(
			    dhcp_message_parse(
				action->u.send.bytes, action->u.send.len, &m),
			    0);
			n = (uint32_t)m.chaddr[4] << 8 | m.chaddr[5];
			if (m.type == DHCP_TYPE_ACK) {
				check_ack(n, &m);
			}
			fly(false, n, action->u.send.bytes, action->u.send.len);
		}
	}
	b.out.n = 0;
}

/* In their order, as one connection answers. */
static inline void
disk_works(void)
{
	while (n_commits > 0 && now_ms >= commits[0].due_ms) {
		struct commit done = commits[0];
		bool refused = chance(30);

		if (!refused) {
			disk[done.lease.address - POOL_START] = done.lease;
		}
		n_commits--;
		memmove(commits, commits + 1, n_commits * sizeof(commits[0]));
		dhcp_core_lease_answered(b.core, done.id,
		    refused ? "the disk is full" : NULL, b.now, &b.out);
		server_acts();
	}
}

static inline void
server_hears(const struct flight *flight)
{
	struct dhcp_packet packet = {
	    .ifindex = BENCH_IFINDEX,
	    .bytes = flight->bytes,
	    .len = flight->len,
	};

	dhcp_core_packet(b.core, &packet, b.now, &b.out);
	server_acts();
}

/* kill -9: what was not on disk is gone, what was is loaded again. */
static inline void
server_restarts(void)
{
	n_restarts++;
	n_commits = 0;
	bench_start(&b);
	for (size_t i = 0; i < POOL_COUNT; i++) {
		if (disk[i].address != 0) {
			ck_assert_int_eq(
			    dhcp_core_lease_loaded(b.core, &disk[i]), 0);
		}
	}
	for (uint32_t n = 0; n < N_CLIENTS; n++) {
		const struct client *c = &clients[n];

		if (holds(c, c->address)) {
			const struct bw_lease_row *lease =
			    bw_lease_table_by_address(
				&b.core->leases, c->address);

			ck_assert_ptr_nonnull(lease);
			ck_assert(bw_lease_in_force(lease, wall_s()));
			ck_assert_uint_eq(lease->mac[5], n & 0xff);
		}
	}
}

/* --- all together ---------------------------------------------------------- */

static inline void
deliver(void)
{
	for (size_t i = 0; i < n_flights; i++) {
		struct flight *flight = &flights[i];
		struct dhcp_message m;

		if (!flight->used || now_ms < flight->due_ms) {
			continue;
		}
		flight->used = false;
		if (flight->to_server) {
			server_hears(flight);
		} else if (dhcp_message_parse(flight->bytes, flight->len, &m) ==
			   0) {
			hear(flight->client, &m);
		}
	}
}

static inline void
run(uint64_t until_ms)
{
	for (; now_ms < until_ms; now_ms += STEP_MS) {
		b.now = (struct dhcp_now){.ms = now_ms, .wall_s = wall_s()};
		disk_works();
		dhcp_core_tick(b.core, b.now, &b.out);
		server_acts();
		deliver();
		for (uint32_t n = 0; n < N_CLIENTS; n++) {
			live(n);
		}
		if (chance(1)) {
			server_restarts();
		}
	}
}

static inline void
begin(uint32_t seed)
{
	bench_conf(&b);
	b.conf.bootpd.pool_start = POOL_START;
	b.conf.bootpd.pool_count = POOL_COUNT;
	b.conf.bootpd.netmask = IP(255, 255, 0, 0);
	b.conf.bootpd.settings.lease_time_s = LEASE_S;
	b.disk_waits = true;
	bench_start(&b);
	memset(clients, 0, sizeof(clients));
	memset(disk, 0, sizeof(disk));
	n_commits = 0;
	n_acks = n_naks = n_restarts = n_releases = n_declines = 0;
	lan_begin(seed);
	for (uint32_t n = 0; n < N_CLIENTS; n++) {
		clients[n].due_ms = roll(5000);
	}
}

#endif
