/* SPDX-License-Identifier: ISC */
/* The options that have names here: RFC 2132 and its successors.  Pure. */
#ifndef BW_CONF_OPTION_NAMES_H
#define BW_CONF_OPTION_NAMES_H

#include "conf/net.h"

struct bw_conf_option_name {
	uint8_t code;
	enum bw_conf_option_type type;
	const char *name;
};

/* The ith, by code; NULL behind the last. */
const struct bw_conf_option_name *bw_conf_option_name_nth(size_t i);

/* Why this code cannot be set; NULL: it can. */
const char *bw_conf_option_reserved(uint8_t code);

/* "ips", and back (-ENOENT). */
const char *bw_conf_option_type_str(enum bw_conf_option_type type);
int bw_conf_option_type_find(const char *word, enum bw_conf_option_type *out);

#endif
