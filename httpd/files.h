/* SPDX-License-Identifier: ISC */
/*
 * Files that were opened a moment ago stay open: machines that boot together,
 * and one that reads a disk by ranges, ask for the same few over and over.
 * Size and age are asked for once in a millisecond, and what has not changed is
 * not read again; only the name is not walked for that moment.
 */
#ifndef HTTPD_FILES_H
#define HTTPD_FILES_H

#include "os/docroot.h"

#define HTTPD_FILES_KEPT 64
/* Longer names are opened every time. */
#define HTTPD_FILES_NAME_MAX 256

/* Of no more bytes the contents are kept, too. */
#define HTTPD_FILES_BODY_MAX 16384
/* What may be put right before them. */
#define HTTPD_FILES_ROOM 1024

struct httpd_file {
	int dir_fd;     /* and name: what it is */
	unsigned users; /* responses that are being sent from it */
	uint64_t until_ms;
	uint64_t facts_ms; /* when facts were asked for */
	bool has_body;
	struct bw_docroot_file facts;
	uint8_t room[HTTPD_FILES_ROOM]; /* before body */
	uint8_t body[HTTPD_FILES_BODY_MAX];
	char name[HTTPD_FILES_NAME_MAX];
};

struct httpd_files {
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

/*
 * The contents of a lent file, if they are kept and so many bytes; or NULL.
 * The HTTPD_FILES_ROOM bytes before them are the caller's, for as long as it
 * does nothing else.
 */
uint8_t *httpd_files_body(struct httpd_files *files, int fd, uint64_t size);

/* Close what is not used and would be opened anew. */
void httpd_files_sweep(struct httpd_files *files, uint64_t now_ms);

#endif
