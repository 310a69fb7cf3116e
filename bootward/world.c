/* SPDX-License-Identifier: ISC */
/* The host's facts; see world.h. */
#include "world.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "conf/origins.h"
#include "os/log.h"

#define LOOPBACK_NET    127 /* RFC 1122 3.2.1.3 */
#define WORLD_ADDRS_MAX 8
#define RESOLV_CONF     "/etc/resolv.conf"
/* The pool of a server that was given none: at most so many addresses ... */
#define POOL_COUNT_MAX 100
/* ... from here on in the subnet, where it is large enough. */
#define POOL_OFFSET 100

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

static const struct bw_interface *
find_by_name(const struct bw_interface *all, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(all[i].name, name) == 0) {
			return &all[i];
		}
	}
	return NULL;
}

/* The interface in whose subnet an address lies. */
static const struct bw_interface *
find_by_subnet(const struct bw_interface *all, size_t n, uint32_t address)
{
	for (size_t i = 0; i < n; i++) {
		if (((all[i].address ^ address) & all[i].netmask) == 0) {
			return &all[i];
		}
	}
	return NULL;
}

static int
serve_named(const struct bw_conf_bootpd *bootpd, const struct bw_interface *all,
    size_t n, struct world *out)
{
	for (size_t i = 0; i < bootpd->interfaces.n; i++) {
		const char *name = bootpd->interfaces.items[i];
		const struct bw_interface *found = find_by_name(all, n, name);

		if (found == NULL) {
			bw_log(BW_LOG_LEVEL_ERR,
			    "bootpd.interface=%s error=\"there is no such "
			    "interface with an IPv4 address\"",
			    name);
			log_candidates(all, n);
			return -ENODEV;
		}
		out->serving[out->n_serving++] = *found;
	}
	return 0;
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
static int
serve_subnet(const struct bw_conf_bootpd *bootpd,
    const struct bw_interface *all, size_t n, struct world *out)
{
	uint32_t address = bootpd->pool_start;
	const struct bw_interface *found;
	char text[BW_ADDR_STR_MAX];

	if (address == 0) {
		address = first_reserved(&bootpd->hosts);
	}
	if (address == 0) {
		address = bootpd->address;
	}
	if (address == 0 || bootpd->subnets.n > 0) {
		/* A proxy gives no addresses, and relays may come by any. */
		memcpy(out->serving, all, n * sizeof(*all));
		out->n_serving = n;
		return n > 0 ? 0 : -ENODEV;
	}
	found = find_by_subnet(all, n, address);
	if (found == NULL) {
		bw_log(BW_LOG_LEVEL_ERR,
		    "bootpd.pool_start=%s error=\"no interface is in the "
		    "subnet of this address\"",
		    bw_ipv4_str(address, text));
		log_candidates(all, n);
		return -ENODEV;
	}
	out->serving[out->n_serving++] = *found;
	return 0;
}

/* An interface and no pool, as with --root: one from the interface's subnet. */
static void
choose_pool(struct bw_conf_bootpd *bootpd, const struct bw_interface *serving)
{
	uint32_t network = serving->address & serving->netmask;
	uint32_t size = ~serving->netmask; /* without the network's own */
	uint32_t offset = size > 2 * POOL_OFFSET ? POOL_OFFSET : 1;
	uint32_t room = size > offset ? size - offset : 0;
	char text[BW_ADDR_STR_MAX];

	bootpd->pool_start = network + offset;
	bootpd->pool_count = room < POOL_COUNT_MAX ? room : POOL_COUNT_MAX;
	bw_log(BW_LOG_LEVEL_INFO, "bootpd.pool_start=%s pool_count=%u",
	    bw_ipv4_str(bootpd->pool_start, text),
	    (unsigned)bootpd->pool_count);
}

/* "nameserver ADDRESS": those that a client could ask, too. */
static size_t
read_resolv_conf(struct bw_addr out[WORLD_ADDRS_MAX])
{
	char line[256], word[64];
	size_t n = 0;
	FILE *file = fopen(RESOLV_CONF, "re");

	if (file == NULL) {
		return 0;
	}
	while (n < WORLD_ADDRS_MAX && fgets(line, sizeof(line), file) != NULL) {
		struct bw_addr addr;

		if (strncmp(line, "nameserver", 10) != 0) {
			continue;
		}
		bw_text_cut(
		    word, sizeof(word), line + 10 + strspn(line + 10, " \t"));
		word[strcspn(word, " \t\n")] = '\0';
		if (bw_addr_parse(word, &addr) == 0 &&
		    addr.family == BW_FAMILY_IPV4 && addr.ip[0] != 127) {
			out[n++] = addr;
		}
	}
	(void)fclose(file); /* read only */
	return n;
}

/* The first interface in this network, or NULL. */
static const struct bw_interface *
find_in(const struct world *world, const struct bw_conf_network *network)
{
	for (size_t i = 0; i < world->n_serving; i++) {
		if (bw_conf_network_has(network, world->serving[i].address)) {
			return &world->serving[i];
		}
	}
	return NULL;
}

/* Every subnet is on a wire of ours, or has relays. */
static int
check_subnets(const struct bw_conf_bootpd *bootpd, const struct world *world,
    const struct bw_interface *all, size_t n)
{
	int error = 0;

	for (size_t i = 0; i < bootpd->subnets.n; i++) {
		const struct bw_conf_subnet *subnet = &bootpd->subnets.items[i];
		char text[BW_ADDR_STR_MAX];

		if (subnet->relays.n > 0 ||
		    find_in(world, &subnet->network) != NULL) {
			continue;
		}
		bw_log(BW_LOG_LEVEL_ERR,
		    "subnet=%s network=%s error=\"no interface that is served "
		    "has an address in it; if a relay agent brings its "
		    "clients, name it in relays, or write relays = any\"",
		    subnet->name, bw_ipv4_str(subnet->network.address, text));
		error = -ENODEV;
	}
	if (error != 0) {
		log_candidates(all, n);
	}
	return error;
}

/* The host's own name servers, else this server as a client sees it. */
static int
dns_fill(struct bw_conf *conf, struct bw_conf_dns *dns, uint32_t self)
{
	struct bw_addr addrs[WORLD_ADDRS_MAX];
	size_t n;

	if (!dns->automatic) {
		return 0;
	}
	n = read_resolv_conf(addrs);
	if (n == 0) {
		addrs[n++] = bw_addr_ipv4(self, 0);
	}
	return bw_conf_addrs_set(conf, &dns->addrs, addrs, n);
}

/* dns = auto, for all and for each subnet and host. */
static int
learn_dns(struct bw_conf *conf, const struct world *world)
{
	struct bw_conf_bootpd *bootpd = &conf->bootpd;
	uint32_t self = world->n_serving > 0 ? world->serving[0].address : 0;
	int error = dns_fill(conf, &bootpd->settings.dns, self);

	for (size_t i = 0; error == 0 && i < bootpd->subnets.n; i++) {
		struct bw_conf_subnet *subnet = &bootpd->subnets.items[i];
		const struct bw_interface *at =
		    find_in(world, &subnet->network);

		error = dns_fill(conf, &subnet->settings.dns,
		    at != NULL ? at->address : self);
	}
	for (size_t i = 0; error == 0 && i < bootpd->hosts.n; i++) {
		error =
		    dns_fill(conf, &bootpd->hosts.items[i].settings.dns, self);
	}
	return error;
}

static int
learn_interfaces(struct bw_conf *conf, struct world *out)
{
	static struct bw_interface all[WORLD_INTERFACES_MAX];
	int n = bw_sock_interfaces(all, ARRAY_LEN(all));
	int error;

	if (n < 0) {
		bw_log(
		    BW_LOG_LEVEL_ERR, "interfaces error=\"%s\"", strerror(-n));
		return n;
	}
	if (conf->bootpd.interfaces.n > 0) {
		error = serve_named(&conf->bootpd, all, (size_t)n, out);
	} else {
		error = serve_subnet(&conf->bootpd, all, (size_t)n, out);
	}
	if (error == 0 && bw_conf_wants_pool(conf)) {
		choose_pool(&conf->bootpd, &out->serving[0]);
	}
	if (error == 0) {
		error = check_subnets(&conf->bootpd, out, all, (size_t)n);
	}
	if (error == 0) {
		error = learn_dns(conf, out);
	}
	return error;
}

/* HOST of HOST[:PORT]; an IPv6 address stands in brackets. */
static void
host_of(const char *location, char *out, size_t size)
{
	bool bracketed = location[0] == '[';

	bw_text_cut(out, size, location + (bracketed ? 1 : 0));
	out[strcspn(out, bracketed ? "]" : ":/")] = '\0';
}

/* fetchd resolves nothing: its hosts are looked up here. */
static int
resolve(const char *key, const char *host, struct bw_addr out[WORLD_ADDRS_MAX],
    size_t *out_n)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	struct addrinfo *found = NULL;
	size_t n = 0;
	int error = getaddrinfo(host, NULL, &hints, &found);

	if (error != 0) {
		bw_log(BW_LOG_LEVEL_ERR, "%s=%s error=\"%s\"", key, host,
		    gai_strerror(error));
		return -EHOSTUNREACH;
	}
	for (struct addrinfo *a = found; a != NULL && n < WORLD_ADDRS_MAX;
	     a = a->ai_next) {
		if (bw_sock_from_kernel(a->ai_addr, a->ai_addrlen, &out[n]) ==
		    0) {
			out[n++].port = 0;
		}
	}
	freeaddrinfo(found);
	*out_n = n;
	return 0;
}

static int
resolve_access(struct bw_conf *conf)
{
	struct bw_addr addrs[WORLD_ADDRS_MAX];
	char host[BW_URL_HOST_MAX];
	size_t n = 0;
	int error;

	host_of(conf->http.location, host, sizeof(host));
	error = resolve("http.location", host, addrs, &n);
	return error == 0
		   ? bw_conf_addrs_set(conf, &conf->http.resolved, addrs, n)
		   : error;
}

static void
complain(void *arg, const char *message)
{
	(void)arg;
	bw_log(BW_LOG_LEVEL_ERR, "%s", message);
}

/* A row of [resolved]: the addresses of one host of a remote root. */
static int
resolve_origin(struct bw_conf *conf, const char *host)
{
	struct bw_addr addrs[WORLD_ADDRS_MAX];
	char text[WORLD_ADDRS_MAX * BW_ADDR_STR_MAX] = "";
	size_t n = 0, len = 0;
	int error;

	if (bw_addr_parse(host, &addrs[0]) == 0) {
		return 0; /* an address itself */
	}
	error = resolve("remote", host, addrs, &n);
	for (size_t i = 0; error == 0 && i < n; i++) {
		char one[BW_ADDR_STR_MAX];

		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s",
		    i > 0 ? "," : "", bw_addr_ip_str(&addrs[i], one));
	}
	return error == 0 ? bw_conf_set(conf, "resolver", "resolved", host,
				text, complain, NULL)
			  : error;
}

static int
resolve_origins(struct bw_conf *conf)
{
	struct bw_origins origins;
	int error = 0;

	bw_origins_of(conf, &origins);
	for (size_t i = 0; error == 0 && i < origins.n; i++) {
		error = resolve_origin(conf, origins.items[i].host);
	}
	return error;
}

/* The least that blocks of TFTP may have to fit into. */
static int
learn_mtu(struct bw_conf_tftpd *tftpd)
{
	static struct bw_interface all[WORLD_INTERFACES_MAX];
	int n = bw_sock_interfaces(all, ARRAY_LEN(all));

	tftpd->link_mtu = 0;
	for (int i = 0; i < n; i++) {
		bool loopback = all[i].address >> 24 == LOOPBACK_NET;

		if (!loopback && all[i].mtu != 0 &&
		    (tftpd->link_mtu == 0 || all[i].mtu < tftpd->link_mtu)) {
			tftpd->link_mtu = all[i].mtu;
		}
	}
	return n < 0 ? n : 0;
}

int
world_learn(struct bw_conf *conf, struct world *out)
{
	int error = 0;

	out->n_serving = 0;
	if (conf->bootpd.enabled) {
		error = learn_interfaces(conf, out);
	}
	if (error == 0 && conf->tftpd.enabled && conf->tftpd.fit_mtu) {
		error = learn_mtu(&conf->tftpd);
	}
	if (error == 0 && bw_conf_asks_access(conf)) {
		error = resolve_access(conf);
	}
	if (error == 0) {
		error = resolve_origins(conf);
	}
	return error;
}
