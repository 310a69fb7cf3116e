/* SPDX-License-Identifier: ISC */
/* The environment; see environment.h. */
#include "environment.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

bool
environment_number(const char *name, uint64_t max, uint64_t *out)
{
	const char *text = getenv(name);

	return text != NULL && bw_text_u64(text, strlen(text), max, out) == 0;
}

bool
environment_names_us(const char *name)
{
	uint64_t pid;

	return environment_number(name, INT32_MAX, &pid) &&
	       pid == (uint64_t)getpid();
}
