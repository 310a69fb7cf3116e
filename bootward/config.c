/* SPDX-License-Identifier: ISC */
/* Files and command line to one configuration; see config.h. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "conf/origin.h"

#define CONFIG_FILE     BW_SYSCONFDIR "/bootward/bootward.ini"
#define CONFIG_DROP_INS BW_SYSCONFDIR "/bootward/conf.d/*.ini"
#define CONFIG_SIZE_MAX (16u << 20)
#define COMMAND_LINE    "command line"

static void
complain(void *arg, const char *message)
{
	(void)arg;
	fprintf(stderr, "bootward: %s\n", message);
}

/* The whole file in memory, the caller's to free; or a negative errno. */
static int
slurp(const char *path, char **out, size_t *out_len)
{
	struct stat st;
	char *text = NULL;
	size_t len = 0;
	ssize_t n;
	int error = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		return -errno;
	}
	if (fstat(fd, &st) != 0) {
		error = -errno;
	} else if (!S_ISREG(st.st_mode)) {
		error = S_ISDIR(st.st_mode) ? -EISDIR : -EINVAL;
	} else if (st.st_size > CONFIG_SIZE_MAX) {
		error = -EFBIG;
	} else {
		text = malloc((size_t)st.st_size + 1);
		error = text == NULL ? -ENOMEM : 0;
	}
	while (error == 0 && len < (size_t)st.st_size) {
		n = read(fd, text + len, (size_t)st.st_size - len);
		if (n < 0 && errno != EINTR) {
			error = -errno;
		} else if (n == 0) {
			break;
		} else if (n > 0) {
			len += (size_t)n;
		}
	}
	(void)close(fd); /* read only */
	if (error != 0) {
		free(text);
		return error;
	}
	*out = text;
	*out_len = len;
	return 0;
}

static int
read_file(struct bw_conf *conf, const char *path)
{
	char *text = NULL;
	size_t len = 0;
	int error = slurp(path, &text, &len);

	if (error != 0) {
		fprintf(stderr, "bootward: %s: %s\n", path, strerror(-error));
		return error;
	}
	error = bw_conf_read(conf, path, text, len, complain, NULL);
	free(text);
	return error;
}

static int
read_drop_ins(struct bw_conf *conf)
{
	glob_t found;
	int error = 0;
	int status = glob(CONFIG_DROP_INS, GLOB_ERR, NULL, &found);

	if (status == GLOB_NOMATCH || status == GLOB_ABORTED) {
		return 0; /* no such directory is as good as an empty one */
	}
	if (status != 0) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < found.gl_pathc; i++) {
		int one = read_file(conf, found.gl_pathv[i]);

		error = one != 0 ? one : error;
	}
	globfree(&found);
	return error;
}

static int
set(struct bw_conf *conf, const char *section, const char *key,
    const char *value)
{
	return bw_conf_set(
	    conf, COMMAND_LINE, section, key, value, complain, NULL);
}

/* --root, --interface, --proxy: PyPXE's quick start. */
static int
apply_quick_start(struct bw_conf *conf, const struct options *options)
{
	int error = 0;

	if (options->interface != NULL) {
		error |= set(conf, "bootpd", "interface", options->interface);
	}
	if (options->proxy) {
		error |= set(conf, "bootpd", "proxy", "yes");
	}
	if (options->root != NULL) {
		error |= set(conf, "tftpd", "root", options->root);
		error |= set(conf, "httpd", "root", options->root);
		if (options->config == NULL) {
			/* Who runs this looks with a browser, too. */
			error |= set(conf, "httpd", "check_ip", "no");
		}
	}
	return error;
}

/* --only: nothing else runs; what is named must be configured. */
static int
apply_only(struct bw_conf *conf, const char *list, bool http)
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
	int error = 0;

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
			fprintf(stderr,
			    "bootward: " COMMAND_LINE ": --only: no service "
			    "\"%.*s\" (bootpd, tftpd, httpd, nbdd)\n",
			    (int)len, list);
			error = -EBADMSG;
		}
		list += len + (list[len] == ',' ? 1 : 0);
	}
	for (size_t i = 0; i < ARRAY_LEN(services); i++) {
		if (services[i].wanted && !*services[i].enabled) {
			fprintf(stderr,
			    "bootward: " COMMAND_LINE ": --only: there is no "
			    "section [%s]\n",
			    services[i].name);
			error = -EBADMSG;
		}
		*services[i].enabled = services[i].wanted;
	}
	return error;
}

static int
apply_options(struct bw_conf *conf, const struct options *options)
{
	int error = apply_quick_start(conf, options);

	if (options->http && !conf->httpd.enabled) {
		/* pybootd's -H; its root is then that of TFTP. */
		error |= set(conf, "httpd", "root", conf->tftpd.root);
	}
	if (options->only != NULL) {
		error |= apply_only(conf, options->only, options->http);
	}
	if (options->debug) {
		error |= set(conf, "logger", "type", "stderr");
		error |= set(conf, "logger", "level", "debug");
	}
	return error;
}

int
config_load(const struct options *options, struct bw_conf *out)
{
	int error = 0;

	bw_conf_init(out);
	bw_conf_origins_keep(out);
	if (options->config != NULL) {
		error = read_file(out, options->config);
	} else if (options->root == NULL) {
		error = read_file(out, CONFIG_FILE);
		if (error == 0) {
			error = read_drop_ins(out);
		}
	}
	if (error == 0) {
		error = apply_options(out, options);
	}
	if (error == 0) {
		error = bw_conf_check(out, complain, NULL);
	}
	return error == 0 ? 0 : EXIT_CONFIG;
}
