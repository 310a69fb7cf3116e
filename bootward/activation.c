/* SPDX-License-Identifier: ISC */
/* Sockets that are handed in; see activation.h. */
#include "activation.h"

#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/addr.h"
#include "environment.h"
#include "os/log.h"
#include "os/sock.h"
#include "suite.h"

#define FIRST_FD    (STDERR_FILENO + 1) /* SD_LISTEN_FDS_START */
#define HANDED_MAX  64
#define UNIT_SUFFIX ".socket"

struct handed {
	int fd; /* -1: a door has it */
	const char *name;
	size_t name_len;
	enum bw_role role; /* that it is named for; BW_ROLE_PARENT: none */
	struct bw_sock_facts facts;
};

static struct handed handed[HANDED_MAX];
static size_t n_handed;
static bool is_wrong; /* LISTEN_FDS */

static const enum bw_role services[] = {
    BW_ROLE_BOOTPD, BW_ROLE_TFTPD, BW_ROLE_HTTPD, BW_ROLE_NBDD};

/* LISTEN_FDNAMES: "NAME:NAME...", or less of it. */
static void
take_names(void)
{
	const char *names = getenv("LISTEN_FDNAMES");

	for (size_t i = 0; i < n_handed; i++) {
		handed[i].name = names != NULL ? names : "";
		handed[i].name_len = strcspn(handed[i].name, ":");
		if (names != NULL) {
			names += handed[i].name_len;
			names += *names == ':' ? 1 : 0;
		}
	}
}

void
activation_take(void)
{
	uint64_t n = 0;

	if (environment_names_us("LISTEN_PID")) {
		is_wrong = !environment_number("LISTEN_FDS", HANDED_MAX, &n);
	}
	n_handed = (size_t)n;
	for (size_t i = 0; i < n_handed; i++) {
		handed[i].fd = FIRST_FD + (int)i;
	}
	take_names();
	(void)close_range(FIRST_FD + (unsigned)n, UINT_MAX, 0);
}

static void
complain(
    enum bw_log_level level, const struct handed *socket, const char *error)
{
	char text[BW_ADDR_STR_MAX];

	bw_log(level, "socket=%s/%s name=\"%.*s\" error=\"%s\"",
	    bw_addr_str(&socket->facts.addr, text),
	    socket->facts.protocol == IPPROTO_UDP ? "udp" : "tcp",
	    (int)socket->name_len, socket->name, error);
}

static bool
is_called(const struct handed *socket, const char *name)
{
	return strlen(name) == socket->name_len &&
	       memcmp(socket->name, name, socket->name_len) == 0;
}

/* A manager that was given no name has one nevertheless, its unit's. */
static bool
is_anonymous(const struct handed *socket)
{
	size_t len = strlen(UNIT_SUFFIX);

	return socket->name_len == 0 || is_called(socket, "unknown") ||
	       (socket->name_len > len &&
		   memcmp(socket->name + socket->name_len - len, UNIT_SUFFIX,
		       len) == 0);
}

static int
learn_role(struct handed *socket)
{
	socket->role = BW_ROLE_PARENT;
	for (size_t i = 0; i < ARRAY_LEN(services); i++) {
		if (is_called(socket, bw_role_str(services[i]))) {
			socket->role = services[i];
		}
	}
	if (socket->role != BW_ROLE_PARENT || is_anonymous(socket)) {
		return 0;
	}
	bw_log(BW_LOG_LEVEL_ERR,
	    "LISTEN_FDNAMES=%.*s error=\"no service has this name; there are "
	    "bootpd, tftpd, httpd and nbdd\"",
	    (int)socket->name_len, socket->name);
	return -EBADFD;
}

static int
learn_facts(struct handed *socket)
{
	int error = bw_sock_look(socket->fd, &socket->facts);
	int protocol = socket->facts.protocol;

	if (error == 0 && protocol != IPPROTO_UDP && protocol != IPPROTO_TCP) {
		error = -EPROTONOSUPPORT;
	}
	if (error != 0) {
		bw_log(BW_LOG_LEVEL_ERR,
		    "LISTEN_FDS=%d name=\"%.*s\" error=\"neither UDP nor TCP: "
		    "%s\"",
		    socket->fd, (int)socket->name_len, socket->name,
		    strerror(-error));
	}
	return error;
}

int
activation_begin(void)
{
	int first_error = 0;

	if (is_wrong) {
		bw_log(BW_LOG_LEVEL_ERR,
		    "LISTEN_FDS error=\"no number up to %d\"", HANDED_MAX);
		return -EBADFD;
	}
	for (size_t i = 0; i < n_handed; i++) {
		int error = learn_role(&handed[i]);

		if (error == 0) {
			error = learn_facts(&handed[i]);
		}
		first_error = first_error == 0 ? error : first_error;
	}
	return first_error;
}

/* What can no longer be changed must be right. */
static const char *
find_fault(const struct handed *socket, unsigned flags)
{
	const struct bw_sock_facts *facts = &socket->facts;

	if (facts->protocol == IPPROTO_TCP && !facts->listens) {
		return "it does not listen";
	}
	if (facts->both_families) {
		return "it hears IPv4 as well; BindIPv6Only=ipv6-only";
	}
	if ((flags & BW_SOCK_REUSEPORT) != 0 && !facts->shares_port) {
		return "more than one worker takes ReusePort=yes, and as many "
		       "sockets";
	}
	return NULL;
}

static int
adopt(struct handed *socket, unsigned flags)
{
	const char *fault = find_fault(socket, flags);
	int fd = socket->fd;
	int error;

	if (fault != NULL) {
		complain(BW_LOG_LEVEL_ERR, socket, fault);
		return -EBADFD;
	}
	error = bw_sock_adopt(fd, &socket->facts, flags);
	if (error != 0) {
		complain(BW_LOG_LEVEL_ERR, socket, strerror(-error));
		return error;
	}
	socket->fd = -1;
	return fd;
}

static bool
is_for(const struct handed *socket, enum bw_role role, int protocol,
    const struct bw_addr *addr)
{
	return (socket->role == role || socket->role == BW_ROLE_PARENT) &&
	       socket->facts.protocol == protocol &&
	       bw_addr_equal(&socket->facts.addr, addr);
}

int
activation_find(
    enum bw_role role, int protocol, const struct bw_addr *addr, unsigned flags)
{
	const struct handed *last = NULL;

	for (size_t i = 0; i < n_handed; i++) {
		if (!is_for(&handed[i], role, protocol, addr)) {
			continue;
		}
		if (handed[i].fd >= 0) {
			return adopt(&handed[i], flags);
		}
		last = &handed[i];
	}
	if (last == NULL) {
		return -ENOENT;
	}
	complain(BW_LOG_LEVEL_ERR, last,
	    "there are more workers than sockets handed in");
	return -EBADFD;
}

/* It is named for a service that runs, or bound where one has its door. */
static bool
is_expected(const struct handed *socket, const struct bw_conf *conf)
{
	if (socket->role != BW_ROLE_PARENT) {
		return suite_runs(conf, socket->role);
	}
	for (size_t i = 0; i < n_handed; i++) {
		if (handed[i].fd < 0 &&
		    is_for(&handed[i], handed[i].role, socket->facts.protocol,
			&socket->facts.addr)) {
			return true;
		}
	}
	return false;
}

int
activation_end(const struct bw_conf *conf)
{
	int error = 0;

	for (size_t i = 0; i < n_handed; i++) {
		struct handed *socket = &handed[i];

		if (socket->fd < 0) {
			continue;
		}
		if (is_expected(socket, conf)) {
			complain(BW_LOG_LEVEL_ERR, socket,
			    "its service has no door there, or not so many "
			    "workers");
			error = -EBADFD;
		} else {
			complain(BW_LOG_LEVEL_WARNING, socket,
			    "nothing serves there: whoever asks will wait");
		}
		(void)close(socket->fd); /* never used */
		socket->fd = -1;
	}
	return error;
}
