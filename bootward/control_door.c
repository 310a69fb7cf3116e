/* SPDX-License-Identifier: ISC */
/* The control socket as a file; see control.h.  Runs before the walls. */
#include "control.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define CONTROL_PATH   "/run/bootward/control"
#define BACKLOG        8
#define SOCKET_UMASK   0117 /* 0660 */
#define DIRECTORY_MODE 0755

static int
open_socket(void)
{
	int fd =
	    socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	return fd < 0 ? -errno : fd;
}

/* The directory of the socket; it stays root's, who alone replaces things. */
static int
make_directory(const char *path)
{
	char directory[sizeof(((struct sockaddr_un *)0)->sun_path)];
	const char *slash = strrchr(path, '/');

	if (slash == NULL || slash == path) {
		return 0;
	}
	(void)snprintf(
	    directory, sizeof(directory), "%.*s", (int)(slash - path), path);
	if (mkdir(directory, DIRECTORY_MODE) != 0 && errno != EEXIST) {
		return -errno;
	}
	return 0;
}

/* A socket that nobody listens at is left from before: a suite leaves its. */
static int
remove_stale(const struct sockaddr_un *address)
{
	struct stat st;
	int error = 0;
	int fd;

	if (lstat(address->sun_path, &st) != 0) {
		return errno == ENOENT ? 0 : -errno;
	}
	if (!S_ISSOCK(st.st_mode)) {
		return -ENOTSOCK;
	}
	fd = open_socket();
	if (fd < 0) {
		return fd;
	}
	if (connect(fd, (const struct sockaddr *)address, sizeof(*address)) ==
		0 ||
	    errno != ECONNREFUSED) {
		error = -EADDRINUSE;
	}
	(void)close(fd); /* nothing was said */
	if (error == 0 && unlink(address->sun_path) != 0) {
		error = -errno;
	}
	return error;
}

static int
open_path(const char *path, const struct bw_ids *ids)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	mode_t before;
	int error, fd;

	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	error = make_directory(path);
	if (error == 0) {
		error = remove_stale(&address);
	}
	if (error != 0) {
		return error;
	}
	fd = open_socket();
	if (fd < 0) {
		return fd;
	}
	before = umask(SOCKET_UMASK);
	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
		error = -errno;
	}
	(void)umask(before);
	if (error == 0 && ids != NULL &&
	    lchown(path, ids->uid, ids->gid) != 0) {
		error = -errno;
	}
	if (error == 0 && listen(fd, BACKLOG) != 0) {
		error = -errno;
	}
	if (error != 0) {
		(void)close(fd); /* of no use */
		return error;
	}
	return fd;
}

int
control_open(const struct bw_conf *conf, const struct bw_ids *ids, int *out_fd)
{
	const char *path = conf->bootward.control;
	bool automatic = strcmp(path, "auto") == 0;
	int fd;

	*out_fd = -1;
	if (strcmp(path, "none") == 0 || (automatic && ids == NULL)) {
		return 0;
	}
	path = automatic ? CONTROL_PATH : path;
	fd = open_path(path, ids);
	if (fd < 0) {
		bw_log(automatic ? BW_LOG_LEVEL_WARNING : BW_LOG_LEVEL_ERR,
		    "bootward.control=%s error=\"%s%s\"%s", path, strerror(-fd),
		    fd == -EADDRINUSE ? ": another suite serves there" : "",
		    automatic ? " reason=\"there will be no bootwardctl\""
			      : "");
		return automatic ? 0 : fd;
	}
	*out_fd = fd;
	return 0;
}
