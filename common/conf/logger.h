/* SPDX-License-Identifier: ISC */
/* [logger]: where the log goes, and how much of it. */
#ifndef BW_CONF_LOGGER_H
#define BW_CONF_LOGGER_H

#include "base/log.h"
#include "conf/net.h"
#include "ipc/msg.h"

enum bw_conf_log_type {
	BW_CONF_LOG_TYPE_STDERR,
	BW_CONF_LOG_TYPE_STDOUT,
	BW_CONF_LOG_TYPE_SYSLOG,
	BW_CONF_LOG_TYPE_FILE,
	BW_CONF_LOG_TYPE_NONE,
};

#define BW_CONF_LEVEL_UNSET 0xff

struct bw_conf_levels {
	uint8_t of[BW_N_ROLES]; /* enum bw_log_level, or unset */
};

struct bw_conf_logger {
	enum bw_conf_log_type type;
	int level; /* enum bw_log_level of base/log.h */
	struct bw_conf_levels levels;
	struct bw_conf_addrs server; /* of syslog; one, or none: local */
	const char *file;            /* "" unset */
};

/* How much this service logs. */
enum bw_log_level
bw_conf_log_level(const struct bw_conf_logger *logger, enum bw_role role);

/* Another level for these services, bits 1 << enum bw_role. */
void bw_conf_levels_put(
    struct bw_conf_levels *levels, unsigned services, enum bw_log_level level);

#endif
