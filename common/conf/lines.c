/* SPDX-License-Identifier: ISC */
/*
 * Judging lines before inih sees them; see lines.h.  What is a continuation
 * is decided as pybootd's parser (Python 3's configparser) does: the line is
 * indented deeper than the key it continues.  Pure.
 */
#include "conf/lines.h"

#include <string.h>

static const char byte_order_mark[] = "\xef\xbb\xbf";

/* Bytes of the text, not ended by NUL. */
struct span {
	const char *at;
	size_t len;
};

void
bw_conf_lines_init(struct bw_conf_lines *lines, const char *text, size_t len)
{
	size_t mark = sizeof(byte_order_mark) - 1;

	if (len >= mark && memcmp(text, byte_order_mark, mark) == 0) {
		text += mark;
		len -= mark;
	}
	*lines = (struct bw_conf_lines){
	    .at = text, .end = text + len, .previous = BW_CONF_LINE_BLANK};
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The bytes up to the newline, which is taken too. */
static struct span
line_take(struct bw_conf_lines *lines)
{
	size_t left = (size_t)(lines->end - lines->at);
	const char *newline = memchr(lines->at, '\n', left);
	struct span line = {lines->at, left};

	if (newline != NULL) {
		line.len = (size_t)(newline - lines->at);
	}
	lines->at += newline != NULL ? line.len + 1 : line.len;
	if (line.len > 0 && line.at[line.len - 1] == '\r') {
		line.len--;
	}
	lines->number++;
	return line;
}

static void
trim_end(struct span *s)
{
	while (s->len > 0 && is_blank(s->at[s->len - 1])) {
		s->len--;
	}
}

static bool
has_control(struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];

		if ((c < ' ' && c != '\t') || c == 0x7f) {
			return true;
		}
	}
	return false;
}

/* Copy, cut to what fits. */
static void
span_copy(struct span s, char *out, size_t size)
{
	size_t len = s.len < size ? s.len : size - 1;

	memcpy(out, s.at, len);
	out[len] = '\0';
}

/* Cut the comment that " ;" begins; inih would, too. */
static void
comment_cut(struct span *body, struct bw_conf_line *out)
{
	for (size_t i = 1; i < body->len; i++) {
		if (body->at[i] == ';' && is_blank(body->at[i - 1])) {
			struct span comment = {
			    body->at + i + 1, body->len - i - 1};

			span_copy(comment, out->comment, sizeof(out->comment));
			body->len = i;
			break;
		}
	}
	trim_end(body);
}

static const char *
section_problem(struct span body, struct bw_conf_line *out)
{
	const char *close = memchr(body.at, ']', body.len);
	struct span title = {body.at + 1, 0};

	if (close == NULL) {
		return "the '[' of a section is not closed";
	}
	if (close != body.at + body.len - 1) {
		return "something follows the ']' of a section";
	}
	title.len = body.len - 2;
	while (title.len > 0 && is_blank(title.at[0])) {
		title.at++;
		title.len--;
	}
	trim_end(&title);
	span_copy(title, out->title, sizeof(out->title));
	return NULL;
}

static const char *
key_problem(struct span body)
{
	size_t len = 0;

	while (len < body.len && body.at[len] != '=' && body.at[len] != ':') {
		len++;
	}
	if (len == body.len) {
		return "neither a [section] nor KEY = VALUE";
	}
	return len == 0 ? "there is no key before the '='" : NULL;
}

/* What kind of line this is, when it is neither blank nor a comment. */
static void
line_judge(struct bw_conf_lines *lines, struct span body, size_t indent,
    struct bw_conf_line *out)
{
	bool after_key = lines->previous == BW_CONF_LINE_KEY ||
			 lines->previous == BW_CONF_LINE_BROKEN;

	if (after_key && indent > lines->indent) {
		out->kind = lines->previous == BW_CONF_LINE_KEY
				? BW_CONF_LINE_CONTINUED
				: BW_CONF_LINE_BLANK;
		return;
	}
	if (body.at[0] == '[') {
		out->kind = BW_CONF_LINE_SECTION;
		out->problem = section_problem(body, out);
	} else {
		out->kind = BW_CONF_LINE_KEY;
		out->problem = key_problem(body);
	}
	lines->indent = indent;
	lines->previous =
	    out->problem == NULL ? out->kind : BW_CONF_LINE_BROKEN;
}

/* Nothing of the line is handed to inih. */
static void
line_break(struct bw_conf_line *out, const char *problem)
{
	out->kind = BW_CONF_LINE_BROKEN;
	out->problem = problem;
	out->text[0] = '\0';
}

bool
bw_conf_lines_next(struct bw_conf_lines *lines, struct bw_conf_line *out)
{
	struct span body;
	size_t indent = 0;

	out->kind = BW_CONF_LINE_BLANK;
	out->text[0] = out->title[0] = out->comment[0] = '\0';
	out->problem = NULL;
	out->header = false;
	if (lines->at == lines->end) {
		return false;
	}
	body = line_take(lines);
	while (body.len > 0 && is_blank(body.at[0])) {
		body.at++;
		body.len--;
		indent++;
	}
	if (body.len == 0 || body.at[0] == ';' || body.at[0] == '#') {
		return true;
	}
	out->header = body.at[0] == '[';
	if (has_control(body)) {
		line_break(out, "a control character or NUL byte");
		return true;
	}
	comment_cut(&body, out);
	line_judge(lines, body, indent, out);
	if (out->problem != NULL) {
		line_break(out, out->problem);
	} else if (body.len > BW_CONF_LINE_MAX) {
		lines->previous = BW_CONF_LINE_BROKEN;
		line_break(out, "longer than 197 bytes; break it where a "
				"space may stand and indent the next line");
	} else if (out->kind == BW_CONF_LINE_CONTINUED) {
		/* with one of the blanks before it, for inih to see */
		body.at--;
		body.len++;
		span_copy(body, out->text, sizeof(out->text));
	} else if (out->kind != BW_CONF_LINE_BLANK) {
		span_copy(body, out->text, sizeof(out->text));
	}
	return true;
}
