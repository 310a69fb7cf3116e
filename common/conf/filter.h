/* SPDX-License-Identifier: ISC */
/*
 * [filters]: which file (or text) stands for the one that was asked for.
 * The grammar is pybootd's, made one:
 *
 *	PATTERN = path		another file
 *	PATTERN = [text:TEXT]	the text itself is the file
 *	PATTERN = [file:PATH]	that file's first line is the path
 *	PATTERN = [...]		either, as tftpd.filter_brackets says
 *
 * A pattern is matched against the whole normalised name: '*' is any run of
 * characters, slashes too, '?' any one; all others stand for themselves, in
 * their case.  A "./" or slashes in front of it do not count.  The first that
 * matches, in file order, wins.  Variables in a value are replaced by what is
 * known of the request and of who asks.  Pure.
 */
#ifndef BW_CONF_FILTER_H
#define BW_CONF_FILTER_H

#include "conf/conf.h"

#define BW_FILTER_TEXT_MAX 1024 /* with the NUL */

enum bw_filter_variable {
	BW_FILTER_FILENAME, /* as asked for; of the request, not the client */
	BW_FILTER_MAC,
	BW_FILTER_MAC_DASH,
	BW_FILTER_IP,
	BW_FILTER_UUID,
	BW_FILTER_ARCH,
	BW_FILTER_HOSTNAME,
	BW_FILTER_CLIENT_FILE, /* File: of the access decision */
	BW_N_FILTER_VARIABLES,
};

/* The variable that text begins with, or BW_N_FILTER_VARIABLES. */
enum bw_filter_variable bw_filter_variable_at(const char *text);
size_t bw_filter_variable_len(enum bw_filter_variable variable);

/* What is known of who asks; NULL and "": nothing. */
struct bw_filter_client {
	const char *of[BW_N_FILTER_VARIABLES];
};

enum bw_filter_kind {
	BW_FILTER_KIND_NAME, /* no pattern matched: what was asked for */
	BW_FILTER_KIND_FILE,
	BW_FILTER_KIND_TEXT,     /* the content itself */
	BW_FILTER_KIND_NAMED_IN, /* a file whose first line is a path */
};

struct bw_filter_target {
	enum bw_filter_kind kind;
	char text[BW_FILTER_TEXT_MAX];
};

/*
 * What is wrong with a value, asked when it is read.
 *
 *   returns  NULL, or a static sentence
 */
const char *bw_filter_mistake(const char *value);

/*
 * Find what a name stands for; itself, when no pattern matches.
 *
 *   filters   without mistakes
 *   name      normalised
 *   client    NULL: not asked for yet
 *   out       written only on success
 *   returns   0
 *             -EMSGSIZE  the result would not fit
 *             -EAGAIN    a variable wants to know the client
 *             -ENOENT    it is not known of this client
 */
int bw_filter_apply(const struct bw_conf_pairs *filters,
    enum bw_conf_brackets brackets, const char *name,
    const struct bw_filter_client *client, struct bw_filter_target *out);

/* Does the whole name match?  Time is bounded by the product of lengths. */
bool bw_filter_match(const char *pattern, const char *name);

#endif
