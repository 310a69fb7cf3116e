/* SPDX-License-Identifier: ISC */
/*
 * Where lines of the log go; see log.h.  Must work after lock-down: what can
 * be opened is opened before, and there is no stdio but snprintf to memory, no
 * syslog(3), no time zone file.
 */
#include "os/log_sink.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "ipc/msg.h"
#include "os/log.h"
#include "os/log_file.h"
#include "os/sock.h"

#define SINK_IDENT_MAX        32
#define SINK_HOST_MAX         256
#define SINK_SYSLOG_PATH      "/dev/log"
#define SINK_JOURNAL_VARIABLE "JOURNAL_STREAM"

static struct {
	bool journal[STDERR_FILENO + 1]; /* this descriptor leads to it */
	const struct bw_log_file *file;
	int syslog_fd;
	int server_fd;
	char server_ident[SINK_HOST_MAX + SINK_IDENT_MAX + 24];
	char syslog_ident[SINK_IDENT_MAX + 16]; /* with the pid */
} sinks = {
    .syslog_fd = -1,
    .server_fd = -1,
};

/* systemd.exec(5): JOURNAL_STREAM is "device:inode" of such a descriptor. */
static bool
leads_to_journal(int fd)
{
	const char *stream = getenv(SINK_JOURNAL_VARIABLE);
	struct stat status;
	char text[64];

	if (stream == NULL || fstat(fd, &status) != 0) {
		return false;
	}
	(void)snprintf(text, sizeof(text), "%ju:%ju", (uintmax_t)status.st_dev,
	    (uintmax_t)status.st_ino);
	return strcmp(stream, text) == 0;
}

void
bw_log_sinks_init(void)
{
	sinks.journal[STDOUT_FILENO] = leads_to_journal(STDOUT_FILENO);
	sinks.journal[STDERR_FILENO] = leads_to_journal(STDERR_FILENO);
}

static int
priority(enum bw_log_level level)
{
	switch (level) {
	case BW_LOG_LEVEL_ERR:
		return LOG_ERR;
	case BW_LOG_LEVEL_WARNING:
		return LOG_WARNING;
	case BW_LOG_LEVEL_INFO:
		return LOG_INFO;
	case BW_LOG_LEVEL_NONE:
	case BW_LOG_LEVEL_DEBUG:
		break;
	}
	return LOG_DEBUG;
}

/* One write, so that lines of several processes do not mix.  There is nobody
 * to tell when it fails. */
static void
write_line(int fd, const char *before, const char *line)
{
	char text[BW_LINE_MAX + 128];
	int len = snprintf(
	    text, sizeof(text), "%s%.*s\n", before, BW_LINE_MAX - 1, line);

	if (len > 0) {
		(void)!write(fd, text, (size_t)len);
	}
}

static void
write_stream(int fd, enum bw_log_level level, const char *line)
{
	char before[8] = "";

	if (sinks.journal[fd]) {
		(void)snprintf(before, sizeof(before), "<%d>", priority(level));
	}
	write_line(fd, before, line);
}

void
bw_log_to_stderr(enum bw_log_level level, const char *line)
{
	write_stream(STDERR_FILENO, level, line);
}

void
bw_log_to_stdout(enum bw_log_level level, const char *line)
{
	write_stream(STDOUT_FILENO, level, line);
}

void
bw_log_to_none(enum bw_log_level level, const char *line)
{
	(void)level;
	(void)line;
}

void
bw_log_set_file(const struct bw_log_file *file)
{
	sinks.file = file;
}

struct date {
	uintmax_t year;
	uintmax_t month;
	uintmax_t day;
};

/*
 * The Gregorian date so many days after 1970-01-01.  Years are counted from
 * March, so that the leap day comes last: 719468 days lie between 0000-03-01
 * and then, 146097 make 400 years.
 */
static struct date
date_from_days(uint64_t days)
{
	uint64_t since = days + 719468;
	uint64_t in_era = since % 146097;
	uint64_t year =
	    (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	uint64_t in_year = in_era - (365 * year + year / 4 - year / 100);
	uint64_t month = (5 * in_year + 2) / 153; /* 0 is March */
	bool next_year = month >= 10;

	return (struct date){
	    .year = since / 146097 * 400 + year + (next_year ? 1 : 0),
	    .month = next_year ? month - 9 : month + 3,
	    .day = in_year - (153 * month + 2) / 5 + 1,
	};
}

/* RFC 3339, in UTC; gmtime() would look for a time zone file. */
static void
stamp(char *out, size_t size)
{
	struct timespec now;
	struct date date;
	unsigned second;

	BW_ASSERT(clock_gettime(CLOCK_REALTIME, &now) == 0 && now.tv_sec >= 0);
	date = date_from_days((uint64_t)now.tv_sec / 86400);
	second = (unsigned)(now.tv_sec % 86400);
	(void)snprintf(out, size, "%04ju-%02ju-%02juT%02u:%02u:%02u.%03uZ ",
	    date.year, date.month, date.day, second / 3600, second / 60 % 60,
	    second % 60, (unsigned)(now.tv_nsec / 1000000));
}

void
bw_log_to_file(enum bw_log_level level, const char *line)
{
	char before[96];

	if (sinks.file == NULL) {
		bw_log_to_stderr(level, line);
		return;
	}
	stamp(before, sizeof(before));
	write_line(sinks.file->fd, before, line);
}

static const struct sockaddr_un syslog_address = {
    .sun_family = AF_UNIX,
    .sun_path = SINK_SYSLOG_PATH,
};

int
bw_log_open_syslog(const char *ident)
{
	int error;
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0) {
		return -errno;
	}
	if (connect(fd, (const struct sockaddr *)&syslog_address,
		sizeof(syslog_address)) != 0) {
		error = -errno;
		(void)close(fd); /* nothing was sent */
		return error;
	}
	if (sinks.syslog_fd >= 0) {
		(void)close(sinks.syslog_fd); /* datagrams are delivered */
	}
	sinks.syslog_fd = fd;
	(void)snprintf(sinks.syslog_ident, sizeof(sinks.syslog_ident),
	    "%.*s[%d]", SINK_IDENT_MAX - 1, ident, (int)getpid());
	return 0;
}

/*
 * A log daemon that was started anew has a new socket at the old path, to
 * which we are not connected: address it.
 */
static bool
syslog_sent(struct msghdr *message)
{
	int flags = MSG_NOSIGNAL;

	if (sendmsg(sinks.syslog_fd, message, flags) >= 0) {
		return true;
	}
	if (errno != ECONNREFUSED && errno != ENOTCONN) {
		return false;
	}
	message->msg_name = (void *)(uintptr_t)&syslog_address;
	message->msg_namelen = sizeof(syslog_address);
	return sendmsg(sinks.syslog_fd, message, flags) >= 0;
}

void
bw_log_to_syslog(enum bw_log_level level, const char *line)
{
	char before[SINK_IDENT_MAX + 32];
	struct iovec parts[2] = {
	    {.iov_base = before},
	    {.iov_base = (void *)(uintptr_t)line, .iov_len = strlen(line)},
	};
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};

	(void)snprintf(before, sizeof(before),
	    "<%d>%s: ", LOG_DAEMON | priority(level), sinks.syslog_ident);
	parts[0].iov_len = strlen(before);
	if (sinks.syslog_fd < 0 || !syslog_sent(&message)) {
		bw_log_to_stderr(level, line);
	}
}

/* Every line says who we are: "HOST IDENT PID - -". */
static void
name_ourselves(const char *ident)
{
	char host[SINK_HOST_MAX] = "";

	if (gethostname(host, sizeof(host) - 1) != 0 || host[0] == '\0') {
		(void)snprintf(host, sizeof(host), "-");
	}
	(void)snprintf(sinks.server_ident, sizeof(sinks.server_ident),
	    "%s %.*s %d - -", host, SINK_IDENT_MAX - 1, ident, (int)getpid());
}

int
bw_log_open_server(const char *ident, const struct bw_addr *server)
{
	struct sockaddr_storage address;
	socklen_t len = bw_sock_to_kernel(server, &address);
	int fd = socket(
	    address.ss_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0) {
		return -errno;
	}
	if (connect(fd, (const struct sockaddr *)&address, len) != 0) {
		int error = -errno;

		(void)close(fd); /* nothing was sent */
		return error;
	}
	sinks.server_fd = fd;
	name_ourselves(ident);
	return 0;
}

void
bw_log_to_server(enum bw_log_level level, const char *line)
{
	char text[BW_LINE_MAX + sizeof(sinks.server_ident) + 64];
	char time[64];
	int len;

	stamp(time, sizeof(time));
	len = snprintf(text, sizeof(text), "<%d>1 %s%s %.*s",
	    LOG_DAEMON | priority(level), time, sinks.server_ident,
	    BW_LINE_MAX - 1, line);
	if (sinks.server_fd >= 0 &&
	    send(sinks.server_fd, text, (size_t)len, MSG_NOSIGNAL) >= 0) {
		return;
	}
	/* That the line before was refused is told to this one. */
	(void)send(sinks.server_fd, text, (size_t)len, MSG_NOSIGNAL);
	bw_log_to_stderr(level, line);
}
