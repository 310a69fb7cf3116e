/* SPDX-License-Identifier: ISC */
/* The access log; see access_log.h. */
#include "access_log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "ipc/msg.h"
#include "os/log.h"

#define ACCESS_LOG_MODE 0640

static int fd = -1;

int
access_log_open(const struct bw_conf *conf)
{
	const char *path = conf->httpd.access_log;

	if (!conf->httpd.enabled || !bw_conf_logs_access(conf)) {
		return 0;
	}
	fd = open(path,
	    O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
	    ACCESS_LOG_MODE);
	if (fd < 0) {
		int error = -errno;

		bw_log(BW_LOG_LEVEL_ERR, "access_log=%s error=\"%s\"", path,
		    strerror(-error));
		return error;
	}
	return 0;
}

void
access_log_write(const char *line)
{
	static struct bw_log_limit limit = {.interval_ms = 60000, .burst = 1};
	char text[BW_LINE_MAX + 1];
	size_t len = strnlen(line, BW_LINE_MAX - 1);

	if (fd < 0) {
		return; /* a worker that was told of none knows better */
	}
	for (size_t i = 0; i < len; i++) {
		text[i] = line[i] < ' ' || line[i] > '~' ? '?' : line[i];
	}
	text[len++] = '\n';
	if (write(fd, text, len) != (ssize_t)len) {
		bw_log_limited(&limit, BW_LOG_LEVEL_ERR,
		    "access_log=incomplete error=\"%s\"", strerror(errno));
	}
}
