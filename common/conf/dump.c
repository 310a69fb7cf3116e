/* SPDX-License-Identifier: ISC */
/*
 * A configuration as the ini text that reads back to it: what --dump-config
 * prints and what children are handed.  Unset keys are left out.  Pure.
 */
#include <errno.h>
#include <string.h>

#include "conf/conf.h"
#include "conf/schema.h"
#include "conf/value.h"

static bool
flag_at(const struct bw_conf *conf, size_t offset)
{
	return *(const bool *)((const char *)conf + offset);
}

static void
key_write(
    struct bw_conf_out *out, const struct bw_conf_key *key, const void *base)
{
	struct bw_conf_out value = {0};
	const char *text;

	bw_conf_value_text(key, base, &value);
	text = value.len == 0 ? "" : value.bytes;
	if (value.bad) {
		out->bad = true;
	} else if (text[0] != '\0' || key->fallback[0] != '\0') {
		bw_conf_out_row(out, key->name, text);
	}
	free(value.bytes);
}

/* base is not changed: options() only finds the list in it. */
static void
keys_write(struct bw_conf_out *out, const struct bw_conf_section *section,
    const void *base)
{
	for (size_t i = 0; i < section->n_keys; i++) {
		key_write(out, &section->keys[i], base);
	}
	if (section->options != NULL) {
		bw_conf_options_write(
		    section->options((void *)(uintptr_t)base), out);
	}
}

static void
items_write(struct bw_conf_out *out, const struct bw_conf *conf,
    const struct bw_conf_section *section)
{
	const char *name;
	const void *item;

	for (size_t i = 0; (item = section->nth(conf, i, &name)) != NULL; i++) {
		if (name[0] == '\0') {
			continue;
		}
		bw_conf_out_text(out, "\n[");
		bw_conf_out_text(out, section->name);
		bw_conf_out_text(out, " ");
		bw_conf_out_text(out, name);
		bw_conf_out_text(out, "]\n");
		keys_write(out, section, item);
	}
}

/* The section, unless nothing would stand in it and nobody asked for it. */
static void
section_write(struct bw_conf_out *out, const struct bw_conf *conf,
    const struct bw_conf_section *section)
{
	struct bw_conf_out body = {0};
	bool marked =
	    section->mark != BW_CONF_NOWHERE && flag_at(conf, section->mark);

	keys_write(&body, section, conf);
	if (section->rows_write != NULL) {
		section->rows_write(conf, &body);
	}
	if (marked || body.len > 0) {
		bw_conf_out_text(out, out->len > 0 ? "\n[" : "[");
		bw_conf_out_text(out, section->name);
		bw_conf_out_text(out, "]\n");
		bw_conf_out_text(out, body.len > 0 ? body.bytes : "");
	}
	out->bad = out->bad || body.bad;
	free(body.bytes);
}

int
bw_conf_dump(const struct bw_conf *conf, char **out, size_t *out_len)
{
	const struct bw_conf_section *section;
	struct bw_conf_out text = {0};

	for (size_t i = 0; (section = bw_conf_section_nth(i)) != NULL; i++) {
		if (section->service != BW_CONF_NOWHERE &&
		    !flag_at(conf, section->service)) {
			continue;
		}
		if (section->item != NULL) {
			items_write(&text, conf, section);
		} else {
			section_write(&text, conf, section);
		}
	}
	if (text.bad) {
		free(text.bytes);
		return -ENOMEM;
	}
	*out = text.bytes;
	*out_len = text.len;
	return 0;
}
