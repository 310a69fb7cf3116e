/* SPDX-License-Identifier: ISC */
/*
 * Every configuration that is shipped reads, checks, and reads back what is
 * written of it; so does the annotated default with its comments taken away.
 */
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "conf/conf.h"

#define FILE_MAX (1u << 16)

static void
complain(void *arg, const char *message)
{
	bool *good = arg;

	printf("# %s\n", message);
	*good = false;
}

/* ";key = value" becomes "key = value"; "; words" stay a comment. */
static void
uncomment(char *text)
{
	char *to = text;
	bool begins = true;

	for (const char *at = text; *at != '\0'; at++) {
		bool comment = begins && *at == ';' && at[1] != ' ';

		begins = *at == '\n';
		if (!comment) {
			*to++ = *at;
		}
	}
	*to = '\0';
}

static bool
reads(const char *name, const char *text)
{
	struct bw_conf conf, again;
	bool good = true;
	char *dump;
	size_t len;

	bw_conf_init(&conf);
	bw_conf_init(&again);
	/* whether they went well is in good */
	(void)bw_conf_read(&conf, name, text, strlen(text), complain, &good);
	(void)bw_conf_check(&conf, complain, &good);
	if (bw_conf_dump(&conf, &dump, &len) != 0) {
		good = false;
	} else {
		(void)bw_conf_read(&again, "dump", dump, len, complain, &good);
		(void)bw_conf_check(&again, complain, &good);
		free(dump);
	}
	bw_conf_fini(&again);
	bw_conf_fini(&conf);
	return good;
}

static bool
file_reads(const char *path)
{
	static char text[FILE_MAX];
	FILE *file = fopen(path, "r");
	size_t len;

	if (file == NULL) {
		printf("# cannot be opened\n");
		return false;
	}
	len = fread(text, 1, sizeof(text) - 1, file);
	(void)fclose(file); /* read only */
	text[len] = '\0';
	if (!reads(path, text)) {
		return false;
	}
	uncomment(text);
	return reads(path, text);
}

int
main(int argc, char **argv)
{
	glob_t found = {0};
	int n_failed = 0;

	for (int i = 1; i < argc; i++) {
		if (glob(argv[i], i > 1 ? GLOB_APPEND : 0, NULL, &found) != 0) {
			fprintf(stderr, "%s: nothing there\n", argv[i]);
			return 2;
		}
	}
	printf("1..%zu\n", found.gl_pathc);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		bool good = file_reads(found.gl_pathv[i]);

		n_failed += good ? 0 : 1;
		printf("%sok %zu - %s\n", good ? "" : "not ", i + 1,
		    found.gl_pathv[i]);
	}
	globfree(&found);
	return argc > 1 && n_failed == 0 ? 0 : 1;
}
