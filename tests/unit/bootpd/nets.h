/* SPDX-License-Identifier: ISC */
/*
 * A bench with several networks: its own, a lab on a second wire, and one far
 * away behind relays.
 */
#ifndef BOOTPD_NETS_H
#define BOOTPD_NETS_H

#include "packets.h"

#define NETS_LAB_IFINDEX 7
#define NETS_LAB_SERVER  IP(10, 1, 0, 1)
#define NETS_LAB_POOL    IP(10, 1, 0, 100)
#define NETS_FAR_RELAY   IP(10, 2, 0, 254)
#define NETS_FAR_POOL    IP(10, 2, 0, 10)
#define NETS_ODD_RELAY   IP(192, 0, 2, 9)

enum nets_subnet {
	NETS_FAR,
	NETS_LAB,
	NETS_N_SUBNETS
};

struct nets {
	struct bench b;
	struct dhcp_message reply; /* to nets_ask() */
	struct bw_conf_pool lab_pools[2];
	struct bw_conf_pool far_pool;
	struct bw_conf_network far_relays[2];
	struct bw_conf_subnet subnets[NETS_N_SUBNETS];
};

static inline void
nets_conf(struct nets *n)
{
	memset(n, 0, sizeof(*n));
	bench_conf(&n->b);
	n->b.conf.bootpd.allow_simple_dhcp = BW_CONF_TRISTATE_YES;
	n->lab_pools[0] = (struct bw_conf_pool){.first = NETS_LAB_POOL,
	    .last = NETS_LAB_POOL + 1,
	    .class_name = ""};
	n->lab_pools[1] = (struct bw_conf_pool){.first = IP(10, 1, 0, 5),
	    .last = IP(10, 1, 0, 5),
	    .guard = BW_CONF_GUARD_ONLY,
	    .class_name = BW_CONF_CLASS_BOOTP};
	n->far_pool = (struct bw_conf_pool){.first = NETS_FAR_POOL,
	    .last = NETS_FAR_POOL + 9,
	    .class_name = ""};
	n->far_relays[0] = (struct bw_conf_network){NETS_FAR_RELAY, UINT32_MAX};
	n->far_relays[1] = (struct bw_conf_network){NETS_ODD_RELAY, UINT32_MAX};
	n->subnets[NETS_FAR] = (struct bw_conf_subnet){.name = "far",
	    .network = {IP(10, 2, 0, 0), IP(255, 255, 255, 0)},
	    .pools = {&n->far_pool, 1},
	    .relays = {n->far_relays, 2}};
	n->subnets[NETS_LAB] = (struct bw_conf_subnet){.name = "lab",
	    .network = {IP(10, 1, 0, 0), IP(255, 255, 255, 0)},
	    .pools = {n->lab_pools, 2},
	    .settings = {.lease_time_s = 77, .domain = "lab.test"}};
	n->b.conf.bootpd.subnets.items = n->subnets;
	n->b.conf.bootpd.subnets.n = NETS_N_SUBNETS;
}

/* Start with what n->b.conf says; again to start anew. */
static inline void
nets_restart(struct nets *n)
{
	struct bw_msg_interface lab = bench_interface();

	bench_start(&n->b);
	lab.index = NETS_LAB_IFINDEX;
	lab.address = NETS_LAB_SERVER;
	bw_text_cut(lab.name, sizeof(lab.name), "lab0");
	BW_ASSERT(dhcp_core_interface_seen(n->b.core, &lab) == 0);
}

static inline void
nets_start(struct nets *n)
{
	nets_conf(n);
	nets_restart(n);
}

static inline struct packet
nets_discover(uint32_t machine)
{
	struct packet p = packet_begin(machine, 0, machine);

	packet_option_u8(&p, 53, DHCP_TYPE_DISCOVER);
	return p;
}

/* End the packet and broadcast it on a wire; the answer is in n->reply. */
static inline bool
nets_ask(struct nets *n, struct packet *p, uint32_t ifindex)
{
	struct dhcp_packet packet = {
	    .ifindex = ifindex,
	    .peer = bw_addr_ipv4(0, DHCP_PORT_CLIENT),
	};

	packet_end(p);
	packet.bytes = p->bytes;
	packet.len = p->len;
	n->b.out.n = 0;
	dhcp_core_packet(n->b.core, &packet, n->b.now, &n->b.out);
	bench_disk(&n->b, NULL);
	return bench_reply(&n->b, &n->reply);
}

/* An option of the answer, which must be there. */
static inline uint32_t
nets_option_u32(const struct nets *n, uint8_t code)
{
	uint32_t value = 0;

	BW_ASSERT(dhcp_message_u32(&n->reply, (enum dhcp_option)code, &value));
	return value;
}

#endif
