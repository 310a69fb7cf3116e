/* SPDX-License-Identifier: ISC */
/* Requests and refusals; see core.h.  Pure. */
#include "core.h"

#include <errno.h>

#include "base/text.h"
#include "conf/template.h"
#include "name.h"

static const struct tftp_refusal_text texts[TFTP_N_REFUSALS] = {
    [TFTP_REFUSAL_NONE] = {TFTP_ERROR_NOT_DEFINED, ""},
    [TFTP_REFUSAL_OPERATION] = {TFTP_ERROR_ILLEGAL_OPERATION,
	"illegal operation"},
    [TFTP_REFUSAL_MALFORMED] = {TFTP_ERROR_ILLEGAL_OPERATION,
	"malformed request"},
    [TFTP_REFUSAL_OPTIONS] = {TFTP_ERROR_NOT_DEFINED, "too many options"},
    /* Writing is a known operation that nobody is permitted. */
    [TFTP_REFUSAL_WRITE] = {TFTP_ERROR_ACCESS_VIOLATION, "read-only server"},
    [TFTP_REFUSAL_MODE] = {TFTP_ERROR_ILLEGAL_OPERATION,
	"unknown transfer mode"},
    [TFTP_REFUSAL_NAME] = {TFTP_ERROR_NOT_DEFINED, "file name too long"},
    [TFTP_REFUSAL_NOT_FOUND] = {TFTP_ERROR_FILE_NOT_FOUND, "file not found"},
    [TFTP_REFUSAL_ACCESS] = {TFTP_ERROR_ACCESS_VIOLATION, "access violation"},
    [TFTP_REFUSAL_EXISTS] = {TFTP_ERROR_FILE_EXISTS, "file already exists"},
    [TFTP_REFUSAL_FULL] = {TFTP_ERROR_DISK_FULL,
	"disk full or allocation exceeded"},
    [TFTP_REFUSAL_ORIGIN] = {TFTP_ERROR_NOT_DEFINED,
	"the origin does not answer"},
    [TFTP_REFUSAL_SERVER] = {TFTP_ERROR_NOT_DEFINED, "server error"},
    [TFTP_REFUSAL_UNKNOWN_TID] = {TFTP_ERROR_UNKNOWN_TID,
	"unknown transfer ID"},
    [TFTP_REFUSAL_GREEDY] = {TFTP_ERROR_NOT_DEFINED,
	"too many transfers at once"},
    [TFTP_REFUSAL_STOPPING] = {TFTP_ERROR_NOT_DEFINED, "server is stopping"},
};

const struct tftp_refusal_text *
tftp_refusal_text(enum tftp_refusal refusal)
{
	BW_ASSERT(refusal < ARRAY_LEN(texts));
	return &texts[refusal];
}

enum tftp_refusal
tftp_refusal_of(int error)
{
	switch (error) {
	case -ENOENT:
	case -ENOTDIR:
	case -EISDIR: /* no file of that name, then */
		return TFTP_REFUSAL_NOT_FOUND;
	case -EACCES:
	case -EPERM:
	case -EXDEV:
	case -ELOOP:
		return TFTP_REFUSAL_ACCESS;
	case -EAGAIN:
		return TFTP_REFUSAL_GREEDY;
	case -EEXIST:
		return TFTP_REFUSAL_EXISTS;
	case -EFBIG:
	case -ENOSPC:
	case -EDQUOT:
		return TFTP_REFUSAL_FULL;
	case -ENAMETOOLONG:
	case -EMSGSIZE:
		return TFTP_REFUSAL_NAME;
	case -ETIMEDOUT:
	case -EHOSTUNREACH:
	case -EPROTO:
		return TFTP_REFUSAL_ORIGIN;
	case -EBADMSG:
		return TFTP_REFUSAL_MALFORMED;
	case -E2BIG:
		return TFTP_REFUSAL_OPTIONS;
	case -ENOTSUP:
		return TFTP_REFUSAL_OPERATION;
	default:
		return TFTP_REFUSAL_SERVER;
	}
}

/* RFC 1350 section 1; "mail" is obsolete. */
static bool
mode_parse(const char *mode, bool *out_netascii)
{
	*out_netascii = bw_text_equal_nocase(mode, "netascii");
	return *out_netascii || bw_text_equal_nocase(mode, "octet");
}

/* -EAGAIN: it depends on who asks. */
static int
look_up(const struct bw_conf_tftpd *conf, const char *name,
    const struct bw_filter_client *client, struct tftp_ask *ask)
{
	const struct bw_filter_target *target = &ask->target;
	int error = bw_filter_apply(
	    &conf->filters, conf->filter_brackets, name, client, &ask->target);

	if (error != 0) {
		return error;
	}
	ask->is_template = target->kind != BW_FILTER_KIND_TEXT &&
			   bw_template_is(&conf->templates, target->text);
	return ask->is_template && client == NULL ? -EAGAIN : 0;
}

static enum tftp_refusal
judge(const struct bw_conf_tftpd *conf, const struct bw_filter_client *client,
    struct tftp_ask *ask)
{
	char name[TFTP_NAME_MAX];
	int error;

	if (ask->request.opcode == TFTP_OPCODE_WRQ &&
	    conf->upload.dir[0] == '\0') {
		return TFTP_REFUSAL_WRITE;
	}
	if (!mode_parse(ask->request.mode, &ask->netascii)) {
		return TFTP_REFUSAL_MODE;
	}
	error = tftp_name_normalise(
	    ask->request.filename, name, sizeof(name), &ask->name_cut);
	if (error == 0 && ask->request.opcode == TFTP_OPCODE_WRQ) {
		ask->verdict = TFTP_VERDICT_STORE;
		error = tftp_name_for_upload(
		    name, ask->upload, sizeof(ask->upload));
	} else if (error == 0) {
		error = look_up(conf, name, client, ask);
	}
	if (error == -EAGAIN) {
		ask->verdict = TFTP_VERDICT_KNOW;
		return TFTP_REFUSAL_NONE;
	}
	return error == 0 ? TFTP_REFUSAL_NONE : tftp_refusal_of(error);
}

/*
 * Two servers that answer each other's complaints would never end, so what
 * can only be an answer gets none.
 */
static bool
is_answer(const uint8_t *buf, size_t len)
{
	uint16_t opcode = tftp_opcode_peek(buf, len);

	return len < sizeof(opcode) || opcode == TFTP_OPCODE_DATA ||
	       opcode == TFTP_OPCODE_ACK || opcode == TFTP_OPCODE_ERROR ||
	       opcode == TFTP_OPCODE_OACK;
}

void
tftp_core_ask(const struct bw_conf_tftpd *conf,
    const struct bw_filter_client *client, const uint8_t *buf, size_t len,
    struct tftp_ask *out)
{
	int error;

	*out = (struct tftp_ask){
	    .request = {.filename = "", .mode = ""},
	};
	if (is_answer(buf, len)) {
		return;
	}
	error = tftp_request_parse(buf, len, &out->request);
	out->refusal =
	    error == 0 ? judge(conf, client, out) : tftp_refusal_of(error);
	if (out->refusal != TFTP_REFUSAL_NONE) {
		out->verdict = TFTP_VERDICT_REFUSE;
	} else if (out->verdict == TFTP_VERDICT_IGNORE) {
		out->verdict = TFTP_VERDICT_SERVE;
	}
}
