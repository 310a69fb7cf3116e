/* SPDX-License-Identifier: ISC */
/* Certificate and key; see tls_files.h. */
#include "tls_files.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "log_key.h"
#include "os/directory.h"
#include "os/token.h"
#include "profile.h"
#include "suite_peers.h"

static struct {
	char name[NAME_MAX + 1]; /* of the certificate, in its directory */
	int directory_fd;
	int certificate_fd;
	int key_fd; /* until it is handed on */
} files = {.directory_fd = -1, .certificate_fd = -1, .key_fd = -1};

/* What is wrong with the key's file, or NULL. */
static const char *
refuse_key(int fd)
{
	const char *why = bw_token_refuse_file(fd);
	struct stat status;

	if (why == NULL && fstat(fd, &status) == 0 &&
	    (status.st_mode & S_IRWXG) != 0) {
		why = "its group can read it (chmod 600)";
	}
	return why;
}

static int
open_key(const struct bw_conf *conf)
{
	const char *why;

	files.key_fd = open(conf->tls.key, PROFILE_FILE_FLAGS);
	why = files.key_fd < 0 ? strerror(errno) : refuse_key(files.key_fd);
	if (why != NULL) {
		log_key(
		    conf, "tls", "key", BW_LOG_LEVEL_ERR, conf->tls.key, why);
		return -EINVAL;
	}
	return 0;
}

int
tls_files_open(const struct bw_conf *conf)
{
	const char *path = conf->tls.certificate;
	const char *name;
	int error;

	if (!bw_conf_has_tls(conf)) {
		return 0;
	}
	files.directory_fd = bw_directory_of(path, &name);
	error = files.directory_fd < 0
		    ? files.directory_fd
		    : bw_text_copy(files.name, sizeof(files.name), name);
	if (error == 0) {
		files.certificate_fd =
		    openat(files.directory_fd, files.name, PROFILE_FILE_FLAGS);
		error = files.certificate_fd < 0 ? -errno : 0;
	}
	if (error != 0) {
		log_key(conf, "tls", "certificate", BW_LOG_LEVEL_ERR, path,
		    strerror(-error));
		return error;
	}
	return open_key(conf);
}

int
tls_files_directory(void)
{
	return files.directory_fd;
}

static void
hand_certificate(struct peer *master, uint8_t crew)
{
	struct bw_msg msg = {.type = BW_MSG_CERTIFICATE_HANDED};

	msg.u.crew.crew = crew;
	/* Its end comes to us. */
	(void)suite_send(master, &msg, files.certificate_fd);
}

void
tls_files_begin(struct peer *master)
{
	struct bw_msg msg = {.type = BW_MSG_KEY_HANDED};

	(void)suite_send(master, &msg, files.key_fd); /* as above */
	(void)close(files.key_fd);                    /* the master has it */
	files.key_fd = -1;
	hand_certificate(master, master->suite->crew);
}

void
tls_files_renew(struct suite *suite, uint8_t crew)
{
	struct peer *master = suite_master(suite, BW_ROLE_TLSD);
	int fd;

	if (master == NULL) {
		return;
	}
	fd = openat(files.directory_fd, files.name, PROFILE_FILE_FLAGS);
	if (fd >= 0) {
		(void)close(files.certificate_fd); /* the other crew has it */
		files.certificate_fd = fd;
	} else {
		log_key(suite->conf, "tls", "certificate", BW_LOG_LEVEL_WARNING,
		    suite->conf->tls.certificate, strerror(errno));
	}
	hand_certificate(master, crew);
}
