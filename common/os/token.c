/* SPDX-License-Identifier: ISC */
/* Tokens; see token.h. */
#include "os/token.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/contents.h"

const char *
bw_token_refuse_file(int fd)
{
	struct stat status;

	if (fstat(fd, &status) != 0) {
		return strerror(errno);
	}
	if (!S_ISREG(status.st_mode)) {
		return "not a file";
	}
	if (status.st_uid != 0 && status.st_uid != geteuid()) {
		return "it belongs to another user (chown root)";
	}
	if ((status.st_mode & (S_IWGRP | S_IRWXO)) != 0) {
		return "others can read or change it (chmod 600)";
	}
	return NULL;
}

const char *
bw_token_read(int fd, char out[BW_TOKEN_MAX])
{
	char text[BW_TOKEN_MAX + 2]; /* CR LF, and one byte too many */
	ssize_t n = bw_contents_read(fd, text, sizeof(text));
	const char *why = NULL;
	size_t len;

	if (n < 0) {
		return strerror((int)-n);
	}
	len = (size_t)n;
	if (len > 0 && text[len - 1] == '\n') {
		len -= len > 1 && text[len - 2] == '\r' ? 2 : 1;
	}
	for (size_t i = 0; i < len; i++) {
		if (text[i] <= ' ' || text[i] > '~') {
			why = "not one line of printable ASCII without spaces";
		}
	}
	if (len == 0) {
		why = "it is empty";
	} else if (len >= BW_TOKEN_MAX) {
		why = "longer than 4096 bytes";
	}
	if (why == NULL) {
		memcpy(out, text, len);
		out[len] = '\0';
	}
	explicit_bzero(text, sizeof(text));
	return why;
}
