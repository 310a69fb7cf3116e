/* SPDX-License-Identifier: ISC */
/* A manual page in memory, for the lints that compare one with a table. */
#ifndef BW_TESTS_MAN_PAGE_H
#define BW_TESTS_MAN_PAGE_H

#include <stdio.h>

#define MAN_MAX (1u << 18)

static char man[MAN_MAX];

/* 0, or -1 having said why, or when it is too long. */
static inline int
man_read(const char *path)
{
	FILE *file = fopen(path, "r");
	size_t len;

	if (file == NULL) {
		perror(path);
		return -1;
	}
	len = fread(man, 1, sizeof(man) - 1, file);
	(void)fclose(file); /* read only */
	return len < sizeof(man) - 1 ? 0 : -1;
}

#endif
