/* SPDX-License-Identifier: ISC */
/* The host's facts; see world.h. */
#include "world.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "conf/hooks.h"
#include "conf/origins.h"
#include "interfaces.h"
#include "os/clock.h"
#include "os/log.h"

#define LOOPBACK_NET    127 /* RFC 1122 3.2.1.3 */
#define WORLD_ADDRS_MAX 8
#define RESOLV_CONF     "/etc/resolv.conf"
/* The pool of a server that was given none: at most so many addresses ... */
#define POOL_COUNT_MAX 100
/* ... from here on in the subnet, where it is large enough. */
#define POOL_OFFSET 100

/* The host's name servers, as they were at the start. */
static struct bw_addr resolvers[WORLD_ADDRS_MAX];
static size_t n_resolvers;

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

const struct bw_interface *
world_in(const struct world *world, const struct bw_conf_network *network)
{
	for (size_t i = 0; i < world->n_serving; i++) {
		if (bw_conf_network_has(network, world->serving[i].address)) {
			return &world->serving[i];
		}
	}
	return NULL;
}

/* The host's own name servers, else this server as a client sees it. */
static int
dns_fill(struct bw_conf *conf, struct bw_conf_dns *dns, uint32_t self)
{
	struct bw_addr addr = bw_addr_ipv4(self, 0);

	if (!dns->automatic) {
		return 0;
	}
	return bw_conf_addrs_set(conf, &dns->addrs,
	    n_resolvers > 0 ? resolvers : &addr,
	    n_resolvers > 0 ? n_resolvers : 1);
}

/* dns = auto, for all and for each subnet, class and host. */
static int
learn_dns(struct bw_conf *conf, const struct world *world)
{
	struct bw_conf_bootpd *bootpd = &conf->bootpd;
	uint32_t self = world->n_serving > 0 ? world->serving[0].address : 0;
	int error = dns_fill(conf, &bootpd->settings.dns, self);

	for (size_t i = 0; error == 0 && i < bootpd->subnets.n; i++) {
		struct bw_conf_subnet *subnet = &bootpd->subnets.items[i];
		const struct bw_interface *at =
		    world_in(world, &subnet->network);

		error = dns_fill(conf, &subnet->settings.dns,
		    at != NULL ? at->address : self);
	}
	for (size_t i = 0; error == 0 && i < bootpd->classes.n; i++) {
		error = dns_fill(
		    conf, &bootpd->classes.items[i].settings.dns, self);
	}
	for (size_t i = 0; error == 0 && i < bootpd->hosts.n; i++) {
		error =
		    dns_fill(conf, &bootpd->hosts.items[i].settings.dns, self);
	}
	return error;
}

int
world_apply(struct bw_conf *conf, struct world *out)
{
	int error = 0;

	out->n_serving = 0;
	if (!conf->bootpd.enabled) {
		return 0;
	}
	error = interfaces_choose(&conf->bootpd, out);
	if (error == 0 && bw_conf_wants_pool(conf) && out->n_serving > 0) {
		choose_pool(&conf->bootpd, &out->serving[0]);
	}
	if (error == 0) {
		error = bw_conf_zone_learn(
		    conf, bw_clock_wall_s(), bw_clock_ahead_s);
	}
	return error == 0 ? learn_dns(conf, out) : error;
}

/* HOST of [SCHEME://]HOST[:PORT]; an IPv6 address stands in brackets. */
static void
host_of(const char *location, char *out, size_t size)
{
	bool tls, bracketed;

	location += bw_url_scheme(location, strlen(location), &tls);
	bracketed = location[0] == '[';
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

/* A row of [resolved]: the addresses of one host, of a root or a hook. */
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
	struct bw_hooks hooks;
	int error = 0;

	bw_origins_of(conf, &origins);
	bw_hooks_of(conf, &hooks);
	for (size_t i = 0; error == 0 && i < hooks.n; i++) {
		error = resolve_origin(conf, hooks.items[i].url.host);
	}
	for (size_t i = 0; error == 0 && i < origins.n; i++) {
		error = resolve_origin(conf, origins.items[i].host);
	}
	return error;
}

/* The least that blocks of TFTP may have to fit into. */
static int
learn_mtu(struct bw_conf_tftpd *tftpd)
{
	static struct bw_interface all[BW_INTERFACES_MAX];
	struct bw_interfaces kernel;
	int n = bw_interfaces_open(&kernel);

	if (n < 0) {
		return n;
	}
	n = bw_interfaces_list(&kernel, all, ARRAY_LEN(all));
	bw_interfaces_close(&kernel);
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

	if (conf->bootpd.enabled) {
		n_resolvers = read_resolv_conf(resolvers);
		bw_clock_zone_open();
		error = interfaces_open(out);
	}
	if (error == 0) {
		error = world_apply(conf, out);
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
