/* SPDX-License-Identifier: ISC */
/* What must hold for nbdd and its exports; see checking.h.  Pure. */
#include <string.h>

#include "conf/checking.h"

#define FILE_NAME_MAX 128

/* The name of a kept overlay's file is made of the export's. */
static bool
is_file_name(const char *name)
{
	return strlen(name) <= FILE_NAME_MAX && name[0] != '.' &&
	       strspn(name,
		   "abcdefghijklmnopqrstuvwxyz"
		   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") == strlen(name);
}

static bool
offers_tls(const struct bw_conf *conf)
{
	return conf->tls.certificate[0] != '\0' &&
	       conf->nbdd.exports.starttls != BW_CONF_STARTTLS_NO;
}

static void
check_export(struct bw_conf_checking *c, const struct bw_conf_export *export)
{
	if (export->path[0] == '\0') {
		bw_conf_check_complain(
		    c, "export %s.path: missing", export->name);
	}
	if (export->write_shared && export->cow != BW_CONF_COW_NONE) {
		bw_conf_check_complain(c,
		    "export %s.write: shared and cow exclude each other",
		    export->name);
	}
	if (export->write_shared && export->copy_to_ram) {
		bw_conf_check_complain(c,
		    "export %s.copy_to_ram: what is written there would be "
		    "lost; use cow, not write = shared",
		    export->name);
	}
	if (export->tls_only && !offers_tls(c->conf)) {
		bw_conf_check_complain(c,
		    "export %s.tls: require needs a certificate in [tls], "
		    "and nbdd.tls",
		    export->name);
	}
	if (export->cow == BW_CONF_COW_KEEP && !is_file_name(export->name)) {
		bw_conf_check_complain(c,
		    "export %s.cow: keep needs an export whose name is at "
		    "most %d letters, digits, '.', '-' and '_'",
		    export->name, FILE_NAME_MAX);
	}
}

void
bw_conf_check_exports(struct bw_conf_checking *c)
{
	const struct bw_conf_nbdd *nbdd = &c->conf->nbdd;
	const struct bw_conf_exports *exports = &nbdd->exports;

	if (exports->n == 0) {
		bw_conf_check_complain(c,
		    "nbdd: there is nothing to export; add an "
		    "[export NAME] with its path");
	} else if (bw_conf_export_default(exports) == NULL) {
		bw_conf_check_complain(c,
		    "nbdd.default_export: there is no [export %.100s]",
		    exports->default_name);
	}
	if (exports->starttls == BW_CONF_STARTTLS_REQUIRE &&
	    !offers_tls(c->conf)) {
		bw_conf_check_complain(
		    c, "nbdd.tls: require needs a certificate in [tls]");
	}
	if (nbdd->overlay_dir[0] != '\0' && nbdd->overlay_dir[0] != '/') {
		bw_conf_check_complain(
		    c, "nbdd.overlay_dir: must be an absolute path");
	}
	for (size_t i = 0; i < exports->n; i++) {
		check_export(c, &exports->items[i]);
	}
}
