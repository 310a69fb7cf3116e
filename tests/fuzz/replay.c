/* SPDX-License-Identifier: ISC */
/*
 * Runs a fuzz target over a corpus without libFuzzer: every file, every prefix
 * of it, and every file with each of its bytes changed in a few ways, each in
 * a heap block of its exact size.  Says the results as TAP.
 */
#include <dirent.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPLAY_FILE_MAX (1u << 20)
/* Longer inputs have prefixes and changes tried at this many places only. */
#define REPLAY_PLACES_MAX 2048u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static unsigned long runs;

static void
run(const uint8_t *bytes, size_t len)
{
	uint8_t *block = malloc(len > 0 ? len : 1);

	if (block == NULL) {
		abort();
	}
	memcpy(block, bytes, len);
	(void)LLVMFuzzerTestOneInput(block, len); /* it returns 0 by contract */
	free(block);
	runs++;
}

static void
run_variants(uint8_t *bytes, size_t len)
{
	static const uint8_t changes[] = {0x01, 0x80, 0xff};
	size_t step = len / REPLAY_PLACES_MAX + 1;

	run(bytes, len);
	for (size_t i = 0; i < len; i += step) {
		run(bytes, i);
	}
	for (size_t i = 0; i < len; i += step) {
		for (size_t c = 0; c < sizeof(changes); c++) {
			bytes[i] ^= changes[c];
			run(bytes, len);
			bytes[i] ^= changes[c];
		}
	}
}

static int
run_file(const char *path)
{
	static uint8_t bytes[REPLAY_FILE_MAX];
	FILE *file = fopen(path, "rb");
	size_t len;

	if (file == NULL) {
		return -1;
	}
	len = fread(bytes, 1, sizeof(bytes), file);
	(void)fclose(file); /* read only */
	run_variants(bytes, len);
	return 0;
}

int
main(int argc, char **argv)
{
	int n = 0;
	struct dirent *entry;
	DIR *dir = argc == 2 ? opendir(argv[1]) : NULL;

	if (dir == NULL) {
		fprintf(stderr, "usage: %s CORPUS_DIRECTORY\n", argv[0]);
		return 2;
	}
	while ((entry = readdir(dir)) != NULL) {
		char path[PATH_MAX];

		if (entry->d_name[0] == '.') {
			continue;
		}
		(void)snprintf(
		    path, sizeof(path), "%s/%s", argv[1], entry->d_name);
		if (run_file(path) != 0) {
			printf("not ok %d - %s\n", ++n, entry->d_name);
			continue;
		}
		printf("ok %d - %s\n", ++n, entry->d_name);
	}
	(void)closedir(dir); /* read only */
	if (n == 0) {
		fprintf(
		    stderr, "%s: an empty corpus proves nothing\n", argv[1]);
		return 1;
	}
	printf("1..%d\n# %lu runs\n", n, runs);
	return 0;
}
