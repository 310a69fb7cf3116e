/* SPDX-License-Identifier: ISC */
/*
 * bootward, the parent: reads the configuration, opens every door, starts the
 * masters, gives up root and all capabilities, and from then on brokers and
 * supervises.  It never reads a network byte.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "activation.h"
#include "broker.h"
#include "config.h"
#include "config_files.h"
#include "control.h"
#include "doors.h"
#include "fetch_doors.h"
#include "fetch_files.h"
#include "logs.h"
#include "manager.h"
#include "metrics.h"
#include "notify.h"
#include "options.h"
#include "os/ids.h"
#include "os/jail.h"
#include "os/log.h"
#include "overlays.h"
#include "profile.h"
#include "suite.h"
#include "tls_files.h"
#include "watchdog.h"

static struct suite suite;
static struct bw_conf *const conf = &suite.plans[0].conf;

static void
complain(void *arg, const char *message)
{
	(void)arg;
	fprintf(stderr, "bootward: %s\n", message);
}

static int
dump(void)
{
	char *text;
	size_t len;

	if (bw_conf_dump(conf, &text, &len) != 0) {
		fputs("bootward: out of memory\n", stderr);
		return EXIT_FAILURE;
	}
	(void)fwrite(text, 1, len, stdout); /* fflush() below tells */
	free(text);
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* The state directory, owned by stored's user. */
static int
open_state(void)
{
	struct bw_ids ids = {.uid = geteuid(), .gid = getegid()};
	const char *path = conf->bootward.state_dir;
	int error = 0;

	if (!suite_runs(conf, BW_ROLE_STORED)) {
		return 0;
	}
	if (geteuid() == 0) {
		error = bw_ids_find(conf->bootward.user_prefix, BW_ROLE_STORED,
		    bw_role_str(BW_ROLE_STORED), &ids);
	}
	if (error == 0 && mkdir(path, 0700) != 0 && errno != EEXIST) {
		error = -errno;
	}
	if (error == 0 && geteuid() == 0 &&
	    chown(path, ids.uid, ids.gid) != 0) {
		error = -errno;
	}
	if (error != 0) {
		bw_log(BW_LOG_LEVEL_ERR, "bootward.state_dir=%s error=\"%s\"",
		    path, strerror(-error));
	}
	return error;
}

static void
log_refusal(const char *what, int error)
{
	bw_log(BW_LOG_LEVEL_ERR, "sandbox=refused layer=\"%s\" error=\"%s\"",
	    what, strerror(-error));
}

/* Every user must exist before anything is opened. */
static int
check_users(struct bw_ids *out)
{
	const char *prefix = conf->bootward.user_prefix;
	struct bw_ids ids;
	int error = bw_ids_find(prefix, BW_ROLE_PARENT, "", out);

	for (int role = 1; error == 0 && role < BW_N_ROLES; role++) {
		if (suite_runs(conf, (enum bw_role)role)) {
			error = bw_ids_find(prefix, (unsigned)role,
			    bw_role_str((enum bw_role)role), &ids);
		}
	}
	if (error != 0) {
		bw_log(BW_LOG_LEVEL_ERR,
		    "bootward.user_prefix=%s error=\"no such user; "
		    "bootward.sysusers creates them, and a number N stands "
		    "for the ids N, N+1 ...\"",
		    prefix);
	}
	return error;
}

/* Not root: namespaces are made inside a user namespace of our own. */
static int
become_capable(void)
{
	int error;

	if (geteuid() == 0) {
		return 0;
	}
	error = bw_jail_enter_user_namespace();
	if (error == 0) {
		return 0;
	}
	if (!conf->bootward.degraded) {
		log_refusal("a user namespace (not started as root)", error);
		return error;
	}
	bw_log(BW_LOG_LEVEL_WARNING,
	    "sandbox=degraded missing=\"a user namespace: %s\"",
	    strerror(-error));
	return 0;
}

static int
confine(const struct bw_ids *ids)
{
	struct profile profile;
	struct profile_needs needs;
	struct bw_confine_path overlays;
	const char *missing = NULL;
	int error = bw_ids_drop(ids);

	if (error != 0) {
		log_refusal("dropping root and capabilities", error);
		return error;
	}
	needs.config_directory = config_files_directory(&needs.lists_directory);
	needs.certificate_directory = tls_files_directory();
	needs.n_fetch_directories =
	    fetch_files_directories(needs.fetch_directories);
	needs.overlays = overlays_path(&overlays) > 0 ? &overlays : NULL;
	needs.n_logs = logs_directories(needs.logs);
	needs.joins_group =
	    conf->bootpd.enabled && conf->bootpd.menu.group != 0;
	profile_fill(&profile, &needs);
	profile.walls.degraded = conf->bootward.degraded;
	error = bw_confine_apply(&profile.walls, &missing);
	bw_confine_log(error, missing);
	return error;
}

/* As installed, no service has a section. */
static bool
serves_something(void)
{
	return suite_runs(conf, BW_ROLE_BOOTPD) ||
	       suite_runs(conf, BW_ROLE_TFTPD) ||
	       suite_runs(conf, BW_ROLE_HTTPD) ||
	       suite_runs(conf, BW_ROLE_NBDD);
}

static int
start(void)
{
	bool root = geteuid() == 0;
	struct bw_ids ids = {.uid = geteuid(), .gid = getegid()};
	int control_fd = -1;
	int error = manager_open();

	if (error == 0) {
		error = logs_open(conf);
	}
	if (error == 0 && root) {
		error = check_users(&ids);
	}
	if (error == 0) {
		error = world_learn(conf, &suite.plans[0].world);
	}
	if (error == 0) {
		error = doors_open(conf, &suite.doors);
	}
	if (error == 0) {
		error = control_open(conf, root ? &ids : NULL, &control_fd);
	}
	if (error == 0) {
		error = metrics_open(conf);
	}
	if (error == 0) {
		error = overlays_open(conf, root ? &ids : NULL);
	}
	if (error == 0) {
		error = open_state();
	}
	if (error == 0) {
		error = fetch_doors_open(conf, &suite.doors);
	}
	if (error == 0) {
		error = tls_files_open(conf);
	}
	if (error == 0) {
		error = notify_open(conf);
	}
	if (error == 0) {
		error = become_capable();
	}
	if (error == 0) {
		error = suite_open(&suite);
	}
	if (error == 0) {
		error = broker_init(&suite);
	}
	if (error == 0) {
		error = control_serve(&suite, control_fd, &ids);
	}
	if (error == 0) {
		error = metrics_serve(&suite);
	}
	if (error == 0) {
		error = confine(root ? &ids : NULL);
	}
	return error;
}

int
main(int argc, char **argv)
{
	static struct options options;
	int error, status = options_parse(argc, argv, &options);

	if (status >= 0) {
		return status;
	}
	suite_hold_signals();
	activation_take();
	bw_log_init("bootward", bw_log_to_stderr);
	suite.options = &options;
	watchdog_open();
	if (config_files_open(&options) != 0 ||
	    config_load(&options, conf, complain, NULL) != 0) {
		return EXIT_CONFIG;
	}
	if (options.check_only) {
		return EXIT_SUCCESS;
	}
	if (options.dump) {
		return dump();
	}
	if (!serves_something()) {
		fputs("bootward: nothing to serve: no section [bootpd], "
		      "[tftpd], [httpd] or [nbdd]\n",
		    stderr);
		return EXIT_CONFIG;
	}
	error = start();
	if (error != 0) {
		manager_failed(error);
		return EXIT_FAILURE;
	}
	return suite_run(&suite);
}
