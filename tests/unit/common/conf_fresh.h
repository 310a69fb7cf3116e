/* SPDX-License-Identifier: ISC */
/* A configuration of defaults before each test, and its end. */
#ifndef BW_TESTS_CONF_FRESH_H
#define BW_TESTS_CONF_FRESH_H

#include "common/conf_say.h"

static struct bw_conf conf;

static void
set_up(void)
{
	bw_conf_init(&conf);
}

static void
tear_down(void)
{
	bw_conf_fini(&conf);
}

#endif
