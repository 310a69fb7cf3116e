/* SPDX-License-Identifier: ISC */
/* Certificate, key and what is offered; see credential.h. */
#include "credential.h"

#include <errno.h>
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "os/contents.h"
#include "scheme.h"
#include "wire.h"

#define CHAIN_MAX 16 /* certificates */

/*
 * TLS 1.3, and 1.2 with forward secrecy.  CBC is for firmware that has nothing
 * else; whoever has something better is given it.
 */
#define PRIORITIES                                                             \
	"NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"                           \
	":-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA:+DHE-RSA"                            \
	":-CIPHER-ALL:+AES-128-GCM:+AES-256-GCM:+CHACHA20-POLY1305"            \
	":+AES-128-CBC:+AES-256-CBC"                                           \
	":-GROUP-ALL:+GROUP-X25519:+GROUP-SECP256R1:+GROUP-SECP384R1"          \
	":+GROUP-SECP521R1:+GROUP-FFDHE2048:+GROUP-FFDHE3072"                  \
	":-MAC-ALL:+AEAD:+SHA256:+SHA384:+SHA1:%SERVER_PRECEDENCE"

static struct {
	gnutls_certificate_credentials_t credentials;
	gnutls_priority_t priorities;
	gnutls_datum_t ticket_key;
	/* of the key that is elsewhere */
	int algorithm;
	unsigned bits;
	int signer_fd;
	uint32_t last_id; /* its beginning tells us from who was before us */
} own;

/* --- the key that is elsewhere ---------------------------------------------- */

/* The answer to our request; those to whoever had the socket before are not. */
static int
await_answer(uint32_t id, struct tls_sign_answer *out)
{
	uint8_t buf[TLS_SIGN_ANSWER_MAX + 1];

	for (;;) {
		ssize_t n = read(own.signer_fd, buf, sizeof(buf));

		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n < 0 || tls_sign_answer_parse(buf, (size_t)n, out) != 0) {
			return GNUTLS_E_PK_SIGN_FAILED;
		}
		if (out->id == id) {
			return out->len > 0 ? 0 : GNUTLS_E_PK_SIGN_FAILED;
		}
	}
}

static int
ask(struct tls_sign_request *request, gnutls_datum_t *signature)
{
	uint8_t buf[TLS_SIGN_REQUEST_MAX];
	struct tls_sign_answer answer;
	size_t len;
	int error;

	request->id = ++own.last_id;
	len = tls_sign_request_build(request, buf);
	if (write(own.signer_fd, buf, len) != (ssize_t)len) {
		return GNUTLS_E_PK_SIGN_FAILED;
	}
	error = await_answer(request->id, &answer);
	if (error != 0) {
		return error;
	}
	signature->data = gnutls_malloc(answer.len);
	if (signature->data == NULL) {
		return GNUTLS_E_MEMORY_ERROR;
	}
	memcpy(signature->data, answer.signature, answer.len);
	signature->size = (unsigned)answer.len;
	return 0;
}

/* PKCS #1: what is signed is the digest in a DigestInfo.  RFC 8017 9.2 */
static int
unwrap_digest(const gnutls_datum_t *info, struct tls_sign_request *out)
{
	gnutls_digest_algorithm_t hash;
	unsigned len = sizeof(out->digest);
	int error =
	    gnutls_decode_ber_digest_info(info, &hash, out->digest, &len);

	if (error == 0 &&
	    (tls_scheme_of_pkcs1(hash, &out->scheme) != 0 ||
		len != tls_scheme_digest_len((uint16_t)out->scheme))) {
		error = GNUTLS_E_UNSUPPORTED_SIGNATURE_ALGORITHM;
	}
	out->len = len;
	return error;
}

static int
sign_hash(gnutls_privkey_t key, gnutls_sign_algorithm_t algorithm,
    void *userdata, unsigned flags, const gnutls_datum_t *hash,
    gnutls_datum_t *signature)
{
	struct tls_sign_request request = {0};
	int error = 0;

	(void)key;
	(void)userdata; /* there is one */
	(void)flags;
	if (algorithm == GNUTLS_SIGN_RSA_RAW) {
		error = unwrap_digest(hash, &request);
	} else if (tls_scheme_of(algorithm, &request.scheme) != 0 ||
		   hash->size !=
		       tls_scheme_digest_len((uint16_t)request.scheme)) {
		error = GNUTLS_E_UNSUPPORTED_SIGNATURE_ALGORITHM;
	} else {
		request.len = hash->size;
		memcpy(request.digest, hash->data, hash->size);
	}
	return error != 0 ? error : ask(&request, signature);
}

/* What GnuTLS asks about the key; -1: it has no answer. */
static int
key_info(gnutls_privkey_t key, unsigned flags, void *userdata)
{
	enum tls_scheme scheme;

	(void)key;
	(void)userdata; /* there is one */
	if ((flags & GNUTLS_PRIVKEY_INFO_PK_ALGO) != 0) {
		return own.algorithm;
	}
	if ((flags & GNUTLS_PRIVKEY_INFO_PK_ALGO_BITS) != 0) {
		return (int)own.bits;
	}
	if ((flags & GNUTLS_PRIVKEY_INFO_HAVE_SIGN_ALGO) != 0) {
		gnutls_sign_algorithm_t algorithm =
		    GNUTLS_FLAGS_TO_SIGN_ALGO(flags);

		return tls_scheme_of(algorithm, &scheme) == 0 &&
		       gnutls_sign_supports_pk_algorithm(algorithm,
			   (gnutls_pk_algorithm_t)own.algorithm) != 0;
	}
	return -1;
}

/* --- the chain --------------------------------------------------------------- */

static int
chain_read(int fd, gnutls_pcert_st chain[CHAIN_MAX], unsigned *n)
{
	uint8_t *text = malloc(TLS_CERTIFICATE_SIZE_MAX);
	gnutls_datum_t pem = {.data = text};
	ssize_t len =
	    text == NULL ? -ENOMEM
			 : bw_contents_read(fd, text, TLS_CERTIFICATE_SIZE_MAX);
	int error = GNUTLS_E_FILE_ERROR;

	if (len >= 0) {
		pem.size = (unsigned)len;
		*n = CHAIN_MAX;
		error = gnutls_pcert_list_import_x509_raw(
		    chain, n, &pem, GNUTLS_X509_FMT_PEM, 0);
	}
	free(text);
	return error;
}

static int
chain_set(int fd)
{
	static gnutls_pcert_st chain[CHAIN_MAX]; /* GnuTLS keeps them */
	gnutls_privkey_t key;
	unsigned n = 0;
	int error = chain_read(fd, chain, &n);

	if (error == 0) {
		own.algorithm =
		    gnutls_pubkey_get_pk_algorithm(chain[0].pubkey, &own.bits);
		error = gnutls_privkey_init(&key);
	}
	if (error == 0) {
		error = gnutls_privkey_import_ext4(
		    key, NULL, NULL, sign_hash, NULL, NULL, key_info, 0);
	}
	if (error == 0) {
		/* It has something signed, and compares. */
		error = gnutls_certificate_set_key(
		    own.credentials, NULL, 0, chain, (int)n, key);
	}
	return error;
}

const char *
tls_credential_open(int certificate_fd, int signer_fd)
{
	int error;

	own.signer_fd = signer_fd;
	if (getrandom(&own.last_id, sizeof(own.last_id), 0) < 0) {
		return "no random numbers";
	}
	error = gnutls_certificate_allocate_credentials(&own.credentials);
	if (error == 0) {
		error = gnutls_certificate_set_known_dh_params(
		    own.credentials, GNUTLS_SEC_PARAM_MEDIUM);
	}
	if (error == 0) {
		error = gnutls_priority_init(&own.priorities, PRIORITIES, NULL);
	}
	if (error == 0) {
		error = gnutls_session_ticket_key_generate(&own.ticket_key);
	}
	if (error == 0) {
		error = chain_set(certificate_fd);
	}
	if (error == GNUTLS_E_CERTIFICATE_KEY_MISMATCH) {
		return "tls.key is not the key of this certificate";
	}
	return error == 0 ? NULL : gnutls_strerror(error);
}

int
tls_session_open(gnutls_session_t *out, bool http)
{
	static const gnutls_datum_t protocol = {
	    .data = (unsigned char *)(uintptr_t) "http/1.1", .size = 8};
	gnutls_session_t session;
	int error = gnutls_init(&session, GNUTLS_SERVER | GNUTLS_NONBLOCK);

	if (error != 0) {
		return error;
	}
	error = gnutls_priority_set(session, own.priorities);
	if (error == 0) {
		error = gnutls_credentials_set(
		    session, GNUTLS_CRD_CERTIFICATE, own.credentials);
	}
	if (error == 0) {
		error = gnutls_session_ticket_enable_server(
		    session, &own.ticket_key);
	}
	if (error == 0 && http) {
		/* Whoever offers others only is served all the same. */
		error = gnutls_alpn_set_protocols(session, &protocol, 1, 0);
	}
	if (error != 0) {
		gnutls_deinit(session);
		return error;
	}
	*out = session;
	return 0;
}
