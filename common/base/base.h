/* SPDX-License-Identifier: ISC */
/*
 * What every file may assume: sizes of arrays, and the assertion that is
 * never compiled out.  BW_ASSERT is for our own mistakes, never for input.
 */
#ifndef BW_BASE_BASE_H
#define BW_BASE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

#define BW_ASSERT(condition)                                                   \
	do {                                                                   \
		if (!(condition)) {                                            \
			abort();                                               \
		}                                                              \
	} while (0)

#define BW_PRINTF(text, first) __attribute__((format(printf, text, first)))

/* Rounded up so that anything may lie behind so many bytes, as by malloc(3). */
static inline size_t
bw_aligned(size_t size)
{
	const size_t unit = _Alignof(max_align_t);

	return (size + unit - 1) / unit * unit;
}

#endif
