/* SPDX-License-Identifier: ISC */
/* The command line, with pybootd's flags in pybootd's meaning. */
#ifndef BOOTWARD_OPTIONS_H
#define BOOTWARD_OPTIONS_H

#include "base/base.h"

enum {
	EXIT_USAGE = 2,
	EXIT_CONFIG = 78, /* sysexits' EX_CONFIG */
};

struct options {
	const char *config;     /* -c; NULL: the default, or none with --root */
	bool check_only;        /* -n */
	bool dump;              /* --dump-config */
	bool debug;             /* -d */
	const char *debug_list; /* --debug LIST; NULL */
	const char *verbose_list; /* --verbose LIST; NULL */
	bool http;                /* -H */
	const char *only;      /* --only LIST, or what -p and -t mean; NULL */
	const char *root;      /* --root; NULL */
	const char *interface; /* --interface; NULL */
	bool proxy;
};

/*
 * Parse the command line.
 *
 *   returns  -1 to go on, or the status to exit with (help and version were
 *            printed to stdout, mistakes to stderr)
 */
int options_parse(int argc, char **argv, struct options *out);

#endif
