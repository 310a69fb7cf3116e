/* SPDX-License-Identifier: ISC */
/*
 * bootpd: BOOTP, DHCP, PXE and ProxyDHCP.  Moves packets and messages between
 * the doors, the core and the parent; decides nothing.  RFC 2131, RFC 951.
 */
#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "child/child.h"
#include "core.h"
#include "frame.h"
#include "os/clock.h"
#include "os/sock.h"
#include "profile.h"

/* Packets of one door in one go, so that the others have their turn. */
#define BATCH_MAX 64
/* Memory for leases and pool: some 700 000 addresses. */
#define STORAGE_MAX (UINT64_C(512) << 20)

struct bootpd {
	struct bw_worker *worker;
	struct dhcp_core *core;
	struct bw_source doors[DHCP_N_DOORS];
	int packet_fd; /* -1: none */
	struct dhcp_actions actions;
	uint8_t buf[DHCP_PACKET_MAX];
	unsigned n_loaded;
	unsigned n_forgotten;
};

static struct bootpd bootpd = {.packet_fd = -1};

static struct dhcp_now
now(void)
{
	return (struct dhcp_now){
	    .ms = bw_clock_ms(), .wall_s = bw_clock_wall_s()};
}

static int
send_by_link(const struct dhcp_send *send)
{
	struct dhcp_frame frame = {
	    .source = send->source,
	    .destination = bw_addr_to_ipv4(&send->peer),
	    .source_port = DHCP_PORT_SERVER,
	    .destination_port = send->peer.port,
	};
	uint8_t packet[DHCP_REPLY_MAX + DHCP_FRAME_HEADERS_LEN];
	size_t len;
	int error = dhcp_frame_build(
	    &frame, send->bytes, send->len, packet, sizeof(packet), &len);

	if (error != 0) {
		return error;
	}
	return bw_sock_packet_send(
	    bootpd.packet_fd, send->ifindex, send->mac, packet, len);
}

static int
send_by_door(struct dhcp_send *send)
{
	struct bw_datagram datagram = {
	    .peer = send->peer,
	    .local = bw_addr_ipv4(send->source, 0),
	    .ifindex = send->ifindex,
	    .buf = send->bytes,
	    .size = sizeof(send->bytes),
	    .len = send->len,
	};

	return bw_sock_send(bootpd.doors[send->door].fd, &datagram);
}

static void
send_reply(struct dhcp_send *send)
{
	static struct bw_log_limit limit;
	char peer[BW_ADDR_STR_MAX];
	int error = send->way == DHCP_WAY_LINK ? send_by_link(send)
					       : send_by_door(send);

	if (error != 0) {
		bw_log_limited(&limit, BW_LOG_LEVEL_WARNING,
		    "peer=%s error=\"reply not sent: %s\"",
		    bw_addr_str(&send->peer, peer), strerrordesc_np(-error));
	}
}

static void
say(const struct dhcp_action *action, enum bw_msg_type type)
{
	struct bw_msg msg = {.type = type, .id = action->id};

	switch (action->kind) {
	case DHCP_ACTION_COMMIT:
		msg.u.lease = action->u.lease;
		break;
	case DHCP_ACTION_ASK:
		msg.u.access_ask = action->u.ask;
		break;
	case DHCP_ACTION_EVENT:
		msg.u.client_seen = action->u.event;
		break;
	case DHCP_ACTION_SEND:
	case DHCP_ACTION_WARN:
		BW_ASSERT(false);
	}
	bw_worker_queue(bootpd.worker, &msg);
}

static void
warn(enum dhcp_warning warning)
{
	static struct bw_log_limit limits[DHCP_N_WARNINGS];

	bw_log_limited(&limits[warning], BW_LOG_LEVEL_WARNING, "reason=\"%s\"",
	    dhcp_warning_str(warning));
}

/* Do what the core wants done, in its order, and forget it. */
static void
act(void)
{
	for (size_t i = 0; i < bootpd.actions.n; i++) {
		struct dhcp_action *action = &bootpd.actions.items[i];

		switch (action->kind) {
		case DHCP_ACTION_SEND:
			send_reply(&action->u.send);
			break;
		case DHCP_ACTION_COMMIT:
			say(action, BW_MSG_LEASE_COMMIT);
			break;
		case DHCP_ACTION_ASK:
			say(action, BW_MSG_ACCESS_ASK);
			break;
		case DHCP_ACTION_EVENT:
			say(action, BW_MSG_CLIENT_SEEN);
			break;
		case DHCP_ACTION_WARN:
			warn(action->u.warning);
			break;
		}
	}
	bootpd.actions.n = 0;
}

static void
door_ready(struct bw_source *source, unsigned events)
{
	(void)events;
	for (int i = 0; i < BATCH_MAX; i++) {
		struct bw_datagram datagram = {
		    .buf = bootpd.buf, .size = sizeof(bootpd.buf)};
		struct dhcp_packet packet;
		int error = bw_sock_recv(source->fd, &datagram);

		if (error == -EMSGSIZE) {
			continue; /* longer than any of this protocol */
		}
		if (error != 0) {
			return; /* nothing there; or an ICMP error, now gone */
		}
		packet = (struct dhcp_packet){
		    .door = (enum dhcp_door)(source - bootpd.doors),
		    .ifindex = datagram.ifindex,
		    .peer = datagram.peer,
		    .bytes = bootpd.buf,
		    .len = datagram.len,
		};
		if (!datagram.to_all) {
			packet.local = datagram.local;
		}
		dhcp_core_packet(bootpd.core, &packet, now(), &bootpd.actions);
		act();
	}
}

static int
core_open(const struct bw_conf *conf)
{
	size_t size = dhcp_core_storage_size(conf);
	void *storage;
	uint32_t seed;

	if (size > STORAGE_MAX) {
		bw_log(BW_LOG_LEVEL_ERR,
		    "addresses=%u error=\"too many for the memory there is\"",
		    (unsigned)bw_conf_n_addresses(conf));
		return -E2BIG;
	}
	bootpd.core = malloc(sizeof(*bootpd.core));
	storage = calloc(1, size > 0 ? size : 1);
	if (bootpd.core == NULL || storage == NULL) {
		bw_log(BW_LOG_LEVEL_ERR, "error=\"out of memory\"");
		return -ENOMEM;
	}
	if (getrandom(&seed, sizeof(seed), 0) != sizeof(seed)) {
		bw_log(BW_LOG_LEVEL_ERR, "error=\"no random numbers\"");
		return -EIO;
	}
	dhcp_core_init(bootpd.core, conf, storage, bootpd.packet_fd >= 0, seed);
	return 0;
}

static int
bootpd_open(struct bw_worker *worker)
{
	bootpd.worker = worker;
	bootpd.packet_fd = bw_worker_door(worker, "packet", 0);
	bootpd.doors[DHCP_DOOR_DHCP].fd = bw_worker_door(worker, "dhcp", 0);
	bootpd.doors[DHCP_DOOR_PXE].fd = bw_worker_door(worker, "pxe", 0);
	bootpd.doors[DHCP_DOOR_ROUTER].fd = bw_worker_door(worker, "router", 0);
	if (bootpd.doors[DHCP_DOOR_DHCP].fd < 0) {
		bw_log(BW_LOG_LEVEL_ERR, "error=\"no door to listen at\"");
		return -ENOENT;
	}
	return core_open(worker->conf);
}

static void
bootpd_start(struct bw_worker *worker)
{
	for (size_t i = 0; i < ARRAY_LEN(bootpd.doors); i++) {
		struct bw_source *door = &bootpd.doors[i];

		door->ready = door_ready;
		if (door->fd >= 0 &&
		    bw_loop_add(&worker->loop, door, BW_LOOP_READ) != 0) {
			bw_log(BW_LOG_LEVEL_ERR, "error=\"cannot listen\"");
			bw_loop_end(&worker->loop, EXIT_FAILURE);
		}
	}
}

static void
interface_seen(const struct bw_msg_interface *interface)
{
	if (dhcp_core_interface_seen(bootpd.core, interface) != 0) {
		bw_log(BW_LOG_LEVEL_ERR,
		    "interface=%s error=\"more than %d addresses to serve\"",
		    interface->name, DHCP_INTERFACES_MAX);
	}
}

static void
lease_loaded(const struct bw_lease *lease)
{
	if (dhcp_core_lease_loaded(bootpd.core, lease) == 0) {
		bootpd.n_loaded++;
	} else {
		bootpd.n_forgotten++;
	}
}

static void
bootpd_message(struct bw_worker *worker, const struct bw_msg *msg, int fd)
{
	(void)worker;
	BW_ASSERT(fd < 0);
	switch ((int)msg->type) {
	case BW_MSG_INTERFACE_SEEN:
		interface_seen(&msg->u.interface);
		break;
	case BW_MSG_INTERFACE_GONE:
		dhcp_core_interface_gone(bootpd.core, &msg->u.interface);
		break;
	case BW_MSG_LEASE_LOADED:
		lease_loaded(&msg->u.lease);
		break;
	case BW_MSG_LEASES_LOADED:
		bw_log(BW_LOG_LEVEL_INFO, "leases=%u not_of_this_pool=%u",
		    bootpd.n_loaded, bootpd.n_forgotten);
		break;
	case BW_MSG_LEASE_COMMITTED:
		dhcp_core_lease_answered(
		    bootpd.core, msg->id, NULL, &bootpd.actions);
		break;
	case BW_MSG_LEASE_REFUSED:
		dhcp_core_lease_answered(bootpd.core, msg->id,
		    msg->u.refused.reason, &bootpd.actions);
		break;
	case BW_MSG_ACCESS_ANSWERED:
		dhcp_core_access_answered(bootpd.core, msg->id,
		    &msg->u.access_answered, now(), &bootpd.actions);
		break;
	default:
		BW_ASSERT(false); /* the parent keeps the rules */
	}
	act();
}

static uint64_t
bootpd_due(struct bw_worker *worker)
{
	(void)worker;
	return dhcp_core_due(bootpd.core);
}

static void
bootpd_tick(struct bw_worker *worker, uint64_t now_ms)
{
	(void)worker;
	(void)now_ms; /* leases need the other clock too */
	dhcp_core_tick(bootpd.core, now(), &bootpd.actions);
	act();
}

static const struct bw_child description = {
    .role = BW_ROLE_BOOTPD,
    .profile = &bootpd_profile,
    .open = bootpd_open,
    .start = bootpd_start,
    .message = bootpd_message,
    .due = bootpd_due,
    .tick = bootpd_tick,
};

int
main(int argc, char **argv)
{
	return bw_child_main(argc, argv, &description);
}
