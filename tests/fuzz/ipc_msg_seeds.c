/* SPDX-License-Identifier: ISC */
/*
 * Seeds of ipc_msg_fuzz.c, a message of each type: made when they are built, for
 * the types' numbers change.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "common/messages.h"

static void
write_seed(const char *directory, enum bw_msg_type type)
{
	const struct bw_msg msg = filled(type);
	uint8_t bytes[BW_MSG_SIZE_MAX];
	char path[4096];
	size_t len = 0;
	FILE *file;

	(void)snprintf(
	    path, sizeof(path), "%s/%s", directory, bw_msg_type_str(type));
	file = fopen(path, "we");
	if (file == NULL ||
	    bw_msg_pack(&msg, bytes, sizeof(bytes), &len) != 0 ||
	    fwrite(bytes, 1, len, file) != len || fclose(file) != 0) {
		perror(path);
		exit(EXIT_FAILURE);
	}
}

int
main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: %s DIRECTORY\n", argv[0]);
		return 2;
	}
	(void)mkdir(argv[1], 0777); /* or it is there, or fopen() tells */
	for (int type = BW_MSG_HELLO; type < BW_N_MSGS; type++) {
		write_seed(argv[1], (enum bw_msg_type)type);
	}
	return EXIT_SUCCESS;
}
