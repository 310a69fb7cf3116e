/* SPDX-License-Identifier: ISC */
/* Masters as processes; see masters.h. */
#include "masters.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "broker.h"
#include "os/spawn.h"
#include "suite_peers.h"

/*
 * The program of a role: in the build tree beside our own folder, installed in
 * libexecdir.  The build tree counts only for a bootward that lies in one.
 */
static int
find_program(enum bw_role role, char out[PATH_MAX])
{
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash;
	int len;

	if (n < 0) {
		return -errno;
	}
	self[n] = '\0';
	slash = strstr(self, "/bootward/bootward");
	if (slash != NULL && strcmp(slash, "/bootward/bootward") == 0) {
		len = snprintf(out, PATH_MAX, "%.*s/%s/%s", (int)(slash - self),
		    self, bw_role_str(role), bw_role_str(role));
	} else {
		len = snprintf(
		    out, PATH_MAX, "%s/%s", BW_LIBEXECDIR, bw_role_str(role));
	}
	return len > 0 && len < PATH_MAX ? 0 : -ENAMETOOLONG;
}

/* The programs that packages of their own have. */
static const char *
hint(enum bw_role role, int error)
{
	if (error != -ENOENT) {
		return "";
	}
	switch ((int)role) {
	case BW_ROLE_FETCHD:
		return "; access = http and remote roots need it: install "
		       "bootward-fetch, or build with libcurl";
	case BW_ROLE_TLSD:
		return "; [tls] needs it: install bootward-tls, or build with "
		       "GnuTLS";
	default:
		return "";
	}
}

int
masters_start(struct suite *suite, enum bw_role role)
{
	const struct bw_door *doors = suite->doors.of[role];
	size_t n_doors = suite->doors.n[role];
	char *argv[BW_DOORS_MAX + 3];
	int fds[BW_DOORS_MAX + 1];
	char path[PATH_MAX];
	struct bw_speaker who = {.role = role, .master = true};
	int pair[2];
	pid_t pid = -1;
	int error = find_program(role, path);

	if (error == 0 && access(path, X_OK) != 0) {
		error = -errno;
	}
	if (error == 0) {
		error = bw_chan_pair(pair);
	}
	if (error != 0) {
		bw_log(BW_LOG_LEVEL_ERR, "service=%s program=%s error=\"%s%s\"",
		    bw_role_str(role), path, strerror(-error),
		    hint(role, error));
		return error;
	}
	argv[0] = (char *)bw_role_str(role);
	argv[1] = (char *)"master";
	fds[0] = pair[1];
	for (size_t i = 0; i < n_doors; i++) {
		argv[2 + i] = (char *)doors[i].name;
		fds[1 + i] = doors[i].fd;
	}
	argv[2 + n_doors] = NULL;
	pid = bw_spawn(path, argv, fds, n_doors + 1);
	(void)close(pair[1]); /* the master's now */
	doors_close(&suite->doors, role);
	if (pid < 0 ||
	    suite_peer_add(suite, who, (uint32_t)pid, pair[0]) == NULL) {
		bw_log(BW_LOG_LEVEL_ERR, "service=%s error=\"cannot start\"",
		    bw_role_str(role));
		return -EAGAIN;
	}
	return 0;
}

size_t
masters_count(const struct suite *suite)
{
	size_t n = 0;

	for (size_t i = 0; i < suite->n_peers; i++) {
		n += suite->peers[i].state != PEER_FREE &&
		     suite->peers[i].who.master;
	}
	return n;
}

static void
log_end(const struct peer *peer, int status)
{
	if (WIFSIGNALED(status)) {
		bw_log(BW_LOG_LEVEL_ERR,
		    "master=%s pid=%u signal=%d reason=\"a master died: the "
		    "suite ends\"",
		    bw_role_str(peer->who.role), (unsigned)peer->pid,
		    WTERMSIG(status));
	} else {
		bw_log(BW_LOG_LEVEL_ERR,
		    "master=%s pid=%u status=%d reason=\"a master ended: the "
		    "suite ends\"",
		    bw_role_str(peer->who.role), (unsigned)peer->pid,
		    WEXITSTATUS(status));
	}
}

static void
ended(struct suite *suite, struct peer *master, int status)
{
	bool expected = suite->phase == SUITE_STOPPING && WIFEXITED(status) &&
			WEXITSTATUS(status) == 0;

	if (!expected) {
		suite_peer_drain(master); /* its last words say why */
		log_end(master, status);
		suite->status = EXIT_FAILURE;
	}
	suite_peer_remove(master);
	if (suite->phase == SUITE_STOPPING) {
		suite_stop_rest(suite);
	} else {
		suite_stop(suite);
	}
}

void
masters_reap(struct suite *suite)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (size_t i = 0; i < suite->n_peers; i++) {
			struct peer *peer = &suite->peers[i];

			if (peer->state != PEER_FREE && peer->who.master &&
			    peer->pid == (uint32_t)pid) {
				ended(suite, peer, status);
				break;
			}
		}
	}
}
