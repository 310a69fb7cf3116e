/* SPDX-License-Identifier: ISC */
/* What must hold between keys; see bw_conf_check() in conf.h.  Pure. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "conf/checking.h"
#include "conf/hooks.h"
#include "conf/origin.h"

#define USER_PREFIX_MAX 24 /* useradd takes 32 with "-bootpd" behind it */

void
bw_conf_check_complain(struct bw_conf_checking *c, const char *format, ...)
{
	char message[BW_CONF_MESSAGE_MAX];
	va_list args;

	va_start(args, format);
	/* A message that does not fit is cut. */
	(void)vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	c->bad = true;
	c->complain(c->arg, message);
}

void
bw_conf_check_complain_at(struct bw_conf_checking *c, const char *section,
    const char *key, const char *format, ...)
{
	const struct bw_conf_origin *origin =
	    bw_conf_origin_find(c->conf, section, key);
	char reason[BW_CONF_MESSAGE_MAX];
	va_list args;

	va_start(args, format);
	/* A reason that does not fit is cut. */
	(void)vsnprintf(reason, sizeof(reason), format, args);
	va_end(args);
	if (origin != NULL && origin->line > 0) {
		bw_conf_check_complain(c, "%.200s:%u: %s.%s: %s", origin->file,
		    origin->line, section, key, reason);
	} else {
		bw_conf_check_complain(c, "%s.%s: %s", section, key, reason);
	}
}

static bool
is_user_prefix(const char *text)
{
	size_t len = strlen(text), n_digits = strspn(text, "0123456789");
	uint64_t uid;

	if (len > 0 && n_digits == len) {
		return bw_text_u64(text, len, INT32_MAX, &uid) == 0 && uid > 0;
	}
	return len > 0 && len <= USER_PREFIX_MAX && n_digits == 0 &&
	       text[0] != '-' &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-") == len;
}

static bool
is_control(const char *text)
{
	return strcmp(text, "auto") == 0 || strcmp(text, "none") == 0 ||
	       (text[0] == '/' && strlen(text) <= BW_CONF_SOCKET_PATH_MAX);
}

/* The page tells who boots what: it is for those on this machine. */
static void
check_metrics(struct bw_conf_checking *c)
{
	const struct bw_conf_addrs *at = &c->conf->bootward.metrics;
	char text[BW_ADDR_STR_MAX];

	if (at->n > BW_CONF_METRICS_MAX) {
		bw_conf_check_complain(c,
		    "bootward.metrics: more than %d addresses",
		    BW_CONF_METRICS_MAX);
	}
	for (size_t i = 0; i < at->n; i++) {
		if (!bw_addr_is_loopback(&at->items[i])) {
			bw_conf_check_complain(c,
			    "bootward.metrics: %s is no loopback address",
			    bw_addr_str(&at->items[i], text));
		}
	}
}

static void
check_logger(struct bw_conf_checking *c, const struct bw_conf_logger *logger)
{
	if (logger->type == BW_CONF_LOG_TYPE_FILE && logger->file[0] == '\0') {
		bw_conf_check_complain(
		    c, "logger.file: missing, for logger.type = file");
	}
	if (logger->server.n > 1) {
		bw_conf_check_complain(c, "logger.server: more than one");
	}
}

static void
check_bootward(struct bw_conf_checking *c)
{
	const struct bw_conf_bootward *bootward = &c->conf->bootward;

	if (bootward->state_dir[0] == '\0') {
		bw_conf_check_complain(
		    c, "bootward.state_dir: must not be empty");
	}
	if (!is_control(bootward->control)) {
		bw_conf_check_complain(c,
		    "bootward.control: must be auto, none or an absolute path "
		    "of at most %d bytes",
		    BW_CONF_SOCKET_PATH_MAX);
	}
	check_metrics(c);
	if (bootward->notify_token_file[0] != '\0' &&
	    !bw_conf_has_hooks(c->conf)) {
		bw_conf_check_complain(c,
		    "bootward.notify_token_file: there is no http:// or "
		    "https:// target that it is for");
	}
	if (!is_user_prefix(bootward->user_prefix)) {
		bw_conf_check_complain(c,
		    "bootward.user_prefix: \"%s\" is neither the beginning of "
		    "user names nor a number",
		    bootward->user_prefix);
	}
	check_logger(c, &c->conf->logger);
}

static void
check_pool(struct bw_conf_checking *c)
{
	const struct bw_conf_bootpd *bootpd = &c->conf->bootpd;
	uint64_t last = (uint64_t)bootpd->pool_start + bootpd->pool_count;
	uint32_t host_bits = ~bootpd->netmask;

	if (last > (uint64_t)UINT32_MAX + 1) {
		bw_conf_check_complain(c,
		    "bootpd.pool_count: the pool goes beyond 255.255.255.255");
	}
	if (bootpd->netmask != 0 && (host_bits & (host_bits + 1)) != 0) {
		bw_conf_check_complain(
		    c, "bootpd.netmask: its ones and zeros are mixed");
	}
}

static void
check_access(struct bw_conf_checking *c)
{
	const struct bw_conf *conf = c->conf;

	switch (conf->bootpd.access) {
	case BW_CONF_ACCESS_NONE:
		return;
	case BW_CONF_ACCESS_MAC:
		if (!conf->bootpd.mac.present) {
			bw_conf_check_complain(
			    c, "bootpd.access: mac needs a section [mac]");
		}
		return;
	case BW_CONF_ACCESS_UUID:
		if (!conf->bootpd.uuid.present) {
			bw_conf_check_complain(
			    c, "bootpd.access: uuid needs a section [uuid]");
		}
		return;
	case BW_CONF_ACCESS_HTTP:
		if (conf->http.location[0] == '\0') {
			bw_conf_check_complain(
			    c, "bootpd.access: http needs http.location");
		}
		return;
	}
}

/* allow_simple_dhcp speaks of both, or of neither. */
static void
check_serve(struct bw_conf_checking *c)
{
	const struct bw_conf_bootpd *bootpd = &c->conf->bootpd;
	bool simple = bootpd->allow_simple_dhcp == BW_CONF_TRISTATE_YES;

	if (bootpd->serve == 0) {
		return;
	}
	if (bootpd->allow_simple_dhcp != BW_CONF_TRISTATE_UNSET &&
	    (bootpd->serve & BW_CONF_SERVE_PLAIN) !=
		(simple ? BW_CONF_SERVE_PLAIN : 0)) {
		bw_conf_check_complain_at(c, "bootpd", "serve",
		    "allow_simple_dhcp = %s says that BOOTP and plain DHCP "
		    "are %sserved; keep one of the two keys",
		    simple ? "yes" : "no", simple ? "" : "not ");
	}
	if (bootpd->proxy && (bootpd->serve & BW_CONF_SERVE_PXE) == 0) {
		bw_conf_check_complain_at(
		    c, "bootpd", "serve", "proxy = yes serves nothing but pxe");
	}
}

static void
check_bootpd(struct bw_conf_checking *c)
{
	const struct bw_conf_bootpd *bootpd = &c->conf->bootpd;

	if (!bootpd->proxy && bootpd->pool_start == 0 &&
	    bootpd->subnets.n == 0 && !bw_conf_has_leases(c->conf) &&
	    !bw_conf_wants_pool(c->conf)) {
		bw_conf_check_complain(c,
		    "bootpd.pool_start: missing; without a pool there must be "
		    "an interface to take one from, hosts with addresses, or "
		    "proxy = yes");
	}
	if (bootpd->port == bootpd->pxe_port) {
		bw_conf_check_complain(
		    c, "bootpd.pxe_port: the same as bootpd.port");
	}
	if (bootpd->scan && !bootpd->conflict_detection) {
		bw_conf_check_complain_at(
		    c, "bootpd", "scan", "needs conflict_detection = yes");
	}
	check_serve(c);
	check_pool(c);
	check_access(c);
	bw_conf_check_subnets(c);
	bw_conf_check_classes(c);
	bw_conf_check_hosts(c);
	bw_conf_check_menu(c);
}

/* A pool of sockets for each worker, and for the one that replaces it. */
#define POOLS_OF_A_WORKER 2

static void
check_tftpd(struct bw_conf_checking *c)
{
	const struct bw_conf_tftpd *tftpd = &c->conf->tftpd;
	const struct bw_conf_ports *range = &tftpd->port_range;
	unsigned least = POOLS_OF_A_WORKER * tftpd->workers;

	if (range->first == 0) {
		return;
	}
	if (tftpd->single_port) {
		bw_conf_check_complain(
		    c, "tftpd.port_range: is of no use with tftpd.single_port");
	} else if (range->last - range->first + 1u < least) {
		bw_conf_check_complain(c,
		    "tftpd.port_range: needs %u ports for %u workers", least,
		    (unsigned)tftpd->workers);
	}
	if (tftpd->port >= range->first && tftpd->port <= range->last) {
		bw_conf_check_complain(
		    c, "tftpd.port_range: tftpd.port is among them");
	}
}

static void
check_tls(struct bw_conf_checking *c)
{
	const struct bw_conf_tls *tls = &c->conf->tls;

	if ((tls->certificate[0] == '\0') != (tls->key[0] == '\0')) {
		bw_conf_check_complain(c,
		    "tls.%s: missing; a certificate and "
		    "its key go together",
		    tls->key[0] == '\0' ? "key" : "certificate");
	}
	if (c->conf->httpd.enabled && bw_conf_has_tls(c->conf) &&
	    c->conf->httpd.tls_port == c->conf->httpd.port) {
		bw_conf_check_complain(
		    c, "httpd.tls_port: the same as httpd.port");
	}
}

int
bw_conf_check(
    const struct bw_conf *conf, bw_conf_complain *complain_with, void *arg)
{
	struct bw_conf_checking c = {
	    .conf = conf, .complain = complain_with, .arg = arg};

	check_bootward(&c);
	if (conf->bootpd.enabled) {
		check_bootpd(&c);
	}
	bw_conf_check_roots(&c);
	if (conf->tftpd.enabled) {
		check_tftpd(&c);
	}
	check_tls(&c);
	if (conf->nbdd.enabled) {
		bw_conf_check_exports(&c);
	}
	return c.bad ? -EBADMSG : 0;
}
