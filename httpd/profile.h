/* SPDX-License-Identifier: ISC */
/* The walls of httpd's workers. */
#ifndef HTTPD_PROFILE_H
#define HTTPD_PROFILE_H

#include "os/confine.h"

extern const struct bw_confine httpd_profile;

#endif
