/* SPDX-License-Identifier: ISC */
/* Text piece by piece; see line.h. */
#include "base/line.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void
bw_line_init(struct bw_line *line, char *text, size_t size)
{
	*line = (struct bw_line){.text = text, .size = size};
	text[0] = '\0';
}

static void
add(struct bw_line *line, bool whole, const char *format, va_list args)
{
	size_t room = line->size - line->len;
	int n;

	if (line->full) {
		return;
	}
	n = vsnprintf(line->text + line->len, room, format, args);
	BW_ASSERT(n >= 0);
	if ((size_t)n < room) {
		line->len += (size_t)n;
		return;
	}
	line->full = true;
	line->len += whole ? 0 : room - 1;
	line->text[line->len] = '\0';
}

void
bw_line_add(struct bw_line *line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(line, false, format, args);
	va_end(args);
}

void
bw_line_add_whole(struct bw_line *line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(line, true, format, args);
	va_end(args);
}

void
bw_line_add_text(struct bw_line *line, const char *text)
{
	size_t len = strlen(text);

	if (line->full || len >= line->size - line->len) {
		line->full = true;
		return;
	}
	memcpy(line->text + line->len, text, len + 1);
	line->len += len;
}
