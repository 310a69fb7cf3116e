/* SPDX-License-Identifier: ISC */
/*
 * The log, up to whole lines; see log.h.  Must work after lock-down: no stdio
 * but snprintf to memory.
 */
#include "os/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ipc/msg.h"
#include "os/clock.h"
#include "os/log_sink.h"

#define LOG_NAME_MAX    32
#define LOG_INTERVAL_MS 1000
#define LOG_BURST       5

#define LOG_PACKETS_PER_SECOND 100
#define LOG_LINK_MAX           24
/* "bootpd: packet=out peer=[...]:65535 ifindex=4294967295 " and " held=N" */
#define LOG_PACKET_HEAD_MAX 160

static struct {
	char name[LOG_NAME_MAX];
	bw_log_sink *sink;
	enum bw_log_level level;
} the_log = {
    .sink = bw_log_to_stderr,
    .level = BW_LOG_LEVEL_INFO,
};

void
bw_log_init(const char *name, bw_log_sink *sink)
{
	bw_text_cut(the_log.name, sizeof(the_log.name), name);
	the_log.sink = sink == NULL ? bw_log_to_stderr : sink;
	bw_log_sinks_init();
}

void
bw_log_set_level(enum bw_log_level level)
{
	the_log.level = level;
}

enum bw_log_level
bw_log_get_level(void)
{
	return the_log.level;
}

static bool
is_dropped(enum bw_log_level level)
{
	return level == BW_LOG_LEVEL_NONE || level > the_log.level;
}

/* Format and hand to the sink; held lines that went before are counted. */
BW_PRINTF(4, 0)
static void
say(const char *name, enum bw_log_level level, uint32_t held,
    const char *format, va_list args)
{
	char line[BW_LINE_MAX];
	char tail[32] = "";
	size_t room, len;

	if (held > 0) {
		(void)snprintf(tail, sizeof(tail), " held=%u", (unsigned)held);
	}
	room = sizeof(line) - strlen(tail);
	(void)snprintf(line, room, "%s%s", name, name[0] == '\0' ? "" : ": ");
	len = strlen(line);
	(void)vsnprintf(line + len, room - len, format, args);
	len = strlen(line);
	memcpy(line + len, tail, strlen(tail) + 1);
	bw_text_flatten(line); /* whatever a caller let slip */
	the_log.sink(level, line);
}

void
bw_log(enum bw_log_level level, const char *format, ...)
{
	va_list args;

	if (is_dropped(level)) {
		return;
	}
	va_start(args, format);
	say(the_log.name, level, 0, format, args);
	va_end(args);
}

void
bw_log_as(const char *name, enum bw_log_level level, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(name, level, 0, format, args);
	va_end(args);
}

/* Take a token, after adding those that fell due. */
static bool
limit_allows(struct bw_log_limit *limit, uint64_t now_ms)
{
	uint32_t interval_ms =
	    limit->interval_ms == 0 ? LOG_INTERVAL_MS : limit->interval_ms;
	uint32_t burst = limit->burst == 0 ? LOG_BURST : limit->burst;

	if (!limit->begun) {
		limit->begun = true;
		limit->tokens = burst;
		limit->due_ms = now_ms + interval_ms;
	}
	if (now_ms >= limit->due_ms) {
		uint64_t n = (now_ms - limit->due_ms) / interval_ms + 1;

		limit->due_ms += n * interval_ms;
		limit->tokens = n >= burst - limit->tokens
				    ? burst
				    : limit->tokens + (uint32_t)n;
	}
	if (limit->tokens == 0) {
		return false;
	}
	limit->tokens--;
	return true;
}

/* May it be written?  If not, it is counted. */
static bool
is_due(struct bw_log_limit *limit, enum bw_log_level level)
{
	if (is_dropped(level)) {
		return false;
	}
	if (!limit_allows(limit, bw_clock_ms())) {
		limit->held++;
		return false;
	}
	return true;
}

/* Write a line that is due, and how many were not. */
BW_PRINTF(3, 0)
static void
say_due(struct bw_log_limit *limit, enum bw_log_level level, const char *format,
    va_list args)
{
	say(the_log.name, level, limit->held, format, args);
	limit->held = 0;
}

void
bw_log_limited(struct bw_log_limit *limit, enum bw_log_level level,
    const char *format, ...)
{
	va_list args;

	if (!is_due(limit, level)) {
		return;
	}
	va_start(args, format);
	say_due(limit, level, format, args);
	va_end(args);
}

static void write_due(struct bw_log_limit *limit, enum bw_log_level level,
    const char *format, ...) BW_PRINTF(3, 4);

static void
write_due(struct bw_log_limit *limit, enum bw_log_level level,
    const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say_due(limit, level, format, args);
	va_end(args);
}

void
bw_log_packet(const char *way, const struct bw_addr *peer, uint32_t ifindex,
    const uint8_t *packet, size_t len, bw_log_decode *decode)
{
	static struct bw_log_limit limit = {
	    .interval_ms = 1000 / LOG_PACKETS_PER_SECOND,
	    .burst = LOG_PACKETS_PER_SECOND};
	char from[BW_ADDR_STR_MAX], link[LOG_LINK_MAX] = "";
	char text[BW_LINE_MAX - LOG_PACKET_HEAD_MAX];

	if (!is_due(&limit, BW_LOG_LEVEL_DEBUG)) {
		return; /* before the work of decoding it */
	}
	decode(packet, len, text, sizeof(text));
	if (ifindex != 0) {
		(void)snprintf(
		    link, sizeof(link), " ifindex=%u", (unsigned)ifindex);
	}
	write_due(&limit, BW_LOG_LEVEL_DEBUG, "packet=%s peer=%s%s %s", way,
	    bw_addr_str(peer, from), link, text);
}
