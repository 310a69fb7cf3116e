/* SPDX-License-Identifier: ISC */
/*
 * The files of the cache, each named by its number, beneath one directory that
 * the parent opened.  Contents first, then the record (record.h) that says
 * that they are whole.
 */
#ifndef FETCHD_STORE_H
#define FETCHD_STORE_H

#include "record.h"

/* Told of a whole file that was found. */
typedef void fetch_store_found(
    void *arg, uint64_t number, const struct fetch_record *record);

/*
 * Look what is there, remove what is not whole.  Before the process is
 * confined: it lists the directory.
 *
 *   dir_fd    kept for the life of the process
 *   returns   0 or a negative errno
 */
int fetch_store_open(int dir_fd, fetch_store_found *found, void *arg);

/* A new file to be written, or an old one to be read; or a negative errno. */
int fetch_store_create(uint64_t number);
int fetch_store_read(uint64_t number);
void fetch_store_remove(uint64_t number);

/*
 * Add contents; the disk is asked to begin with them now and then, so that
 * the end need not wait for all.
 *
 *   returns   0 or a negative errno
 */
int fetch_store_write(int fd, const void *bytes, size_t len, uint64_t at);

/*
 * The contents are whole: see to it that they are on the disk, then say so.
 *
 *   fd        of the file, which is not closed
 */
int fetch_store_finish(int fd, const struct fetch_record *record);

#endif
