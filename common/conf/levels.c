/* SPDX-License-Identifier: ISC */
/* levels = SERVICE=LEVEL, ...: how much each service logs.  Pure. */
#include "ipc/levels.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "conf/value.h"

enum bw_log_level
bw_conf_log_level(const struct bw_conf_logger *logger, enum bw_role role)
{
	uint8_t level = logger->levels.of[role];

	return (enum bw_log_level)(
	    level == BW_CONF_LEVEL_UNSET ? logger->level : level);
}

void
bw_conf_levels_put(
    struct bw_conf_levels *levels, unsigned services, enum bw_log_level level)
{
	for (unsigned role = 0; role < ARRAY_LEN(levels->of); role++) {
		if ((services & 1u << role) != 0) {
			levels->of[role] = (uint8_t)level;
		}
	}
}

/* One SERVICE=LEVEL; later ones count. */
static int
level_take(struct bw_conf_put *put, char *item, size_t i, void *out)
{
	char *equals = strchr(item, '=');
	enum bw_log_level level;
	unsigned services;

	(void)i; /* each is of a service, wherever it stands */
	if (equals == NULL) {
		return bw_conf_refuse(
		    put, "\"%s\" is not SERVICE=LEVEL, without spaces", item);
	}
	*equals = '\0';
	if (bw_services_parse(item, &services, NULL) != 0) {
		return bw_conf_refuse(put,
		    "there is no service \"%s\" (all, bootward, bootpd, tftpd, "
		    "httpd, nbdd, stored, fetchd, tlsd)",
		    item);
	}
	if (bw_level_parse(equals + 1, &level) != 0) {
		return bw_conf_refuse(put,
		    "there is no level \"%s\" (none, error, warning, info, "
		    "debug)",
		    equals + 1);
	}
	bw_conf_levels_put(out, services, level);
	return 0;
}

int
bw_conf_levels_parse(struct bw_conf_put *put, struct bw_conf_levels *field)
{
	struct bw_conf_levels levels;

	memset(levels.of, BW_CONF_LEVEL_UNSET, sizeof(levels.of));
	if (bw_conf_list_each(put, put->value, level_take, &levels) != 0) {
		return -EBADMSG;
	}
	*field = levels;
	return 0;
}

void
bw_conf_levels_text(const struct bw_conf_levels *field, struct bw_conf_out *out)
{
	bool first = true;

	for (unsigned role = 0; role < ARRAY_LEN(field->of); role++) {
		if (field->of[role] != BW_CONF_LEVEL_UNSET) {
			bw_conf_out_format(out, "%s%s=%s", first ? "" : ", ",
			    bw_role_str((enum bw_role)role),
			    bw_level_str((enum bw_log_level)field->of[role]));
			first = false;
		}
	}
}
