/* SPDX-License-Identifier: ISC */
/* The combined log format; see combined.h.  Pure. */
#include "combined.h"

#include <stdio.h>
#include <string.h>

#include "base/writer.h"
#include "date.h"

/* Of the client's text, escaped. */
#define LINE_SHOWN_MAX  1024
#define FIELD_SHOWN_MAX 256
#define ESCAPED_MAX     5 /* "\xNN" and its NUL */

static const char *
escape(char c, char out[ESCAPED_MAX])
{
	static const char digits[] = "0123456789abcdef";
	uint8_t byte = (uint8_t)c;

	if (c == '"' || c == '\\') {
		memcpy(out, (char[]){'\\', c, '\0'}, 3);
	} else if (byte < ' ' || byte > '~') {
		memcpy(out,
		    (char[]){
			'\\', 'x', digits[byte >> 4], digits[byte & 0xf], '\0'},
		    ESCAPED_MAX);
	} else {
		memcpy(out, (char[]){c, '\0'}, 2);
	}
	return out;
}

/* ' "text"', or ' "-"' for none, of at most so many bytes. */
static void
put_quoted(struct bw_writer *w, struct http_text text, size_t shown_max)
{
	size_t end = w->len + shown_max;
	char escaped[ESCAPED_MAX];

	bw_writer_text(w, " \"");
	for (size_t i = 0; i < text.len && w->len + ESCAPED_MAX <= end; i++) {
		bw_writer_text(w, escape(text.at[i], escaped));
	}
	bw_writer_text(w, text.len == 0 ? "-\"" : "\"");
}

/* Of a request that was not understood its beginning, as it came. */
static struct http_text
line_of(const struct http_exchange *x)
{
	struct http_text line = {.at = (const char *)x->in, .len = x->in_len};

	line = http_text_take(&line, '\n');
	if (line.len > 0 && line.at[line.len - 1] == '\r') {
		line.len--;
	}
	return line;
}

/* What was sent of the body: of the file, or behind the head. */
static uint64_t
body_sent(const struct http_exchange *x)
{
	const uint8_t *end = memmem(x->out, x->out_len, "\r\n\r\n", 4);
	size_t head_len = end == NULL ? x->out_len : (size_t)(end - x->out) + 4;

	return x->file_sent +
	       (x->out_sent > head_len ? x->out_sent - head_len : 0);
}

const char *
http_combined_str(const struct bw_addr *peer, const struct http_exchange *x,
    uint64_t wall_s, char out[HTTP_COMBINED_MAX])
{
	char addr[BW_ADDR_STR_MAX], date[HTTP_DATE_STR_MAX], numbers[64];
	struct bw_writer w;

	bw_writer_init(&w, (uint8_t *)out, HTTP_COMBINED_MAX);
	bw_writer_text(&w, bw_addr_ip_str(peer, addr));
	bw_writer_text(&w, " - - [");
	bw_writer_text(&w, http_date_log_str(wall_s, date));
	bw_writer_text(&w, "]");
	put_quoted(&w, line_of(x), LINE_SHOWN_MAX);
	(void)snprintf(numbers, sizeof(numbers), " %d %llu",
	    (int)x->response.status, (unsigned long long)body_sent(x));
	bw_writer_text(&w, numbers);
	put_quoted(&w, http_field_text(x->in, &x->request, HTTP_FIELD_REFERER),
	    FIELD_SHOWN_MAX);
	put_quoted(&w,
	    http_field_text(x->in, &x->request, HTTP_FIELD_USER_AGENT),
	    FIELD_SHOWN_MAX);
	bw_writer_u8(&w, '\0');
	BW_ASSERT(bw_writer_end(&w) == 0); /* the parts are that short */
	return out;
}
