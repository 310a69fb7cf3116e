/* SPDX-License-Identifier: ISC */
/* What is wrong with the file that a key of the configuration names. */
#ifndef BOOTWARD_LOG_KEY_H
#define BOOTWARD_LOG_KEY_H

#include "conf/conf.h"

/* "FILE:LINE: SECTION.KEY: PATH: reason" */
void log_key(const struct bw_conf *conf, const char *section, const char *key,
    enum bw_log_level level, const char *path, const char *reason);

#endif
