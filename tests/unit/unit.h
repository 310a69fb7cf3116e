/* SPDX-License-Identifier: ISC */
/* The end of every unit test: run the suite, say the results as TAP. */
#ifndef BW_TESTS_UNIT_H
#define BW_TESTS_UNIT_H

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static inline int
unit_main(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/*
 * The bytes in a heap block of their exact size, so that a sanitizer sees the
 * first read past them.  The caller frees it.
 */
static inline uint8_t *
unit_exact(const void *bytes, size_t len)
{
	uint8_t *block = malloc(len > 0 ? len : 1);

	ck_assert_ptr_nonnull(block);
	if (len > 0) {
		memcpy(block, bytes, len);
	}
	return block;
}

#endif
