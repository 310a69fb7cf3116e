/* SPDX-License-Identifier: ISC */
/* Services and levels as words; see levels.h.  Pure. */
#include "ipc/levels.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"

#define SEPARATORS ", \t"
#define WORD_MAX   16

static const struct {
	const char *name;
	enum bw_role role;
} nicknames[] = {
    {"dhcp", BW_ROLE_BOOTPD},
    {"tftp", BW_ROLE_TFTPD},
    {"http", BW_ROLE_HTTPD},
    {"nbd", BW_ROLE_NBDD},
};

static const char *const level_names[] = {
    [BW_LOG_LEVEL_NONE] = "none",
    [BW_LOG_LEVEL_ERR] = "error",
    [BW_LOG_LEVEL_WARNING] = "warning",
    [BW_LOG_LEVEL_INFO] = "info",
    [BW_LOG_LEVEL_DEBUG] = "debug",
};

/* The bits of a word; 0: it names none. */
static unsigned
find(const char *word)
{
	if (bw_text_equal_nocase(word, "all")) {
		return BW_SERVICES_ALL;
	}
	for (unsigned role = 0; role < BW_ROLE_CTL; role++) {
		if (bw_text_equal_nocase(
			word, bw_role_str((enum bw_role)role))) {
			return 1u << role;
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(nicknames); i++) {
		if (bw_text_equal_nocase(word, nicknames[i].name)) {
			return 1u << nicknames[i].role;
		}
	}
	return 0;
}

int
bw_services_parse(const char *list, unsigned *out, const char **bad)
{
	const char *at = list + strspn(list, SEPARATORS);
	unsigned wanted = 0, unwanted = 0;

	while (*at != '\0') {
		size_t len = strcspn(at, SEPARATORS);
		bool dash = *at == '-';
		char word[WORD_MAX];
		unsigned bits = 0;

		if (len < sizeof(word)) {
			memcpy(word, at, len);
			word[len] = '\0';
			bits = find(word + (dash ? 1 : 0));
		}
		if (bits == 0) {
			if (bad != NULL) {
				*bad = at;
			}
			return -ENOENT;
		}
		*(dash ? &unwanted : &wanted) |= bits;
		at += len + strspn(at + len, SEPARATORS);
	}
	*out = wanted & ~unwanted;
	return *out == 0 ? -EINVAL : 0;
}

const char *
bw_level_str(enum bw_log_level level)
{
	return level_names[level];
}

int
bw_level_parse(const char *word, enum bw_log_level *out)
{
	for (size_t i = 0; i < ARRAY_LEN(level_names); i++) {
		if (bw_text_equal_nocase(word, level_names[i])) {
			*out = (enum bw_log_level)i;
			return 0;
		}
	}
	return -ENOENT;
}
