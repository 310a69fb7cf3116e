/* SPDX-License-Identifier: ISC */
/*
 * bootward-ipc(7) and the table of who may say what to whom say the same:
 * every message has its entry ".It Li NAME Pq SPEAKERS to HEARERS[, with a
 * descriptor]", and no other has.
 */
#include <stdio.h>
#include <string.h>

#include "base/line.h"
#include "ipc/rules.h"
#include "man_page.h"

#define ENTRY_MAX 256

static int n_results, n_failed;

static const struct bw_speaker master = {.master = true};

static void
result(bool good, const char *name, const char *what)
{
	n_failed += good ? 0 : 1;
	printf(
	    "%sok %d - %s: %s\n", good ? "" : "not ", ++n_results, name, what);
}

static bool
is_worker(int role)
{
	return role != BW_ROLE_PARENT && role != BW_ROLE_CTL;
}

/* May anybody say this to (or hear this from) him? */
static bool
may(enum bw_msg_type type, struct bw_speaker who, bool speaks, bool *out_fd)
{
	for (int n = 0; n <= 2 * BW_N_ROLES + 1; n++) {
		struct bw_speaker other = {.role = (enum bw_role)(n / 2)};
		bool fd = n % 2 == 1;

		if (n / 2 == BW_N_ROLES) {
			other = master;
		}
		if (bw_rules_allow(
			type, speaks ? who : other, speaks ? other : who, fd)) {
			*out_fd = fd;
			return true;
		}
	}
	return false;
}

/* "workers, masters", "bootward", "tftpd, httpd" */
static void
add_parties(struct bw_line *line, enum bw_msg_type type, bool speak, bool *fd)
{
	const char *comma = "";
	unsigned n = 0;

	for (int role = 0; role < BW_N_ROLES; role++) {
		struct bw_speaker who = {.role = (enum bw_role)role};

		n += is_worker(role) && may(type, who, speak, fd) ? 1 : 0;
	}
	for (int role = 0; role < BW_N_ROLES; role++) {
		struct bw_speaker who = {.role = (enum bw_role)role};

		if (may(type, who, speak, fd) &&
		    !(is_worker(role) && n == BW_N_ROLES - 2)) {
			bw_line_add(line, "%s%s", comma,
			    bw_role_str((enum bw_role)role));
			comma = ", ";
		}
	}
	if (n == BW_N_ROLES - 2) {
		bw_line_add(line, "%sworkers", comma);
		comma = ", ";
	}
	if (may(type, master, speak, fd)) {
		bw_line_add(line, "%smasters", comma);
	}
}

static void
message_check(enum bw_msg_type type)
{
	char entry[ENTRY_MAX];
	struct bw_line line;
	bool fd = false;

	bw_line_init(&line, entry, sizeof(entry));
	bw_line_add(&line, "\n.It Li %s Pq ", bw_msg_type_str(type));
	add_parties(&line, type, true, &fd);
	bw_line_add(&line, " to ");
	add_parties(&line, type, false, &fd);
	bw_line_add(&line, "%s\n", fd ? ", with a descriptor" : "");
	result(strstr(man, entry) != NULL, bw_msg_type_str(type),
	    "has its entry in the manual");
	if (strstr(man, entry) == NULL) {
		printf("# wanted: %.*s\n", (int)strcspn(entry + 1, "\n"),
		    entry + 1);
	}
}

/* Every entry of the manual is a message. */
static void
entries_check(void)
{
	static const char head[] = "\n.It Li ";

	for (const char *at = man; (at = strstr(at, head)) != NULL;) {
		char name[ENTRY_MAX] = "";
		size_t n, type = 1;

		at += sizeof(head) - 1;
		n = strcspn(at, " \n");
		if (n < sizeof(name)) {
			memcpy(name, at, n);
		}
		while (type < BW_N_MSGS &&
		       strcmp(bw_msg_type_str((enum bw_msg_type)type), name) !=
			   0) {
			type++;
		}
		if (type == BW_N_MSGS) {
			result(false, name, "is in the manual only");
		}
	}
}

int
main(int argc, char **argv)
{
	if (argc != 2 || man_read(argv[1]) != 0) {
		fprintf(stderr, "usage: %s bootward-ipc.7\n", argv[0]);
		return 2;
	}
	for (int type = BW_MSG_NONE + 1; type < BW_N_MSGS; type++) {
		message_check((enum bw_msg_type)type);
	}
	entries_check();
	printf("1..%d\n", n_results);
	return n_failed == 0 ? 0 : 1;
}
