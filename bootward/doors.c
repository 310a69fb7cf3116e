/* SPDX-License-Identifier: ISC */
/* Doors; see doors.h. */
#include "doors.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "activation.h"
#include "base/text.h"
#include "child/tree.h"
#include "group.h"
#include "os/directory.h"
#include "os/docroot.h"
#include "os/sock.h"

/*
 * Sockets a tftpd worker sends transfers from, of each family.  What comes in
 * by one of them is answered by one system call, so the fewer the better; but
 * not where all clients' answers would not fit into the one's buffer.
 */
#define TRANSFER_SOCKETS 4
/* Addresses one service may listen at. */
#define ADDRESSES_MAX 4

/* A name of child.h's kind; fd is taken, or is a negative errno to be logged. */
static int
add_or_explain(struct doors *doors, enum bw_role role, const char *name,
    const char *what, int fd, const char *hint)
{
	struct bw_door *door = &doors->of[role][doors->n[role]];

	if (fd < 0) {
		bw_log(BW_LOG_LEVEL_ERR, "service=%s door=%s error=\"%s%s\"",
		    bw_role_str(role), what, strerror(-fd), hint);
		return fd;
	}
	BW_ASSERT(doors->n[role] < BW_DOORS_MAX);
	bw_text_cut(door->name, sizeof(door->name), name);
	door->fd = fd;
	doors->n[role]++;
	return 0;
}

static int
add(struct doors *doors, enum bw_role role, const char *name, const char *what,
    int fd)
{
	return add_or_explain(doors, role, name, what, fd, "");
}

static const char *
hint_of(int error)
{
	switch (error) {
	case -EADDRINUSE:
		return "; who has it: ss -ulpn for UDP, ss -tlpn for TCP";
	case -EACCES:
		return "; a port below 1024 takes root, or a socket handed in "
		       "that is bound to this very address";
	case -EPERM:
		return "; it takes CAP_NET_RAW, and cannot be handed in";
	default:
		return "";
	}
}

static int
add_socket(struct doors *doors, enum bw_role role, const char *name,
    const char *what, int fd)
{
	return add_or_explain(doors, role, name, what, fd, hint_of(fd));
}

/* In the order in which the worker numbers them. */
static int
open_roots(struct doors *doors, enum bw_role role, const struct bw_conf *conf,
    enum bw_service service)
{
	struct bw_roots roots;
	int error = 0;

	bw_roots_of(conf, service, &roots);
	for (size_t i = 0; error == 0 && i < roots.n; i++) {
		const char *path = roots.items[i].path;

		if (!roots.items[i].remote) {
			error = add(doors, role, BW_TREE_DOOR, path,
			    bw_docroot_open(path));
		}
	}
	return error;
}

/* Where to listen: as configured, else at any address of both families. */
static size_t
addresses(const struct bw_conf_addrs *configured, uint16_t port,
    struct bw_addr out[ADDRESSES_MAX])
{
	size_t n = configured->n;

	if (n == 0) {
		out[n++] = (struct bw_addr){.family = BW_FAMILY_IPV4};
		out[n++] = (struct bw_addr){.family = BW_FAMILY_IPV6};
	}
	for (size_t i = 0; i < n; i++) {
		if (configured->n > 0) {
			out[i] = configured->items[i];
		}
		out[i].port = port;
	}
	return n;
}

typedef int
open_socket(enum bw_role role, const struct bw_addr *addr, unsigned flags);

static int
open_udp(enum bw_role role, const struct bw_addr *addr, unsigned flags)
{
	(void)role;
	return bw_sock_udp_open(addr, flags);
}

/* Those that are asked at may be handed in. */
static int
listen_udp(enum bw_role role, const struct bw_addr *addr, unsigned flags)
{
	int fd = activation_find(role, IPPROTO_UDP, addr, flags);

	return fd == -ENOENT ? bw_sock_udp_open(addr, flags) : fd;
}

static int
listen_tcp(enum bw_role role, const struct bw_addr *addr, unsigned flags)
{
	int fd = activation_find(role, IPPROTO_TCP, addr, flags);

	return fd == -ENOENT ? bw_sock_tcp_open(addr, flags) : fd;
}

/*
 * One door per address.  A host without IPv6 is served without it, unless an
 * IPv6 address was asked for by name.
 */
static int
open_sockets(struct doors *doors, enum bw_role role, const char *name,
    const struct bw_conf_addrs *configured, uint16_t port,
    open_socket *open_one, unsigned flags)
{
	struct bw_addr addrs[ADDRESSES_MAX];
	char text[BW_ADDR_STR_MAX];
	size_t n;

	if (configured->n > ADDRESSES_MAX) {
		bw_log(BW_LOG_LEVEL_ERR,
		    "service=%s error=\"more than %d addresses\"",
		    bw_role_str(role), ADDRESSES_MAX);
		return -E2BIG;
	}
	n = addresses(configured, port, addrs);

	for (size_t i = 0; i < n; i++) {
		int fd = open_one(role, &addrs[i], flags);
		int error;

		if (fd == -EAFNOSUPPORT && configured->n == 0 &&
		    addrs[i].family == BW_FAMILY_IPV6) {
			continue;
		}
		error = add_socket(
		    doors, role, name, bw_addr_str(&addrs[i], text), fd);
		if (error != 0) {
			return error;
		}
	}
	return 0;
}

/* One that bootpd can do without, if less well. */
static int
add_raw(struct doors *doors, const char *name, const char *what, int fd,
    const char *without)
{
	if (fd != -EPERM) {
		return add_socket(doors, BW_ROLE_BOOTPD, name, what, fd);
	}
	bw_log(BW_LOG_LEVEL_WARNING, "service=bootpd door=%s missing=\"%s%s\"",
	    what, without, hint_of(fd));
	return 0;
}

static int
open_bootpd(struct doors *doors, const struct bw_conf_bootpd *conf)
{
	struct bw_addr addr = bw_addr_ipv4(conf->address, conf->port);
	char text[BW_ADDR_STR_MAX];
	int error;

	error =
	    add_socket(doors, BW_ROLE_BOOTPD, "dhcp", bw_addr_str(&addr, text),
		listen_udp(
		    BW_ROLE_BOOTPD, &addr, BW_SOCK_BROADCAST | BW_SOCK_BIGBUF));
	if (error != 0) {
		return error;
	}
	addr.port = conf->pxe_port;
	error =
	    add_socket(doors, BW_ROLE_BOOTPD, "pxe", bw_addr_str(&addr, text),
		listen_udp(BW_ROLE_BOOTPD, &addr, BW_SOCK_BROADCAST));
	if (error == 0) {
		error =
		    add_raw(doors, "packet", "packet", bw_sock_packet_open(),
			"answers to who has no address are broadcast");
	}
	if (error == 0) {
		error = group_open(conf);
	}
	if (error == 0 && conf->router_advert) {
		error = add_socket(doors, BW_ROLE_BOOTPD, "router",
		    "router_advert", bw_sock_router_open());
	}
	if (error == 0 && conf->conflict_detection && !conf->proxy) {
		error = add_raw(doors, "arp", "conflict_detection",
		    bw_sock_arp_open(),
		    "addresses are offered without asking who has them");
	}
	if (error == 0 && conf->ping_check && !conf->proxy) {
		error =
		    add_raw(doors, "echo", "ping_check", bw_sock_echo_open(),
			"addresses behind relays are offered without asking");
	}
	return error;
}

static bool
last_has_bigbuf(const struct doors *doors, enum bw_role role)
{
	return bw_sock_has_bigbuf(doors->of[role][doors->n[role] - 1].fd);
}

/* Not shared by the crews: a transfer's datagrams find who has the transfer. */
static int
open_transfers(struct doors *doors, const struct bw_conf_tftpd *conf,
    unsigned worker, unsigned crew)
{
	unsigned n_pools = conf->workers * BW_N_CREWS;
	unsigned n = TRANSFER_SOCKETS, port = 0;
	char name[BW_DOOR_NAME_MAX];
	int error = 0;

	if (conf->port_range.first != 0) {
		/* check.c: it has a port for each pool at least */
		n = (conf->port_range.last - conf->port_range.first + 1u) /
		    n_pools;
		n = n < TRANSFER_SOCKETS ? n : TRANSFER_SOCKETS;
		port =
		    conf->port_range.first + (worker * BW_N_CREWS + crew) * n;
	}
	(void)snprintf(name, sizeof(name), "transfer.%u.%u", worker, crew);
	for (unsigned i = 0; error == 0 && i < n; i++) {
		error = open_sockets(doors, BW_ROLE_TFTPD, name, &conf->address,
		    (uint16_t)(port == 0 ? 0 : port + i), open_udp,
		    BW_SOCK_BIGBUF);
		if (error == 0 && last_has_bigbuf(doors, BW_ROLE_TFTPD)) {
			break;
		}
	}
	return error;
}

/* What clients may write to is tftpd's own. */
static int
open_upload(struct doors *doors, const struct bw_conf *conf)
{
	const char *path = conf->tftpd.upload.dir;
	struct bw_ids ids;
	bool root = geteuid() == 0;
	int error = 0;

	if (path[0] == '\0') {
		return 0;
	}
	if (root) {
		error = bw_ids_find(conf->bootward.user_prefix, BW_ROLE_TFTPD,
		    bw_role_str(BW_ROLE_TFTPD), &ids);
	}
	return add(doors, BW_ROLE_TFTPD, "upload", path,
	    error != 0 ? error : bw_directory_own(path, root ? &ids : NULL));
}

static int
open_tftpd(struct doors *doors, const struct bw_conf *all)
{
	const struct bw_conf_tftpd *conf = &all->tftpd;
	unsigned flags =
	    BW_SOCK_BIGBUF | (conf->workers > 1 ? BW_SOCK_REUSEPORT : 0);
	int error = open_roots(doors, BW_ROLE_TFTPD, all, BW_SERVICE_TFTPD);

	for (size_t i = 0; error == 0 && i < conf->filter_dirs.n; i++) {
		const char *path = conf->filter_dirs.items[i];

		error = add(doors, BW_ROLE_TFTPD, BW_TREE_DOOR, path,
		    bw_docroot_open(path));
	}
	if (error == 0) {
		error = open_upload(doors, all);
	}
	for (unsigned w = 0; error == 0 && w < conf->workers; w++) {
		char name[BW_DOOR_NAME_MAX];

		(void)snprintf(name, sizeof(name), "listen.%u", w);
		error = open_sockets(doors, BW_ROLE_TFTPD, name, &conf->address,
		    conf->port, listen_udp, flags);
		for (unsigned c = 0;
		     error == 0 && !conf->single_port && c < BW_N_CREWS; c++) {
			error = open_transfers(doors, conf, w, c);
		}
	}
	return error;
}

/* A host without it does with the types that httpd knows. */
static int
open_types(struct doors *doors, const char *path)
{
	int fd;

	if (path[0] == '\0') {
		return 0;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 && errno == ENOENT) {
		return 0;
	}
	return add(doors, BW_ROLE_HTTPD, "types", path, fd < 0 ? -errno : fd);
}

static int
open_httpd(struct doors *doors, const struct bw_conf *all)
{
	const struct bw_conf_httpd *conf = &all->httpd;
	unsigned flags = conf->workers > 1 ? BW_SOCK_REUSEPORT : 0;
	int error = open_roots(doors, BW_ROLE_HTTPD, all, BW_SERVICE_HTTPD);

	if (error == 0) {
		error = open_types(doors, conf->mime_types);
	}
	for (unsigned w = 0; error == 0 && w < conf->workers; w++) {
		char name[BW_DOOR_NAME_MAX];

		(void)snprintf(name, sizeof(name), "listen.%u", w);
		error = open_sockets(doors, BW_ROLE_HTTPD, name, &conf->address,
		    conf->port, listen_tcp, flags);
		if (error == 0 && bw_conf_has_tls(all)) {
			(void)snprintf(name, sizeof(name), "tls.%u", w);
			error = open_sockets(doors, BW_ROLE_HTTPD, name,
			    conf->tls_address.n > 0 ? &conf->tls_address
						    : &conf->address,
			    conf->tls_port, listen_tcp, flags);
		}
	}
	return error;
}

/* Exports of one image, or of parts of it, share it. */
static int
open_image(struct doors *doors, const struct bw_conf_export *export)
{
	const struct image_door *image =
	    images_find(doors->images, doors->n_images, export);
	int error = 0;

	if (image == NULL) {
		image = &doors->images[doors->n_images];
		error = images_open(export, &doors->memory_left,
		    &doors->images[doors->n_images]);
		doors->n_images += error == 0;
	}
	if (error == 0 && !images_holds(image, export)) {
		bw_log(BW_LOG_LEVEL_ERR,
		    "service=nbdd export=%s path=%s error=\"offset and size "
		    "reach beyond the image, which has %llu bytes\"",
		    export->name, export->path,
		    (unsigned long long)images_size(image));
		error = -ERANGE;
	}
	return error;
}

static int
open_nbdd(struct doors *doors, const struct bw_conf_nbdd *conf)
{
	if (conf->exports.n > BW_CONF_EXPORTS_MAX) {
		bw_log(BW_LOG_LEVEL_ERR,
		    "service=nbdd error=\"more than %d exports\"",
		    BW_CONF_EXPORTS_MAX);
		return -E2BIG;
	}
	doors->memory_left = images_memory_quota(conf);
	for (size_t i = 0; i < conf->exports.n; i++) {
		int error = open_image(doors, &conf->exports.items[i]);

		if (error != 0) {
			return error;
		}
	}
	return open_sockets(doors, BW_ROLE_NBDD, "listen", &conf->address,
	    conf->port, listen_tcp, 0);
}

int
doors_add(struct doors *doors, enum bw_role role, const char *name,
    const char *what, int fd)
{
	return add(doors, role, name, what, fd);
}

int
doors_open(const struct bw_conf *conf, struct doors *out)
{
	int error = activation_begin();

	if (error == 0 && conf->bootpd.enabled) {
		error = open_bootpd(out, &conf->bootpd);
	}
	if (error == 0 && conf->tftpd.enabled) {
		error = open_tftpd(out, conf);
	}
	if (error == 0 && conf->httpd.enabled) {
		error = open_httpd(out, conf);
	}
	if (error == 0 && conf->nbdd.enabled) {
		error = open_nbdd(out, &conf->nbdd);
	}
	return error == 0 ? activation_end(conf) : error;
}

void
doors_close(struct doors *doors, enum bw_role role)
{
	for (size_t i = 0; i < doors->n[role]; i++) {
		(void)close(doors->of[role][i].fd); /* the master has it */
	}
	doors->n[role] = 0;
}
