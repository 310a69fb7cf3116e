/* SPDX-License-Identifier: ISC */
/* Numbers that a service manager leaves in the environment. */
#ifndef BOOTWARD_ENVIRONMENT_H
#define BOOTWARD_ENVIRONMENT_H

#include "base/base.h"

/* False when it is not there, no decimal number, or above max. */
bool environment_number(const char *name, uint64_t max, uint64_t *out);

/* Is that there, and our process id? */
bool environment_names_us(const char *name);

#endif
