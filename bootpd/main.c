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
#include "decode.h"
#include "os/clock.h"
#include "os/inbox.h"
#include "os/sock.h"
#include "post.h"
#include "profile.h"
#include "question.h"

/*
 * Memory for leases and pool: more than a million addresses, could each lease
 * be as long as can be.  The usual ones need a tenth.
 */
#define STORAGE_MAX (UINT64_C(512) << 20)

/* ARP replies taken in one go, so that the doors have their turn. */
#define ARP_BATCH_MAX 64

struct bootpd {
	struct bw_worker *worker;
	struct dhcp_core *core;
	struct bw_source doors[DHCP_N_DOORS];
	struct bw_source arp; /* fd -1: none */
	struct bw_inbox inbox;
	struct dhcp_post post;
	struct dhcp_actions actions;
	struct bw_lease_line line; /* until all are loaded */
	bool loaded;
	unsigned n_loaded;
	unsigned n_forgotten;
};

static struct bootpd bootpd;

static struct dhcp_now
now(void)
{
	return (struct dhcp_now){
	    .ms = bw_clock_ms(), .wall_s = bw_clock_wall_s()};
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
	case DHCP_ACTION_MEASURE:
		msg.u.measure = action->u.measure;
		break;
	case DHCP_ACTION_EVENT:
		msg.u.client_seen = action->u.event;
		break;
	case DHCP_ACTION_SEND:
	case DHCP_ACTION_PROBE:
	case DHCP_ACTION_WARN:
	case DHCP_ACTION_FOUND:
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

static void
tell_found(const struct dhcp_arp *found)
{
	static struct bw_log_limit limit;
	char address[BW_ADDR_STR_MAX], mac[BW_MAC_STR_MAX];

	bw_log_limited(&limit, BW_LOG_LEVEL_WARNING,
	    "address=%s used_by=%s reason=\"%s: quarantined\"",
	    bw_ipv4_str(found->address, address), bw_mac_str(found->mac, mac),
	    dhcp_warning_str(DHCP_WARNING_CONFLICT));
}

static void
send_probe(const struct dhcp_probe *probe)
{
	static struct bw_log_limit limit;
	int error = bw_sock_arp_send(bootpd.arp.fd, probe->ifindex, probe->arp);

	if (error != 0) {
		bw_log_limited(&limit, BW_LOG_LEVEL_WARNING,
		    "error=\"ARP request not sent: %s\"",
		    strerrordesc_np(-error));
	}
}

/* Do what the core wants done, in its order, and forget it. */
static void
act(void)
{
	for (size_t i = 0; i < bootpd.actions.n; i++) {
		struct dhcp_action *action = &bootpd.actions.items[i];

		switch (action->kind) {
		case DHCP_ACTION_SEND:
			dhcp_post_send(&bootpd.post, &action->u.send);
			break;
		case DHCP_ACTION_COMMIT:
			say(action, BW_MSG_LEASE_COMMIT);
			break;
		case DHCP_ACTION_PROBE:
			send_probe(&action->u.probe);
			break;
		case DHCP_ACTION_ASK:
			say(action, BW_MSG_ACCESS_ASK);
			break;
		case DHCP_ACTION_MEASURE:
			say(action, BW_MSG_FILE_MEASURE);
			break;
		case DHCP_ACTION_EVENT:
			say(action, BW_MSG_CLIENT_SEEN);
			break;
		case DHCP_ACTION_WARN:
			warn(action->u.warning);
			break;
		case DHCP_ACTION_FOUND:
			tell_found(&action->u.found);
			break;
		}
	}
	bootpd.actions.n = 0;
}

static void
take(enum dhcp_door door, const struct bw_datagram *datagram)
{
	struct dhcp_packet packet = {
	    .door = door,
	    .ifindex = datagram->ifindex,
	    .peer = datagram->peer,
	    .bytes = datagram->buf,
	    .len = datagram->len,
	};

	if (datagram->len > DHCP_PACKET_MAX) {
		return; /* longer than any of this protocol */
	}
	if (dhcp_door_is_dhcp(door)) {
		bw_log_packet("in", &datagram->peer, datagram->ifindex,
		    datagram->buf, datagram->len, dhcp_decode);
	}
	if (!datagram->to_all) {
		packet.local = datagram->local;
	}
	dhcp_core_packet(bootpd.core, &packet, now(), &bootpd.actions);
	act();
}

/* One batch of one door, so that the others have their turn. */
static void
door_ready(struct bw_source *source, unsigned events)
{
	(void)events;
	(void)bw_inbox_recv(&bootpd.inbox, source->fd); /* the rest next time */
	for (size_t i = 0; i < bootpd.inbox.n; i++) {
		take((enum dhcp_door)(source - bootpd.doors),
		    &bootpd.inbox.datagrams[i]);
	}
}

static void
arp_ready(struct bw_source *source, unsigned events)
{
	uint8_t bytes[BW_SOCK_ARP_LEN];
	uint32_t ifindex;
	struct dhcp_arp arp;
	size_t len;

	(void)events;
	for (int i = 0; i < ARP_BATCH_MAX; i++) {
		if (bw_sock_arp_recv(source->fd, bytes, &len, &ifindex) != 0) {
			return; /* nothing there */
		}
		if (dhcp_arp_parse(bytes, len, &arp) == 0) {
			dhcp_core_arp(
			    bootpd.core, ifindex, &arp, now(), &bootpd.actions);
			act();
		}
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
	bootpd.core = calloc(1, sizeof(*bootpd.core));
	storage = calloc(1, size > 0 ? size : 1);
	if (bootpd.core == NULL || storage == NULL) {
		bw_log(BW_LOG_LEVEL_ERR, "error=\"out of memory\"");
		return -ENOMEM;
	}
	if (getrandom(&seed, sizeof(seed), 0) != sizeof(seed)) {
		bw_log(BW_LOG_LEVEL_ERR, "error=\"no random numbers\"");
		return -EIO;
	}
	dhcp_core_init(
	    bootpd.core, conf, storage, bootpd.post.packet_fd >= 0, seed);
	bootpd.core->can_probe = bootpd.arp.fd >= 0;
	bootpd.core->can_echo = bootpd.doors[DHCP_DOOR_ECHO].fd >= 0;
	return 0;
}

static int
bootpd_open(struct bw_worker *worker)
{
	bootpd.worker = worker;
	bw_inbox_init(&bootpd.inbox);
	bootpd.post.packet_fd = bw_worker_door(worker, "packet", 0);
	bootpd.doors[DHCP_DOOR_DHCP].fd = bw_worker_door(worker, "dhcp", 0);
	bootpd.doors[DHCP_DOOR_PXE].fd = bw_worker_door(worker, "pxe", 0);
	bootpd.doors[DHCP_DOOR_ROUTER].fd = bw_worker_door(worker, "router", 0);
	bootpd.doors[DHCP_DOOR_ECHO].fd = bw_worker_door(worker, "echo", 0);
	bootpd.arp.fd = bw_worker_door(worker, "arp", 0);
	for (size_t i = 0; i < DHCP_N_DOORS; i++) {
		bootpd.post.door_fds[i] = bootpd.doors[i].fd;
	}
	if (bootpd.doors[DHCP_DOOR_DHCP].fd < 0) {
		bw_log(BW_LOG_LEVEL_ERR, "error=\"no door to listen at\"");
		return -ENOENT;
	}
	return core_open(worker->conf);
}

static void
listen_at(struct bw_worker *worker, struct bw_source *door)
{
	if (door->fd >= 0 &&
	    bw_loop_add(&worker->loop, door, BW_LOOP_READ) != 0) {
		bw_log(BW_LOG_LEVEL_ERR, "error=\"cannot listen\"");
		bw_loop_end(&worker->loop, EXIT_FAILURE);
	}
}

static void
bootpd_start(struct bw_worker *worker)
{
	for (size_t i = 0; i < ARRAY_LEN(bootpd.doors); i++) {
		bootpd.doors[i].ready = door_ready;
		listen_at(worker, &bootpd.doors[i]);
	}
	bootpd.arp.ready = arp_ready;
	listen_at(worker, &bootpd.arp);
	dhcp_scan_begin(bootpd.core, now().ms);
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
put_lease(const struct bw_lease *lease)
{
	if (dhcp_core_lease_loaded(bootpd.core, lease) == 0) {
		bootpd.n_loaded++;
	} else {
		bootpd.n_forgotten++;
	}
}

/* Nobody is served until all are loaded; later ones are news. */
static void
lease_loaded(const struct bw_lease *lease)
{
	const struct bw_lease *next =
	    bootpd.loaded
		? lease
		: bw_lease_line_turn(&bootpd.line, &bootpd.core->leases, lease);

	if (next != NULL) {
		put_lease(next);
	}
}

static void
leases_loaded(void)
{
	const struct bw_lease *next;

	while ((next = bw_lease_line_take(&bootpd.line)) != NULL) {
		put_lease(next);
	}
	bootpd.loaded = true;
	bw_log(BW_LOG_LEVEL_INFO, "leases=%u not_of_this_pool=%u",
	    bootpd.n_loaded, bootpd.n_forgotten);
}

static void
bootpd_message(struct bw_worker *worker, const struct bw_msg *msg, int fd)
{
	BW_ASSERT(fd < 0);
	switch ((int)msg->type) {
	case BW_MSG_INTERFACE_SEEN:
		interface_seen(&msg->u.interface);
		break;
	case BW_MSG_INTERFACE_GONE:
		dhcp_core_interface_gone(bootpd.core, &msg->u.interface);
		break;
	case BW_MSG_CLIENT_EXPLAIN:
	case BW_MSG_SUSPENSIONS_ASK:
	case BW_MSG_PARDON_ASK:
		dhcp_question_answer(worker, bootpd.core, msg, now());
		break;
	case BW_MSG_LEASE_LOADED:
		lease_loaded(&msg->u.lease);
		break;
	case BW_MSG_LEASES_LOADED:
		leases_loaded();
		break;
	case BW_MSG_LEASE_COMMITTED:
		dhcp_core_lease_answered(
		    bootpd.core, msg->id, NULL, now(), &bootpd.actions);
		break;
	case BW_MSG_LEASE_REFUSED:
		dhcp_core_lease_answered(bootpd.core, msg->id,
		    msg->u.refused.reason, now(), &bootpd.actions);
		break;
	case BW_MSG_FILE_MEASURED:
		dhcp_core_measured(bootpd.core, &msg->u.measured, now());
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
	(void)now_ms; /* leases need the other clock too */
	dhcp_core_tick(bootpd.core, now(), &bootpd.actions);
	act();
	dhcp_post_flush(&bootpd.post);
	if (worker->stopping && dhcp_core_idle(bootpd.core)) {
		bw_worker_end(worker);
	}
}

/* Who asks now is answered by another; who asked waits for stored or fetchd. */
static void
bootpd_stop(struct bw_worker *worker)
{
	for (size_t i = 0; i < ARRAY_LEN(bootpd.doors); i++) {
		bw_loop_remove(&worker->loop, &bootpd.doors[i]);
	}
}

static const struct bw_child description = {
    .role = BW_ROLE_BOOTPD,
    .profile = &bootpd_profile,
    .open = bootpd_open,
    .start = bootpd_start,
    .message = bootpd_message,
    .stop = bootpd_stop,
    .due = bootpd_due,
    .tick = bootpd_tick,
};

int
main(int argc, char **argv)
{
	return bw_child_main(argc, argv, &description);
}
