/* SPDX-License-Identifier: ISC */
/*
 * Files that clients write: into one directory, under plain names, within
 * limits.  Transfers see them through upload_write() alone.
 */
#ifndef TFTPD_UPLOAD_H
#define TFTPD_UPLOAD_H

#include "conf/upload.h"
#include "os/dropbox.h"
#include "proto.h"

/* What other workers add to the directory is seen so late. */
#define UPLOAD_LOOK_US 1000000

struct upload_box {
	int fd; /* of the directory; -1: nobody may write */
	const struct bw_conf_upload *limits;
	unsigned n_open;
	uint64_t looked_us; /* 0: never */
	struct bw_dropbox_usage usage;
};

struct upload {
	struct upload_box *box;      /* lent; NULL: it is none */
	struct bw_dropbox_file file; /* fd -1: nothing has come yet */
	uint64_t bytes;
	char name[TFTP_UPLOAD_NAME_MAX];
};

/*
 * May a client write this file?  Nothing is made before it sends something.
 *
 *   tsize     what it says that it has; 0: it does not say
 *   out       written only on success; ended by upload_close()
 *   returns   0
 *             -EEXIST  there is one, or something else
 *             -EFBIG   larger than files may be
 *             -ENOSPC  there is no room for it, or for any
 *             -EAGAIN  too many are being written
 *             or what the kernel said
 */
int upload_open(struct upload_box *box, const char *name, uint64_t tsize,
    uint64_t now_us, struct upload *out);

/* A tftp_write, see transfer.h, of a struct upload; errors as above. */
int upload_write(void *upload, const uint8_t *buf, size_t len, bool last);

/* What is not whole is forgotten. */
void upload_close(struct upload *upload);

#endif
