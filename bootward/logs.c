/* SPDX-License-Identifier: ISC */
/* The log and the access log; see logs.h. */
#include "logs.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "ipc/msg.h"
#include "os/ids.h"
#include "os/log.h"
#include "os/log_file.h"

enum logs_file {
	LOGS_FILE_LOG,
	LOGS_FILE_ACCESS,
};

static struct bw_log_file files[PROFILE_LOGS_MAX] = {
    [LOGS_FILE_LOG] = BW_LOG_FILE_NONE,
    [LOGS_FILE_ACCESS] = BW_LOG_FILE_NONE,
};

static const char *const keys[PROFILE_LOGS_MAX] = {
    [LOGS_FILE_LOG] = "logger.file",
    [LOGS_FILE_ACCESS] = "httpd.access_log",
};

static const char *
path_of(const struct bw_conf *conf, size_t i)
{
	return i == LOGS_FILE_LOG ? conf->logger.file : conf->httpd.access_log;
}

static int
open_file(const struct bw_conf *conf, enum logs_file i)
{
	struct bw_ids ids;
	const char *prefix = conf->bootward.user_prefix;
	/* That there is no such user is found out, and said, later. */
	bool given = geteuid() == 0 &&
		     bw_ids_find(prefix, BW_ROLE_PARENT, "", &ids) == 0;
	int error =
	    bw_log_file_open(&files[i], path_of(conf, i), given ? &ids : NULL);

	if (error != 0) {
		bw_log(BW_LOG_LEVEL_ERR, "%s=%s error=\"%s\"", keys[i],
		    path_of(conf, i), strerror(-error));
	}
	return error;
}

static int
open_syslog(const struct bw_conf_logger *logger)
{
	bool far = logger->server.n > 0;
	int error =
	    far ? bw_log_open_server("bootward", &logger->server.items[0])
		: bw_log_open_syslog("bootward");

	if (error != 0) {
		bw_log(
		    BW_LOG_LEVEL_ERR, "logger error=\"%s\"", strerror(-error));
		return error;
	}
	bw_log_init("bootward", far ? bw_log_to_server : bw_log_to_syslog);
	return 0;
}

static int
open_log(const struct bw_conf *conf)
{
	int error = 0;

	switch (conf->logger.type) {
	case BW_CONF_LOG_TYPE_STDERR:
		bw_log_init("bootward", bw_log_to_stderr);
		break;
	case BW_CONF_LOG_TYPE_STDOUT:
		bw_log_init("bootward", bw_log_to_stdout);
		break;
	case BW_CONF_LOG_TYPE_SYSLOG:
		error = open_syslog(&conf->logger);
		break;
	case BW_CONF_LOG_TYPE_FILE:
		error = open_file(conf, LOGS_FILE_LOG);
		if (error == 0) {
			bw_log_set_file(&files[LOGS_FILE_LOG]);
			bw_log_init("bootward", bw_log_to_file);
		}
		break;
	case BW_CONF_LOG_TYPE_NONE:
		bw_log_init("bootward", bw_log_to_none);
		break;
	}
	if (error == 0) {
		bw_log_set_level(
		    bw_conf_log_level(&conf->logger, BW_ROLE_PARENT));
	}
	return error;
}

int
logs_open(const struct bw_conf *conf)
{
	int error = open_log(conf);

	if (error == 0 && conf->httpd.enabled && bw_conf_logs_access(conf)) {
		error = open_file(conf, LOGS_FILE_ACCESS);
	}
	return error;
}

size_t
logs_directories(int out[PROFILE_LOGS_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		if (files[i].fd >= 0) {
			out[n++] = files[i].directory_fd;
		}
	}
	return n;
}

void
logs_reopen(const struct bw_conf *conf)
{
	unsigned n = 0;

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		int error;

		if (files[i].fd < 0) {
			continue;
		}
		error = bw_log_file_reopen(&files[i]);
		if (error == 0) {
			n++;
			continue;
		}
		bw_log(BW_LOG_LEVEL_ERR,
		    "%s=%s error=\"%s; it goes on in the old file\"", keys[i],
		    path_of(conf, i), strerror(-error));
	}
	bw_log(BW_LOG_LEVEL_INFO, "event=logs-reopened files=%u", n);
}

void
logs_write_access(const char *line)
{
	static struct bw_log_limit limit = {.interval_ms = 60000, .burst = 1};
	int fd = files[LOGS_FILE_ACCESS].fd;
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
