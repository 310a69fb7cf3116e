/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as a configuration: every mistake is told, and what was taken,
 * of however broken a file, is written as text that reads back to itself.
 */
#include <string.h>

#include "conf/conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
count(void *arg, const char *message)
{
	size_t *n = arg;

	BW_ASSERT(strlen(message) > 0);
	(*n)++;
}

static void
check_round_trip(const struct bw_conf *conf)
{
	struct bw_conf again;
	char *first, *second;
	size_t first_len, second_len, n = 0;

	BW_ASSERT(bw_conf_dump(conf, &first, &first_len) == 0);
	bw_conf_init(&again);
	BW_ASSERT(
	    bw_conf_read(&again, "dump", first, first_len, count, &n) == 0);
	BW_ASSERT(bw_conf_dump(&again, &second, &second_len) == 0);
	BW_ASSERT(first_len == second_len);
	BW_ASSERT(memcmp(first, second, first_len) == 0);
	free(first);
	free(second);
	bw_conf_fini(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct bw_conf conf;
	size_t n = 0;
	int error;

	bw_conf_init(&conf);
	error = bw_conf_read(&conf, "fuzz", (const char *)data, len, count, &n);
	BW_ASSERT((error == 0) == (n == 0));
	n = 0;
	error = bw_conf_check(&conf, count, &n);
	BW_ASSERT((error == 0) == (n == 0));
	check_round_trip(&conf);
	bw_conf_fini(&conf);
	return 0;
}
