/* SPDX-License-Identifier: ISC */
/* The key's keeper; see signer.h. */
#include "signer.h"

#include <errno.h>
#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/text.h"
#include "core.h"
#include "os/clock.h"
#include "os/contents.h"
#include "scheme.h"
#include "wire.h"

/* Requests of one worker, before the master looks after others. */
#define BATCH_MAX 16

static struct {
	gnutls_privkey_t key;
	struct tls_rate rate;
	struct bw_source asked[BW_N_CREWS];
	struct bw_door *certificates[BW_N_CREWS]; /* the doors of each crew */
} signer;

/* --- signing --------------------------------------------------------------- */

static int
sign(const struct tls_sign_request *request, struct tls_sign_answer *out)
{
	gnutls_datum_t digest = {
	    .data = (unsigned char *)(uintptr_t)request->digest,
	    .size = (unsigned)request->len,
	};
	gnutls_datum_t signature = {0};
	int error = gnutls_privkey_sign_hash2(signer.key,
	    tls_scheme_algorithm(request->scheme), 0, &digest, &signature);

	if (error == 0 && signature.size <= sizeof(out->signature)) {
		memcpy(out->signature, signature.data, signature.size);
		out->len = signature.size;
	}
	gnutls_free(signature.data);
	return error;
}

static void
answer_request(int fd, const uint8_t *buf, size_t len)
{
	static struct bw_log_limit limit;
	struct tls_sign_request request = {0};
	struct tls_sign_answer answer = {0};
	uint8_t out[TLS_SIGN_ANSWER_MAX];
	const char *why = NULL;
	int error;

	if (tls_sign_request_parse(buf, len, &request) != 0) {
		why = "that is nothing a handshake signs";
	} else if (!tls_rate_take(&signer.rate, bw_clock_ms())) {
		why = "max_handshakes";
	} else if ((error = sign(&request, &answer)) != 0) {
		why = gnutls_strerror(error);
	}
	if (why != NULL) {
		bw_log_limited(&limit, BW_LOG_LEVEL_WARNING,
		    "signature=refused reason=\"%s\"", why);
	}
	answer.id = request.id;
	/* A worker that does not listen waits in vain. */
	(void)send(fd, out, tls_sign_answer_build(&answer, out),
	    MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void
signer_asked(struct bw_source *source, unsigned events)
{
	uint8_t buf[TLS_SIGN_REQUEST_MAX + 1];

	(void)events;
	for (int i = 0; i < BATCH_MAX; i++) {
		ssize_t n = recv(source->fd, buf, sizeof(buf), MSG_DONTWAIT);

		if (n < 0) {
			return;
		}
		answer_request(source->fd, buf, (size_t)n);
	}
}

/* --- what the parent hands over --------------------------------------------- */

static const char *
key_refuse(void)
{
	unsigned bits = 0;
	int algorithm = gnutls_privkey_get_pk_algorithm(signer.key, &bits);

	if (algorithm == GNUTLS_PK_ECDSA ||
	    (algorithm == GNUTLS_PK_RSA && bits >= TLS_RSA_BITS_MIN)) {
		return NULL;
	}
	return "neither ECDSA nor RSA of 2048 bits or more";
}

static const char *
key_read(int fd)
{
	static uint8_t text[TLS_KEY_SIZE_MAX];
	ssize_t len = bw_contents_read(fd, text, sizeof(text));
	gnutls_datum_t pem = {
	    .data = text, .size = len > 0 ? (unsigned)len : 0};
	int error = gnutls_privkey_init(&signer.key);

	if (len < 0) {
		return strerror((int)-len);
	}
	if (error == 0) {
		error = gnutls_privkey_import_x509_raw(
		    signer.key, &pem, GNUTLS_X509_FMT_PEM, NULL, 0);
	}
	explicit_bzero(text, sizeof(text));
	if (error == GNUTLS_E_DECRYPTION_FAILED) {
		return "it is encrypted, and nobody is asked for a password";
	}
	return error != 0 ? gnutls_strerror(error) : key_refuse();
}

static void
take_key(int fd)
{
	const char *why = key_read(fd);

	(void)close(fd); /* only read */
	if (why != NULL) {
		bw_log(BW_LOG_LEVEL_ERR, "tls.key: %s", why);
		_exit(EXIT_FAILURE);
	}
}

static void
signer_message(const struct bw_msg *msg, int fd)
{
	struct bw_door *door;

	if (msg->type == BW_MSG_KEY_HANDED) {
		take_key(fd);
		return;
	}
	BW_ASSERT(msg->type == BW_MSG_CERTIFICATE_HANDED);
	door = signer.certificates[msg->u.crew.crew];
	if (door->fd >= 0) {
		(void)close(door->fd); /* of the crew before the last */
	}
	door->fd = fd;
}

/* --- the start --------------------------------------------------------------- */

static struct bw_door *
door_add(struct bw_door doors[BW_DOORS_MAX], size_t *n_doors, const char *name,
    unsigned crew, int fd)
{
	struct bw_door *door = &doors[(*n_doors)++];

	(void)snprintf(door->name, sizeof(door->name), "%s.0.%u", name, crew);
	door->fd = fd;
	return door;
}

/* A worker waits for its signature, but not for ever. */
static int
open_pair(int out[2])
{
	struct timeval patience = {.tv_sec = TLS_SIGN_PATIENCE_MS / 1000};
	int error = bw_chan_pair(out);

	if (error == 0 && setsockopt(out[1], SOL_SOCKET, SO_RCVTIMEO, &patience,
			      sizeof(patience)) != 0) {
		error = -errno;
	}
	return error;
}

static int
signer_open(struct bw_loop *loop, const struct bw_conf *conf,
    struct bw_door doors[BW_DOORS_MAX], size_t *n_doors)
{
	int pair[2], error = 0;

	tls_rate_init(&signer.rate, conf->tls.max_handshakes, bw_clock_ms());
	for (unsigned crew = 0; error == 0 && crew < BW_N_CREWS; crew++) {
		error = open_pair(pair);
		if (error != 0) {
			break;
		}
		signer.asked[crew] =
		    (struct bw_source){.fd = pair[0], .ready = signer_asked};
		error = bw_loop_add(loop, &signer.asked[crew], BW_LOOP_READ);
		(void)door_add(doors, n_doors, TLS_SIGNER_DOOR, crew, pair[1]);
		signer.certificates[crew] =
		    door_add(doors, n_doors, TLS_CERTIFICATE_DOOR, crew, -1);
	}
	if (error != 0) {
		bw_log(
		    BW_LOG_LEVEL_ERR, "signer error=\"%s\"", strerror(-error));
	}
	return error;
}

static const struct bw_syscall_row rows[] = {
    {SCMP_SYS(recvfrom), "digests", 1, {{4, SCMP_CMP_EQ, 0}}},
    {SCMP_SYS(sendto), "signatures; to no address", 1, {{4, SCMP_CMP_EQ, 0}}},
};

const struct bw_master tls_signer = {
    .rows = rows,
    .n_rows = ARRAY_LEN(rows),
    .open = signer_open,
    .message = signer_message,
};
