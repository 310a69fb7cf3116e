/* SPDX-License-Identifier: ISC */
/*
 * An ini text through inih into a configuration.  inih splits keys from
 * values; lines.c decides what a line is, source.c where a value goes.  Pure.
 */
#include <errno.h>
#include <ini.h>
#include <string.h>

#include "base/text.h"
#include "conf/conf.h"
#include "conf/lines.h"
#include "conf/source.h"
#include "conf/value.h"

#define READ_FILE_MAX (1u << 20)

/* What inih's two callbacks share: they take turns, line by line. */
struct reading {
	struct bw_conf_source source;
	struct bw_conf_lines lines;
	struct bw_conf_line line; /* the last one given to inih */

	/* The key whose value is being gathered; put when the next begins. */
	bool pending;
	unsigned pending_line;
	bool too_long;
	bool list_in_comment;
	size_t value_len;
	char key[BW_CONF_LINE_MAX + 2];
	char value[BW_CONF_VALUE_MAX + 1];
};

/*
 * Python 3 knows no " ;" comments: there "dns = 10.0.0.1 ;10.0.0.2" is a list
 * of two.  Rather than guess, refuse.
 */
static bool
list_goes_on(const struct reading *r)
{
	return r->line.comment[0] != '\0' &&
	       bw_conf_list_begins(r->line.comment) &&
	       bw_conf_list_begins(r->value);
}

static void
pending_put(struct reading *r)
{
	struct bw_conf_source *source = &r->source;
	const char *problem = NULL;

	if (!r->pending) {
		return;
	}
	r->pending = false;
	if (source->section == NULL) {
		return; /* its header was complained about */
	}
	if (r->too_long) {
		problem = "the value is longer than 4096 bytes";
	} else if (r->list_in_comment) {
		problem = "\" ;\" begins a comment; write a comma";
	}
	if (problem == NULL) {
		bw_conf_source_put(source, r->pending_line, r->key, r->value);
	} else {
		bw_conf_source_complain(source, r->pending_line, "%s.%s: %s",
		    source->title, r->key, problem);
	}
}

/* Continuation lines are joined by a space. */
static void
pending_add(struct reading *r, const char *value)
{
	size_t len = strlen(value);
	size_t gap = r->value_len > 0 && len > 0 ? 1 : 0;

	if (r->value_len + gap + len > BW_CONF_VALUE_MAX) {
		r->too_long = true;
		return;
	}
	if (gap > 0) {
		r->value[r->value_len++] = ' ';
	}
	memcpy(r->value + r->value_len, value, len + 1);
	r->value_len += len;
	r->list_in_comment = r->list_in_comment || list_goes_on(r);
}

/* inih's: one key, or one more line of the last one's value. */
static int
on_value(void *arg, const char *section, const char *key, const char *value)
{
	struct reading *r = arg;

	(void)section; /* cut at 49 bytes by inih; the source has it whole */
	if (r->line.kind == BW_CONF_LINE_KEY) {
		size_t len = strlen(key);

		BW_ASSERT(len < sizeof(r->key)); /* part of one line */
		memcpy(r->key, key, len + 1);
		r->pending = true;
		r->pending_line = r->lines.number;
		r->too_long = r->list_in_comment = false;
		r->value[0] = '\0';
		r->value_len = 0;
	}
	pending_add(r, value);
	return 1;
}

/* Do what the line itself asks for, before inih looks at it. */
static void
line_act(struct reading *r)
{
	struct bw_conf_source *source = &r->source;
	unsigned number = r->lines.number;

	switch (r->line.kind) {
	case BW_CONF_LINE_BLANK:
	case BW_CONF_LINE_CONTINUED:
		return;
	case BW_CONF_LINE_SECTION:
		pending_put(r);
		bw_conf_source_section(source, number, r->line.title);
		return;
	case BW_CONF_LINE_KEY:
		pending_put(r);
		if (source->section == NULL && source->title[0] == '\0') {
			bw_conf_source_complain(
			    source, number, "a key before the first [section]");
		}
		return;
	case BW_CONF_LINE_BROKEN:
		pending_put(r);
		bw_conf_source_complain(source, number, "%s", r->line.problem);
		if (r->line.header) {
			source->section = NULL;
			bw_text_cut(source->title, sizeof(source->title), "?");
		}
		return;
	}
}

/* inih's fgets: the next line with its newline, or NULL. */
static char *
on_line(char *out, int size, void *stream)
{
	struct reading *r = stream;
	size_t len;

	if (!bw_conf_lines_next(&r->lines, &r->line)) {
		pending_put(r);
		return NULL;
	}
	line_act(r);
	len = strlen(r->line.text);
	BW_ASSERT(size > 0 && len + 2 <= (size_t)size);
	memcpy(out, r->line.text, len);
	out[len] = '\n';
	out[len + 1] = '\0';
	return out;
}

int
bw_conf_read(struct bw_conf *conf, const char *name, const char *text,
    size_t len, bw_conf_complain *complain, void *arg)
{
	struct reading r = {0};

	bw_conf_source_init(&r.source, conf, name, complain, arg);
	bw_conf_lines_init(&r.lines, text, len);
	if (len > READ_FILE_MAX) {
		bw_conf_source_complain(
		    &r.source, 0, "the file is larger than a mebibyte");
	} else if (ini_parse_stream(on_line, &r, on_value, &r) != 0) {
		bw_conf_source_complain(
		    &r.source, 0, "inih does not understand the file");
	}
	return bw_conf_source_fini(&r.source);
}

int
bw_conf_set(struct bw_conf *conf, const char *name, const char *section,
    const char *key, const char *value, bw_conf_complain *complain, void *arg)
{
	struct bw_conf_source source;

	bw_conf_source_init(&source, conf, name, complain, arg);
	bw_conf_source_section(&source, 0, section);
	if (source.section != NULL) {
		bw_conf_source_put(&source, 0, key, value);
	}
	return bw_conf_source_fini(&source);
}
