/* SPDX-License-Identifier: ISC */
/*
 * tlsd's certificate and key as files.  Both are opened while still root; the
 * parent looks into neither.  The key goes to tlsd's master, and stays there.
 * The certificate is opened again with every reload, by its directory.
 */
#ifndef BOOTWARD_TLS_FILES_H
#define BOOTWARD_TLS_FILES_H

#include "suite.h"

/* 0, also when there are none; or a negative errno, logged. */
int tls_files_open(const struct bw_conf *conf);

/* Where the certificate is looked for again; -1: there is none. */
int tls_files_directory(void);

/* Hand both to tlsd's master, which has just been configured. */
void tls_files_begin(struct peer *master);

/*
 * Hand it the certificate that there is now, for the crew that comes next; one
 * that cannot be opened any more stays as it was.
 */
void tls_files_renew(struct suite *suite, uint8_t crew);

#endif
