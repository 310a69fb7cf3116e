/* SPDX-License-Identifier: ISC */
/*
 * Files that were opened a moment ago stay open: machines that boot together,
 * and one that reads a disk by ranges, ask for the same few over and over.
 * Size and age are asked for in every turn of the loop, and a file that was
 * removed or replaced is noticed then; only the name is not walked for that
 * moment, and what has not changed not read again.
 */
#ifndef HTTPD_FILES_H
#define HTTPD_FILES_H

#include "os/docroot.h"

#define HTTPD_FILES_KEPT 64
/* Longer names are opened every time. */
#define HTTPD_FILES_NAME_MAX 256

/* Of no more bytes the contents are kept, too. */
#define HTTPD_FILES_BODY_MAX 16384

struct httpd_file {
	int dir_fd;     /* and name: what it is */
	unsigned users; /* responses that are being sent from it */
	uint64_t until_ms;
	uint64_t turn; /* in which facts were asked for */
	bool has_body;
	struct bw_docroot_file facts;
	uint8_t body[HTTPD_FILES_BODY_MAX];
	char name[HTTPD_FILES_NAME_MAX];
};

struct httpd_files {
	uint64_t turn;
	size_t n_kept;
	size_t last;               /* the place of the last one lent */
	int fds[HTTPD_FILES_KEPT]; /* -1: the place is free */
	struct httpd_file kept[HTTPD_FILES_KEPT];
};

/* Of a zeroed one; its memory is touched as it is needed. */
void httpd_files_init(struct httpd_files *files);

/*
 * Open a file as bw_docroot_open_file() does, or lend one that is open.
 *
 *   out       its fd goes back by httpd_files_close()
 */
int httpd_files_open(struct httpd_files *files, int dir_fd, const char *name,
    uint64_t now_ms, struct bw_docroot_file *out);
void httpd_files_close(struct httpd_files *files, int fd);

/* The contents of a lent file, if they are kept and so many bytes; or NULL. */
const uint8_t *
httpd_files_body(struct httpd_files *files, int fd, uint64_t size);

/* The requests from here on were read later than those before. */
void httpd_files_turn(struct httpd_files *files);

/* Close what is not used and would be opened anew. */
void httpd_files_sweep(struct httpd_files *files, uint64_t now_ms);

#endif
