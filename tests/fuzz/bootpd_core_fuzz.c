/* SPDX-License-Identifier: ISC */
/*
 * The core fed with packets.  Input: an octet of configuration, then for each
 * packet an octet of how (door, time, what the disk says), its length (u16)
 * and its bytes.
 */
#include <string.h>

#include "base/reader.h"
#include "core.h"
#include "relay.h"

#define SERVER     0x0a4d0001u
#define POOL_COUNT 4
#define STEPS_MAX  64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static struct bw_conf conf;
static struct dhcp_core core;
static struct dhcp_actions actions;
static struct dhcp_now now;
static union {
	max_align_t align;
	uint8_t bytes[16384];
} storage;

enum {
	CONF_PROXY = 1,
	CONF_SIMPLE = 2,
	CONF_AUTHORITATIVE = 4,
	CONF_HTTPD = 8,
	CONF_ACCESS_HTTP = 16,
	CONF_NO_LINK = 32,
	CONF_NETS = 64,
};

enum {
	HOW_PXE_DOOR = 1,
	HOW_DISK_WAITS = 2,
	HOW_DISK_REFUSES = 4,
	HOW_LATER = 8,
	HOW_ACCESS_DENIED = 16,
	HOW_RESTART = 32,
	HOW_UNICAST = 64,
};

/* A wire behind a relay, a class with every condition, hosts by each key. */
static void
configure_nets(struct bw_conf_bootpd *c)
{
	static struct bw_conf_pool pools[] = {
	    {0x0a4e0002, 0x0a4e0003, BW_CONF_GUARD_NOT, "class"},
	    {0x0a4e0004, 0x0a4e0004, BW_CONF_GUARD_ONLY, "class"},
	    {0x0a4e0005, 0x0a4e0005, BW_CONF_GUARD_ONLY, "bootp"}};
	static struct bw_conf_network relays[] = {{0xc0000200, 0xffffff00}};
	static struct bw_conf_pool more[] = {
	    {0x0a4f0002, 0x0a4f0002, BW_CONF_GUARD_NONE, ""}};
	static struct bw_conf_subnet subnets[] = {
	    {.name = "net",
		.wire = "wire",
		.network = {0x0a4e0000, 0xffffff00},
		.pools = {pools, ARRAY_LEN(pools)},
		.relays = {relays, ARRAY_LEN(relays)}},
	    {.name = "more",
		.wire = "wire",
		.network = {0x0a4f0000, 0xffffff00},
		.pools = {more, ARRAY_LEN(more)}}};
	static const char *any[] = {"nobody", "0x0102*", "*a*b*"};
	static struct bw_conf_option options[] = {
	    {.code = 224, .value = {(const uint8_t *)"value", 5}}};
	static struct bw_conf_class one = {.name = "class",
	    .vendor_class = {any, 3},
	    .user_class = {any, 3},
	    .circuit_id = {any, 3},
	    .remote_id = {any, 3},
	    .settings = {.options = {options, 1}}};
	static struct bw_conf_host hosts[] = {
	    {.name = "u", .hostname = "", .uuid = {1}, .address = 0x0a4e0020},
	    {.name = "c",
		.hostname = "",
		.client_id = {(const uint8_t *)"id", 2},
		.address = 0x0a4e0021},
	    {.name = "p",
		.hostname = "",
		.circuit_id = {(const uint8_t *)"port", 4},
		.address = 0x0a4e0022}};

	c->subnets = (struct bw_conf_subnets){subnets, ARRAY_LEN(subnets)};
	c->classes = (struct bw_conf_classes){&one, 1};
	c->hosts =
	    (struct bw_conf_hosts){.items = hosts, .n = ARRAY_LEN(hosts)};
	c->subnet_selection = true;
	c->ping_check = true;
}

static void
configure(unsigned bits)
{
	struct bw_conf_bootpd *c = &conf.bootpd;

	memset(&conf, 0, sizeof(conf));
	c->port = DHCP_PORT_SERVER;
	c->pxe_port = DHCP_PORT_PXE;
	c->pool_start = 0x0a4d0064;
	c->pool_count = POOL_COUNT;
	c->set_gateway = true;
	c->settings.domain = "localdomain";
	c->servername = "boot";
	c->settings.lease_time_s = 600;
	c->proxy = (bits & CONF_PROXY) != 0;
	c->allow_simple_dhcp = (bits & CONF_SIMPLE) != 0 ? BW_CONF_TRISTATE_YES
							 : BW_CONF_TRISTATE_NO;
	c->authoritative = (bits & CONF_AUTHORITATIVE) != 0;
	c->access = (bits & CONF_ACCESS_HTTP) != 0 ? BW_CONF_ACCESS_HTTP
						   : BW_CONF_ACCESS_NONE;
	if ((bits & CONF_NETS) != 0) {
		configure_nets(c);
	}
	conf.httpd.enabled = (bits & CONF_HTTPD) != 0;
	conf.httpd.port = 8080;
	conf.tftpd.enabled = true;
	conf.tftpd.port = 69;
	conf.http.timeout_ms = 1000;
}

static void
start(unsigned bits)
{
	struct bw_msg_interface interface = {
	    .index = 1,
	    .name = "eth0",
	    .address = SERVER,
	    .netmask = 0xffffff00,
	};

	BW_ASSERT(dhcp_core_storage_size(&conf) <= sizeof(storage));
	memset(&storage, 0, sizeof(storage));
	memset(&core, 0, sizeof(core));
	dhcp_core_init(&core, &conf, &storage, (bits & CONF_NO_LINK) == 0, 1);
	core.can_echo = true;
	BW_ASSERT(dhcp_core_interface_seen(&core, &interface) == 0);
}

/* Whatever they claim, strangers do not make us talk to many or ourselves. */
static void
check_send(const struct dhcp_send *send)
{
	uint32_t peer = bw_addr_to_ipv4(&send->peer);
	struct dhcp_message reply;

	BW_ASSERT(dhcp_message_parse(send->bytes, send->len, &reply) == 0);
	BW_ASSERT(send->len >= BOOTP_MESSAGE_LEN);
	BW_ASSERT(!conf.bootpd.proxy || reply.yiaddr == 0);
	BW_ASSERT(peer == DHCP_BROADCAST || dhcp_relay_is_host(peer));
	BW_ASSERT(peer != SERVER);
}

static void
check(const struct dhcp_action *action)
{
	struct bw_msg msg = {.type = BW_MSG_CLIENT_SEEN, .id = 0};
	uint8_t packed[BW_MSG_SIZE_MAX];
	size_t len;

	switch (action->kind) {
	case DHCP_ACTION_SEND:
		if (action->u.send.door != DHCP_DOOR_ECHO) {
			check_send(&action->u.send);
		}
		break;
	case DHCP_ACTION_COMMIT:
		BW_ASSERT(action->id != 0 && !conf.bootpd.proxy);
		msg.type = BW_MSG_LEASE_COMMIT;
		msg.u.lease = action->u.lease;
		BW_ASSERT(bw_msg_pack(&msg, packed, sizeof(packed), &len) == 0);
		BW_ASSERT(bw_msg_unpack(packed, len, &msg) == 0);
		break;
	case DHCP_ACTION_EVENT:
		msg.u.client_seen = action->u.event;
		BW_ASSERT(bw_msg_pack(&msg, packed, sizeof(packed), &len) == 0);
		BW_ASSERT(bw_msg_unpack(packed, len, &msg) == 0);
		break;
	case DHCP_ACTION_ASK:
		BW_ASSERT(action->id != 0);
		break;
	case DHCP_ACTION_MEASURE:
		BW_ASSERT(action->u.measure.name[0] != '\0');
		break;
	case DHCP_ACTION_PROBE:
		BW_ASSERT(core.can_probe);
		break;
	case DHCP_ACTION_FOUND:
		BW_ASSERT(conf.bootpd.scan);
		break;
	case DHCP_ACTION_WARN:
		BW_ASSERT(dhcp_warning_str(action->u.warning) != NULL);
		break;
	}
}

/* Answer what the core asked for, and check what it wants done. */
static void
answer(unsigned how)
{
	struct bw_msg_access_answered verdict = {
	    .granted = (how & HOW_ACCESS_DENIED) == 0, .client = "name"};

	for (size_t i = 0; i < actions.n; i++) {
		struct dhcp_action *action = &actions.items[i];

		check(action);
		if (action->kind == DHCP_ACTION_ASK) {
			dhcp_core_access_answered(
			    &core, action->id, &verdict, now, &actions);
		}
		if (action->kind == DHCP_ACTION_COMMIT &&
		    (how & HOW_DISK_WAITS) == 0) {
			dhcp_core_lease_answered(&core, action->id,
			    (how & HOW_DISK_REFUSES) != 0 ? "full" : NULL, now,
			    &actions);
		}
	}
	actions.n = 0;
}

static void
step(struct bw_reader *r, unsigned bits)
{
	unsigned how = bw_reader_u8(r);
	size_t len = bw_reader_u16(r);
	struct dhcp_packet packet = {
	    .door = (how & HOW_PXE_DOOR) != 0 ? DHCP_DOOR_PXE : DHCP_DOOR_DHCP,
	    .ifindex = 1,
	    .peer = bw_addr_ipv4(0x0a4d0070, 68),
	};

	if ((how & HOW_UNICAST) != 0) {
		packet.local = bw_addr_ipv4(SERVER, 0);
	}
	if ((how & HOW_RESTART) != 0) {
		start(bits);
	}
	if ((how & HOW_LATER) != 0) {
		now.ms += 20000;
		now.wall_s += 400;
		dhcp_core_tick(&core, now, &actions);
		answer(how);
	}
	packet.len = len < bw_reader_left(r) ? len : bw_reader_left(r);
	packet.bytes = bw_reader_take(r, packet.len);
	if (packet.bytes != NULL) {
		dhcp_core_packet(&core, &packet, now, &actions);
		answer(how);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct bw_reader r;
	unsigned bits;

	bw_reader_init(&r, data, len);
	bits = bw_reader_u8(&r);
	now = (struct dhcp_now){.ms = 1000, .wall_s = 1800000000};
	actions.n = 0;
	configure(bits);
	start(bits);
	for (int i = 0; i < STEPS_MAX && bw_reader_left(&r) > 0; i++) {
		step(&r, bits);
	}
	return 0;
}
