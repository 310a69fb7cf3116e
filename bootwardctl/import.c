/* SPDX-License-Identifier: ISC */
/* Leases of PyPXE's file; see import.h. */
#include "import.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ipc/chan.h"
#include "pypxe.h"

#define FILE_SIZE_MAX (16u << 20)

/* The whole file; NULL with errno. */
static char *
read_file(const char *path, size_t *out_len)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	int error;

	if (file == NULL) {
		return NULL;
	}
	text = malloc(FILE_SIZE_MAX);
	if (text != NULL) {
		*out_len = fread(text, 1, FILE_SIZE_MAX, file);
	}
	error = ferror(file) != 0 || *out_len == FILE_SIZE_MAX ? EFBIG : 0;
	(void)fclose(file); /* read only */
	if (error != 0) {
		free(text);
		errno = error;
		return NULL;
	}
	return text;
}

/* 0, or why the suite does not take it (reason), or why it is not heard. */
static int
give(int fd, const struct pypxe_lease *lease, struct bw_msg_refused *out)
{
	struct bw_msg msg = {.type = BW_MSG_CTL_ASK};
	int error;

	msg.u.ask.what = BW_CTL_ADD_LEASE;
	memcpy(msg.u.ask.mac, lease->mac, BW_MAC_LEN);
	msg.u.ask.address = bw_addr_ipv4(lease->address, 0);
	msg.u.ask.expires_s = lease->expires_s;
	msg.u.ask.pxe = lease->ipxe ? 1 : 0;
	error = bw_chan_send(fd, &msg, -1);
	if (error == 0) {
		error = bw_chan_await(fd, &msg, NULL);
	}
	if (error == 0 && msg.type != BW_MSG_CTL_ANSWERED) {
		error = -EBADMSG;
	}
	if (error == 0) {
		*out = msg.u.refused;
	}
	return error;
}

static int
import_text(int fd, const char *path, const char *text, size_t len)
{
	struct pypxe_reader reader;
	struct pypxe_lease lease;
	unsigned n = 0, n_refused = 0;
	int error;

	pypxe_init(&reader, text, len);
	while ((error = pypxe_next(&reader, &lease)) == 0) {
		struct bw_msg_refused answer = {0};
		char ip[BW_ADDR_STR_MAX];

		if (give(fd, &lease, &answer) != 0) {
			fputs("bootwardctl: the suite hung up\n", stderr);
			return EXIT_FAILURE;
		}
		if (answer.error != 0) {
			fprintf(stderr, "bootwardctl: %s: %s\n",
			    bw_ipv4_str(lease.address, ip), answer.reason);
			n_refused++;
		} else {
			n++;
		}
	}
	printf("imported=%u refused=%u\n", n, n_refused);
	if (error != -ENOENT) {
		fprintf(stderr,
		    "bootwardctl: %s: no lease file of PyPXE from "
		    "byte %zu on\n",
		    path, (size_t)(reader.at - text));
		return EXIT_FAILURE;
	}
	return n_refused == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
import_leases(int fd, const char *path)
{
	size_t len = 0;
	char *text = read_file(path, &len);
	int status;

	if (text == NULL) {
		fprintf(stderr, "bootwardctl: %s: %s\n", path, strerror(errno));
		return EXIT_FAILURE;
	}
	status = import_text(fd, path, text, len);
	free(text);
	return status;
}
