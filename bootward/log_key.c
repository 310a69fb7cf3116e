/* SPDX-License-Identifier: ISC */
/* Complaints of files that keys name; see log_key.h. */
#include "log_key.h"

#include "conf/origin.h"
#include "os/log.h"

void
log_key(const struct bw_conf *conf, const char *section, const char *key,
    enum bw_log_level level, const char *path, const char *reason)
{
	const struct bw_conf_origin *origin =
	    bw_conf_origin_find(conf, section, key);

	if (origin != NULL && origin->line > 0) {
		bw_log(level, "%s:%u: %s.%s: %s: %s", origin->file,
		    origin->line, section, key, path, reason);
	} else {
		bw_log(level, "%s.%s: %s: %s", section, key, path, reason);
	}
}
