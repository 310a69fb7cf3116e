/* SPDX-License-Identifier: ISC */
/* Small questions about exports; see conf.h.  Pure. */
#include <string.h>

#include "conf/conf.h"

const struct bw_conf_export *
bw_conf_export_default(const struct bw_conf_exports *exports)
{
	for (size_t i = 0; i < exports->n; i++) {
		if (exports->default_name == NULL ||
		    exports->default_name[0] == '\0' ||
		    strcmp(exports->items[i].name, exports->default_name) ==
			0) {
			return &exports->items[i];
		}
	}
	return NULL;
}

const struct bw_conf_export *
bw_conf_export_find(const struct bw_conf *conf, const char *name)
{
	const struct bw_conf_exports *exports = &conf->nbdd.exports;

	if (name[0] == '\0') {
		return bw_conf_export_default(exports);
	}
	for (size_t i = 0; i < exports->n; i++) {
		if (strcmp(exports->items[i].name, name) == 0) {
			return &exports->items[i];
		}
	}
	return NULL;
}

bool
bw_conf_export_wants_lease(
    const struct bw_conf *conf, const struct bw_conf_export *export)
{
	return bw_conf_tristate_or(
	    export->require_lease, conf->bootward.require_lease);
}

bool
bw_conf_has_cow(const struct bw_conf *conf, enum bw_conf_cow cow)
{
	for (size_t i = 0; i < conf->nbdd.exports.n; i++) {
		if (conf->nbdd.exports.items[i].cow == cow) {
			return true;
		}
	}
	return false;
}
