/* SPDX-License-Identifier: ISC */
/* Which boot file a client is given; see choose.h. */
#include "choose.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define HTTP_PORT     80
#define TFTP_PORT     69
#define IPXE_SCRIPT   "boot.ipxe"
#define ARCH_CODE_MAX 6 /* "00007" */

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

/* Is this iPXE, by the names it is built and packaged under? */
static bool
is_ipxe_binary(const char *file)
{
	static const char *const names[] = {"ipxe", "undionly", "snponly"};
	static const char script[] = ".ipxe";
	const char *slash = strrchr(file, '/');
	const char *name = slash == NULL ? file : slash + 1;
	size_t len = strlen(name);

	if (len >= sizeof(script) - 1 &&
	    bw_text_equal_nocase(name + len - (sizeof(script) - 1), script)) {
		return false;
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

/*
 * iPXE must not be given itself again.  Without an entry of its own it is
 * firmware like any other (a ROM, say, under a configuration of pybootd's)
 * as long as that leads on to something else.
 */
static const char *
ipxe_file(const struct bw_conf *conf, const struct dhcp_client *client,
    const struct bw_conf_settings *settings, bool *out_script)
{
	const char *file = is_set(settings->ipxe_file) ? settings->ipxe_file
						       : entry(conf, "ipxe");

	*out_script = true;
	if (file != NULL) {
		return file;
	}
	if (conf->bootpd.bootfile.n > 0) {
		file = firmware_file(conf, client, settings);
	}
	if (file == NULL || file[0] == '\0' || is_ipxe_binary(file)) {
		return IPXE_SCRIPT;
	}
	*out_script = false;
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

int
dhcp_choose(const struct bw_conf *conf, const struct dhcp_client *client,
    const struct bw_conf_settings *settings, uint32_t server,
    struct dhcp_choice *out)
{
	bool script = false; /* for iPXE, and so a URL */
	bool http = client->family == DHCP_FAMILY_HTTP ||
		    dhcp_arch_is_http(client->arch);
	bool own_tftpd = conf->tftpd.enabled && settings->next_server == 0;
	struct dhcp_choice choice;
	const char *file;
	int error;

	if (client->stage == BW_STAGE_IPXE) {
		file = ipxe_file(conf, client, settings, &script);
	} else {
		file = firmware_file(conf, client, settings);
	}
	if (file == NULL || file[0] == '\0') {
		return -ENOENT;
	}
	if ((!script && !http) || strstr(file, "://") != NULL) {
		error = bw_text_copy(choice.file, sizeof(choice.file), file);
	} else if (conf->httpd.enabled) {
		error = put_url(
		    &choice, "http", server, conf->httpd.port, HTTP_PORT, file);
	} else if (script) {
		error = put_url(&choice, "tftp",
		    dhcp_choose_next_server(settings, server),
		    own_tftpd ? conf->tftpd.port : TFTP_PORT, TFTP_PORT, file);
	} else {
		return -ENOTSUP;
	}
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
