/* SPDX-License-Identifier: ISC */
/* The configuration from files and command line, at start and at a reload. */
#ifndef BOOTWARD_CONFIG_H
#define BOOTWARD_CONFIG_H

#include "conf/conf.h"
#include "options.h"

/*
 * Read what options name, apply what they change, check it all.
 *
 *   out      initialised here; ends with bw_conf_fini(), also on errors
 *   returns  0, or -EBADMSG having complained
 */
int config_load(const struct options *options, struct bw_conf *out,
    bw_conf_complain *complain, void *arg);

#endif
