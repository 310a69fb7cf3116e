/* SPDX-License-Identifier: ISC */
/*
 * Options of the operator's own: "option CODE [TYPE] [always] = VALUE", where
 * CODE is a number or a name, and names know their type.  Pure.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "conf/arena.h"
#include "conf/option_names.h"
#include "conf/value.h"

#define OPTION_WORD_MAX (BW_CONF_KEY_MAX + 1)
#define OPTION_BLANKS   " \t"
#define ALWAYS          "always"

/* The next word of the key; "" behind the last. */
static void
word_next(const char **at, char out[OPTION_WORD_MAX])
{
	size_t len;

	*at += strspn(*at, OPTION_BLANKS);
	len = strcspn(*at, OPTION_BLANKS);
	BW_ASSERT(len < OPTION_WORD_MAX); /* part of a key */
	memcpy(out, *at, len);
	out[len] = '\0';
	*at += len;
}

static const struct bw_conf_option_name *
name_find(const char *word, uint64_t code)
{
	const struct bw_conf_option_name *name;
	size_t i = 0;

	while ((name = bw_conf_option_name_nth(i)) != NULL &&
	       !bw_text_equal_nocase(name->name, word) && name->code != code) {
		i++;
	}
	return name;
}

static int
name_refuse(struct bw_conf_put *put, const char *word)
{
	struct bw_conf_nearest nearest = {.wanted = word};
	const struct bw_conf_option_name *name;

	for (size_t i = 0; (name = bw_conf_option_name_nth(i)) != NULL; i++) {
		bw_conf_nearest_try(&nearest, name->name);
	}
	return bw_conf_refuse(put,
	    "there is no option \"%.40s\" (write its number)%s%s%s", word,
	    nearest.best == NULL ? "" : "; did you mean \"",
	    nearest.best == NULL ? "" : nearest.best,
	    nearest.best == NULL ? "" : "\"?");
}

/* The code and, if it is known, the type. */
static int
code_parse(struct bw_conf_put *put, const char *word,
    struct bw_conf_option *out, bool *out_typed)
{
	const struct bw_conf_option_name *name;
	const char *reserved;
	uint64_t code = UINT64_MAX;

	if (bw_text_u64(word, strlen(word), UINT8_MAX, &code) != 0) {
		code = UINT64_MAX;
	}
	name = name_find(word, code);
	if (name == NULL && code == UINT64_MAX) {
		return name_refuse(put, word);
	}
	out->code = name != NULL ? name->code : (uint8_t)code;
	*out_typed = name != NULL;
	if (name != NULL) {
		out->type = name->type;
	}
	reserved = bw_conf_option_reserved(out->code);
	return reserved == NULL ? 0 : bw_conf_refuse(put, "%s", reserved);
}

/* What stands behind the code: a type, and "always". */
static int
words_parse(struct bw_conf_put *put, const char *at, bool typed,
    struct bw_conf_option *out)
{
	char word[OPTION_WORD_MAX];

	for (word_next(&at, word); word[0] != '\0'; word_next(&at, word)) {
		if (bw_text_equal_nocase(word, ALWAYS)) {
			out->always = true;
		} else if (bw_conf_option_type_find(word, &out->type) == 0) {
			typed = true;
		} else {
			return bw_conf_refuse(put,
			    "behind an option's code may stand its type (ip, "
			    "ips, u8, u16, u32, bool, text, hex, routes, "
			    "domains, parts) and always, not \"%.40s\"",
			    word);
		}
	}
	if (!typed) {
		return bw_conf_refuse(put,
		    "of what type is it?  Write option %u text, or ip, ips, "
		    "u8, u16, u32, bool, hex, routes, domains, parts",
		    out->code);
	}
	return 0;
}

/* The option of this code, or room for one; NULL: no memory. */
static struct bw_conf_option *
option_get(struct bw_conf *conf, struct bw_conf_options *options, uint8_t code)
{
	struct bw_conf_option *items;

	for (size_t i = 0; i < options->n; i++) {
		if (options->items[i].code == code) {
			return &options->items[i];
		}
	}
	items = bw_conf_arena_grow(
	    &conf->arena, options->items, options->n, sizeof(*items));
	if (items == NULL) {
		return NULL;
	}
	options->items = items;
	return &items[options->n++];
}

int
bw_conf_option_put(struct bw_conf_put *put, struct bw_conf_options *options)
{
	struct bw_conf_option option = {0}, *to;
	char word[OPTION_WORD_MAX];
	uint8_t value[BW_CONF_OPTION_MAX];
	const char *at = put->key;
	uint8_t *copy;
	bool typed = false;
	int len;

	word_next(&at, word);
	if (code_parse(put, word, &option, &typed) != 0 ||
	    words_parse(put, at, typed, &option) != 0) {
		return -EBADMSG;
	}
	len = bw_conf_option_encode(put, option.type, value);
	if (len < 0 ||
	    bw_conf_option_obeys(put, option.code, value, (size_t)len) != 0) {
		return -EBADMSG;
	}
	copy = bw_conf_arena_alloc(&put->conf->arena, (size_t)len);
	option.text = bw_conf_arena_text(&put->conf->arena, put->value);
	to = copy == NULL || option.text == NULL
		 ? NULL
		 : option_get(put->conf, options, option.code);
	if (to == NULL) {
		return bw_conf_refuse(put, "out of memory");
	}
	memcpy(copy, value, (size_t)len);
	option.value = (struct bw_conf_bytes){copy, (size_t)len};
	*to = option;
	return 0;
}

void
bw_conf_options_write(
    const struct bw_conf_options *options, struct bw_conf_out *out)
{
	for (size_t i = 0; i < options->n; i++) {
		const struct bw_conf_option *option = &options->items[i];
		char key[64];

		(void)snprintf(key, sizeof(key), BW_CONF_OPTION_WORD "%u %s%s",
		    option->code, bw_conf_option_type_str(option->type),
		    option->always ? " " ALWAYS : "");
		bw_conf_out_row(out, key, option->text);
	}
}
