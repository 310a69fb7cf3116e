/* SPDX-License-Identifier: ISC */
/*
 * An ini text cut into lines that inih will take for what they are.  inih
 * shortens long lines, says nothing of sections without keys, goes on in the
 * old section behind a broken header, and takes every indented line for a
 * continuation; so each line is judged here first, and only then handed over.
 */
#ifndef BW_CONF_LINES_H
#define BW_CONF_LINES_H

#include "conf/out.h"

enum bw_conf_line_kind {
	BW_CONF_LINE_BLANK, /* nothing, a comment, or what follows a mistake */
	BW_CONF_LINE_SECTION,
	BW_CONF_LINE_KEY,
	BW_CONF_LINE_CONTINUED, /* more of the value of the last KEY */
	BW_CONF_LINE_BROKEN,
};

struct bw_conf_line {
	enum bw_conf_line_kind kind;
	char text[BW_CONF_LINE_MAX + 2];    /* for inih, without newline */
	char title[BW_CONF_LINE_MAX + 1];   /* SECTION: between the brackets */
	char comment[BW_CONF_LINE_MAX + 1]; /* behind " ;", cut */
	const char *problem;                /* BROKEN: why */
	bool header; /* SECTION, or BROKEN that was to be */
};

struct bw_conf_lines {
	const char *at;
	const char *end;
	unsigned number; /* of the last line given out, from 1 */
	size_t indent;   /* of the last KEY, SECTION or BROKEN line */
	enum bw_conf_line_kind previous; /* of these; BLANK at first */
};

/* text is borrowed for as long as lines are taken. */
void
bw_conf_lines_init(struct bw_conf_lines *lines, const char *text, size_t len);

/* The next line; false behind the last. */
bool bw_conf_lines_next(struct bw_conf_lines *lines, struct bw_conf_line *out);

#endif
