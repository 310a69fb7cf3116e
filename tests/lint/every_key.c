/* SPDX-License-Identifier: ISC */
/*
 * The long example of bootward.ini(5), behind its comment "every key", is a
 * configuration without a mistake, and has every key of the schema.
 */
#include <stdio.h>
#include <string.h>

#include "conf/origin.h"
#include "conf/schema.h"
#include "man_page.h"

#define TITLE_MAX 256

static int n_results, n_failed;

static void
result(bool good, const char *section, const char *key)
{
	n_failed += good ? 0 : 1;
	printf("%sok %d - %s.%s has an example\n", good ? "" : "not ",
	    ++n_results, section, key);
}

static void
complain(void *arg, const char *message)
{
	(void)arg;
	n_failed++;
	printf("# %s\n", message);
}

/* The lines of the display; NULL: it is not there. */
static const char *
example_find(size_t *out_len)
{
	static const char head[] = "\n.\\\" every key\n.Bd -literal\n";
	const char *begin = strstr(man, head), *end;

	if (begin == NULL) {
		return NULL;
	}
	begin += strlen(head);
	end = strstr(begin, "\n.Ed\n");
	*out_len = end == NULL ? 0 : (size_t)(end - begin) + 1;
	return begin;
}

/* Was it set, in the section or in any of the items of it? */
static bool
is_set(const struct bw_conf *conf, const struct bw_conf_section *section,
    const char *key)
{
	char title[TITLE_MAX];
	const char *name;

	if (section->nth == NULL) {
		return bw_conf_origin_find(conf, section->name, key) != NULL;
	}
	for (size_t i = 0; section->nth(conf, i, &name) != NULL; i++) {
		(void)snprintf(
		    title, sizeof(title), "%s %s", section->name, name);
		if (bw_conf_origin_find(conf, title, key) != NULL) {
			return true;
		}
	}
	return false;
}

int
main(int argc, char **argv)
{
	const struct bw_conf_section *section;
	struct bw_conf conf;
	const char *text;
	size_t len = 0;

	if (argc != 2 || man_read(argv[1]) != 0) {
		fprintf(stderr, "usage: %s bootward.ini.5\n", argv[0]);
		return 2;
	}
	text = example_find(&len);
	if (text == NULL || len == 0) {
		printf("1..0\nBail out! the example is not there\n");
		return 1;
	}
	bw_conf_init(&conf);
	bw_conf_origins_keep(&conf);
	(void)bw_conf_read(&conf, "example", text, len, complain, NULL);
	(void)bw_conf_check(&conf, complain, NULL); /* both are counted */
	for (size_t i = 0; (section = bw_conf_section_nth(i)) != NULL; i++) {
		for (size_t k = 0; k < section->n_keys; k++) {
			const char *key = section->keys[k].name;

			result(is_set(&conf, section, key), section->name, key);
		}
	}
	printf("1..%d\n", n_results);
	bw_conf_fini(&conf);
	return n_failed == 0 ? 0 : 1;
}
