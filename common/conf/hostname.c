/* SPDX-License-Identifier: ISC */
/* Variables in the host names that are made up for clients.  Pure. */
#include <stdio.h>
#include <string.h>

#include "conf/conf.h"

static const struct {
	const char *name;
	size_t len; /* of what it stands for, at most */
} variables[BW_CONF_N_HOSTNAMES] = {
    [BW_CONF_HOSTNAME_IP] = {"{ip}", sizeof("255-255-255-255") - 1},
    [BW_CONF_HOSTNAME_MAC] = {"{mac}", BW_MAC_STR_MAX - 1},
    [BW_CONF_HOSTNAME_UUID] = {"{uuid}", BW_UUID_STR_MAX - 1},
};

enum bw_conf_hostname
bw_conf_hostname_at(const char *at)
{
	int variable = 0;

	while (variable < BW_CONF_N_HOSTNAMES &&
	       strncmp(at, variables[variable].name,
		   strlen(variables[variable].name)) != 0) {
		variable++;
	}
	return (enum bw_conf_hostname)variable;
}

const char *
bw_conf_hostname_str(enum bw_conf_hostname variable)
{
	return variable < BW_CONF_N_HOSTNAMES ? variables[variable].name : "";
}

const char *
bw_conf_hostname_mistake(const char *pattern)
{
	size_t len = 0;

	while (*pattern != '\0') {
		enum bw_conf_hostname variable = bw_conf_hostname_at(pattern);

		if (variable < BW_CONF_N_HOSTNAMES) {
			len += variables[variable].len;
			pattern += strlen(variables[variable].name);
			continue;
		}
		if (*pattern == '{' || *pattern == '}') {
			return "variables are {ip}, {mac} and {uuid}";
		}
		pattern++;
		len++;
	}
	return len < BW_HOSTNAME_MAX
		   ? NULL
		   : "may be more than 63 bytes with its variables";
}
