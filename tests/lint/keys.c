/* SPDX-License-Identifier: ISC */
/*
 * bootward.ini(5) and the schema say the same: every section and key of the
 * one is in the other, and so is every default.  In the manual a section is
 * ".Ss [NAME]" and a key ".It Ic KEY Ar VALUE Pq DEFAULT".
 */
#include <stdio.h>
#include <string.h>

#include "conf/schema.h"
#include "man_page.h"

#define ENTRY_MAX    256
#define NAME_LEN_MAX 64

static int n_results, n_failed;

static void
result(bool good, const char *section, const char *key, const char *what)
{
	n_failed += good ? 0 : 1;
	printf("%sok %d - %s%s%s: %s\n", good ? "" : "not ", ++n_results,
	    section, key[0] == '\0' ? "" : ".", key, what);
}

/* The text between a line and the next of the same rank or a higher one. */
static const char *
section_text(const char *name, size_t *out_len)
{
	char head[ENTRY_MAX];
	const char *begin, *end;

	(void)snprintf(head, sizeof(head), "\n.Ss [%s]\n", name);
	begin = strstr(man, head);
	if (begin == NULL) {
		return NULL;
	}
	begin += strlen(head) - 1;
	end = strstr(begin, "\n.S");
	*out_len = end == NULL ? strlen(begin) : (size_t)(end - begin);
	return begin;
}

/* The line ".It Ic KEY ..." in the text of a section. */
static bool
entry_find(const char *text, size_t len, const char *key, char out[ENTRY_MAX])
{
	char head[ENTRY_MAX];
	size_t head_len =
	    (size_t)snprintf(head, sizeof(head), "\n.It Ic %s", key);

	for (const char *at = text; (at = strstr(at, head)) != NULL; at++) {
		size_t n = strcspn(at + head_len, "\n");

		if (at + head_len > text + len) {
			return false;
		}
		if (strchr(" \n", at[head_len]) != NULL && n < ENTRY_MAX) {
			memcpy(out, at + head_len, n);
			out[n] = '\0';
			return true;
		}
	}
	return false;
}

/* Does RELOADING name the key? */
static bool
is_fixed_in_manual(const char *key)
{
	const char *begin = strstr(man, "\n.Sh RELOADING\n");
	const char *end = begin == NULL ? NULL : strstr(begin + 1, "\n.Sh ");
	size_t len = strlen(key);

	for (const char *at = begin;
	     at != NULL && (at = strstr(at, key)) != NULL && at < end; at++) {
		if (at[-1] == ' ' && strchr(" \n", at[len]) != NULL) {
			return true;
		}
	}
	return false;
}

static void
key_check(const char *text, size_t len, const char *section,
    const struct bw_conf_key *key)
{
	char entry[ENTRY_MAX];
	const char *given;

	if (!entry_find(text, len, key->name, entry)) {
		result(false, section, key->name, "is not in the manual");
		return;
	}
	result(!key->fixed || is_fixed_in_manual(key->name), section, key->name,
	    "is listed in RELOADING if it takes a restart");
	given = strstr(entry, " Pq ");
	given = given == NULL ? "" : given + 4;
	result(strcmp(given, key->fallback) == 0, section, key->name,
	    "has its default in the manual");
}

/* Every ".It Ic KEY" of the section is a key of the schema. */
static void
entries_check(
    const char *text, size_t len, const struct bw_conf_section *section)
{
	static const char head[] = "\n.It Ic ";
	const char *at = text;

	while ((at = strstr(at, head)) != NULL && at < text + len) {
		char key[ENTRY_MAX] = "";
		size_t n;

		at += sizeof(head) - 1;
		n = strcspn(at, " \n");
		if (n < sizeof(key)) {
			memcpy(key, at, n);
		}
		if (bw_conf_key_find(section, key) == NULL) {
			result(false, section->name, key,
			    "is in the manual but not in the schema");
		}
	}
}

static void
section_check(const struct bw_conf_section *section)
{
	char name[NAME_LEN_MAX];
	const char *text;
	size_t len;

	(void)snprintf(name, sizeof(name), "%s%s", section->name,
	    section->item == NULL ? "" : " NAME");
	text = section_text(name, &len);
	result(text != NULL, section->name, "", "is in the manual");
	if (text == NULL || section->keys == NULL) {
		return;
	}
	for (size_t i = 0; i < section->n_keys; i++) {
		key_check(text, len, section->name, &section->keys[i]);
	}
	entries_check(text, len, section);
}

/* Every ".Ss [NAME]" is a section of the schema. */
static void
headers_check(void)
{
	static const char head[] = "\n.Ss [";

	for (const char *at = man; (at = strstr(at, head)) != NULL;) {
		char name[ENTRY_MAX] = "";
		size_t n;

		at += sizeof(head) - 1;
		n = strcspn(at, " ]\n");
		if (n < sizeof(name)) {
			memcpy(name, at, n);
		}
		if (bw_conf_section_find(name) == NULL) {
			result(false, name, "",
			    "is in the manual but not in the schema");
		}
	}
}

/* Old names are listed as ".It Ic [bootp]" and ".It Ic bootpd.boot_file". */
static void
alias_check(const struct bw_conf_alias *alias)
{
	char line[ENTRY_MAX];

	if (alias->key == NULL) {
		(void)snprintf(
		    line, sizeof(line), "\n.It Ic [%s]\n", alias->section);
	} else {
		(void)snprintf(line, sizeof(line), "\n.It Ic %s.%s\n",
		    alias->section, alias->key);
	}
	result(strstr(man, line) != NULL, alias->section,
	    alias->key == NULL ? "" : alias->key,
	    "is among the old names of the manual");
}

int
main(int argc, char **argv)
{
	const struct bw_conf_section *section;
	const struct bw_conf_alias *alias;

	if (argc != 2 || man_read(argv[1]) != 0) {
		fprintf(stderr, "usage: %s bootward.ini.5\n", argv[0]);
		return 2;
	}
	for (size_t i = 0; (section = bw_conf_section_nth(i)) != NULL; i++) {
		section_check(section);
	}
	headers_check();
	for (size_t i = 0; (alias = bw_conf_alias_nth(i)) != NULL; i++) {
		alias_check(alias);
	}
	printf("1..%d\n", n_results);
	return n_failed == 0 ? 0 : 1;
}
