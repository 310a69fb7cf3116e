/* SPDX-License-Identifier: ISC */
/* From SECTION.KEY = VALUE to a field, or a complaint; see source.h.  Pure. */
#include "conf/source.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "conf/origin.h"
#include "conf/rows.h"
#include "conf/seen.h"
#include "conf/value.h"

#define MESSAGE_MAX 1024

/* Where a key goes, after its old names have been replaced. */
struct place {
	const struct bw_conf_section *section;
	const struct bw_conf_key *key; /* NULL: a free key, or an option */
	struct bw_conf_options *options;
	const char *name;
	void *base;
	bool legacy;
};

void
bw_conf_source_init(struct bw_conf_source *source, struct bw_conf *conf,
    const char *name, bw_conf_complain *complain, void *arg)
{
	*source = (struct bw_conf_source){
	    .conf = conf, .name = name, .complain = complain, .arg = arg};
}

int
bw_conf_source_fini(struct bw_conf_source *source)
{
	bw_conf_arena_free(&source->arena);
	return source->n_complaints == 0 ? 0 : -EBADMSG;
}

void
bw_conf_source_complain(
    struct bw_conf_source *source, unsigned line, const char *format, ...)
{
	char message[MESSAGE_MAX];
	int len;
	va_list args;

	if (source->n_complaints++ > BW_CONF_COMPLAINTS_MAX) {
		return;
	}
	if (source->n_complaints > BW_CONF_COMPLAINTS_MAX) {
		format = "there are more mistakes than are shown here";
	}
	len = line == 0
		  ? snprintf(message, sizeof(message), "%.255s: ", source->name)
		  : snprintf(message, sizeof(message),
			"%.255s:%u: ", source->name, line);
	BW_ASSERT(len > 0 && (size_t)len < sizeof(message));
	va_start(args, format);
	/* A message that does not fit is cut. */
	(void)vsnprintf(
	    message + len, sizeof(message) - (size_t)len, format, args);
	va_end(args);
	source->complain(source->arg, message);
}

/* A complaint about a name, with the nearest one that there is. */
static void
complain_unknown(struct bw_conf_source *source, unsigned line, const char *what,
    const struct bw_conf_nearest *nearest)
{
	if (nearest->best == NULL) {
		bw_conf_source_complain(source, line, "%s", what);
	} else {
		bw_conf_source_complain(source, line,
		    "%s; did you mean \"%s\"?", what, nearest->best);
	}
}

static void
section_unknown(struct bw_conf_source *source, unsigned line, const char *word)
{
	struct bw_conf_nearest nearest = {.wanted = word};
	const struct bw_conf_section *section;
	char what[BW_CONF_LINE_MAX + 32];

	for (size_t i = 0; (section = bw_conf_section_nth(i)) != NULL; i++) {
		bw_conf_nearest_try(&nearest, section->name);
	}
	(void)snprintf(what, sizeof(what), "[%s]: there is no such section",
	    source->title);
	complain_unknown(source, line, what, &nearest);
}

/* The section by today's or its old name, or NULL. */
static const struct bw_conf_section *
section_find(struct bw_conf_source *source, const char *word)
{
	const struct bw_conf_alias *alias = bw_conf_alias_find(word, NULL);
	uint8_t mac[BW_MAC_LEN];

	source->legacy = alias != NULL;
	source->is_mac = bw_conf_mac_parse(word, mac) == 0;
	if (source->is_mac) {
		word = "static_dhcp";
	} else if (alias != NULL) {
		word = alias->new_section;
	}
	return bw_conf_section_find(word);
}

/* "export disk": the word, and what is behind it ("" if nothing is). */
static const char *
title_split(const char *title, char word[BW_CONF_LINE_MAX + 1])
{
	size_t len = strcspn(title, " \t");

	memcpy(word, title, len);
	word[len] = '\0';
	return title + len + strspn(title + len, " \t");
}

/* May this stand between '[' and ']'? */
static bool
title_is_writable(const char *title)
{
	return strlen(title) + 2 <= BW_CONF_LINE_MAX &&
	       strchr(title, ']') == NULL && bw_conf_out_check(title) == NULL;
}

void
bw_conf_source_section(
    struct bw_conf_source *source, unsigned line, const char *title)
{
	const struct bw_conf_section *section;
	char word[BW_CONF_LINE_MAX + 1];
	const char *item;

	source->section = NULL;
	if (!title_is_writable(title)) {
		bw_text_cut(source->title, sizeof(source->title), "?");
		bw_conf_source_complain(
		    source, line, "this cannot be the name of a section");
		return;
	}
	bw_text_cut(source->title, sizeof(source->title), title);
	item = title_split(title, word);
	section = section_find(source, word);
	if (section == NULL) {
		section_unknown(source, line, word);
		return;
	}
	if (section->item != NULL && item[0] == '\0') {
		bw_conf_source_complain(source, line,
		    "[%s]: needs a name: [%s NAME]", title, section->name);
		return;
	}
	if (section->item == NULL && item[0] != '\0') {
		bw_conf_source_complain(
		    source, line, "[%s]: takes no name behind it", title);
		return;
	}
	source->base = section->item == NULL
			   ? source->conf
			   : section->item(source->conf, item);
	if (source->base == NULL) {
		bw_conf_source_complain(source, line,
		    "[%s]: too many of these, or no memory", title);
		return;
	}
	if (section->mark != BW_CONF_NOWHERE) {
		*(bool *)((char *)source->conf + section->mark) = true;
	}
	source->section = section;
}

static void
key_unknown(struct bw_conf_source *source, unsigned line, const char *key)
{
	struct bw_conf_nearest nearest = {.wanted = key};
	const struct bw_conf_section *other, *here = source->section;
	const struct bw_conf_alias *alias;
	char what[2 * BW_CONF_LINE_MAX + 64];

	for (size_t i = 0; i < here->n_keys; i++) {
		bw_conf_nearest_try(&nearest, here->keys[i].name);
	}
	for (size_t i = 0; (alias = bw_conf_alias_nth(i)) != NULL; i++) {
		if (alias->key != NULL &&
		    strcmp(alias->section, here->name) == 0) {
			bw_conf_nearest_try(&nearest, alias->key);
		}
	}
	(void)snprintf(what, sizeof(what), "%s.%s: there is no such key",
	    source->title, key);
	for (size_t i = 0; (other = bw_conf_section_nth(i)) != NULL; i++) {
		if (nearest.best == NULL && other->item == NULL &&
		    bw_conf_key_find(other, key) != NULL) {
			bw_conf_source_complain(source, line,
			    "%s here, but in [%s]", what, other->name);
			return;
		}
	}
	complain_unknown(source, line, what, &nearest);
}

/* Find where the key goes; false: it was complained about. */
static bool
place_find(struct bw_conf_source *source, unsigned line, const char *key,
    struct place *out)
{
	const struct bw_conf_alias *alias;
	struct place place = {.section = source->section,
	    .name = key,
	    .base = source->base,
	    .legacy = source->legacy};

	if (source->is_mac && bw_text_equal_nocase(key, "ipv4")) {
		place.name = source->title;
		place.legacy = true;
	} else if (source->is_mac) {
		bw_conf_source_complain(source, line,
		    "%s.%s: there is no such key; did you mean \"ipv4\"?",
		    source->title, key);
		return false;
	}
	alias = bw_conf_alias_find(place.section->name, place.name);
	if (alias != NULL) {
		place.section = bw_conf_section_find(alias->new_section);
		place.name = alias->new_key;
		place.base = source->conf;
		place.legacy = true;
	}
	if (place.section->options != NULL &&
	    bw_text_starts_nocase(place.name, BW_CONF_OPTION_WORD)) {
		place.options = place.section->options(place.base);
		place.name += strlen(BW_CONF_OPTION_WORD);
	} else if (place.section->keys != NULL) {
		place.key = bw_conf_key_find(place.section, place.name);
		if (place.key == NULL) {
			key_unknown(source, line, key);
			return false;
		}
		place.name = place.key->name;
	}
	*out = place;
	return true;
}

/* Write the key so that all spellings of it are one. */
static void
key_fold(const struct place *place, char out[BW_CONF_LINE_MAX + 1])
{
	size_t len = 0;

	for (const char *c = place->name; *c != '\0'; c++) {
		if (place->section->verbatim) {
			out[len++] = *c;
		} else if (*c != '-' && *c != ':') {
			out[len++] = bw_text_lower(*c);
		}
	}
	out[len] = '\0';
}

/*
 * Has this file set the key already?  Today's name of a key wins over its old
 * one wherever they stand, for pybootd's samples kept both.
 */
static bool
place_is_taken(struct bw_conf_source *source, unsigned line, const char *key,
    const struct place *place)
{
	char name[3 * BW_CONF_LINE_MAX], folded[BW_CONF_LINE_MAX + 1];
	const char *item = place->section->item == NULL ? "" : source->title;
	unsigned first;

	key_fold(place, folded);
	(void)snprintf(name, sizeof(name), "%s\n%s\n%s", place->section->name,
	    item, folded);
	switch (bw_conf_seen_add(
	    &source->seen, &source->arena, name, place->legacy, line, &first)) {
	case BW_CONF_SEEN_NEW:
		return false;
	case BW_CONF_SEEN_YIELDS:
		return true;
	case BW_CONF_SEEN_TWICE:
		bw_conf_source_complain(source, line,
		    "%s.%s: given twice, first in line %u", source->title, key,
		    first);
		return true;
	case BW_CONF_SEEN_NO_MEMORY:
		break;
	}
	bw_conf_source_complain(source, line, "out of memory");
	return true;
}

/* "value" and 'value' are value; false: the quote is not closed. */
static bool
unquote(const char *value, char out[BW_CONF_VALUE_MAX + 1])
{
	size_t len = strlen(value);

	if (value[0] != '"' && value[0] != '\'') {
		memcpy(out, value, len + 1);
		return true;
	}
	if (len < 2 || value[len - 1] != value[0]) {
		return false;
	}
	memcpy(out, value + 1, len - 2);
	out[len - 2] = '\0';
	return true;
}

/* May this stand before a '='? */
static bool
key_is_writable(const char *key)
{
	size_t len = strlen(key);

	return len > 0 && len <= BW_CONF_KEY_MAX &&
	       strchr("[;# \t", key[0]) == NULL && strpbrk(key, "=:") == NULL &&
	       key[len - 1] != ' ' && key[len - 1] != '\t' &&
	       bw_conf_out_check(key) == NULL;
}

static int
place_put(const struct place *place, struct bw_conf_put *put)
{
	if (place->options != NULL) {
		return bw_conf_option_put(put, place->options);
	}
	return place->key == NULL
		   ? place->section->row_put(put)
		   : bw_conf_value_parse(put, place->key, place->base);
}

void
bw_conf_source_put(struct bw_conf_source *source, unsigned line,
    const char *key, const char *value)
{
	char plain[BW_CONF_VALUE_MAX + 1];
	struct bw_conf_put put = {.conf = source->conf, .value = plain};
	const char *problem;
	struct place place;
	int error;

	if (!key_is_writable(key)) {
		bw_conf_source_complain(source, line,
		    "%s: this cannot be the name of a key", source->title);
		return;
	}
	if (!place_find(source, line, key, &place) ||
	    (line > 0 && place_is_taken(source, line, key, &place))) {
		return;
	}
	problem = bw_conf_out_check(value);
	if (problem == NULL && !unquote(value, plain)) {
		problem = "a quote is not closed (\" ;\" begins a comment, "
			  "even in quotes)";
	}
	if (problem != NULL) {
		bw_conf_source_complain(
		    source, line, "%s.%s: %s", source->title, key, problem);
		return;
	}
	put.key = place.name;
	error = place_put(&place, &put);
	if (error != 0) {
		bw_conf_source_complain(
		    source, line, "%s.%s: %s", source->title, key, put.reason);
	} else if (bw_conf_origin_put(source->conf,
		       place.section->item != NULL ? source->title
						   : place.section->name,
		       place.name, source->name, line) != 0) {
		bw_conf_source_complain(source, line, "out of memory");
	}
}
