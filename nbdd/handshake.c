/* SPDX-License-Identifier: ISC */
/* The handshake, option by option; see handshake.h.  Pure. */
#include "handshake.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"

void
nbd_handshake_init(struct nbd_handshake *handshake,
    const struct bw_conf_exports *exports, struct bw_writer *out)
{
	*handshake = (struct nbd_handshake){.exports = exports};
	nbd_greeting_build(out, NBD_FLAG_FIXED_NEWSTYLE | NBD_FLAG_NO_ZEROES);
}

static void
fail(struct nbd_handshake *handshake, const char *reason)
{
	handshake->phase = NBD_HANDSHAKE_PHASE_FAILED;
	handshake->reason = reason;
}

/* The text of an error reply, for the client's user. */
static const char *
error_text(uint32_t type)
{
	switch (type) {
	case NBD_REP_ERR_UNSUP:
		return "option not supported";
	case NBD_REP_ERR_POLICY:
		return "export not allowed";
	case NBD_REP_ERR_INVALID:
		return "option data is malformed";
	case NBD_REP_ERR_UNKNOWN:
		return "export not available";
	case NBD_REP_ERR_TLS_REQD:
		return "TLS has to be begun first";
	case NBD_REP_ERR_SHUTDOWN:
		return "server is being stopped";
	case NBD_REP_ERR_EXT_HEADER_REQD:
		return "extended headers are in use already";
	case NBD_REP_ERR_TOO_BIG:
		return "option data is too long";
	default:
		return "";
	}
}

/* Answer the option in hand with an error and await the next. */
static void
refuse(struct nbd_handshake *handshake, uint32_t type, struct bw_writer *out)
{
	handshake->phase = NBD_HANDSHAKE_PHASE_OPTION;
	if (handshake->option.number == NBD_OPT_EXPORT_NAME) {
		/* The one option that cannot be answered with an error. */
		fail(handshake, error_text(type));
		return;
	}
	nbd_option_error_build(
	    out, handshake->option.number, type, error_text(type));
}

static void
client_flags_step(struct nbd_handshake *handshake, struct bw_reader *in)
{
	uint32_t flags = bw_reader_u32(in);

	if ((flags & ~(uint32_t)(NBD_FLAG_C_FIXED_NEWSTYLE |
				 NBD_FLAG_C_NO_ZEROES)) != 0) {
		fail(handshake, "unknown client flags");
		return;
	}
	/* Options are taken also from clients that do not claim to be fixed. */
	handshake->zeroes = (flags & NBD_FLAG_C_NO_ZEROES) == 0;
	handshake->phase = NBD_HANDSHAKE_PHASE_OPTION;
}

/* "FORCEDTLS mode": may it not be obeyed as it is? */
static bool
wants_tls(const struct nbd_handshake *handshake, uint32_t number)
{
	return handshake->exports->starttls == BW_CONF_STARTTLS_REQUIRE &&
	       !handshake->secure && number != NBD_OPT_STARTTLS &&
	       number != NBD_OPT_ABORT;
}

/* "SELECTIVETLS mode": the same, of an export. */
static bool
wants_tls_for(
    const struct nbd_handshake *handshake, const struct bw_conf_export *export)
{
	return export->tls_only && !handshake->secure;
}

static bool
option_is_known(const struct nbd_handshake *handshake, uint32_t number)
{
	switch (number) {
	case NBD_OPT_STARTTLS:
		return handshake->exports->starttls != BW_CONF_STARTTLS_NO;
	case NBD_OPT_EXPORT_NAME:
	case NBD_OPT_ABORT:
	case NBD_OPT_LIST:
	case NBD_OPT_INFO:
	case NBD_OPT_GO:
	case NBD_OPT_STRUCTURED_REPLY:
	case NBD_OPT_LIST_META_CONTEXT:
	case NBD_OPT_SET_META_CONTEXT:
	case NBD_OPT_EXTENDED_HEADERS:
		return true;
	default:
		return false;
	}
}

static void
option_step(struct nbd_handshake *handshake, struct bw_reader *in)
{
	struct nbd_option *option = &handshake->option;
	const uint8_t *bytes = bw_reader_take(in, NBD_OPTION_SIZE);

	if (nbd_option_parse(bytes, NBD_OPTION_SIZE, option) != 0) {
		fail(handshake, "wrong magic number of an option");
		return;
	}
	if (option->number == NBD_OPT_SET_META_CONTEXT) {
		handshake->context_export = NULL; /* whatever comes of it */
	}
	if (++handshake->n_options > NBD_OPTIONS_MAX) {
		fail(handshake, "too many options");
	} else if (option->len > NBD_OPTION_DATA_MAX) {
		fail(handshake, "option data is too long");
	} else if (wants_tls(handshake, option->number)) {
		handshake->phase = NBD_HANDSHAKE_PHASE_SKIP;
		handshake->skip_left = option->len;
		handshake->skip_answer = NBD_REP_ERR_TLS_REQD;
	} else if (!option_is_known(handshake, option->number)) {
		handshake->phase = NBD_HANDSHAKE_PHASE_SKIP;
		handshake->skip_left = option->len;
		handshake->skip_answer = NBD_REP_ERR_UNSUP;
	} else if (option->len > NBD_OPTION_HELD_MAX) {
		handshake->phase = NBD_HANDSHAKE_PHASE_SKIP;
		handshake->skip_left = option->len;
		handshake->skip_answer = NBD_REP_ERR_TOO_BIG;
	} else {
		handshake->phase = NBD_HANDSHAKE_PHASE_DATA;
	}
}

static void
skip_step(struct nbd_handshake *handshake, struct bw_reader *in,
    struct bw_writer *out)
{
	size_t left = bw_reader_left(in);
	uint32_t n =
	    left < handshake->skip_left ? (uint32_t)left : handshake->skip_left;

	(void)bw_reader_take(in, n); /* not looked at */
	handshake->skip_left -= n;
	if (handshake->skip_left == 0) {
		refuse(handshake, handshake->skip_answer, out);
	}
}

/* The export that a client means by these bytes; none of them: the default. */
static const struct bw_conf_export *
export_find(
    const struct bw_conf_exports *exports, const uint8_t *name, size_t len)
{
	if (len == 0) {
		return bw_conf_export_default(exports);
	}
	for (size_t i = 0; i < exports->n; i++) {
		const char *known = exports->items[i].name;

		if (strlen(known) == len && memcmp(known, name, len) == 0) {
			return &exports->items[i];
		}
	}
	return NULL;
}

/* For the operator; one is enough, whatever else it tries. */
static void
note_unknown(struct nbd_handshake *handshake, const uint8_t *name, size_t len)
{
	if (!handshake->unknown_told) {
		(void)bw_text_printable(
		    handshake->unknown, sizeof(handshake->unknown), name, len);
		handshake->unknown_told = true;
	}
}

/* A client named an export: the parent has to open it. */
static void
export_ask(struct nbd_handshake *handshake, const uint8_t *name, size_t len,
    struct bw_writer *out, struct nbd_action *out_action)
{
	handshake->export = export_find(handshake->exports, name, len);
	if (handshake->export == NULL) {
		note_unknown(handshake, name, len);
		refuse(handshake, NBD_REP_ERR_UNKNOWN, out);
		return;
	}
	if (wants_tls_for(handshake, handshake->export)) {
		refuse(handshake, NBD_REP_ERR_TLS_REQD, out);
		return;
	}
	handshake->phase = NBD_HANDSHAKE_PHASE_OPEN;
	out_action->type = NBD_ACTION_OPEN;
	out_action->name = handshake->export->name;
	out_action->attach = handshake->option.number != NBD_OPT_INFO;
}

static void
info_step(struct nbd_handshake *handshake, const uint8_t *data,
    struct bw_writer *out, struct nbd_action *out_action)
{
	struct nbd_info_request request;

	if (nbd_info_request_parse(data, handshake->option.len, &request) !=
	    0) {
		refuse(handshake, NBD_REP_ERR_INVALID, out);
		return;
	}
	handshake->infos = request.infos;
	export_ask(handshake, request.name, request.name_len, out, out_action);
}

/*
 * The client wants replies of another form.  "NBD_OPT_STRUCTURED_REPLY",
 * "NBD_OPT_EXTENDED_HEADERS": the latter brings the former.
 */
static void
headers_step(struct nbd_handshake *handshake, enum nbd_headers wanted,
    struct bw_writer *out)
{
	if (handshake->option.len != 0 || handshake->headers == wanted) {
		refuse(handshake, NBD_REP_ERR_INVALID, out);
	} else if (handshake->headers == NBD_HEADERS_EXTENDED) {
		refuse(handshake, NBD_REP_ERR_EXT_HEADER_REQD, out);
	} else {
		handshake->headers = wanted;
		handshake->phase = NBD_HANDSHAKE_PHASE_OPTION;
		nbd_option_reply_build(
		    out, handshake->option.number, NBD_REP_ACK);
	}
}

/* "Metadata querying": there is one context, base:allocation. */
static void
context_step(
    struct nbd_handshake *handshake, const uint8_t *data, struct bw_writer *out)
{
	uint32_t option = handshake->option.number;
	bool set = option == NBD_OPT_SET_META_CONTEXT;
	const struct bw_conf_export *export;
	struct nbd_meta_request request;

	if (handshake->headers == NBD_HEADERS_SIMPLE ||
	    nbd_meta_request_parse(data, handshake->option.len, &request) !=
		0) {
		refuse(handshake, NBD_REP_ERR_INVALID, out);
		return;
	}
	export =
	    export_find(handshake->exports, request.name, request.name_len);
	if (export == NULL || wants_tls_for(handshake, export)) {
		refuse(handshake,
		    export == NULL ? NBD_REP_ERR_UNKNOWN : NBD_REP_ERR_TLS_REQD,
		    out);
		return;
	}
	if (request.allocation ||
	    (!set && (request.base || request.n_queries == 0))) {
		nbd_meta_context_build(out, option, set ? NBD_CONTEXT_ID : 0,
		    NBD_CONTEXT_ALLOCATION);
		handshake->context_export =
		    set ? export : handshake->context_export;
	}
	handshake->phase = NBD_HANDSHAKE_PHASE_OPTION;
	nbd_option_reply_build(out, option, NBD_REP_ACK);
}

/*
 * "NBD_OPT_STARTTLS".  Whoever says more before the answer has not begun TLS,
 * and it may be somebody else who does.
 */
static void
starttls_step(struct nbd_handshake *handshake, const struct bw_reader *in,
    struct bw_writer *out)
{
	if (handshake->option.len != 0 || handshake->secure) {
		refuse(handshake, NBD_REP_ERR_INVALID, out);
	} else if (bw_reader_left(in) > 0) {
		fail(handshake, "more came with NBD_OPT_STARTTLS");
	} else {
		handshake->phase = NBD_HANDSHAKE_PHASE_TLS;
	}
}

void
nbd_handshake_wrapped(struct nbd_handshake *handshake, struct bw_writer *out)
{
	BW_ASSERT(handshake->phase == NBD_HANDSHAKE_PHASE_TLS);
	nbd_option_reply_build(out, NBD_OPT_STARTTLS, NBD_REP_ACK);
	*handshake = (struct nbd_handshake){
	    .exports = handshake->exports,
	    .phase = NBD_HANDSHAKE_PHASE_OPTION,
	    .zeroes = handshake->zeroes,
	    .secure = true,
	    .n_options = handshake->n_options,
	};
}

/* The data of a known option is complete. */
static void
data_step(struct nbd_handshake *handshake, struct bw_reader *in,
    struct bw_writer *out, struct nbd_action *out_action)
{
	uint32_t len = handshake->option.len;
	const uint8_t *data = bw_reader_take(in, len);

	switch (handshake->option.number) {
	case NBD_OPT_EXPORT_NAME:
		if (handshake->headers == NBD_HEADERS_EXTENDED) {
			fail(handshake, "extended headers want NBD_OPT_GO");
			return;
		}
		export_ask(handshake, data, len, out, out_action);
		return;
	case NBD_OPT_ABORT: /* data, if any, is to be ignored */
		nbd_option_reply_build(out, NBD_OPT_ABORT, NBD_REP_ACK);
		fail(handshake, "aborted by the client");
		return;
	case NBD_OPT_LIST:
		handshake->listed = 0;
		handshake->phase = NBD_HANDSHAKE_PHASE_LIST;
		if (len != 0) {
			refuse(handshake, NBD_REP_ERR_INVALID, out);
		}
		return;
	case NBD_OPT_STARTTLS:
		starttls_step(handshake, in, out);
		return;
	case NBD_OPT_STRUCTURED_REPLY:
		headers_step(handshake, NBD_HEADERS_STRUCTURED, out);
		return;
	case NBD_OPT_EXTENDED_HEADERS:
		headers_step(handshake, NBD_HEADERS_EXTENDED, out);
		return;
	case NBD_OPT_LIST_META_CONTEXT:
	case NBD_OPT_SET_META_CONTEXT:
		context_step(handshake, data, out);
		return;
	default: /* NBD_OPT_INFO, NBD_OPT_GO */
		info_step(handshake, data, out, out_action);
	}
}

/* One export of the list, or its end. */
static void
list_step(struct nbd_handshake *handshake, struct bw_writer *out)
{
	const struct bw_conf_export *export;

	if (handshake->listed == handshake->exports->n) {
		nbd_option_reply_build(out, NBD_OPT_LIST, NBD_REP_ACK);
		handshake->phase = NBD_HANDSHAKE_PHASE_OPTION;
		return;
	}
	export = &handshake->exports->items[handshake->listed++];
	nbd_server_build(out, export->name, export->description);
}

/* Bytes without which the phase cannot go on. */
static size_t
input_wanted(const struct nbd_handshake *handshake)
{
	switch (handshake->phase) {
	case NBD_HANDSHAKE_PHASE_CLIENT_FLAGS:
		return NBD_CLIENT_FLAGS_SIZE;
	case NBD_HANDSHAKE_PHASE_OPTION:
		return NBD_OPTION_SIZE;
	case NBD_HANDSHAKE_PHASE_DATA:
		return handshake->option.len;
	case NBD_HANDSHAKE_PHASE_SKIP:
		return handshake->skip_left > 0 ? 1 : 0;
	case NBD_HANDSHAKE_PHASE_OPEN:
	case NBD_HANDSHAKE_PHASE_DONE:
		return SIZE_MAX; /* no input can help */
	case NBD_HANDSHAKE_PHASE_LIST:
	case NBD_HANDSHAKE_PHASE_TLS:
	case NBD_HANDSHAKE_PHASE_FAILED:
		break;
	}
	return 0;
}

void
nbd_handshake_step(struct nbd_handshake *handshake, struct bw_reader *in,
    struct bw_writer *out, struct nbd_action *out_action)
{
	*out_action = (struct nbd_action){.type = NBD_ACTION_NONE};
	if (bw_reader_left(in) < input_wanted(handshake)) {
		out_action->type = NBD_ACTION_RECEIVE;
		return;
	}
	if (out->size - out->len < NBD_OPTION_ROOM) {
		out_action->type = NBD_ACTION_SEND;
		return;
	}
	switch (handshake->phase) {
	case NBD_HANDSHAKE_PHASE_CLIENT_FLAGS:
		client_flags_step(handshake, in);
		break;
	case NBD_HANDSHAKE_PHASE_OPTION:
		option_step(handshake, in);
		break;
	case NBD_HANDSHAKE_PHASE_DATA:
		data_step(handshake, in, out, out_action);
		break;
	case NBD_HANDSHAKE_PHASE_SKIP:
		skip_step(handshake, in, out);
		break;
	case NBD_HANDSHAKE_PHASE_LIST:
		list_step(handshake, out);
		break;
	case NBD_HANDSHAKE_PHASE_TLS:
		out_action->type = NBD_ACTION_TLS;
		break;
	case NBD_HANDSHAKE_PHASE_FAILED:
		out_action->type = NBD_ACTION_CLOSE;
		out_action->reason = handshake->reason;
		break;
	case NBD_HANDSHAKE_PHASE_OPEN:
	case NBD_HANDSHAKE_PHASE_DONE:
		break; /* handled above: they want no input */
	}
}

bool
nbd_handshake_has_context(const struct nbd_handshake *handshake)
{
	return handshake->context_export != NULL &&
	       handshake->context_export == handshake->export;
}

void
nbd_handshake_refused(
    struct nbd_handshake *handshake, int error, struct bw_writer *out)
{
	bool tls = handshake->phase == NBD_HANDSHAKE_PHASE_TLS;
	uint32_t type = tls ? NBD_REP_ERR_UNSUP : NBD_REP_ERR_UNKNOWN;

	BW_ASSERT(tls || handshake->phase == NBD_HANDSHAKE_PHASE_OPEN);
	if (error == -EACCES) {
		type = NBD_REP_ERR_POLICY;
	} else if (error == -ESHUTDOWN) {
		type = NBD_REP_ERR_SHUTDOWN;
	}
	refuse(handshake, type, out);
}
