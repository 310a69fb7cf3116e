/* SPDX-License-Identifier: ISC */
/* The negotiation as text; see decode.h.  Pure. */
#include "decode.h"

#include "base/line.h"
#include "base/reader.h"
#include "base/text.h"
#include "wire.h"

#define TEXT_SHOWN_MAX 256

struct word {
	uint32_t number;
	const char *name;
};

static const struct word options[] = {
    {NBD_OPT_EXPORT_NAME, "export-name"},
    {NBD_OPT_ABORT, "abort"},
    {NBD_OPT_LIST, "list"},
    {NBD_OPT_STARTTLS, "starttls"},
    {NBD_OPT_INFO, "info"},
    {NBD_OPT_GO, "go"},
    {NBD_OPT_STRUCTURED_REPLY, "structured-reply"},
    {NBD_OPT_LIST_META_CONTEXT, "list-meta-context"},
    {NBD_OPT_SET_META_CONTEXT, "set-meta-context"},
    {NBD_OPT_EXTENDED_HEADERS, "extended-headers"},
};

static const struct word replies[] = {
    {NBD_REP_ACK, "ack"},
    {NBD_REP_SERVER, "server"},
    {NBD_REP_INFO, "info"},
    {NBD_REP_META_CONTEXT, "meta-context"},
    {NBD_REP_ERR_UNSUP, "err-unsup"},
    {NBD_REP_ERR_POLICY, "err-policy"},
    {NBD_REP_ERR_INVALID, "err-invalid"},
    {NBD_REP_ERR_UNKNOWN, "err-unknown"},
    {NBD_REP_ERR_SHUTDOWN, "err-shutdown"},
    {NBD_REP_ERR_TOO_BIG, "err-too-big"},
    {NBD_REP_ERR_EXT_HEADER_REQD, "err-ext-header-reqd"},
};

static void
add_word(struct bw_line *line, const char *key, const struct word *words,
    size_t n, uint32_t number)
{
	for (size_t i = 0; i < n; i++) {
		if (words[i].number == number) {
			bw_line_add(line, "%s=%s", key, words[i].name);
			return;
		}
	}
	bw_line_add(line, "%s=%#x", key, (unsigned)number);
}

static void
add_text(struct bw_line *line, const char *key, const uint8_t *text, size_t len)
{
	char printable[TEXT_SHOWN_MAX];

	bw_line_add(line, " %s=%s", key,
	    bw_text_printable(printable, sizeof(printable), text, len));
}

/* A text behind its length. */
static void
add_string(struct bw_line *line, const char *key, struct bw_reader *data)
{
	uint32_t len = bw_reader_u32(data);
	const uint8_t *text = bw_reader_take(data, len);

	if (text != NULL) {
		add_text(line, key, text, len);
	}
}

static void
add_option(struct bw_line *line, uint32_t number, struct bw_reader *data)
{
	size_t len = bw_reader_left(data);
	const uint8_t *bytes = bw_reader_take(data, len);
	struct nbd_info_request info;
	struct nbd_meta_request meta;

	add_word(line, "option", options, ARRAY_LEN(options), number);
	if (bytes == NULL) {
		return;
	}
	if (number == NBD_OPT_EXPORT_NAME) {
		add_text(line, "name", bytes, len);
	} else if ((number == NBD_OPT_INFO || number == NBD_OPT_GO) &&
		   nbd_info_request_parse(bytes, len, &info) == 0) {
		add_text(line, "name", info.name, info.name_len);
		bw_line_add(line, " infos=%x", (unsigned)info.infos);
	} else if ((number == NBD_OPT_LIST_META_CONTEXT ||
		       number == NBD_OPT_SET_META_CONTEXT) &&
		   nbd_meta_request_parse(bytes, len, &meta) == 0) {
		add_text(line, "name", meta.name, meta.name_len);
		bw_line_add(line, " queries=%u", (unsigned)meta.n_queries);
	} else if (len > 0) {
		bw_line_add(line, " len=%zu", len);
	}
}

static void
add_info(struct bw_line *line, struct bw_reader *data)
{
	uint16_t type = bw_reader_u16(data);

	if (type == NBD_INFO_EXPORT) {
		uint64_t size = bw_reader_u64(data);

		bw_line_add(line, " size=%llu flags=%04x",
		    (unsigned long long)size, (unsigned)bw_reader_u16(data));
	} else if (type == NBD_INFO_BLOCK_SIZE) {
		uint32_t least = bw_reader_u32(data);
		uint32_t preferred = bw_reader_u32(data);

		bw_line_add(line, " block-size=%u,%u,%u", (unsigned)least,
		    (unsigned)preferred, (unsigned)bw_reader_u32(data));
	} else {
		size_t len = bw_reader_left(data);

		add_text(line, type == NBD_INFO_NAME ? "name" : "description",
		    bw_reader_take(data, len), len);
	}
}

static void
add_reply(struct bw_line *line, uint32_t option, uint32_t type,
    struct bw_reader *data)
{
	add_word(line, "reply", replies, ARRAY_LEN(replies), type);
	bw_line_add(line, " ");
	add_word(line, "option", options, ARRAY_LEN(options), option);
	if (type == NBD_REP_INFO) {
		add_info(line, data);
	} else if (type == NBD_REP_SERVER) {
		add_string(line, "name", data);
	} else if (type == NBD_REP_META_CONTEXT) {
		size_t len;

		(void)bw_reader_u32(data); /* its number */
		len = bw_reader_left(data);
		add_text(line, "name", bw_reader_take(data, len), len);
	} else if (bw_reader_left(data) > 0) {
		size_t len = bw_reader_left(data);

		add_text(line, "text", bw_reader_take(data, len), len);
	}
}

/* An option or a reply: its header, and then its data.  False: there is none. */
static bool
add_message(struct bw_line *line, struct bw_reader *in)
{
	struct bw_reader r = *in, data;
	uint64_t magic = bw_reader_u64(&r);
	uint32_t option = bw_reader_u32(&r), type = 0, len;

	if (magic == NBD_REP_MAGIC) {
		type = bw_reader_u32(&r);
	} else if (magic != NBD_OPTS_MAGIC) {
		return false;
	}
	len = bw_reader_u32(&r);
	if (bw_reader_check(&r) != 0 || bw_reader_left(&r) < len) {
		return false; /* the rest is still to come */
	}
	data = bw_reader_sub(&r, len);
	if (magic == NBD_REP_MAGIC) {
		add_reply(line, option, type, &data);
	} else {
		add_option(line, option, &data);
	}
	*in = r;
	return true;
}

/* What either side says first. */
static void
add_first(struct bw_line *line, struct bw_reader *in)
{
	struct bw_reader r = *in;
	uint64_t magic = bw_reader_u64(&r);

	if (magic == NBD_MAGIC && bw_reader_left(in) >= NBD_GREETING_SIZE) {
		(void)bw_reader_u64(&r); /* the other magic */
		bw_line_add(
		    line, "greeting flags=%04x", (unsigned)bw_reader_u16(&r));
		*in = r;
		return;
	}
	if (magic != NBD_OPTS_MAGIC && magic != NBD_REP_MAGIC &&
	    bw_reader_left(in) >= NBD_CLIENT_FLAGS_SIZE) {
		bw_line_add(
		    line, "client-flags=%08x", (unsigned)bw_reader_u32(in));
	}
}

void
nbd_decode(const uint8_t *bytes, size_t len, char *out, size_t size)
{
	struct bw_reader in;
	struct bw_line line;

	bw_line_init(&line, out, size);
	bw_reader_init(&in, bytes, len);
	add_first(&line, &in);
	while (bw_reader_left(&in) > 0) {
		bw_line_add(&line, "%s", line.len > 0 ? " " : "");
		if (!add_message(&line, &in)) {
			bw_line_add(&line, "len=%zu", bw_reader_left(&in));
			return;
		}
	}
}
