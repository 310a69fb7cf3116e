/* SPDX-License-Identifier: ISC */
/* Which boot file a client is given; see choose.h. */
#include "choose.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define HTTP_PORT      80
#define IPXE_SCRIPT    "boot.ipxe"
#define ARCH_CODE_MAX  6 /* "00007" */
#define IPXE_ENTRY_MAX 32

static const char *
entry(const struct bw_conf *conf, const char *name)
{
	const struct bw_conf_pairs *pairs = &conf->bootpd.bootfile;

	if (name == NULL) {
		return NULL;
	}
	for (size_t i = 0; i < pairs->n; i++) {
		if (bw_text_equal_nocase(pairs->items[i].name, name)) {
			return pairs->items[i].value;
		}
	}
	return NULL;
}

static const char *
entry_of_arch(const struct bw_conf *conf, uint16_t arch)
{
	char code[ARCH_CODE_MAX];
	const char *value;

	(void)snprintf(code, sizeof(code), "%05u", (unsigned)arch);
	value = entry(conf, code);
	return value != NULL ? value : entry(conf, dhcp_arch_str(arch));
}

static bool
is_set(const char *text)
{
	return text != NULL && text[0] != '\0';
}

static const char *
firmware_file(const struct bw_conf *conf, const struct dhcp_client *client,
    const struct bw_conf_settings *settings)
{
	const char *file = NULL;

	if (is_set(settings->boot_file)) {
		return settings->boot_file;
	}
	if (client->arch != PXE_ARCH_NONE) {
		file = entry_of_arch(conf, client->arch);
		if (file == NULL) {
			file = entry_of_arch(conf, dhcp_arch_kin(client->arch));
		}
	}
	if (file == NULL) {
		file = entry(conf, "default");
	}
	if (file == NULL && client->arch == PXE_ARCH_NONE &&
	    client->network_boot) {
		file = dhcp_arch_file(PXE_ARCH_BIOS); /* ROMs before RFC 4578 */
	}
	return file != NULL ? file : dhcp_arch_file(client->arch);
}

/* Behind the last of these characters, or all of it. */
static const char *
behind_last(const char *text, char mark)
{
	const char *at = strrchr(text, mark);

	return at == NULL ? text : at + 1;
}

static bool
is_among(const char *const *words, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++) {
		if (bw_text_equal_nocase(words[i], word)) {
			return true;
		}
	}
	return false;
}

/* Is this iPXE, by the names it is built and packaged under? */
static bool
is_ipxe_binary(const char *file)
{
	static const char *const names[] = {"ipxe", "undionly", "snponly"};
	static const char *const endings[] = {
	    "efi", "kpxe", "kkpxe", "kkkpxe", "pxe", "lkrn", "0"};
	const char *name = behind_last(file, '/');
	const char *ending = behind_last(name, '.');

	if (ending != name && !is_among(endings, ARRAY_LEN(endings), ending)) {
		return false; /* a script, or a program that makes one */
	}
	for (; *name != '\0'; name++) {
		for (size_t i = 0; i < ARRAY_LEN(names); i++) {
			if (bw_text_starts_nocase(name, names[i])) {
				return true;
			}
		}
	}
	return false;
}

static const char *
ipxe_entry_of_arch(const struct bw_conf *conf, uint16_t arch)
{
	const char *known = dhcp_arch_str(arch);
	char name[IPXE_ENTRY_MAX];

	if (known == NULL) {
		return NULL;
	}
	(void)snprintf(name, sizeof(name), "ipxe-%s", known);
	return entry(conf, name);
}

/* "ipxe-efi-x64", else "ipxe" */
static const char *
ipxe_entry(const struct bw_conf *conf, uint16_t arch)
{
	const char *file = ipxe_entry_of_arch(conf, arch);

	if (file == NULL) {
		file = ipxe_entry_of_arch(conf, dhcp_arch_kin(arch));
	}
	return file != NULL ? file : entry(conf, "ipxe");
}

/*
 * iPXE must not be given itself again: neither by its own entry nor for want
 * of one.  Without an entry it is firmware like any other (a ROM, say, under a
 * configuration of pybootd's) as long as that leads on to something else.
 */
static const char *
ipxe_file(const struct bw_conf *conf, const struct dhcp_client *client,
    const struct bw_conf_settings *settings, struct dhcp_choice *out)
{
	const char *file = is_set(settings->ipxe_file)
			       ? settings->ipxe_file
			       : ipxe_entry(conf, client->arch);

	out->script = file != NULL;
	if (file == NULL && conf->bootpd.bootfile.n > 0) {
		file = firmware_file(conf, client, settings);
	}
	out->loop_broken = file != NULL && is_ipxe_binary(file);
	if (!is_set(file) || out->loop_broken) {
		out->script = true;
		return IPXE_SCRIPT;
	}
	return file;
}

static int
put_url(struct dhcp_choice *out, const char *scheme, uint32_t server,
    uint16_t port, uint16_t usual_port, const char *name)
{
	struct bw_addr addr =
	    bw_addr_ipv4(server, port == usual_port ? 0 : port);
	char at[BW_ADDR_STR_MAX];
	int len;

	while (*name == '/') {
		name++;
	}
	len = snprintf(out->file, sizeof(out->file), "%s://%s/%s", scheme,
	    bw_addr_str(&addr, at), name);
	return len >= 0 && (size_t)len < sizeof(out->file) ? 0 : -EMSGSIZE;
}

/* The name as this client takes it; as it is where it is a URL already. */
static int
put_name(const struct bw_conf *conf, const struct dhcp_client *client,
    const struct bw_conf_settings *settings, uint32_t server, const char *file,
    struct dhcp_choice *out)
{
	bool http = client->family == DHCP_FAMILY_HTTP ||
		    dhcp_arch_is_http(client->arch);
	bool own_tftpd = conf->tftpd.enabled && settings->next_server == 0;

	if ((!out->script && !http) || strstr(file, "://") != NULL) {
		return bw_text_copy(out->file, sizeof(out->file), file);
	}
	if (conf->httpd.enabled) {
		return put_url(
		    out, "http", server, conf->httpd.port, HTTP_PORT, file);
	}
	if (out->script) {
		return put_url(out, "tftp",
		    dhcp_choose_next_server(settings, server),
		    own_tftpd ? conf->tftpd.port : DHCP_TFTP_PORT,
		    DHCP_TFTP_PORT, file);
	}
	return -ENOTSUP;
}

int
dhcp_choose(const struct bw_conf *conf, const struct dhcp_client *client,
    const struct bw_conf_settings *settings, uint32_t server,
    struct dhcp_choice *out)
{
	struct dhcp_choice choice = {.script = false};
	const char *file;
	int error;

	if (client->stage == BW_STAGE_IPXE) {
		file = ipxe_file(conf, client, settings, &choice);
	} else {
		file = firmware_file(conf, client, settings);
	}
	if (!is_set(file)) {
		return -ENOENT;
	}
	error = put_name(conf, client, settings, server, file, &choice);
	if (error == 0) {
		*out = choice;
	}
	return error;
}

int
dhcp_choose_named(const struct bw_conf *conf, const struct dhcp_client *client,
    const struct bw_conf_settings *settings, uint32_t server, const char *file,
    struct dhcp_choice *out)
{
	struct dhcp_choice choice = {.script = false};
	int error = put_name(conf, client, settings, server, file, &choice);

	if (error == 0) {
		*out = choice;
	}
	return error;
}

const char *
dhcp_choose_error_str(int error)
{
	switch (error) {
	case -ENOENT:
		return "no boot file for this architecture";
	case -ENOTSUP:
		return "wants a URL, and httpd is not running";
	case -EMSGSIZE:
		return "boot file name too long";
	default:
		return "";
	}
}

uint32_t
dhcp_choose_next_server(
    const struct bw_conf_settings *settings, uint32_t server)
{
	return settings->next_server != 0 ? settings->next_server : server;
}

bool
dhcp_url_is_numeric(const char *url)
{
	const char *host = strstr(url, "://");
	char text[BW_ADDR_STR_MAX];
	uint32_t address;
	size_t len;

	if (host == NULL) {
		return true; /* no URL */
	}
	host += strlen("://");
	len = strcspn(host, ":/");
	if (len >= sizeof(text)) {
		return false;
	}
	bw_text_cut(text, len + 1, host);
	return bw_ipv4_parse(text, &address) == 0;
}
