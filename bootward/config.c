/* SPDX-License-Identifier: ISC */
/* Files and command line to one configuration; see config.h. */
#include "config.h"

#include <errno.h>
#include <string.h>

#include "config_files.h"
#include "conf/origin.h"
#include "ipc/levels.h"

#define COMMAND_LINE "command line"

static void
set(struct bw_conf_checking *c, struct bw_conf *conf, const char *section,
    const char *key, const char *value)
{
	if (bw_conf_set(conf, COMMAND_LINE, section, key, value, c->complain,
		c->arg) != 0) {
		c->bad = true;
	}
}

/* --root, --interface, --proxy: PyPXE's quick start. */
static void
apply_quick_start(struct bw_conf_checking *c, struct bw_conf *conf,
    const struct options *options)
{
	if (options->interface != NULL) {
		set(c, conf, "bootpd", "interface", options->interface);
	}
	if (options->proxy) {
		set(c, conf, "bootpd", "proxy", "yes");
	}
	if (options->root != NULL) {
		set(c, conf, "tftpd", "root", options->root);
		set(c, conf, "httpd", "root", options->root);
		if (options->config == NULL) {
			/* Who runs this looks with a browser, too. */
			set(c, conf, "httpd", "check_ip", "no");
		}
	}
}

/* --only: nothing else runs; what is named must be configured. */
static void
apply_only(struct bw_conf_checking *c, struct bw_conf *conf, const char *list,
    bool http)
{
	struct {
		const char *name;
		bool *enabled;
		bool wanted;
	} services[] = {
	    {"bootpd", &conf->bootpd.enabled, false},
	    {"tftpd", &conf->tftpd.enabled, false},
	    {"httpd", &conf->httpd.enabled, http},
	    {"nbdd", &conf->nbdd.enabled, false},
	};

	while (*list != '\0') {
		size_t len = strcspn(list, ",");
		bool known = false;

		for (size_t i = 0; i < ARRAY_LEN(services); i++) {
			if (strlen(services[i].name) == len &&
			    memcmp(services[i].name, list, len) == 0) {
				services[i].wanted = known = true;
			}
		}
		if (!known) {
			bw_conf_check_complain(c,
			    COMMAND_LINE ": --only: no service \"%.*s\" "
					 "(bootpd, tftpd, httpd, nbdd)",
			    (int)len, list);
		}
		list += len + (list[len] == ',' ? 1 : 0);
	}
	for (size_t i = 0; i < ARRAY_LEN(services); i++) {
		if (services[i].wanted && !*services[i].enabled) {
			bw_conf_check_complain(c,
			    COMMAND_LINE ": --only: there is no section [%s]",
			    services[i].name);
		}
		*services[i].enabled = services[i].wanted;
	}
}

/* --debug LIST, --verbose LIST: PyPXE's choice of services. */
static void
apply_levels(struct bw_conf_checking *c, struct bw_conf *conf,
    const char *option, const char *list, enum bw_log_level level)
{
	const char *bad;
	unsigned services;
	int error;

	if (list == NULL) {
		return;
	}
	error = bw_services_parse(list, &services, &bad);
	if (error == -ENOENT) {
		bw_conf_check_complain(c,
		    COMMAND_LINE ": %s: no service \"%s\" (all, bootward, "
				 "bootpd, tftpd, httpd, nbdd, stored, fetchd, "
				 "tlsd)",
		    option, bad);
	} else if (error != 0) {
		bw_conf_check_complain(
		    c, COMMAND_LINE ": %s: no service is chosen", option);
	} else {
		bw_conf_levels_put(&conf->logger.levels, services, level);
	}
}

static void
apply_options(struct bw_conf_checking *c, struct bw_conf *conf,
    const struct options *options)
{
	apply_quick_start(c, conf, options);
	if (options->http && !conf->httpd.enabled) {
		/* pybootd's -H; its root is then that of TFTP. */
		set(c, conf, "httpd", "root", conf->tftpd.root);
	}
	if (options->only != NULL) {
		apply_only(c, conf, options->only, options->http);
	}
	if (options->debug) {
		set(c, conf, "logger", "type", "stderr");
		set(c, conf, "logger", "level", "debug");
		set(c, conf, "logger", "levels", "");
	}
	apply_levels(
	    c, conf, "--verbose", options->verbose_list, BW_LOG_LEVEL_INFO);
	apply_levels(
	    c, conf, "--debug", options->debug_list, BW_LOG_LEVEL_DEBUG);
}

int
config_load(const struct options *options, struct bw_conf *out,
    bw_conf_complain *complain, void *arg)
{
	struct bw_conf_checking c = {
	    .conf = out, .complain = complain, .arg = arg};

	bw_conf_init(out);
	bw_conf_origins_keep(out);
	config_files_read(&c, out);
	if (!c.bad) {
		apply_options(&c, out, options);
	}
	if (!c.bad) {
		return bw_conf_check(out, complain, arg);
	}
	return -EBADMSG;
}
