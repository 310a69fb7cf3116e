/* SPDX-License-Identifier: ISC */
/*
 * Where SECTION.KEY = VALUE comes from, a file or the command line: puts
 * values into a configuration and complains with the place they stood at.
 */
#ifndef BW_CONF_SOURCE_H
#define BW_CONF_SOURCE_H

#include "conf/schema.h"

#define BW_CONF_COMPLAINTS_MAX 50

struct bw_conf_seen;

struct bw_conf_source {
	struct bw_conf *conf;
	const char *name; /* of the file */
	bw_conf_complain *complain;
	void *arg;
	unsigned n_complaints;

	/* The section that keys now go to; NULL: none, keys are skipped. */
	const struct bw_conf_section *section;
	char title[BW_CONF_LINE_MAX + 1]; /* as it was written */
	void *base;  /* what its keys' offsets count from */
	bool legacy; /* under its old name */
	bool is_mac; /* [MAC] of the first pybootd */

	struct bw_conf_seen *seen;   /* hash of what this file said already */
	struct bw_conf_arena *arena; /* seen lives here */
};

void bw_conf_source_init(struct bw_conf_source *source, struct bw_conf *conf,
    const char *name, bw_conf_complain *complain, void *arg);
/* 0, or -EBADMSG when there was a complaint. */
int bw_conf_source_fini(struct bw_conf_source *source);

/* "NAME:LINE: message"; line 0 is left out. */
void bw_conf_source_complain(struct bw_conf_source *source, unsigned line,
    const char *format, ...) BW_PRINTF(3, 4);

/* Enter the section with this title, "tftpd" or "export disk". */
void bw_conf_source_section(
    struct bw_conf_source *source, unsigned line, const char *title);

/* Put one key of the section; the value may be in quotes. */
void bw_conf_source_put(struct bw_conf_source *source, unsigned line,
    const char *key, const char *value);

#endif
