/* SPDX-License-Identifier: ISC */
/* Interfaces, now and later; see interfaces.h. */
#include "interfaces.h"

#include <errno.h>
#include <fnmatch.h>
#include <string.h>

#include "group.h"
#include "os/log.h"
#include "reload.h"
#include "suite_peers.h"

static void
log_candidates(const struct bw_interface *all, size_t n)
{
	char text[BW_ADDR_STR_MAX];

	for (size_t i = 0; i < n; i++) {
		bw_log(BW_LOG_LEVEL_ERR, "candidate=%s address=%s", all[i].name,
		    bw_ipv4_str(all[i].address, text));
	}
	if (n == 0) {
		bw_log(BW_LOG_LEVEL_ERR,
		    "candidate=none reason=\"no interface has an IPv4 "
		    "address\"");
	}
}

/* May it come later?  Then it need not be there at the start. */
static bool
is_pattern(const char *name)
{
	return strpbrk(name, "*?[") != NULL;
}

static bool
has_patterns(const struct bw_conf_bootpd *bootpd)
{
	for (size_t i = 0; i < bootpd->interfaces.n; i++) {
		if (is_pattern(bootpd->interfaces.items[i])) {
			return true;
		}
	}
	return false;
}

static bool
is_named(const struct bw_conf_bootpd *bootpd, const char *name)
{
	for (size_t i = 0; i < bootpd->interfaces.n; i++) {
		if (fnmatch(bootpd->interfaces.items[i], name, 0) == 0) {
			return true;
		}
	}
	return false;
}

static uint32_t
first_reserved(const struct bw_conf_hosts *hosts)
{
	size_t i = 0;

	while (i < hosts->n && hosts->items[i].address == 0) {
		i++;
	}
	return i < hosts->n ? hosts->items[i].address : 0;
}

/* pybootd: the interface is the one whose subnet holds the pool. */
static uint32_t
pool_address(const struct bw_conf_bootpd *bootpd)
{
	uint32_t address = bootpd->pool_start;

	if (bootpd->subnets.n > 0) {
		return 0; /* relays may come by any interface */
	}
	if (address == 0) {
		address = first_reserved(&bootpd->hosts);
	}
	return address != 0 ? address : bootpd->address;
}

/* Those of all that are to be served, in their order; returns how many. */
static size_t
choose(const struct bw_conf_bootpd *bootpd, const struct bw_interface *all,
    size_t n, struct bw_interface out[BW_INTERFACES_MAX])
{
	uint32_t address = pool_address(bootpd);
	size_t n_chosen = 0;

	for (size_t i = 0; i < n; i++) {
		if (bootpd->interfaces.n > 0) {
			if (is_named(bootpd, all[i].name)) {
				out[n_chosen++] = all[i];
			}
		} else if (address == 0) {
			/* A proxy gives no addresses: everywhere will do. */
			out[n_chosen++] = all[i];
		} else if (((all[i].address ^ address) & all[i].netmask) == 0) {
			out[0] = all[i];
			return 1;
		}
	}
	return n_chosen;
}

/* Is every interface there that has no pattern for a name? */
static int
check_names(const struct bw_conf_bootpd *bootpd, const struct world *world)
{
	for (size_t i = 0; i < bootpd->interfaces.n; i++) {
		const char *name = bootpd->interfaces.items[i];
		size_t j = 0;

		while (j < world->n_serving &&
		       strcmp(world->serving[j].name, name) != 0) {
			j++;
		}
		if (j == world->n_serving && !is_pattern(name)) {
			bw_log(BW_LOG_LEVEL_ERR,
			    "bootpd.interface=%s error=\"there is no such "
			    "interface with an IPv4 address\"",
			    name);
			return -ENODEV;
		}
	}
	return 0;
}

static int
check_pool(const struct bw_conf_bootpd *bootpd, const struct world *world)
{
	uint32_t address = pool_address(bootpd);
	char text[BW_ADDR_STR_MAX];

	if (bootpd->interfaces.n > 0 || world->n_serving > 0) {
		return 0;
	}
	if (address != 0) {
		bw_log(BW_LOG_LEVEL_ERR,
		    "bootpd.pool_start=%s error=\"no interface is in the "
		    "subnet of this address\"",
		    bw_ipv4_str(address, text));
	}
	return -ENODEV;
}

/* Is it on a wire of ours, or behind relays? */
static bool
is_reached(const struct bw_conf_subnet *subnet, const struct world *world)
{
	return subnet->relays.n > 0 ||
	       world_in(world, &subnet->network) != NULL;
}

/* It itself, or one that shares its wire. */
static bool
wire_is_reached(const struct bw_conf_subnets *subnets,
    const struct bw_conf_subnet *subnet, const struct world *world)
{
	bool reached = is_reached(subnet, world);

	for (size_t i = 0;
	     !reached && subnet->wire[0] != '\0' && i < subnets->n; i++) {
		reached = strcmp(subnets->items[i].wire, subnet->wire) == 0 &&
			  is_reached(&subnets->items[i], world);
	}
	return reached;
}

static int
check_subnets(const struct bw_conf_bootpd *bootpd, const struct world *world)
{
	int error = 0;

	for (size_t i = 0; i < bootpd->subnets.n; i++) {
		const struct bw_conf_subnet *subnet = &bootpd->subnets.items[i];
		char text[BW_ADDR_STR_MAX];

		if (wire_is_reached(&bootpd->subnets, subnet, world)) {
			continue;
		}
		bw_log(BW_LOG_LEVEL_ERR,
		    "subnet=%s network=%s error=\"no interface that is served "
		    "has an address in it; if a relay agent brings its "
		    "clients, name it in relays, or write relays = any\"",
		    subnet->name, bw_ipv4_str(subnet->network.address, text));
		error = -ENODEV;
	}
	return error;
}

static int
log_failure(int error)
{
	bw_log(BW_LOG_LEVEL_ERR, "interfaces error=\"%s\"", strerror(-error));
	return error;
}

int
interfaces_open(struct world *world)
{
	int error = bw_interfaces_open(&world->kernel);

	return error == 0 ? 0 : log_failure(error);
}

int
interfaces_choose(const struct bw_conf_bootpd *bootpd, struct world *world)
{
	static struct bw_interface all[BW_INTERFACES_MAX];
	int n = bw_interfaces_list(&world->kernel, all, ARRAY_LEN(all));
	int error;

	if (n < 0) {
		return log_failure(n);
	}
	world->n_serving = choose(bootpd, all, (size_t)n, world->serving);
	error = check_names(bootpd, world);
	if (error == 0) {
		error = check_pool(bootpd, world);
	}
	if (error == 0 && !has_patterns(bootpd)) {
		error = check_subnets(bootpd, world);
	}
	if (error != 0) {
		log_candidates(all, (size_t)n);
	}
	return error;
}

static void
say(struct peer *bootpd, enum bw_msg_type type,
    const struct bw_interface *interface)
{
	struct bw_msg msg = {.type = type};

	msg.u.interface.index = interface->index;
	memcpy(msg.u.interface.name, interface->name,
	    sizeof(msg.u.interface.name));
	memcpy(msg.u.interface.mac, interface->mac, BW_MAC_LEN);
	msg.u.interface.address = interface->address;
	msg.u.interface.netmask = interface->netmask;
	msg.u.interface.mtu = interface->mtu;
	(void)suite_send(bootpd, &msg, -1); /* its end comes to us */
}

void
interfaces_tell(struct peer *bootpd)
{
	const struct world *world = &reload_plan(bootpd)->world;

	for (size_t i = 0; i < world->n_serving; i++) {
		group_join(&world->serving[i]);
		say(bootpd, BW_MSG_INTERFACE_SEEN, &world->serving[i]);
	}
}

/* Every bootpd that has been told of those before. */
static void
say_to_all(struct suite *suite, enum bw_msg_type type,
    const struct bw_interface *interface)
{
	char text[BW_ADDR_STR_MAX];

	bw_log(BW_LOG_LEVEL_INFO, "event=%s interface=%s address=%s",
	    bw_msg_type_str(type), interface->name,
	    bw_ipv4_str(interface->address, text));
	for (size_t i = 0; i < suite->n_peers; i++) {
		struct peer *peer = &suite->peers[i];

		if (peer->who.role == BW_ROLE_BOOTPD && !peer->who.master &&
		    peer->state >= PEER_CONFIGURED && peer->n_fed > 0) {
			say(peer, type, interface);
		}
	}
}

static bool
same_address(const struct bw_interface *a, const struct bw_interface *b)
{
	return a->index == b->index && a->address == b->address;
}

static bool
same(const struct bw_interface *a, const struct bw_interface *b)
{
	return same_address(a, b) && a->netmask == b->netmask &&
	       a->mtu == b->mtu && memcmp(a->mac, b->mac, BW_MAC_LEN) == 0 &&
	       strcmp(a->name, b->name) == 0;
}

static bool
is_among(const struct bw_interface *list, size_t n,
    const struct bw_interface *interface,
    bool (*equal)(const struct bw_interface *, const struct bw_interface *))
{
	for (size_t i = 0; i < n; i++) {
		if (equal(&list[i], interface)) {
			return true;
		}
	}
	return false;
}

static void
changed(struct bw_source *source, unsigned events)
{
	static struct bw_interface all[BW_INTERFACES_MAX];
	static struct bw_interface now[BW_INTERFACES_MAX];
	struct suite *suite = source->arg;
	struct world *world = &suite_plan(suite)->world;
	size_t n_now;
	int n;

	(void)events;
	bw_interfaces_heard(&world->kernel);
	n = bw_interfaces_list(&world->kernel, all, ARRAY_LEN(all));
	if (n < 0) {
		bw_log(BW_LOG_LEVEL_WARNING, "interfaces error=\"%s\"",
		    strerror(-n));
		return;
	}
	n_now = choose(&suite->conf->bootpd, all, (size_t)n, now);
	for (size_t i = 0; i < world->n_serving; i++) {
		if (!is_among(now, n_now, &world->serving[i], same_address)) {
			say_to_all(
			    suite, BW_MSG_INTERFACE_GONE, &world->serving[i]);
		}
	}
	for (size_t i = 0; i < n_now; i++) {
		if (!is_among(
			world->serving, world->n_serving, &now[i], same)) {
			group_join(&now[i]);
			say_to_all(suite, BW_MSG_INTERFACE_SEEN, &now[i]);
		}
	}
	memcpy(world->serving, now, n_now * sizeof(*now));
	world->n_serving = n_now;
}

int
interfaces_watch(struct suite *suite)
{
	suite->interfaces = (struct bw_source){
	    .fd = suite_plan(suite)->world.kernel.changed_fd,
	    .ready = changed,
	    .arg = suite,
	};
	return bw_loop_add(&suite->loop, &suite->interfaces, BW_LOOP_READ);
}
