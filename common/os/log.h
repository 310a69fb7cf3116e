/* SPDX-License-Identifier: ISC */
/*
 * The log as a program sees it: one call, one line.  Where lines go is a sink
 * that is set once: a child's sends them to the parent, the parent's writes
 * them to stderr, syslog or a file.
 */
#ifndef BW_OS_LOG_H
#define BW_OS_LOG_H

#include "base/addr.h"
#include "base/base.h"
#include "base/log.h"

typedef void bw_log_sink(enum bw_log_level level, const char *line);

/* Until it is called lines go to stderr.  name ("tftpd") begins each line. */
void bw_log_init(const char *name, bw_log_sink *sink);

/* Lines above this level are dropped (default: BW_LOG_LEVEL_INFO). */
void bw_log_set_level(enum bw_log_level level);
enum bw_log_level bw_log_get_level(void);

/*
 * Write one line, "NAME: " and the formatted text, cut at BW_LINE_MAX.  Bytes
 * of peers must have gone through bw_text_printable() before.
 */
void bw_log(enum bw_log_level level, const char *format, ...) BW_PRINTF(2, 3);

/*
 * The same in another's name: how the parent writes a child's lines, and
 * events, so that no child can speak for another.  It has its own level, which
 * the caller has asked.
 */
void bw_log_as(const char *name, enum bw_log_level level, const char *format,
    ...) BW_PRINTF(3, 4);

/*
 * For what strangers can cause: at most `burst` lines, refilled at one per
 * interval; when lines were held back the next one ends in " held=N".
 * A static struct, zeroed, per place of use.
 */
struct bw_log_limit {
	uint32_t interval_ms; /* 0 = 1000 */
	uint32_t burst;       /* 0 = 5 */
	uint64_t due_ms;
	uint32_t tokens;
	uint32_t held;
	bool begun;
};
void bw_log_limited(struct bw_log_limit *limit, enum bw_log_level level,
    const char *format, ...) BW_PRINTF(3, 4);

/* Writes one packet as printable text that ends in NUL, cut to size. */
typedef void
bw_log_decode(const uint8_t *packet, size_t len, char *out, size_t size);

/*
 * At the level debug: "packet=WAY peer=PEER ifindex=N " and what decode says
 * of it, at most a hundred in a second.  Below that level it costs nothing.
 *
 *   way      "in" or "out"
 *   ifindex  0: not known
 */
void bw_log_packet(const char *way, const struct bw_addr *peer,
    uint32_t ifindex, const uint8_t *packet, size_t len, bw_log_decode *decode);

/* The parent's sinks; they are kept open for the life of the process. */
struct bw_log_file;
/* What bw_log_to_file() appends to, open; kept.  Until then: stderr. */
void bw_log_set_file(const struct bw_log_file *file);
int bw_log_open_syslog(const char *ident); /* connects to /dev/log */
/* One that is reached by UDP, in lines of RFC 5424. */
int bw_log_open_server(const char *ident, const struct bw_addr *server);
void bw_log_to_server(enum bw_log_level level, const char *line);
void bw_log_to_syslog(enum bw_log_level level, const char *line);
void bw_log_to_file(enum bw_log_level level, const char *line); /* dated */
void bw_log_to_stderr(enum bw_log_level level, const char *line);
void bw_log_to_stdout(enum bw_log_level level, const char *line);
void bw_log_to_none(enum bw_log_level level, const char *line);

#endif
