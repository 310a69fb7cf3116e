/* SPDX-License-Identifier: ISC */
/*
 * [filters]: which file (or text) stands for the one that was asked for.
 * The grammar is pybootd's:
 *
 *	PATTERN = path		another file beneath the root
 *	PATTERN = [text]	the text itself is the file
 *
 * A pattern is matched against the whole normalised name: '*' is any run of
 * characters, slashes too, '?' any one; all others stand for themselves, in
 * their case.  A "./" or slashes in front of it do not count.  The first that
 * matches, in file order, wins.  {filename} in a value is the name asked for.
 * Pure.
 */
#ifndef TFTPD_FILTER_H
#define TFTPD_FILTER_H

#include "conf/conf.h"
#include "proto.h"

/* What to serve. */
struct tftp_target {
	bool inline_text; /* text is the content, else a relative path */
	char text[TFTP_NAME_MAX];
};

/*
 * What is wrong with one row, asked at start.
 *
 *   returns  NULL, or a static sentence
 */
const char *tftp_filter_mistake(const struct bw_conf_pair *filter);

/*
 * Find what a name stands for; itself, when no pattern matches.
 *
 *   filters  without mistakes
 *   name     normalised
 *   out      written only on success
 *   returns  0
 *            -EMSGSIZE  the result would not fit
 */
int tftp_filter_apply(const struct bw_conf_pairs *filters, const char *name,
    struct tftp_target *out);

/* Does the whole name match?  Time is bounded by the product of lengths. */
bool tftp_filter_match(const char *pattern, const char *name);

#endif
